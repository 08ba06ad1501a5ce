"""The line: how chance chooses inside one part of the frame, in whole numbers and SHA-256 only.

With k visits and W tickets in all, a unit with t tickets is k·t wide, so that the line is k·W long. The
marks s, s+W, … s+(k−1)W fall on the chosen, s being a hash modulo W. A unit as wide as the distance of two
marks, or wider, could be marked twice: it is chosen for certain and steps aside, and the rest is looked at
again. Over all starts every other unit is marked k·t times in W: that is its probability.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

ALGORITHM = "compact-audit/sample/2"
"""Changes whenever the same frame, seed and size would give another sample."""


def certain_by_width(tickets: Mapping[str, int], visits: int) -> frozenset[str]:
    """The ids of those that are as wide as the distance of two marks, step by step until none is."""
    left, certain = dict(tickets), set[str]()
    while wide := [unit for unit, t in left.items() if (visits - len(certain)) * t >= sum(left.values())]:
        certain |= set(wide)
        for unit in wide:
            del left[unit]
    return frozenset(certain)


def in_order(units: Iterable[tuple[str, str]], seed: str, stratum: str) -> list[str]:
    """Ids in the order of the line, from (id, band): band by band, in a band by hash."""
    return [unit for _, _, unit in sorted((band, order(seed, stratum, unit), unit) for unit, band in units)]


def order(seed: str, stratum: str, unit: str) -> int:
    return _hash(seed, stratum, "order", unit)


def start(seed: str, stratum: str, tickets: int) -> int:
    """Where the first mark falls."""
    return _hash(seed, stratum, "start") % tickets


def marked(tickets: Sequence[int], visits: int, first: int) -> tuple[int, ...]:
    """The places on the line that the marks fall on. None may be wider than the marks are apart."""
    ends = list(accumulate(visits * t for t in tickets))
    apart = sum(tickets)
    return tuple(bisect_right(ends, first + turn * apart) for turn in range(visits))


def reserves(places: Sequence[int], length: int) -> tuple[int | None, ...]:
    """For each chosen place the next one along the line, and round to its beginning, that nobody has."""
    free = [True] * length
    for place in places:
        free[place] = False
    found: list[int | None] = []
    for place in places:
        after = ((place + step) % length for step in range(1, length))
        reserve = next((p for p in after if free[p]), None)
        if reserve is not None:
            free[reserve] = False
        found.append(reserve)
    return tuple(found)


def _hash(*parts: str) -> int:
    """SHA-256 of the algorithm and these parts with bars between, as a whole number."""
    return int(hashlib.sha256("|".join([ALGORITHM, *parts]).encode()).hexdigest(), 16)
