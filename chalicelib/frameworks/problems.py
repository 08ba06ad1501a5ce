"""What is wrong with a framework file, said so that its author can go to the line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Spot = tuple[str | int, ...]
"""Where in the file: keys and list positions from the top, as in ("criteria", 3, "title")."""


@dataclass(frozen=True, slots=True)
class Problem:
    spot: Spot
    reason: str


class FrameworkRefused(Exception):
    """A framework file that may not be used. `problems` holds "file:line: reason" for each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def refuse(file: str, lines: Mapping[Spot, int], problems: Iterable[Problem]) -> None:
    """Raises FrameworkRefused, in the order of the file, if there is any problem."""
    found = sorted((_line(lines, problem.spot), problem.reason) for problem in problems)
    if found:
        raise FrameworkRefused(f"{file}:{line}: {reason}" for line, reason in found)


def _line(lines: Mapping[Spot, int], spot: Spot) -> int:
    """The line of the spot or, for something that is missing, of what should hold it."""
    while spot and spot not in lines:
        spot = spot[:-1]
    return lines.get(spot, 1)
