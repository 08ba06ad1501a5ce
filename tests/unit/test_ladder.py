"""The ladder as data: what is usual, what staff change, and how far it may lead."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.calls import Called, Outcome
from chalicelib.domain.cycles import CycleStatus, ReminderDays
from chalicelib.domain.ladder import (
    OF_BEFORE,
    OF_GROUPS,
    Step,
    ladder_of,
    may_go_further,
    problems_of,
    steps_for,
    usual_ladder,
)
from chalicelib.domain.reminders import Calendar, Dates, good_day, heads_up_from, planned
from chalicelib.domain.terms import Term, quiet_days, terms_between, usual_terms
from chalicelib.services.bank_holidays import of_england
from tests.support.builders import cycle

HOLIDAYS = frozenset().union(*(of_england(year) for year in range(2026, 2029)))
SCHOOLS = HOLIDAYS | quiet_days((), date(2026, 1, 1), date(2028, 12, 31))


def days(ladder, opens, due, closes, closed=HOLIDAYS):
    return {d.step: d.first for d in planned(ladder, Dates(opens, due, closes), HOLIDAYS, closed)}


def test_the_whole_ladder_of_an_ordinary_sector_when_it_is_due_on_a_tuesday():
    found = days(usual_ladder("police"), date(2027, 9, 7), date(2027, 11, 16), date(2027, 12, 17))
    assert found == {
        Step.NOT_OPENED: date(2027, 9, 28),
        Step.STARTED: date(2027, 11, 2),
        Step.NEARLY_DUE: date(2027, 11, 11),
        Step.JUST_PAST: date(2027, 11, 18),
        Step.APPROVERS_HELP: date(2027, 11, 23),
        Step.CALL: date(2027, 11, 26),
        Step.CHAIR: date(2027, 12, 1),
    }


def test_voluntary_groups_end_at_an_offer_whatever_is_stored():
    assert tuple(usual_ladder("voluntary")) == OF_GROUPS
    everything = {step.value: 5 for step in Step}
    tampered = cycle(ladders={"voluntary": everything})
    found = ladder_of(tampered, "voluntary")
    assert not {Step.JUST_PAST, Step.APPROVERS_HELP, Step.CALL, Step.CHAIR, Step.LETTER} & found.keys()
    assert Step.OFFER_TO_TALK in found
    assert Step.OFFER_TO_TALK not in ladder_of(cycle(ladders={"police": everything}), "police")
    assert problems_of("voluntary", {Step.CHAIR: 15}) == {Step.CHAIR: "step_not_for_groups"}


def test_a_cycle_of_before_climbs_as_it_did_and_a_new_one_all_the_way():
    before = cycle(reminder_days=ReminderDays(not_opened=14, approval=(2, 5)))
    assert set(ladder_of(before, "school")) == set(OF_BEFORE)
    assert ladder_of(before, "school")[Step.NOT_OPENED] == 14
    assert ladder_of(before, "school")[Step.APPROVAL_2] == 5
    assert set(ladder_of(cycle(whole_ladder=True), "school")) == set(steps_for("school"))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({Step.NOT_OPENED: 91}, {Step.NOT_OPENED: "days_needed"}),
        ({Step.NEARLY_DUE: 3}, {Step.NEARLY_DUE: "days_needed"}),
        ({Step.APPROVERS_HELP: 2}, {Step.APPROVERS_HELP: "step_too_early"}),
        ({Step.APPROVAL_2: 3}, {Step.APPROVAL_2: "step_too_early"}),
        ({Step.HEADS_UP: 0}, {}),
    ],
)
def test_what_staff_have_to_put_right(changes, problem):
    assert problems_of("police", usual_ladder("police") | changes) == problem


@pytest.mark.parametrize(
    ("without", "step"), [(Step.JUST_PAST, Step.APPROVERS_HELP), (Step.CALL, Step.CHAIR)]
)
def test_nobody_further_is_asked_without_the_step_before(without, step):
    ladder = {s: d for s, d in usual_ladder("police").items() if s is not without}
    assert step in problems_of("police", ladder)


def test_next_comes_only_when_the_one_before_has_had_its_days():
    # Due on Friday 19 March: Sunday becomes Tuesday 23, Friday 26 (Good Friday) becomes Tuesday 30.
    found = days(usual_ladder("police"), date(2027, 1, 12), date(2027, 3, 19), date(2027, 4, 16))
    assert found[Step.JUST_PAST] == date(2027, 3, 23)
    assert found[Step.APPROVERS_HELP] == date(2027, 3, 30)
    assert found[Step.CALL] == date(2027, 4, 2)
    assert found[Step.CHAIR] == date(2027, 4, 6)


def test_schools_are_left_alone_in_holidays_and_the_first_fortnight():
    # The Easter holidays are from 26 March to 11 April, the fortnight after them ends on 25 April.
    found = days(usual_ladder("school"), date(2027, 2, 2), date(2027, 3, 24), date(2027, 5, 28), SCHOOLS)
    assert found[Step.JUST_PAST] == date(2027, 4, 27)
    assert found[Step.APPROVERS_HELP] == date(2027, 5, 4)
    others = days(usual_ladder("police"), date(2027, 2, 2), date(2027, 3, 24), date(2027, 5, 28))
    assert others[Step.JUST_PAST] == date(2027, 3, 30)


def test_schools_hear_before_christmas_of_what_opens_right_after_it():
    calendar = Calendar(HOLIDAYS, SCHOOLS)
    opens = date(2027, 1, 12)
    planned_cycle = cycle(status=CycleStatus.PLANNED)
    assert heads_up_from(planned_cycle, "school", opens, calendar) == date(2026, 12, 17)
    assert heads_up_from(planned_cycle, "police", opens, calendar) == date(2027, 1, 5)


def called(outcome, day, **changes):
    at = datetime(2027, 4, day, 9, tzinfo=UTC)
    return Called(organisation_id="org001", at=at, outcome=outcome, staff="s", **changes)


@pytest.mark.parametrize(
    ("known", "help_", "chair"),
    [
        (None, True, False),
        (called(Outcome.NO_ANSWER, 1), True, True),
        (called(Outcome.WILL_SEND, 1, promised_on=date(2027, 4, 6)), False, False),
        (called(Outcome.WILL_SEND, 1, promised_on=date(2027, 4, 5)), True, True),
        (called(Outcome.WANTS_TIME, 1, waiting=frozenset({"c1 wants_time"})), False, False),
    ],
)
def test_a_call_comes_first_and_what_was_said_in_it_counts(known, help_, chair):
    due, today = date(2027, 3, 19), date(2027, 4, 6)
    assert may_go_further(Step.APPROVERS_HELP, known, due, today) is help_
    assert may_go_further(Step.CHAIR, known, due, today) is chair
    assert may_go_further(Step.JUST_PAST, known, due, today)


def test_a_call_of_before_it_was_due_is_not_about_its_being_late():
    assert not may_go_further(Step.CHAIR, called(Outcome.NO_ANSWER, 1), date(2027, 4, 1), date(2027, 4, 20))


# Terms


@pytest.mark.parametrize(
    ("year", "starts", "ends"),
    [
        (2025, "2025-09-02 2026-01-05 2026-04-13", "2025-12-19 2026-03-27 2026-07-24"),
        (2026, "2026-09-02 2027-01-04 2027-04-12", "2026-12-18 2027-03-25 2027-07-23"),
        (2027, "2027-09-02 2028-01-04 2028-04-18", "2027-12-17 2028-03-31 2028-07-21"),
    ],
)
def test_usual_terms_are_as_most_councils_have_them(year, starts, ends):
    terms = usual_terms(year)
    assert " ".join(t.starts_on.isoformat() for t in terms) == starts
    assert " ".join(t.ends_on.isoformat() for t in terms) == ends


def test_a_partnerships_own_terms_take_the_place_of_the_usual_ones_of_that_year_alone():
    own = Term(starts_on=date(2026, 9, 7), ends_on=date(2026, 12, 11))
    found = list(terms_between((own,), date(2026, 9, 1), date(2027, 9, 30)))
    assert found[0] == own
    assert found[1:] == list(usual_terms(2027))


def test_half_term_is_quiet_and_the_weeks_around_it_are_not():
    quiet = quiet_days((), date(2027, 2, 1), date(2027, 2, 28))
    assert quiet == {date(2027, 2, day) for day in range(15, 20)}
    assert good_day(date(2027, 2, 15), date(2027, 2, 28), quiet) == date(2027, 2, 23)
