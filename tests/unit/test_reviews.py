"""What counts of what reviewers write, and how far two of them agree."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.review_agreement import Agreement, compare, differing, together
from chalicelib.domain.reviews import SETTLED, Assignment, CriterionReview, ReturnReview, outcomes, ratings_of
from tests.support.fakes import MONDAY

OWN = {"S01-01": 3, "S01-02": 4, "S01-03": 0}


def hand(reviewer="s-one", **changes):
    return Assignment(reviewer=reviewer, assigned_at=MONDAY, **changes)


def review(**changes):
    values = {
        "ref": "K7P-223",
        "partnership_id": "saltmarsh",
        "cycle_id": "cycle2027",
        "organisation_id": "org001",
        "organisation_name": "Organisation 1",
        "sector": "school",
        "first": hand(),
    }
    return ReturnReview(**{**values, **changes})


def said(criterion="S01-01", rating=2, reviewer="s-one", **changes):
    own = changes.pop("own", OWN[criterion])
    return CriterionReview(criterion=criterion, reviewer=reviewer, rating=rating, own=own, **changes)


def ratings(made, *written, own=None):
    return {c: outcome.rating for c, outcome in outcomes(made, written, own or OWN).items()}


def test_nothing_stands_until_somebody_says_so():
    assert ratings(review()) == {"S01-01": None, "S01-02": None, "S01-03": None}


def test_agreeing_with_the_rest_leaves_every_other_rating_as_it_is():
    agreed = review(first=hand(rest_agreed=1))
    assert ratings(agreed, said()) == {"S01-01": 2, "S01-02": 4, "S01-03": 0}


def test_a_coordinators_word_counts_before_the_reviewers():
    written = (said(), said(reviewer=SETTLED, rating=1))
    assert ratings(review(), *written)["S01-01"] == 1


def test_what_a_second_reviewer_writes_does_not_count_by_itself():
    both = review(second=hand("s-two"))
    assert ratings(both, said(reviewer="s-two"))["S01-01"] is None


def test_what_somebody_wrote_who_left_counts_until_the_next_writes():
    given_on = review(first=hand("s-two"), earlier=("s-one",))
    assert ratings(given_on, said())["S01-01"] == 2
    assert ratings(given_on, said(), said(reviewer="s-two", rating=1))["S01-01"] == 1


def test_what_somebody_wrote_who_has_an_interest_never_counts():
    taken_away = review(first=hand("s-two"), set_aside=("s-one",))
    assert ratings(taken_away, said())["S01-01"] is None


def test_a_word_about_a_rating_that_has_changed_since_no_longer_counts():
    assert ratings(review(), said(own=3), own={"S01-01": 4})["S01-01"] is None


def test_outcomes_say_what_the_organisation_is_told_anew():
    found = outcomes(review(first=hand(rest_agreed=1)), [said()], OWN)
    assert [c for c, outcome in found.items() if outcome.changed] == ["S01-01"]


def test_a_reviewers_own_ratings_are_theirs_alone():
    written = [said(), said(reviewer="s-two", rating=1)]
    assert ratings_of(hand("s-two"), written, OWN) == {"S01-01": 1}
    assert ratings_of(hand("s-two", rest_agreed=1), written, OWN) == {**OWN, "S01-01": 1}


def test_a_copy_that_came_in_after_they_finished_is_to_be_read_again():
    finished = hand(finished_at=MONDAY)
    made = review(first=finished)
    assert not made.is_to_read(finished, MONDAY - timedelta(days=1))
    assert made.is_to_read(finished, MONDAY + timedelta(days=1))
    assert not made.is_to_read(hand(), None)


def test_it_is_finished_when_all_have_and_nothing_is_left_to_settle():
    done = hand(finished_at=MONDAY)
    assert review(first=done).is_finished
    assert not review(first=done, second=hand("s-two")).is_finished
    both = review(first=done, second=replace(done, reviewer="s-two"))
    assert both.is_finished
    assert not replace(both, to_settle=("S01-01",)).is_finished
    assert not review(first=None).is_finished


def test_agreement_counts_what_both_rated():
    first = {"a": 3, "b": 3, "c": 4, "d": 0, "e": 0, "f": 2, "g": -1}
    second = {"a": 3, "b": 2, "c": 1, "d": 0, "e": 2, "g": 3}
    found = compare(first, second)
    assert found == Agreement(same=2, by_one=1, by_two_or_more=1, one_said_not_applicable=1)
    assert (found.answers, found.differing, found.share_same) == (5, 3, 40)
    assert differing(first, second) == ("b", "c", "e", "g")
    assert Agreement().share_same is None


LEVELS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-1, 4))


@given(LEVELS, LEVELS)
def test_agreement_does_not_ask_who_was_first(first, second):
    found = compare(first, second)
    assert found == compare(second, first)
    assert together([found, Agreement()]) == found
    assert found.answers <= len(first.keys() & second.keys())
