"""Which reminder is due to whom: every rule with the time passed in."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.cycles import CycleStatus, Header, ReminderDays, whole_group
from chalicelib.domain.ladder import Step
from chalicelib.domain.reminders import (
    Calendar,
    good_day,
    heads_up_due,
    may_send,
    next_moment_to_send,
    reminders_due,
)
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.times import LONDON, london, london_day
from chalicelib.domain.working_days import is_working_day, working_days_from
from chalicelib.services.bank_holidays import of_england
from tests.support.builders import cycle

UNHURRIED = settings(deadline=None)  # the machine may be busy

HOLIDAYS = frozenset().union(*(of_england(year) for year in range(2025, 2031)))
# Opens Tuesday 12 January 2027, due Friday 19 March, closes Friday 2 April.
CYCLE = cycle()
INVITED = datetime(2027, 1, 12, 10, 0, tzinfo=UTC)


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment on London's clock, in UTC."""
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)


def header(**changes) -> Header:
    values = {
        "cycle_id": CYCLE.id,
        "organisation_id": "org001",
        "organisation_name": "Organisation 1",
        "sector": "school",
        "number": 1,
        "ref": "K7P-223",
        "status": ReturnStatus.NOT_STARTED,
        "invited_at": INVITED,
    }
    return Header(**{**values, **changes})


NOT_OPENED = header()
STARTED = header(status=ReturnStatus.IN_PROGRESS, opened_at=INVITED + timedelta(days=1))


def waiting(asked: date) -> Header:
    status = ReturnStatus.AWAITING_APPROVAL
    return header(status=status, opened_at=INVITED, sent_for_approval_at=at(asked, 15))


def due(one: Header, now: datetime, of=CYCLE, holidays=HOLIDAYS) -> Step | None:
    found = [step for step, _ in reminders_due(of, [one], now, Calendar(holidays))]
    assert len(found) <= 1
    return found[0] if found else None


def calendar(one: Header, of=CYCLE, holidays=HOLIDAYS) -> dict[date, Step]:
    """The day on which each step first becomes due."""
    found: dict[Step, date] = {}
    for number in range((of.closes_on - of.opens_on).days + 10):
        day = of.opens_on + timedelta(days=number)
        step = due(one, at(day), of, holidays)
        if step:
            found.setdefault(step, day)
    return {day: step for step, day in found.items()}


@pytest.mark.parametrize(
    ("one", "days"),
    [
        # Day 21 is Tuesday 2 February; three working days before the due Friday is Tuesday; two days after it
        # is Sunday, so Tuesday.
        (
            NOT_OPENED,
            {
                date(2027, 2, 2): Step.NOT_OPENED,
                date(2027, 3, 16): Step.NEARLY_DUE,
                date(2027, 3, 23): Step.JUST_PAST,
            },
        ),
        # Fourteen days before is Friday 5 March: Tuesday 9.
        (
            STARTED,
            {
                date(2027, 3, 9): Step.STARTED,
                date(2027, 3, 16): Step.NEARLY_DUE,
                date(2027, 3, 23): Step.JUST_PAST,
            },
        ),
        # Asked on Thursday: three working days later is Tuesday, seven is Monday, so Tuesday.
        (
            waiting(date(2027, 3, 4)),
            {date(2027, 3, 9): Step.APPROVAL_1, date(2027, 3, 16): Step.APPROVAL_2},
        ),
        # Good Friday and Easter Monday do not count: seven working days from 18 March is 31 March.
        (
            waiting(date(2027, 3, 18)),
            {date(2027, 3, 23): Step.APPROVAL_1, date(2027, 3, 31): Step.APPROVAL_2},
        ),
    ],
)
def test_each_step_has_its_day(one, days):
    assert calendar(one) == days


def test_opening_hours_are_londons_on_both_sides_of_the_clock_change():
    summer = cycle(opens_on=date(2027, 4, 6), due_on=date(2027, 7, 16), closes_on=date(2027, 7, 30))
    invited = header(invited_at=datetime(2027, 4, 6, 9, 0, tzinfo=UTC))
    day = date(2027, 4, 27)
    assert due(invited, datetime(2027, 4, 27, 8, 59, tzinfo=UTC), summer) is None
    assert due(invited, datetime(2027, 4, 27, 9, 0, tzinfo=UTC), summer) is Step.NOT_OPENED
    assert due(invited, at(day, 15, 59), summer) is Step.NOT_OPENED
    assert due(invited, at(day, 16), summer) is None
    assert due(NOT_OPENED, datetime(2027, 2, 2, 9, 59, tzinfo=UTC)) is None
    assert due(NOT_OPENED, datetime(2027, 2, 2, 10, 0, tzinfo=UTC)) is Step.NOT_OPENED


