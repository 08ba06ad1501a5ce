"""A return read as a whole: for checking, approving and keeping a copy.

Three reads of the table, and one more for each earlier return that it is compared with.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.evidence import Evidence
from chalicelib.domain.framework import Level
from chalicelib.domain.returns import RATED_NOT_APPLICABLE, Return, asked
from chalicelib.services.desk import Seat, Surroundings, sit_down
from chalicelib.services.drafting import draft
from chalicelib.services.ports import Parts, Whole


@dataclass(frozen=True, slots=True)
class Reading:
    """`copy` is what would be submitted: what the pages show and what is kept are one thing.

    `whole.return_` is the return as it was read with its answers; approval names its `seq`.
    """

    seat: Seat
    whole: Whole
    around: Surroundings
    evidence: dict[str, Evidence]
    copy: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers have each level, lowest first, and how many do not apply."""

    levels: tuple[tuple[Level, int], ...]
    not_applicable: int


def read_whole(parts: Parts, ref: str, token: str) -> Reading:
    """Everything that this return says. Raises SignedOut."""
    return read_on(parts, sit_down(parts, ref, token))


def read_on(parts: Parts, seat: Seat) -> Reading:
    """The same for somebody who has sat down already."""
    whole = parts.returns.whole(seat.return_.ref)
    if whole is None:
        raise LookupError(seat.return_.ref)
    found, copy = draft(parts, seat.framework, whole)
    around = Surroundings(
        partnership=found.partnership, cycle=found.cycle, evidence=found.evidence, plans=whole.plans
    )
    return Reading(seat, whole, around, {item.id: item for item in found.evidence}, copy)


def tally(seat: Seat, return_: Return, section: int | None = None) -> Tally:
    """The ratings at a glance, of one section or of all. Levels that nobody chose count 0."""
    criteria = [c for c in asked(seat.framework, return_) if section in (None, c.section)]
    orders = Counter(return_.ratings.get(c.id) for c in criteria)
    return Tally(
        levels=tuple((level, orders[level.order]) for level in _lowest_first(seat.framework.scale.levels)),
        not_applicable=orders[RATED_NOT_APPLICABLE],
    )


def _lowest_first(levels: Sequence[Level]) -> list[Level]:
    return sorted(levels, key=lambda level: level.order)
