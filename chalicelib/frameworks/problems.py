"""What is wrong with a framework file, said so that its author can go to the line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
Spot = tuple[str | int, ...]
"""Where in the file: keys and list positions from the top, as in ("criteria", 3, "title")."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`here` says the same where the place names the field already."""

    spot: Spot
    reason: str
    here: str = ""


class FrameworkRefused(Exception):
    """A framework file that may not be used. `problems` holds "file:line: reason" for each, `found` the same
    as pairs of line and reason.
    """

    def __init__(self, problems: Iterable[str], found: Iterable[tuple[int, str]] = ()) -> None:
        self.problems = tuple(problems)
        self.found = tuple(found)
        super().__init__("\n".join(self.problems))


def refuse(file: str, lines: Mapping[Spot, int], problems: Iterable[Problem]) -> None:
    """Raises FrameworkRefused, in the order of the file, if there is any problem."""
    found = sorted((nearest(lines, problem.spot, 1), problem.reason) for problem in problems)
    if found:
        raise FrameworkRefused((f"{file}:{line}: {reason}" for line, reason in found), found)


def nearest(places: Mapping[Spot, T], spot: Spot, top: T) -> T:
    """The place of the spot or, for something that is missing, of what should hold it."""
    while spot and spot not in places:
        spot = spot[:-1]
    return places.get(spot, top)
