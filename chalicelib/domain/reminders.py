"""Which step of the ladder is due to whom, and when a mail may be sent. Days and hours are London's.

Each step has a day, worked out from the dates that hold for the return and moved to the next good day: a
working day from Tuesday to Thursday or, where none is left in time, any working day; for schools, none of the
holidays and none of a term's first fortnight (domain/terms.py). The step is due from 10:00 to 16:00 of that
day; a run that did not happen is made up for on the next two good days. A later step takes an earlier one's
place, so nobody is owed two at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.domain.cycles import (
    Cycle,
    CycleStatus,
    Group,
    Header,
    due_of,
    last_day_of,
    opening_of,
)
from chalicelib.domain.ladder import NEEDS, OF_STEP, From, Step, ladder_of
from chalicelib.domain.returns import EDITABLE, ReturnStatus
from chalicelib.domain.terms import KEEPS_TERMS
from chalicelib.domain.times import LONDON, london, london_day
from chalicelib.domain.working_days import DAY, Holidays, is_working_day, working_days_from

FIRST_HOUR = time(10, 0)
LAST_HOUR = time(16, 0)
MIDWEEK = (1, 2, 3)  # Tuesday to Thursday: the days on which people get round to it
MADE_UP_FOR = 2  # good days
EARLIEST_HEADS_UP = timedelta(days=42)  # before its day, where holidays are in the way

APPROVAL = (Step.APPROVAL_1, Step.APPROVAL_2)
# Steps that wait for somebody (a call to be made, or noted) are due until the cycle closes.
LASTING = frozenset({Step.CALL, Step.CHAIR})
# What comes after the due date, each further than the one before.
AFTERWARDS = (Step.JUST_PAST, Step.OFFER_TO_TALK, Step.APPROVERS_HELP, Step.CALL, Step.CHAIR)
UNPLANNED = (Step.HEADS_UP, Step.LETTER)
REMINDED = frozenset({*EDITABLE, ReturnStatus.AWAITING_APPROVAL})
# While its first group is open, the next can still be told.
HERALDED = frozenset({CycleStatus.PLANNED, CycleStatus.OPENING, CycleStatus.OPEN})


@dataclass(frozen=True, slots=True)
class Due:
    """The days from `first` to `last` on which a step may be sent."""

    step: Step
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """The bank holidays of England, and beside them the days on which schools are not written to."""

    holidays: Holidays
    quiet: Holidays = frozenset()

    def closed(self, sector: str) -> Holidays:
        """The days of the week on which nobody of this sector is written to."""
        return self.quiet | self.holidays if sector in KEEPS_TERMS else self.holidays


@dataclass(frozen=True, slots=True)
class Dates:
    """What a return's steps are worked out from."""

    opens_on: date
    due_on: date
    closes_on: date


def dates_of(cycle: Cycle, header: Header) -> Dates:
    """Those that hold for this return."""
    return Dates(opening_of(cycle, header), due_of(cycle, header), last_day_of(cycle, header))


def reminders_due(
    cycle: Cycle, headers: Iterable[Header], now: datetime, calendar: Calendar
) -> Iterator[tuple[Step, Header]]:
    """At most one step for each return, whether or not it was sent before: its task's intent knows that.

    `now` is an aware time; `calendar` covers the cycle's years.
    """
    if cycle.status is not CycleStatus.OPEN or not may_send(now, calendar.holidays):
        return
    plans = Plans(cycle, calendar)
    today = london_day(now)
    for header in headers:
        step = plans.due_to(header, today)
        if step is not None and may_send(now, plans.closed(header.sector)):
            yield step, header


class Plans:
    """The days of every step, worked out once for all returns that share their dates and sector."""

    def __init__(self, cycle: Cycle, calendar: Calendar) -> None:
        self._cycle = cycle
        self._calendar = calendar
        self._closed: dict[str, Holidays] = {}
        self._steps: dict[tuple[str, Dates, date | None], list[Due]] = {}

    def closed(self, sector: str) -> Holidays:
        if sector not in self._closed:
            self._closed[sector] = self._calendar.closed(sector)
        return self._closed[sector]

    def steps(self, header: Header) -> list[Due]:
        """Those that a return in its present state can come to, in order."""
        return self._steps_of(header, dates_of(self._cycle, header))

    def _steps_of(self, header: Header, dates: Dates) -> list[Due]:
        key = (header.sector, dates, _asked_on(header))
        if key not in self._steps:
            ladder, closed = ladder_of(self._cycle, header.sector), self.closed(header.sector)
            self._steps[key] = planned(ladder, dates, self._calendar.holidays, closed, key[2])
        return self._steps[key]

    def due_to(self, header: Header, today: date) -> Step | None:
        if header.status not in REMINDED:
            return None
        dates = dates_of(self._cycle, header)
        if today > dates.closes_on:
            return None
        steps = [due for due in self._steps_of(header, dates) if applies(due.step, header)]
        return _step_at(today, steps, header)

    def still_to_come(self, step: Step, header: Header, today: date) -> date | None:
        """The day, tomorrow or later, on which a step will be due if the return stays as it is."""
        days = [due.first for due in self.steps(header) if due.step is step and applies(step, header)]
        return next((day for day in days if day > today), None)


