"""Drawing the organisations to visit, so that anybody can draw the same again and see that it was fair.

The frame is divided by sector (sampling_shares.py). Some are visited for certain, for reasons that are
written into the frame before the draw; the rest by chance, along a line (sampling_line.py), with one ticket
each or up to three for stated outside facts. docs/adr/0020 and 0043 say it step by step.

Whole numbers and SHA-256 only: every machine and every version of Python draws the same.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from chalicelib.domain import sampling_line
from chalicelib.domain.errors import Refused
from chalicelib.domain.sampling_line import ALGORITHM
from chalicelib.domain.sampling_shares import MINIMUM, allocate, parts_of

MOST_TICKETS = 3


class Fact(StrEnum):
    """What is known of an organisation from outside; never how it rates itself. Each is one more ticket."""

    INSPECTION = "inspection"
    COMPLAINT = "complaint"
    NEW_LEAD = "new_lead"
    LONG_UNVISITED = "long_unvisited"


class Why(StrEnum):
    """Why an organisation is visited. Those before CHANCE are certain before the draw."""

    DUE = "due"
    NOT_RETURNED = "not_returned"
    LOWEST_RATING = "lowest_rating"
    NAMED = "named"
    CHANCE = "chance"
    WIDTH = "width"  # its tickets fill the distance between two marks, so chance cannot pass it by


@dataclass(frozen=True, slots=True)
class Unit:
    """One organisation in the frame. The name is for the reader and decides nothing.

    `band` (phase or size) is what the line is sorted by. `certain` says why chance does not decide.
    """

    id: str
    name: str
    sector: str
    band: str = ""
    facts: tuple[Fact, ...] = ()
    certain: tuple[Why, ...] = ()

    @property
    def tickets(self) -> int:
        return min(1 + len(self.facts), MOST_TICKETS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """One part of the frame. `certain` of its visits are no matter of chance; `tickets` are those on the
    line, `start` is the first mark there.
    """

    id: str
    sectors: tuple[str, ...]
    units: int
    visits: int
    certain: int
    tickets: int
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """An organisation to visit, why, the exact chance it had, and who is visited if it cannot be."""

    unit: Unit
    stratum: str
    why: tuple[Why, ...]
    probability: Fraction
    reserve: Unit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is decided before the draw. `promise` is the number of cycles in which each organisation is to be
    visited once, 0 for no such promise. `missing`: those that have not returned are in the frame too.
    """

    visits: int
    minimum: int = MINIMUM
    equally: bool = False
    promise: int = 0
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The draw, with all that is needed to repeat it from the same frame. `chances`: unit → probability."""

    algorithm: str
    seed: str
    frame_sha256: str
    frame_size: int
    terms: Terms
    strata: tuple[Stratum, ...]
    chosen: tuple[Chosen, ...]
    chances: dict[str, Fraction] = field(hash=False)


def canonical(units: Iterable[Unit]) -> str:
    """The frame as text: a JSON list of [id, sector, band, facts, certain] in the order of the ids, in ASCII
    and without spaces. A name may be corrected, and it is still the same frame.
    """
    rows = sorted([u.id, u.sector, u.band, sorted(u.facts), sorted(u.certain)] for u in units)
    return json.dumps(rows, separators=(",", ":"))


def read_frame(text: str) -> tuple[Unit, ...]:
    """The frame that `canonical` wrote, without names."""
    return tuple(
        Unit(id_, "", sector, band, tuple(map(Fact, facts)), tuple(map(Why, certain)))
        for id_, sector, band, facts, certain in json.loads(text)
    )


def frame_sha256(units: Iterable[Unit]) -> str:
    return hashlib.sha256(canonical(units).encode()).hexdigest()


def draw(units: Sequence[Unit], terms: Terms, seed: str) -> Sample:
    """Choose `terms.visits` organisations. Raises Refused when that many cannot be chosen, or are too few.

    Raises ValueError for an organisation that stands in the frame twice.
    """
    refuse_unless_possible(units, terms)
    by_sector: dict[str, list[Unit]] = {}
    for unit in units:
        by_sector.setdefault(unit.sector, []).append(unit)
    parts = parts_of(by_sector, terms.visits, terms.minimum)
    visits = allocate(
        {key: len(part) for key, part in parts.items()},
        terms.visits,
        terms.minimum,
        taken={key: sum(1 for unit in part if unit.certain) for key, part in parts.items()},
        equally=terms.equally,
    )
    drawn = [_Part(key, part, visits[key], seed) for key, part in parts.items()]
    return Sample(
        algorithm=ALGORITHM,
        seed=seed,
        frame_sha256=frame_sha256(units),
        frame_size=len(units),
        terms=terms,
        strata=tuple(part.stratum for part in drawn),
        chosen=tuple(chosen for part in drawn for chosen in part.chosen()),
        chances={id_: chance for part in drawn for id_, chance in part.chances()},
    )


def refuse_unless_possible(units: Sequence[Unit], terms: Terms) -> None:
    """Raises Refused, with the number of visits that it would take."""
    if not units:
        raise Refused("sample_frame_empty")
    if not 1 <= terms.visits <= len(units):
        raise Refused("sample_size_impossible", frame=len(units))
    if len({unit.id for unit in units}) != len(units):
        raise ValueError("an organisation stands in the frame twice")
    due = sum(1 for unit in units if Why.DUE in unit.certain)
    others = sum(1 for unit in units if unit.certain and Why.DUE not in unit.certain)
    if due > terms.visits:
        raise Refused("sample_promise_needs", needed=due, promise=terms.promise)
    if 3 * others > terms.visits:
        raise Refused("sample_too_many_certain", certain=others, needed=max(3 * others, due + others))
    if due + others > terms.visits:
        raise Refused("sample_certain_need", needed=due + others)


class _Part:
    """One stratum while it is drawn."""

    def __init__(self, key: str, units: Sequence[Unit], visits: int, seed: str) -> None:
        self.key, self.units, self.visits = key, units, visits
        self.certain = [unit for unit in units if unit.certain]
        open_to_chance = {unit.id: unit for unit in units if not unit.certain}
        tickets = {unit.id: unit.tickets for unit in open_to_chance.values()}
        wide = sampling_line.certain_by_width(tickets, visits - len(self.certain))
        self.wide = [unit for unit in open_to_chance.values() if unit.id in wide]
        on_line = [(u.id, u.band) for u in open_to_chance.values() if u.id not in wide]
        self.line = [open_to_chance[id_] for id_ in sampling_line.in_order(on_line, seed, key)]
        self.marks = visits - len(self.certain) - len(self.wide)
        self.tickets = sum(unit.tickets for unit in self.line)
        self.start = sampling_line.start(seed, key, self.tickets) if self.line else 0

    @property
    def stratum(self) -> Stratum:
        return Stratum(
            id=self.key,
            sectors=tuple(self.key.split("+")),
            units=len(self.units),
            visits=self.visits,
            certain=len(self.certain) + len(self.wide),
            tickets=self.tickets,
            start=self.start,
        )

    def chance(self, unit: Unit) -> Fraction:
        return Fraction(self.marks * unit.tickets, self.tickets)

    def chances(self) -> Iterator[tuple[str, Fraction]]:
        yield from ((unit.id, Fraction(1)) for unit in (*self.certain, *self.wide))
        yield from ((unit.id, self.chance(unit)) for unit in self.line)

    def chosen(self) -> Iterator[Chosen]:
        """Certainty picks by id, then along the line."""
        for unit in sorted((*self.certain, *self.wide), key=lambda u: u.id):
            why = unit.certain or (Why.WIDTH,)
            yield Chosen(unit=unit, stratum=self.key, why=why, probability=Fraction(1))
        places = sampling_line.marked([u.tickets for u in self.line], self.marks, self.start)
        for place, reserve in zip(places, sampling_line.reserves(places, len(self.line)), strict=True):
            yield Chosen(
                unit=self.line[place],
                stratum=self.key,
                why=(Why.CHANCE,),
                probability=self.chance(self.line[place]),
                reserve=None if reserve is None else self.line[reserve],
            )