@pytest.mark.parametrize(
    "status", [ReturnStatus.SUBMITTED, ReturnStatus.AWAITING_APPROVAL], ids=["submitted", "waiting"]
)
def test_a_lead_who_has_done_their_part_hears_nothing(status):
    done = header(status=status, opened_at=INVITED)
    assert calendar(done) == {}


def test_a_return_that_staff_opened_again_is_between_them_and_the_organisation():
    assert calendar(header(status=ReturnStatus.IN_PROGRESS, opened_at=INVITED, submitted_at=INVITED)) == {}


def test_whoever_was_invited_or_came_only_on_the_day_is_not_reminded():
    assert due(header(invited_at=at(date(2027, 2, 2), 9)), at(date(2027, 2, 2))) is None
    assert (
        due(header(invited_at=at(date(2027, 2, 1), 17)), at(date(2027, 2, 2))) is None
    )  # 21 days are theirs
    assert due(header(invited_at=at(date(2027, 1, 12), 17)), at(date(2027, 2, 2))) is Step.NOT_OPENED
    came_today = header(status=ReturnStatus.IN_PROGRESS, opened_at=at(date(2027, 3, 9), 10))
    assert due(came_today, at(date(2027, 3, 9), 10, 15)) is None


def test_a_late_organisation_gets_the_steps_that_are_still_to_come():
    late = header(invited_at=at(date(2027, 3, 10)))
    assert calendar(late) == {date(2027, 3, 16): Step.NEARLY_DUE, date(2027, 3, 23): Step.JUST_PAST}


def test_a_run_that_did_not_happen_is_made_up_for_but_not_for_ever():
    assert due(NOT_OPENED, at(date(2027, 2, 4))) is Step.NOT_OPENED
    assert due(NOT_OPENED, at(date(2027, 2, 5))) is None


def test_a_later_step_takes_the_place_of_one_that_was_missed():
    # Due on Wednesday 24 March: "nearly due" is Friday 19, so Tuesday 23.
    tight = cycle(due_on=date(2027, 3, 24), closes_on=date(2027, 4, 9))
    assert due(NOT_OPENED, at(date(2027, 3, 24)), tight) is Step.NEARLY_DUE
    short = cycle(opens_on=date(2027, 1, 12), due_on=date(2027, 2, 5), reminder_days=ReminderDays(started=-3))
    assert calendar(NOT_OPENED, short)[date(2027, 2, 2)] is Step.NEARLY_DUE  # and not "Is this for you?"
    assert Step.NOT_OPENED not in calendar(NOT_OPENED, short).values()


def test_nobody_is_reminded_once_the_cycle_is_closed():
    far = cycle(reminder_days=ReminderDays(just_past=20))
    assert Step.JUST_PAST not in calendar(NOT_OPENED, far).values()
    assert due(NOT_OPENED, at(date(2027, 2, 2)), cycle(status=CycleStatus.CLOSED)) is None
    assert due(NOT_OPENED, at(date(2027, 2, 2)), cycle(status=CycleStatus.OPENING)) is None


def test_christmas_moves_a_reminder_to_the_first_midweek_day_after_it():
    # Two days after 23 December 2027 is Saturday the 25th; Monday and Tuesday are bank holidays in its place.
    winter = cycle(opens_on=date(2027, 10, 12), due_on=date(2027, 12, 23), closes_on=date(2028, 1, 14))
    invited = header(invited_at=at(date(2027, 10, 12)))
    assert date(2027, 12, 29) in calendar(invited, winter)
    assert calendar(invited, winter)[date(2027, 12, 29)] is Step.JUST_PAST


def test_where_no_midweek_day_is_left_in_time_any_working_day_does():
    # One working day before Monday 15 March is Friday 12: there is no Tuesday between them.
    hasty = cycle(due_on=date(2027, 3, 15), reminder_days=ReminderDays(nearly_due=-1))
    assert calendar(NOT_OPENED, hasty)[date(2027, 3, 12)] is Step.NEARLY_DUE


def told(of, day):
    return heads_up_due(of, whole_group(of), "police", at(day), Calendar(HOLIDAYS))