def planned(
    ladder: Mapping[Step, int], dates: Dates, holidays: Holidays, closed: Holidays, asked: date | None = None
) -> list[Due]:
    """When each step of a ladder is due, in order: those to the approver where `asked` is given, else the
    others. A step without a good day in time is left out.
    """
    found: list[Due] = []
    for step in Step:
        if step in ladder and step not in UNPLANNED and (step in APPROVAL) == (asked is not None):
            due = _due(step, ladder, dates, holidays, closed, asked, found)
            found += [due] if due else []
    return found


def _due(
    step: Step,
    ladder: Mapping[Step, int],
    dates: Dates,
    holidays: Holidays,
    closed: Holidays,
    asked: date | None,
    before: Sequence[Due],
) -> Due | None:
    rung = OF_STEP[step]
    start = {From.OPENING: dates.opens_on, From.DUE: dates.due_on, From.ASKED: asked or dates.due_on}
    day = counted(start[rung.start], ladder[step], holidays if rung.working else None)
    limit = _limit(step, ladder, dates, holidays)
    if step in AFTERWARDS:
        earlier = {due.step: due for due in before if due.step in AFTERWARDS}
        if step in NEEDS and NEEDS[step] not in earlier:
            return None
        # Whoever comes next hears of it only when the one before has had their days.
        day = max([day, *((d.first if d.step in LASTING else d.last) + DAY for d in earlier.values())])
    first = good_day(day, limit, closed, midweek=step is not Step.CALL)
    if first is None:
        return None
    made_up = working_days_from(first, MADE_UP_FOR, closed)
    return Due(step, first, limit if step in LASTING else min(limit, made_up))


def counted(start: date, days: int, holidays: Holidays | None) -> date:
    """So many days after a day, or before it; working days where holidays are given."""
    return start + timedelta(days=days) if holidays is None else working_days_from(start, days, holidays)


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


def heads_up_from(cycle: Cycle, sector: str, opens_on: date, calendar: Calendar) -> date | None:
    """The first day on which to say that a cycle opens soon. Where there is no good day from then on, the
    last one before: told early is better than not told.
    """
    ladder, closed = ladder_of(cycle, sector), calendar.closed(sector)
    if Step.HEADS_UP not in ladder:
        return None
    wanted = opens_on + timedelta(days=ladder[Step.HEADS_UP])
    return good_day(wanted, opens_on - DAY, closed) or _last_good_day(wanted, closed)


def heads_up_due(cycle: Cycle, group: Group, sector: str, now: datetime, calendar: Calendar) -> bool:
    """Whether to say now that a group of a cycle opens soon; never on the day it opens or after."""
    today = london_day(now)
    if cycle.status not in HERALDED or (cycle.status is not CycleStatus.PLANNED and not cycle.groups):
        return False
    if not group.confirmed or today >= group.opens_on:
        return False
    first = heads_up_from(cycle, sector, group.opens_on, calendar)
    return first is not None and first <= today and may_send(now, calendar.closed(sector))


def may_send(now: datetime, closed: Holidays) -> bool:
    """Whether a mail of the ladder may go out at this moment."""
    local = london(now)
    return is_working_day(local.date(), closed) and FIRST_HOUR <= local.time() < LAST_HOUR


def next_moment_to_send(now: datetime, closed: Holidays) -> datetime:
    """`now` if a mail may go out now, else the next 10:00 of a good day, in UTC."""
    if may_send(now, closed):
        return now
    day = london_day(now)
    if london(now).time() >= FIRST_HOUR or not is_working_day(day, closed):
        day = working_days_from(day, 1, closed)
    return datetime.combine(day, FIRST_HOUR, LONDON).astimezone(UTC)


def good_day(first: date, last: date, closed: Holidays, *, midweek: bool = True) -> date | None:
    """The first working day from Tuesday to Thursday between two days, else the first working day. Without
    `midweek` any working day is as good.
    """
    between = [first + DAY * n for n in range((last - first).days + 1)]
    working = [day for day in between if is_working_day(day, closed)]
    better = [day for day in working if midweek and day.weekday() in MIDWEEK]
    return next(iter(better or working), None)


def _last_good_day(before: date, closed: Holidays) -> date | None:
    days = [before - DAY * n for n in range(1, EARLIEST_HEADS_UP.days + 1)]
    working = [day for day in days if is_working_day(day, closed)][:3]
    return next((day for day in working if day.weekday() in MIDWEEK), next(iter(working), None))


def _limit(step: Step, ladder: Mapping[Step, int], dates: Dates, holidays: Holidays) -> date:
    """The last day on which a step still makes sense: before the next that says more, or at all."""
    if step is Step.NEARLY_DUE:
        return dates.due_on
    if step in APPROVAL or step in AFTERWARDS:
        return dates.closes_on
    if Step.NEARLY_DUE not in ladder:
        return dates.due_on
    return counted(dates.due_on, ladder[Step.NEARLY_DUE], holidays) - DAY


def _asked_on(header: Header) -> date | None:
    if header.status is not ReturnStatus.AWAITING_APPROVAL or header.sent_for_approval_at is None:
        return None
    return london_day(header.sent_for_approval_at)


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
