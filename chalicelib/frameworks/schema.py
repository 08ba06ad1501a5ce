"""The shape of a framework file. Importing this module imports pydantic, so import it late."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chalicelib.frameworks.problems import Problem
from chalicelib.frameworks.wordings import filled, incomplete

Text = Annotated[str, Field(min_length=1)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
DutyKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
FrameworkKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*@\d{4}\.\d+$")]
FrameworkId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Version = Annotated[str, Field(pattern=r"^\d{4}\.\d+$")]
CriterionId = Annotated[str, Field(pattern=r"^[A-Z]\d\d(-\d\d)?$")]
When = dict[Id, Annotated[list[Id], Field(min_length=1)]]
Bullets = Annotated[list[Text], Field(min_length=2, max_length=4)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class LevelPart(Part):
    id: Id
    label: Text
    meets_standard: bool
    needs_action: bool
    hint: str = ""


class StandardPart(Part):
    number: int
    title: Text
    short_title: Text


class QuestionPart(Part):
    id: Id
    question: Text
    hint: str
    answers: Annotated[dict[Id, Text], Field(min_length=2)]


class SectorPart(Part):
    id: Id
    name: Text
    variant: Id


class DutyPart(Part):
    key: DutyKey
    text: Text
    binds: list[Id] = []


class CapPart(Part):
    """No organisation of these sectors (any, if none is named) and with this profile sees more."""

    at_most: int
    sectors: list[Id] = []
    profile: dict[Id, Id] = {}


class RefPart(Part):
    doc: Text
    part: Text
    checked: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = ""


class NotAskedPart(Part):
    because: Text
    sectors: list[Id] = []
    when: When = {}


class VariantPart(Part):
    variant: Id
    when: When


class InsteadPart(Part):
    framework: FrameworkKey
    when: When
    because: Text


class RetiredPart(Part):
    id: CriterionId
    why: Text


class WordingPart(Part):
    """The general wording says everything; another one only what differs from it."""

    question: Text | None = None
    why: Text | None = None
    think_about: Bullets | None = None
    try_this: Text | None = None
    where_to_look: Bullets | None = None
    do_not_attach: Text | None = None
    levels: dict[Id, Text] | None = None
    first_step: Text | None = None
    changed: str = ""


class QuestionFacts(Part):
    """What every question says of itself, whoever asks it."""

    standard: int
    heading: int = 0
    essential: bool | None = None
    title: Text
    minutes: Annotated[int, Field(ge=1, le=5)]
    core: bool
    voice_of_child: bool
    not_asked: list[NotAskedPart] = []
    wordings: dict[Id, WordingPart]


class CriterionPart(QuestionFacts):
    id: CriterionId
    duties: Annotated[list[DutyKey], Field(min_length=1)]
    refs: Annotated[list[RefPart], Field(min_length=1)]
    corresponds: dict[str, CriterionId] = {}
    was: list[CriterionId] = []


class FrameworkPart(Part):
    id: FrameworkId
    version: Version
    title: Text
    follows: Annotated[str, Field(pattern=r"^([a-z][a-z0-9-]*@\d{4}\.\d+)?$")] = ""
    retired: list[RetiredPart] = []
    scale: Annotated[list[LevelPart], Field(min_length=2)]
    help_wanted: str = ""
    headings: list[StandardPart] = []
    variants: list[VariantPart] = []
    instead: list[InsteadPart] = []
    profile_questions: list[QuestionPart]
    sectors: Annotated[list[SectorPart], Field(min_length=1)]
    caps: list[CapPart]
    duties: list[DutyPart]
    standards: Annotated[list[StandardPart], Field(min_length=1)]
    criteria: Annotated[list[CriterionPart], Field(min_length=1)]


_REASONS = {
    "missing": "the key {last!r} is missing",
    "extra_forbidden": "there is no key {last!r} here",
    "string_type": "{last!r} must be text",
    "string_too_short": "{last!r} is empty",
    "string_pattern_mismatch": "{last!r} must look like {like}",
    "int_type": "{last!r} must be a whole number",
    "bool_type": "{last!r} must be true or false",
    "list_type": "{last!r} must be a list",
    "dict_type": "{last!r} must be a set of keys",
    "model_type": "{last!r} must be a set of keys",
    "too_short": "{last!r} has {actual_length}, fewer than {min_length}",
    "too_long": "{last!r} has {actual_length}, more than {max_length}",
    "greater_than_equal": "{last!r} must be at least {ge}",
    "less_than_equal": "{last!r} must be at most {le}",
}
_HERE = {
    "missing": "fill this in",
    "string_too_short": "fill this in",
    "bool_type": "must be yes or no",
    "dict_type": "write it like “people: one, two_to_nine; commissions: no”",
}

# What fits a pattern, for people who do not read patterns.
_LIKE = {
    r"^L\d\d-\d\d$": "L04-01",
    r"^[A-Z]\d\d(-\d\d)?$": "S04-01",
    r"^[a-z][a-z0-9-]*$": "education-plus",
    r"^\d{4}\.\d+$": "2027.1",
    r"^[a-z][a-z0-9-]*@\d{4}\.\d+$": "education@2026.1",
    r"^([a-z][a-z0-9-]*@\d{4}\.\d+)?$": "education-plus@2026.1",
    r"^\d{4}-\d{2}-\d{2}$": "2026-11-22",
    r"^[a-z][a-z0-9_]*$": "primary_care",
}


def validate(data: object, part: type[Part] = FrameworkPart) -> tuple[dict[str, Any], list[Problem]]:
    """The data with defaults filled in, or what is wrong with it (then the data is empty)."""
    try:
        found = part.model_validate(data).model_dump()
    except ValidationError as error:
        return {}, [_problem(dict(found)) for found in error.errors(include_url=False)]
    problems = list(incomplete(found))
    return ({}, problems) if problems else (filled(found), [])


def _problem(found: dict[str, Any]) -> Problem:
    spot = tuple(found["loc"])
    named = [part for part in spot if part != "[key]"]
    template = _REASONS.get(found["type"], "{last!r}: {msg}")
    last = next((part for part in reversed(named) if isinstance(part, str)), "the file")
    context = found.get("ctx", {})
    like = _LIKE.get(context.get("pattern", ""), context.get("pattern", ""))
    reason = template.format(last=last, msg=found["msg"], like=like, **context)
    return Problem(tuple(named), reason, _HERE.get(found["type"], reason.removeprefix(f"{last!r} ")))