def test_heads_up_in_the_week_before_and_never_on_the_day():
    planned = cycle(status=CycleStatus.PLANNED)  # opens Tuesday 12 January; 7 days before is Tuesday 5
    assert not told(planned, date(2027, 1, 4))
    assert told(planned, date(2027, 1, 5))
    assert told(planned, date(2027, 1, 11))
    assert not heads_up_due(
        planned, whole_group(planned), "police", at(date(2027, 1, 9)), Calendar(HOLIDAYS)
    )  # Saturday
    assert not heads_up_due(
        planned, whole_group(planned), "police", at(date(2027, 1, 12)), Calendar(HOLIDAYS)
    )
    assert not told(cycle(), date(2027, 1, 5))


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
    ],
)
def test_bank_holidays_of_england_as_the_government_lists_them(year, days):
    """Those that fall on a weekday: gov.uk/bank-holidays, checked on 23 November 2026."""
    listed = {date.fromisoformat(f"{year}-{day}") for day in days.split()}
    assert {day for day in of_england(year) if day.weekday() < 5} == listed


DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))


@UNHURRIED
@given(DAYS, st.integers(-30, 30))
def test_working_days_count_back_and_forth(day, number):
    found = working_days_from(day, number, HOLIDAYS)
    assert number == 0 or is_working_day(found, HOLIDAYS)
    between = [day + timedelta(days=n) for n in range(1, 60)] if number > 0 else []
    if number > 0:
        assert sum(is_working_day(d, HOLIDAYS) for d in between if d <= found) == number
    if is_working_day(day, HOLIDAYS):
        assert working_days_from(found, -number, HOLIDAYS) == day


@UNHURRIED
@given(DAYS, st.integers(0, 20))
def test_a_good_day_is_a_working_day_in_reach_and_midweek_where_there_is_one(first, length):
    last = first + timedelta(days=length)
    found = good_day(first, last, HOLIDAYS)
    every = [d for n in range(length + 1) if is_working_day(d := first + timedelta(days=n), HOLIDAYS)]
    assert (found in every) if every else found is None
    if any(d.weekday() in (1, 2, 3) for d in every):
        assert found is not None
        assert found.weekday() in (1, 2, 3)


@UNHURRIED
@given(DAYS, st.integers(0, 1439))
def test_the_next_moment_to_send_is_the_first_one(day, minute):
    now = datetime.combine(day, time(0), UTC) + timedelta(minutes=minute)
    moment = next_moment_to_send(now, HOLIDAYS)
    assert moment >= now
    assert may_send(moment, HOLIDAYS)
    if moment > now:
        assert (london(moment).hour, london(moment).minute) == (10, 0)
        quarter = now + timedelta(minutes=15)
        while quarter < moment:
            assert not may_send(quarter, HOLIDAYS)
            quarter += timedelta(minutes=15)


@st.composite
def lives(draw):
    """A cycle, and one return whose state changes on some days of it."""
    opens = draw(st.dates(date(2026, 2, 1), date(2028, 11, 30)))
    due_on = opens + timedelta(days=draw(st.integers(5, 120)))
    closes = due_on + timedelta(days=draw(st.integers(0, 30)))
    length = (closes - opens).days
    day = st.integers(0, length)
    opened, asked, submitted = sorted(draw(st.tuples(day, day, day)))
    return cycle(opens_on=opens, due_on=due_on, closes_on=closes), opened, asked, submitted


@UNHURRIED
@given(lives(), st.integers(0, 23), st.sets(st.integers(0, 150)))
def test_over_a_whole_cycle_nobody_is_reminded_twice_or_out_of_hours(life, hour, missed):
    of, opened, asked, submitted = life
    sent: dict[Step, date] = {}
    for number in range((of.closes_on - of.opens_on).days + 15):
        day = of.opens_on + timedelta(days=number)
        if number in missed:  # the schedule did not run that day
            continue
        for minutes in (0, 15, 600):
            now = at(day, hour % 24) + timedelta(minutes=minutes)
            today = (london_day(now) - of.opens_on).days
            state = header(invited_at=at(of.opens_on))
            if today >= opened:
                came = at(of.opens_on + timedelta(days=opened), 9)
                state = header(status=ReturnStatus.IN_PROGRESS, invited_at=at(of.opens_on), opened_at=came)
            if today >= asked:
                state = waiting(of.opens_on + timedelta(days=asked))
            if today >= submitted:
                state = header(status=ReturnStatus.SUBMITTED, submitted_at=at(day))
            step = due(state, now, of)
            if step and step not in sent:
                assert may_send(now, HOLIDAYS)
                assert london_day(now) not in sent.values()
                assert london_day(now) <= of.closes_on
                assert today < submitted
                assert (step in (Step.APPROVAL_1, Step.APPROVAL_2)) == (today >= asked)
                sent[step] = london_day(now)
    assert list(sent) == sorted(sent, key=list(Step).index)
