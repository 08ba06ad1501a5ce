"""Which reminder is due to whom, and when one may be sent. Days and hours are London's.

Each step has a day, worked out from the cycle's dates (`ReminderDays`) and moved to the next good day: a
working day from Tuesday to Thursday or, where none is left in time, any working day. The step is due from
10:00 to 16:00 of that day; a run that did not happen is made up for on the next two working days. A later
step takes an earlier one's place, so nobody is owed two at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from chalicelib.domain.cycles import Cycle, CycleStatus, Header
from chalicelib.domain.returns import EDITABLE, ReturnStatus
from chalicelib.domain.times import LONDON, london, london_day
from chalicelib.domain.working_days import DAY, Holidays, is_working_day, working_days_from

FIRST_HOUR = time(10, 0)
LAST_HOUR = time(16, 0)
MIDWEEK = (1, 2, 3)  # Tuesday to Thursday: the days on which people get round to it
MADE_UP_FOR = 2  # working days


class Step(StrEnum):
    """A reminder to the lead, in the order in which they come, or to the approver."""

    NOT_OPENED = "reminder_not_opened"
    STARTED = "reminder_started"
    NEARLY_DUE = "reminder_nearly_due"
    JUST_PAST = "reminder_just_past"
    APPROVAL_1 = "approval_reminder_1"
    APPROVAL_2 = "approval_reminder_2"


APPROVAL = (Step.APPROVAL_1, Step.APPROVAL_2)


@dataclass(frozen=True, slots=True)
class Due:
    """The days from `first` to `last` on which a step may be sent."""

    step: Step
    first: date
    last: date


def reminders_due(
    cycle: Cycle, headers: Iterable[Header], now: datetime, holidays: Holidays
) -> Iterator[tuple[Step, Header]]:
    """At most one step for each return, whether or not it was sent before: its task's intent knows that.

    `now` is an aware time; `holidays` covers the cycle's years.
    """
    if not is_open(cycle, now) or not may_send(now, holidays):
        return
    for_leads = lead_steps(cycle, holidays)
    for header in headers:
        approving = header.status is ReturnStatus.AWAITING_APPROVAL
        steps = approval_steps(header, cycle, holidays) if approving else for_leads
        step = _step_at(london_day(now), [s for s in steps if applies(s.step, header)], header)
        if step is not None:
            yield step, header


def is_open(cycle: Cycle, now: datetime) -> bool:
    """Whether anybody may still be reminded: to the end of the day on which it closes."""
    return cycle.status is CycleStatus.OPEN and london_day(now) <= cycle.closes_on


def applies(step: Step, header: Header) -> bool:
    """Whether the return is in the state that the step is about. One sent in and opened again by staff is
    not: they are talking to each other.
    """
    if step in APPROVAL:
        return header.status is ReturnStatus.AWAITING_APPROVAL
    if header.status not in EDITABLE or header.submitted_at is not None:
        return False
    match step:
        case Step.NOT_OPENED:
            return header.opened_at is None
        case Step.STARTED:
            return header.opened_at is not None
    return True


def heads_up_due(cycle: Cycle, now: datetime, holidays: Holidays) -> bool:
    """Whether to say now that a planned cycle opens soon; never on the day it opens or after."""
    last = cycle.opens_on - DAY
    first = good_day(cycle.opens_on + timedelta(days=cycle.reminder_days.heads_up), last, holidays)
    if cycle.status is not CycleStatus.PLANNED or first is None:
        return False
    return may_send(now, holidays) and first <= london_day(now) <= last


def may_send(now: datetime, holidays: Holidays) -> bool:
    """Whether a reminder may go out at this moment."""
    local = london(now)
    return is_working_day(local.date(), holidays) and FIRST_HOUR <= local.time() < LAST_HOUR


def next_moment_to_send(now: datetime, holidays: Holidays) -> datetime:
    """`now` if a reminder may go out now, else the next 10:00 of a working day, in UTC."""
    if may_send(now, holidays):
        return now
    day = london_day(now)
    if london(now).time() >= FIRST_HOUR or not is_working_day(day, holidays):
        day = working_days_from(day, 1, holidays)
    return datetime.combine(day, FIRST_HOUR, LONDON).astimezone(UTC)


def good_day(first: date, last: date, holidays: Holidays) -> date | None:
    """The first working day from Tuesday to Thursday between two days, else the first working day."""
    between = [first + DAY * n for n in range((last - first).days + 1)]
    working = [day for day in between if is_working_day(day, holidays)]
    midweek = [day for day in working if day.weekday() in MIDWEEK]
    return next(iter(midweek or working), None)


def lead_steps(cycle: Cycle, holidays: Holidays) -> list[Due]:
    """When the lead of a return of this cycle is reminded of what, in order."""
    days = cycle.reminder_days
    nearly = working_days_from(cycle.due_on, days.nearly_due, holidays)
    return [
        *_due(Step.NOT_OPENED, cycle.opens_on + timedelta(days=days.not_opened), nearly - DAY, holidays),
        *_due(Step.STARTED, cycle.due_on + timedelta(days=days.started), nearly - DAY, holidays),
        *_due(Step.NEARLY_DUE, nearly, cycle.due_on, holidays),
        *_due(Step.JUST_PAST, cycle.due_on + timedelta(days=days.just_past), cycle.closes_on, holidays),
    ]


def approval_steps(header: Header, cycle: Cycle, holidays: Holidays) -> list[Due]:
    """When the approver of a return that waits for them is reminded, in order."""
    if header.sent_for_approval_at is None:
        return []
    asked = london_day(header.sent_for_approval_at)
    days = [working_days_from(asked, number, holidays) for number in cycle.reminder_days.approval]
    steps = zip(APPROVAL, days, strict=False)
    return [due for step, day in steps for due in _due(step, day, cycle.closes_on, holidays)]


def _due(step: Step, day: date, limit: date, holidays: Holidays) -> list[Due]:
    """One, or none when there is no working day in time."""
    first = good_day(day, limit, holidays)
    if first is None:
        return []
    return [Due(step, first, min(limit, working_days_from(first, MADE_UP_FOR, holidays)))]


def _step_at(today: date, steps: Sequence[Due], header: Header) -> Step | None:
    reached = [due for due in steps if due.first <= today]
    if not reached or today > reached[-1].last or _since(reached[-1].step, header) >= reached[-1].first:
        return None
    return reached[-1].step


def _since(step: Step, header: Header) -> date:
    """The day from which the step could be meant: who was invited, or came, only now is not reminded now."""
    if step in APPROVAL:
        began = header.sent_for_approval_at
    else:
        began = header.opened_at if step is Step.STARTED else header.invited_at
    return london_day(began) if began else date.max
