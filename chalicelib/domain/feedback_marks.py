"""What a return and its headers know of the feedback on it, in a few bytes: how it was made, and when.

A return keeps one mark for each feedback that was sent, as "partnership#number#depth#day"; a header the last
two parts of the newest one of its partnership, as "depth#day".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Depth(StrEnum):
    """How feedback came about: from the ratings alone, from the library, or written about this return."""

    AUTOMATIC = "automatic"
    LIGHT = "light"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One feedback that was sent. `day` is London's."""

    partnership_id: str
    number: int
    depth: Depth
    day: date

    def __str__(self) -> str:
        return f"{self.partnership_id}#{self.number}#{self.in_header}"

    @property
    def in_header(self) -> str:
        return f"{self.depth}#{self.day.isoformat()}"


def marks(kept: Iterable[str], partnership_id: str) -> list[Mark]:
    """Those of one partnership, the oldest first."""
    found = [_mark(each) for each in kept if each.startswith(f"{partnership_id}#")]
    return sorted(found, key=lambda mark: mark.number)


def newest(kept: Iterable[str], partnership_id: str) -> Mark | None:
    found = marks(kept, partnership_id)
    return found[-1] if found else None


def header_mark(kept: Iterable[str], partnership_id: str) -> str:
    """What the header of a cycle of this partnership says; "" while it has sent none."""
    mark = newest(kept, partnership_id)
    return mark.in_header if mark else ""


def read_header(mark: str) -> tuple[Depth, date] | None:
    """How and when the newest feedback was made; None where there is none."""
    depth, _, day = mark.partition("#")
    return (Depth(depth), date.fromisoformat(day)) if day else None


def _mark(kept: str) -> Mark:
    partnership_id, number, depth, day = kept.split("#")
    return Mark(
        partnership_id=partnership_id, number=int(number), depth=Depth(depth), day=date.fromisoformat(day)
    )
