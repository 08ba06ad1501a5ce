"""How a cycle goes beside the one before it, on the same day of each: from the returns' own dates alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.cycles import Cycle, CycleStatus, Header
from chalicelib.domain.times import london_day

TREND_FIELDS = ("submitted_at",)
BEGUN = frozenset({CycleStatus.OPEN, CycleStatus.CLOSED, CycleStatus.ARCHIVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Shares submitted, in whole percent, by day since opening: up to `day` for `this` cycle, and for the
    whole of `last`. `then` is the last cycle's on the same day; `then_in` of `then_of` returns.
    """

    last_cycle: Cycle
    day: int
    this: tuple[int, ...]
    last: tuple[int, ...]
    then_in: int
    then_of: int

    @property
    def now(self) -> int:
        return self.this[-1]

    @property
    def then(self) -> int:
        return self.last[min(self.day, len(self.last) - 1)]


def cycle_before(cycle: Cycle, cycles: Iterable[Cycle]) -> Cycle | None:
    """The newest earlier one that asked the same kind of questions of some of the same sectors."""
    earlier = [
        other
        for other in cycles
        if other.status in BEGUN
        and other.opens_on < cycle.opens_on
        and _questions(other) == _questions(cycle)
        and set(other.sectors) & set(cycle.sectors)
    ]
    return max(earlier, key=lambda other: other.opens_on, default=None)


def trend(
    cycle: Cycle, headers: Sequence[Header], last: Cycle, last_headers: Sequence[Header], today: date
) -> Trend | None:
    """Of the sectors that both ask. None when there is nothing to compare, or before the first day."""
    both = set(cycle.sectors) & set(last.sectors)
    ours, theirs = ([h for h in each if h.sector in both] for each in (headers, last_headers))
    day = (min(today, cycle.closes_on) - cycle.opens_on).days
    if not ours or not theirs or day < 0:
        return None
    length = max(day, (last.closes_on - last.opens_on).days)
    return Trend(
        last_cycle=last,
        day=day,
        this=_shares(ours, cycle.opens_on, day),
        last=_shares(theirs, last.opens_on, length),
        then_in=_in_by(theirs, last.opens_on + timedelta(days=day)),
        then_of=len(theirs),
    )


def _questions(cycle: Cycle) -> str:
    """Which question set it is, whatever its version: "section-11" of "section-11@2026.1"."""
    return cycle.framework.partition("@")[0]


def _shares(headers: Sequence[Header], opened: date, days: int) -> tuple[int, ...]:
    """The share that was in at the end of each day from the first, rounded down."""
    counts = [0] * (days + 1)
    for header in headers:
        if header.is_in and header.submitted_at:
            after = (london_day(header.submitted_at) - opened).days
            if after <= days:
                counts[max(after, 0)] += 1
    shares, so_far = [], 0
    for number in counts:
        so_far += number
        shares.append(so_far * 100 // len(headers))
    return tuple(shares)


def _in_by(headers: Iterable[Header], day: date) -> int:
    return sum(1 for h in headers if h.is_in and h.submitted_at and london_day(h.submitted_at) <= day)
