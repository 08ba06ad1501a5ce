"""How long organisations have waited for an answer, for the rounds of the last year."""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.domain.feedback_clock import FeedbackClock, Waiting, feedback_clock
from chalicelib.domain.times import london_day
from chalicelib.services.ports import Parts

NEEDED = ("submitted_at", "feedback")
LIVE = (CycleStatus.OPEN, CycleStatus.PAUSED, CycleStatus.CLOSED)
A_YEAR = timedelta(days=365)


def is_current(cycle: Cycle, today: date) -> bool:
    """Whether its organisations can still be waiting: it is not archived, and closed within the last year."""
    return cycle.status in LIVE and today - cycle.closes_on <= A_YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackLate:
    """For the first page: one round in which somebody has waited too long, and who has waited longest."""

    clock: FeedbackClock
    first: Waiting

    @property
    def number(self) -> int:
        return self.clock.late


def of_cycle(parts: Parts, cycle: Cycle) -> FeedbackClock:
    """One query, two attributes of each header."""
    return feedback_clock(cycle, parts.returns.headers(cycle.id, NEEDED), london_day(parts.now()))


def feedback_late(parts: Parts, partnership_id: str) -> list[FeedbackLate]:
    """The rounds in which feedback is late, the longest wait first; one query for each round that has closed.

    Nothing is late before a round closes: its returns are read together.
    """
    today = london_day(parts.now())
    clocks = [
        of_cycle(parts, cycle)
        for cycle in parts.cycles.of_partnership(partnership_id)
        if is_current(cycle, today) and cycle.closes_on < today
    ]
    found = [
        FeedbackLate(clock=clock, first=next(w for w in clock.waiting if w.late))
        for clock in clocks
        if clock.late
    ]
    return sorted(found, key=lambda each: -each.first.days)
