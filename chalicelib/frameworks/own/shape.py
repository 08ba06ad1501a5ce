"""The shape of a file that adds questions to one of our sets. Imports pydantic, so import it late."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from chalicelib.frameworks.schema import (
    CriterionId,
    DutyKey,
    FrameworkId,
    FrameworkKey,
    Id,
    Part,
    QuestionFacts,
    RefPart,
    RetiredPart,
    Text,
    Version,
)

OwnId = Annotated[str, Field(pattern=r"^L\d\d-\d\d$")]


class LeaveOutPart(Part):
    """A question of the base that this partnership does not ask these sectors (all, if none is named)."""

    id: CriterionId
    because: Text
    sectors: list[Id] = Field(default_factory=list)


class OwnQuestionPart(QuestionFacts):
    """`sectors` are those it is for (all, if none is named)."""

    id: OwnId
    sectors: list[Id] = Field(default_factory=list)
    duties: list[DutyKey] = Field(default_factory=list)
    refs: list[RefPart] = Field(default_factory=list)
    was: list[OwnId] = Field(default_factory=list)


class OverlayPart(Part):
    """`base` is the set that it adds to; `follows` the partnership's own set that it comes after."""

    base: FrameworkKey
    id: FrameworkId
    version: Version
    title: Text
    follows: Annotated[str, Field(pattern=r"^([a-z][a-z0-9-]*@\d{4}\.\d+)?$")] = ""
    retired: list[RetiredPart] = Field(default_factory=list)
    leave_out: list[LeaveOutPart] = Field(default_factory=list)
    criteria: Annotated[list[OwnQuestionPart], Field(min_length=1)]
