"""What is told beside the answers."""

import pytest

from chalicelib.domain.errors import Invalid
from chalicelib.domain.telling import TEXT_LIMIT, as_copied, mark_of, told


def test_consent_counts_only_for_something_to_share():
    assert told({"proud_of": "Our mentors", "may_share": "yes"})["may_share"] == "yes"
    assert told({"proud_of": " ", "may_share": "yes"})["may_share"] == ""


def test_only_what_the_form_asks_is_kept():
    assert set(told({"form_token": "x", "_mark": "y"})) == {
        "proud_of",
        "in_the_way",
        "time_taken",
        "may_share",
    }


def test_text_that_is_too_long_says_so_beside_its_field():
    with pytest.raises(Invalid) as refused:
        told({"in_the_way": "x" * (TEXT_LIMIT + 1)})
    assert refused.value.messages() == {"in_the_way": "Your answer must be 2,000 characters or fewer"}


def test_a_time_that_nobody_offered_is_refused():
    with pytest.raises(Invalid):
        told({"time_taken": "a year"})


def test_the_mark_changes_with_any_word():
    said = told({"proud_of": "Our mentors"})
    assert mark_of(said) == mark_of(dict(reversed(said.items())))
    assert mark_of(said) != mark_of({**said, "in_the_way": "Time"})


def test_a_copy_says_nothing_where_nothing_was_said():
    assert as_copied({}) is None
    assert as_copied(told({})) is None
    assert as_copied(told({"proud_of": "Our mentors", "time_taken": "1_to_2_hours"})) == {
        "proud_of": "Our mentors",
        "may_share": False,
        "in_the_way": "",
        "time_taken": "1 to 2 hours",
    }
