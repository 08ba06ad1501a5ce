"""A partnership's own questions: a file that is worked on, and the question set that it is published as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.domain.errors import Refused
from chalicelib.domain.framework import Framework

FILE_LIMIT = 600_000  # bytes; our largest set needs two thirds of it
FILE_WORDS = "600KB"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSet:
    """One published version. Its content lies in the bucket under its own hash, and never changes.

    `base` is the framework that it adds to, "" for a whole one of the partnership's own.
    """

    key: str
    partnership_id: str
    title: str
    base: str
    sha256: str
    published_at: datetime
    published_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody has begun. `name` is what they call it meanwhile; `published` its key once it is."""

    id: str
    partnership_id: str
    name: str
    base: str
    created_at: datetime
    created_by: str
    published: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a file, to sort by and in words: "line 12", or "Questions, row 7, level 3"."""

    position: tuple[int, ...]
    words: str


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something to put right, and where."""

    place: Place
    reason: str

    @property
    def words(self) -> str:
        return f"{self.place.words}: {self.reason}"


class QuestionsRefused(Refused):
    """A file that cannot be used, with everything that is wrong with it, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__("questions_refused")
        self.faults = tuple(sorted(faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedQuestions:
    """A file without problems. `content` is what is published, `source` what the file says, as plain data."""

    framework: Framework
    base: Framework | None
    content: bytes
    sha256: str
    source: Mapping[str, Any] = field(repr=False)
