"""How visits are shared out between the parts of a frame."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

MINIMUM = 2
"""Visits in each part, where it has as many organisations: one alone says nothing about variation."""

T = TypeVar("T")


def parts_of(by_sector: Mapping[str, Sequence[T]], visits: int, minimum: int) -> dict[str, list[T]]:
    """Sectors in the order of their ids; the two smallest are joined until there are at most half as many
    parts as visits, and every part's minimum fits. A joined part is called after its sectors, with + between.
    """
    parts = {sector: list(units) for sector, units in by_sector.items()}
    while len(parts) > 1 and len(parts) * max(minimum, 2) > visits:
        first, second = sorted(parts, key=lambda key: (len(parts[key]), key))[:2]
        joined = "+".join(sorted([*first.split("+"), *second.split("+")]))
        parts[joined] = parts.pop(first) + parts.pop(second)
    return dict(sorted(parts.items()))


def allocate(
    sizes: Mapping[str, int],
    visits: int,
    minimum: int = MINIMUM,
    *,
    taken: Mapping[str, int] | None = None,
    equally: bool = False,
) -> dict[str, int]:
    """How many visits each part gets, those already `taken` by certainty picks among them.

    First every part reaches its minimum (one part alone has none). Then one visit at a time goes to the part
    with the highest N²/(a(a+1)), N being its size and a the visits it has, as equal proportions ask; or
    `equally`, to whichever has the fewest. Ties go to the part whose name comes first.
    """
    given = {key: (taken or {}).get(key, 0) for key in sizes}
    least = {key: min(minimum, size) if len(sizes) > 1 else 0 for key, size in sizes.items()}
    for _ in range(visits - sum(given.values())):
        has_room = [key for key in sorted(sizes) if given[key] < sizes[key]]
        below = [key for key in has_room if given[key] < least[key]]
        winner = max(below or has_room, key=lambda key: _priority(sizes[key], given[key], equally))
        given[winner] += 1
    return given


def _priority(units: int, visits: int, equally: bool) -> tuple[int, Fraction]:
    if equally:
        return (-visits, Fraction(units))
    return (not visits, Fraction(units * units, visits * (visits + 1)) if visits else Fraction(units))
