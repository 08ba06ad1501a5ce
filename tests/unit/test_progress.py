"""What is left of a return, and how long it takes, from the return alone."""

import pytest

from chalicelib.domain.progress import TaskStatus, needing_plan, progress, section_progress
from chalicelib.domain.returns import NOT_RATED, RATED_NOT_APPLICABLE
from chalicelib.domain.times import duration
from tests.support.builders import PROFILE, framework, return_
from tests.support.small import SMALL

FRAMEWORK = framework()
FIRST = [c.id for c in section_progress(FRAMEWORK, return_(profile=PROFILE), 1).criteria]


def of_first(**changes):
    return section_progress(FRAMEWORK, return_(**{"profile": PROFILE, **changes}), 1)


def test_a_standard_waits_for_the_profile():
    assert of_first(profile={}).status is TaskStatus.CANNOT_START
    assert of_first().status is TaskStatus.NOT_STARTED


def test_text_without_a_rating_is_a_start_but_no_answer():
    found = of_first(ratings={FIRST[0]: NOT_RATED})
    assert found.status is TaskStatus.IN_PROGRESS
    assert found.answered == 0


def test_not_applicable_is_an_answer():
    assert of_first(ratings={FIRST[0]: RATED_NOT_APPLICABLE}).answered == 1


def test_a_standard_is_completed_when_all_is_answered_and_somebody_says_so():
    all_answered = dict.fromkeys(FIRST, 3)
    assert of_first(ratings=all_answered).status is TaskStatus.IN_PROGRESS
    assert of_first(ratings=all_answered, standards_done={"1": True}).status is TaskStatus.COMPLETED


def test_a_cleared_rating_takes_completed_back():
    ratings = {**dict.fromkeys(FIRST, 3), FIRST[0]: NOT_RATED}
    assert of_first(ratings=ratings, standards_done={"1": True}).status is TaskStatus.IN_PROGRESS


def test_a_standard_in_which_nothing_is_asked_needs_nothing():
    found = section_progress(SMALL, return_(profile={"buys": "no"}), 2)
    assert found.criteria == ()
    assert found.status is TaskStatus.COMPLETED


def test_minutes_left_are_those_of_what_is_not_answered():
    before = progress(FRAMEWORK, return_(profile=PROFILE))
    after = progress(FRAMEWORK, return_(profile=PROFILE, ratings={FIRST[0]: 3}))
    assert before.minutes_left - after.minutes_left == FRAMEWORK.criterion(FIRST[0]).minutes
    assert (after.answered, after.total) == (1, before.total)


def test_the_plan_starts_with_an_answer_that_needs_it():
    def plan(**changes):
        return progress(FRAMEWORK, return_(profile=PROFILE, **changes)).plan

    assert plan(ratings={FIRST[0]: 3}) is TaskStatus.CANNOT_START
    assert plan(ratings={FIRST[0]: 1}) is TaskStatus.NOT_STARTED
    assert plan(ratings={FIRST[0]: 1}, plans={"a1": (FIRST[0],)}) is TaskStatus.IN_PROGRESS


def test_the_plan_is_completed_when_everything_is_answered_and_covered():
    made = return_(profile=PROFILE)
    every = [c.id for s in progress(FRAMEWORK, made).sections for c in s.criteria]
    ratings = {**dict.fromkeys(every, 3), every[0]: 1}
    uncovered = progress(FRAMEWORK, return_(profile=PROFILE, ratings=ratings, plans={"a1": (every[1],)}))
    covered = progress(FRAMEWORK, return_(profile=PROFILE, ratings=ratings, plans={"a1": (every[0],)}))
    assert uncovered.plan is TaskStatus.IN_PROGRESS
    assert covered.plan is TaskStatus.COMPLETED


def test_what_needs_a_plan_needs_it_whether_or_not_there_is_one():
    made = return_(profile=PROFILE, ratings={FIRST[0]: 1, FIRST[1]: 3}, plans={"a1": (FIRST[0],)})
    assert [c.id for c in needing_plan(FRAMEWORK, made)] == [FIRST[0]]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (8, "8 minutes"),
        (33, "35 minutes"),
        (58, "1 hour"),
        (92, "1 and a half hours"),
        (121, "2 hours"),
    ],
)
def test_an_estimate_is_said_as_people_say_it(minutes, words):
    assert duration(minutes) == words
