"""More time for one return: what its people may give themselves, and what staff may give.

Counted in working days from the day that it is due, also where that has passed: whoever asks on the day
after has the same days as whoever asked in time. Never past the last day: nobody would be there to read it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.cycles import Cycle, CycleStatus, due_of, kept_due, last_day_of
from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.returns import EDITABLE, Return, ReturnStatus
from chalicelib.domain.times import long_date
from chalicelib.domain.working_days import DAY, Holidays, working_days_from

OFFERED = (5, 10)  # working days
OFFERED_BEFORE = timedelta(days=14)  # days before it is due: earlier, nobody knows yet
IN_REPORT = timedelta(days=30)  # after the last day: as long as a cycle's figures may change
NOT_IN = (*EDITABLE, ReturnStatus.AWAITING_APPROVAL)
GIVING = frozenset({CycleStatus.OPENING, CycleStatus.OPEN, CycleStatus.PAUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Longer:
    """One of the choices: so many working days more, until then."""

    days: int
    until: date


def is_offered(cycle: Cycle, return_: Return, today: date) -> bool:
    """Whether its people can have more time for the asking: once, in the last weeks before it is due."""
    if cycle.status not in GIVING or return_.status not in EDITABLE or return_.longer_asked_at:
        return False
    due = due_of(cycle, return_)
    return today >= due - OFFERED_BEFORE and last_day_of(cycle, return_) > max(due, today + DAY)


def choices(cycle: Cycle, return_: Return, today: date, holidays: Holidays) -> tuple[Longer, ...]:
    """What its people may choose from now, shortest first; none where nothing is offered."""
    if not is_offered(cycle, return_, today):
        return ()
    due, last = due_of(cycle, return_), last_day_of(cycle, return_)
    found: list[Longer] = []
    for days in OFFERED:
        until = min(working_days_from(due, days, holidays), last)
        if until > max(due, today + DAY) and until not in [longer.until for longer in found]:
            found.append(Longer(days=days, until=until))
    return tuple(found)


def refuse_day(cycle: Cycle, return_: Return, day: date | None, today: date) -> date:
    """A due date that staff may give this return. Raises Invalid (field "due_on"), or Refused when no day
    helps any more.
    """
    if return_.status not in NOT_IN:
        raise Refused("return_is_submitted")
    if cycle.status not in GIVING:
        raise Refused("cycle_is_closed")
    if day is None:
        raise Invalid({"due_on": "due_on_not_real"})
    if day <= today:
        raise Invalid({"due_on": "due_on_past"})
    last = cycle.closes_on + IN_REPORT
    if day > last:
        raise Invalid({"due_on": "due_on_too_late"}, last=long_date(last))
    return day


def changes(cycle: Cycle, day: date) -> dict[str, date]:
    """What to set in a return so that `day` is its due date."""
    return {"due_on": kept_due(cycle, day)}
