"""How long organisations have waited for an answer, for the rounds of the last year."""

from datetime import date, timedelta

from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.domain.feedback_clock import FeedbackClock, feedback_clock
from chalicelib.domain.times import london_day
from chalicelib.services.ports import Parts

NEEDED = ("submitted_at", "feedback")
LIVE = (CycleStatus.OPEN, CycleStatus.PAUSED, CycleStatus.CLOSED)
A_YEAR = timedelta(days=365)


def is_current(cycle: Cycle, today: date) -> bool:
    """Whether its organisations can still be waiting: it is not archived, and closed within the last year."""
    return cycle.status in LIVE and today - cycle.closes_on <= A_YEAR


def of_cycle(parts: Parts, cycle: Cycle) -> FeedbackClock:
    """One query, two attributes of each header."""
    return feedback_clock(cycle, parts.returns.headers(cycle.id, NEEDED), london_day(parts.now()))
