"""Saying that a question does not apply."""

import pytest

from chalicelib.domain.framework import NOT_APPLICABLE
from tests.support.organisation import (
    FIRST,
    LAST,
    MEETS,
    NOT_CORE,
    STANDARD_1,
    answered,
    at_the_desk,
    waiting,
)


def path(made, criterion=NOT_CORE):
    return f"/r/{made.ref}/criteria/{criterion}/not-applicable"


def stored(parts, made):
    return next(a for a in parts.returns.whole(made.ref).answers if a.criterion == NOT_CORE)


def test_a_quick_reason_is_enough(parts, browser):
    made = at_the_desk(parts, browser)
    saved = browser.submit(browser.get(path(made)), quick="too_small")
    assert saved.location == f"/r/{made.ref}/criteria/{LAST}"
    assert (stored(parts, made).rating, stored(parts, made).reason) == (
        NOT_APPLICABLE,
        "We are too small for this to arise",
    )


@pytest.mark.parametrize(
    ("quick", "text"),
    [
        ("", "Our own reason 🙂"),
        ("another", "Rheswm arall"),
        ("not_our_work", ""),
        ("not_our_work", "We stopped in May. Truly"),
    ],
)
def test_the_form_comes_back_as_it_was_filled_in(parts, browser, quick, text):
    made = at_the_desk(parts, browser)
    browser.submit(browser.get(path(made)), quick=quick, reason=text)
    fields = browser.get(path(made)).fields(path(made))
    assert fields["reason"] == text
    assert fields["quick"] == (quick or "another")


@pytest.mark.parametrize("quick", ["", "another", "made up"])
def test_no_reason_is_asked_for_one(parts, browser, quick):
    made = at_the_desk(parts, browser)
    page = browser.submit(browser.get(path(made)), quick=quick)
    assert page.status == 400
    assert page.errors == ["Say why this does not apply"]


def test_a_reason_that_is_too_long_is_kept_on_the_page(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.submit(browser.get(path(made)), reason="x" * 1_001)
    assert page.errors == ["The reason must be 1,000 characters or fewer"]
    assert page.fields(path(made))["reason"] == "x" * 1_001


def test_it_is_never_offered_for_a_core_question(parts, browser):
    made = at_the_desk(parts, browser)
    assert browser.get(path(made, FIRST)).status == 409
    token = browser.get(path(made)).fields(path(made))["form_token"]
    refused = browser.post(path(made, FIRST), {"form_token": token, "reason": "We would rather not"})
    assert refused.status == 409
    assert "We would rather not" in refused.text


def test_text_already_written_stays_and_a_rating_takes_it_back(parts, browser):
    made = at_the_desk(parts, browser)
    answered(parts, made, NOT_CORE, MEETS)
    browser.submit(browser.get(path(made)), quick="too_small")
    question = f"/r/{made.ref}/criteria/{NOT_CORE}"
    page = browser.get(question)
    assert page.fields(question)["rating"] == NOT_APPLICABLE
    assert page.fields(question)["narrative"] == "See page 12"
    browser.submit(page, narrative="Still out, with a note")
    assert stored(parts, made).reason == "We are too small for this to arise"
    browser.submit(browser.get(question), rating=MEETS)
    assert (stored(parts, made).rating, stored(parts, made).reason) == (MEETS, "")


def test_it_counts_as_answered(parts, browser):
    made = at_the_desk(parts, browser)
    browser.submit(browser.get(path(made)), quick="too_small")
    page = browser.get(f"/r/{made.ref}/standards/1")
    assert "Does not apply to us" in page.text
    assert f"You have answered 1 of {len(STANDARD_1)} questions" in page.text


def test_a_lost_race_shows_both_and_the_reason_can_still_be_used(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    answered(parts, made, NOT_CORE, MEETS)
    both = browser.submit(page, quick="another", reason="Not ours")
    assert both.status == 409
    assert "See page 12" in both.text
    assert "Not ours" in both.text
    assert browser.submit(both, path(made)).status == 303
    assert (stored(parts, made).reason, stored(parts, made).narrative) == ("Not ours", "See page 12")


def test_a_double_click_is_one_save(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    for _ in range(2):
        assert browser.submit(page, quick="too_small").status == 303
    assert stored(parts, made).version == 1


def test_while_it_waits_the_reason_can_be_read(parts, browser):
    made = at_the_desk(parts, browser)
    browser.submit(browser.get(path(made)), quick="too_small")
    waiting(parts, made)
    page = browser.get(path(made))
    assert "We are too small for this to arise" in page.text
    assert "Save and continue" not in page.text
