"""Drawing the organisations to visit, so that anybody can draw the same again and see that it was fair.

The frame is divided by sector; small sectors are joined until each part can have its minimum. Visits
are shared out one at a time to the part with the highest priority N²/(a(a+1)), N being its size and a
the visits it has. Inside a part the organisations stand on a line in the order of a hash, each k wide
(k visits, N organisations, so k·N long); the marks s, s+N, s+2N, … fall on the chosen ones, s being a
hash modulo N. Over all starts each organisation is chosen k times in N: that is its probability.

Whole numbers and SHA-256 only: every machine and every version of Python draws the same.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chalicelib.domain.cycles import Header
from chalicelib.domain.errors import Refused

ALGORITHM = "compact-audit/sample/1"
"""Changes whenever the same frame, seed and size would give another sample."""

MINIMUM = 2
"""Visits in each part, where it has as many organisations: one alone says nothing about variation."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One organisation in the frame. The name is for the reader and decides nothing."""

    id: str
    name: str
    sector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """One part of the frame: its sectors, how many organisations, how many visits, where the marks start."""

    id: str
    sectors: tuple[str, ...]
    units: int
    visits: int
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """An organisation to visit, the exact chance that it had, and who is visited if it cannot be."""

    unit: Unit
    stratum: str
    probability: Fraction
    reserve: Unit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The draw, with all that is needed to repeat it from the same frame."""

    algorithm: str
    seed: str
    frame_sha256: str
    frame_size: int
    minimum: int
    strata: tuple[Stratum, ...]
    chosen: tuple[Chosen, ...]


def frame(headers: Iterable[Header]) -> tuple[Unit, ...]:
    """The organisations of a cycle whose return is in."""
    submitted = (h for h in headers if h.is_in)
    return tuple(Unit(h.organisation_id, h.organisation_name, h.sector) for h in submitted)


def frame_sha256(units: Iterable[Unit]) -> str:
    """The hash of the frame: a JSON list of [id, sector] in the order of the ids, without spaces."""
    rows = sorted([unit.id, unit.sector] for unit in units)
    return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()


def draw(units: Sequence[Unit], size: int, seed: str, minimum: int = MINIMUM) -> Sample:
    """Choose `size` organisations. Raises Refused when the frame cannot give as many.

    Raises ValueError for an organisation that stands in the frame twice.
    """
    _refuse_unless_possible(units, size)
    parts = _strata(units, size, minimum)
    visits = allocate({key: len(part) for key, part in parts.items()}, size, minimum)
    strata, chosen = [], []
    for key, part in parts.items():
        start = _hash(seed, key, "start") % len(part)
        line = on_line(part, seed, key)
        strata.append(
            Stratum(id=key, sectors=tuple(key.split("+")), units=len(part), visits=visits[key], start=start)
        )
        chosen += _choose(line, key, visits[key], start)
    return Sample(
        algorithm=ALGORITHM,
        seed=seed,
        frame_sha256=frame_sha256(units),
        frame_size=len(units),
        minimum=minimum,
        strata=tuple(strata),
        chosen=tuple(chosen),
    )


def allocate(sizes: dict[str, int], visits: int, minimum: int = MINIMUM) -> dict[str, int]:
    """How many visits each part gets: its minimum, then one at a time by equal proportions.

    The priority N²/(a(a+1)) compares as a fraction; a part without a visit comes first. Ties go to the
    part whose name comes first. The minimums must fit into the visits.
    """
    given = (
        {key: min(minimum, size) for key, size in sizes.items()}
        if len(sizes) > 1
        else dict.fromkeys(sizes, 0)
    )
    for _ in range(visits - sum(given.values())):
        open_parts = [key for key in sorted(sizes) if given[key] < sizes[key]]
        winner = max(open_parts, key=lambda key: _priority(sizes[key], given[key]))
        given[winner] += 1
    return given


def marked(units: int, visits: int, start: int) -> tuple[int, ...]:
    """The places on the line that the marks start, start + units, start + 2·units, … fall on."""
    return tuple((start + turn * units) // visits for turn in range(visits))


def on_line(units: Iterable[Unit], seed: str, stratum: str) -> list[Unit]:
    """The units in the order of their hash."""
    return sorted(units, key=lambda unit: (_hash(seed, stratum, "order", unit.id), unit.id))


def _refuse_unless_possible(units: Sequence[Unit], size: int) -> None:
    if not units:
        raise Refused("sample_frame_empty")
    if not 1 <= size <= len(units):
        raise Refused("sample_size_impossible", frame=len(units))
    if len({unit.id for unit in units}) != len(units):
        raise ValueError("an organisation stands in the frame twice")


def _strata(units: Iterable[Unit], size: int, minimum: int) -> dict[str, list[Unit]]:
    """Sectors in the order of their ids; the two smallest are joined until all minimums fit."""
    parts: dict[str, list[Unit]] = {}
    for unit in units:
        parts.setdefault(unit.sector, []).append(unit)
    while len(parts) > 1 and len(parts) * max(minimum, 1) > size:
        first, second = sorted(parts, key=lambda key: (len(parts[key]), key))[:2]
        joined = "+".join(sorted([*first.split("+"), *second.split("+")]))
        parts[joined] = parts.pop(first) + parts.pop(second)
    return dict(sorted(parts.items()))


def _priority(units: int, visits: int) -> tuple[bool, Fraction]:
    return (visits == 0, Fraction(units * units, visits * (visits + 1)) if visits else Fraction(units))


def _choose(line: Sequence[Unit], stratum: str, visits: int, start: int) -> list[Chosen]:
    if not visits:
        return []
    places = marked(len(line), visits, start)
    free = set(range(len(line))) - set(places)
    chosen = []
    for place in places:
        reserve = _next_free(place, len(line), free)
        chosen.append(
            Chosen(
                unit=line[place],
                stratum=stratum,
                probability=Fraction(visits, len(line)),
                reserve=None if reserve is None else line[reserve],
            )
        )
    return chosen


def _next_free(place: int, length: int, free: set[int]) -> int | None:
    """Takes the next place along the line, and round to its beginning, that nobody has."""
    for step in range(1, length):
        if (place + step) % length in free:
            free.remove((place + step) % length)
            return (place + step) % length
    return None


def _hash(*parts: str) -> int:
    """SHA-256 of the algorithm and these parts with bars between, as a whole number."""
    return int(hashlib.sha256("|".join([ALGORITHM, *parts]).encode()).hexdigest(), 16)
