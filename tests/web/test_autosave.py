"""Saving while somebody types: with the rights of the button, and in two calls to the table."""

import json

import pytest

from chalicelib import bootstrap
from chalicelib.domain.returns import NARRATIVE_LIMIT
from tests.support.builders import APPROVER
from tests.support.counting import CountingTable
from tests.support.fakes import FakeParts
from tests.support.organisation import (
    BELOW,
    FIRST,
    JO,
    MEETS,
    NOT_CORE,
    answered,
    at_the_desk,
    sit,
    waiting,
)


def path(made, criterion=FIRST):
    return f"/r/{made.ref}/criteria/{criterion}"


def stored(parts, made, criterion=FIRST):
    return next((a for a in parts.returns.whole(made.ref).answers if a.criterion == criterion), None)


def autosave(browser, page, turn=1, **changes):
    """What the script sends: the form as it is now, and how often it has sent it."""
    fields = {**page.fields(page.path), "_turn": str(turn), **changes}
    return browser.post(page.path + "/autosave", fields)


def said(answer):
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status, json.loads(answer.body)


def test_it_saves_what_the_button_would_and_says_when(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    answer = said(autosave(browser, page, narrative="Half a thought", rating=MEETS))
    assert answer == (200, {"version": 1, "saved": "10:00"})
    assert (stored(parts, made).narrative, stored(parts, made).rating) == ("Half a thought", MEETS)
    assert stored(parts, made).saved_by == "p-lead"


def test_a_save_after_it_meets_no_conflict_whatever_the_page_knows(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    for turn in (1, 2, 3):
        assert autosave(browser, page, turn, narrative="word " * turn).status == 200
    assert browser.submit(page, narrative="All the words", _turn="4").status == 303
    assert stored(parts, made).narrative == "All the words"
    late = said(autosave(browser, page, 3, narrative="word word word"))
    assert late == (200, {"version": 4, "saved": "10:00"})
    assert stored(parts, made).narrative == "All the words"


def test_text_alone_leaves_the_rating_as_it_was_chosen(parts, browser):
    made = at_the_desk(parts, browser)
    answered(parts, made, FIRST, BELOW)
    autosave(browser, browser.get(path(made)), narrative="More")
    assert (stored(parts, made).narrative, stored(parts, made).rating) == ("More", BELOW)


def test_a_colleagues_answer_is_not_saved_over_and_named(parts, browser, new_browser):
    made = at_the_desk(parts, browser)
    jo = new_browser()
    sit(parts, jo, made, JO)
    mine, theirs = browser.get(path(made)), jo.get(path(made))
    jo.submit(theirs, narrative="What Jo wrote")
    status, reason = said(autosave(browser, mine, narrative="What I write"))
    assert (status, reason["reason"]) == (409, "outdated")
    assert reason["words"] == "Jo Colleague saved another answer at 10:00"
    assert stored(parts, made).narrative == "What Jo wrote"
    both = browser.submit(mine, narrative="What I write")
    assert "Jo Colleague saved another answer at 10:00. Both are here" in both.text


def test_another_window_of_the_same_person_is_named_as_that(parts, browser):
    made = at_the_desk(parts, browser)
    one, other = browser.get(path(made)), browser.get(path(made))
    autosave(browser, one, narrative="From one")
    status, reason = said(autosave(browser, other, narrative="From the other"))
    assert (status, reason["words"]) == (
        409,
        "You saved another answer in a different window or on another device at 10:00",
    )


def test_a_text_that_is_too_long_is_said_to_be(parts, browser):
    made = at_the_desk(parts, browser)
    status, reason = said(autosave(browser, browser.get(path(made)), narrative="x" * (NARRATIVE_LIMIT + 1)))
    assert (status, reason["words"]) == (400, "Your answer must be 10,000 characters or fewer")
    assert stored(parts, made) is None


def test_while_it_waits_for_approval_nothing_changes(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    waiting(parts, made)
    status, reason = said(autosave(browser, page, narrative="Too late"))
    assert (status, reason["reason"]) == (409, "refused")
    assert "is reading this self-assessment" in reason["words"]
    assert stored(parts, made) is None


def test_a_session_that_has_ended_is_said_by_the_status(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    parts.clock.move(hours=13)
    assert autosave(browser, page, narrative="Mine").status == 401


def test_the_form_of_an_earlier_session_is_refused(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    sit(parts, browser, made)
    assert autosave(browser, page, narrative="Mine").status == 403
    assert stored(parts, made) is None


def test_nobody_saves_who_may_not_answer(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    sit(parts, browser, made, APPROVER)
    token = browser.get(path(made)).fields(f"/r/{made.ref}/finish")["form_token"]
    assert autosave(browser, page, narrative="Mine", form_token=token).status == 403
    assert stored(parts, made) is None


def test_nor_in_another_organisations_return(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    other = at_the_desk(parts, browser, number=2)
    fields = {**page.fields(path(made)), "narrative": "Mine"}
    assert browser.post(path(other) + "/autosave", fields).status == 403
    assert stored(parts, other) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"_opening": "x"},
        {"_opening": ""},
        {"_turn": "-1"},
        {"_turn": "9" * 30},
        {"_turn": "<script>"},
        {"_version": ""},
        {"rating": "not_applicable"},
        {"rating": "excellent"},
    ],
)
def test_what_our_script_never_sends_does_no_harm(parts, browser, changes):
    made = at_the_desk(parts, browser)
    assert autosave(browser, browser.get(path(made)), narrative="Text", **changes).status in (200, 400)


def test_a_question_that_is_not_asked_is_not_there(parts, browser):
    made = at_the_desk(parts, browser)
    fields = browser.get(path(made)).fields(path(made))
    assert browser.post(path(made, "S99-01") + "/autosave", fields).status == 404


def test_the_reason_why_not_waits_for_no_text_on_its_way(parts, browser):
    made = at_the_desk(parts, browser)
    question = browser.get(path(made, NOT_CORE))
    why_not = browser.get(path(made, NOT_CORE) + "/not-applicable")
    autosave(browser, question, narrative="Typed just before")
    assert browser.submit(why_not, quick="too_small").status == 303
    answer = stored(parts, made, NOT_CORE)
    assert (answer.narrative, answer.reason) == ("Typed just before", "We are too small for this to arise")


class TestTableCalls:
    @pytest.fixture
    def parts(self):
        fakes = FakeParts(CountingTable())
        bootstrap.use(fakes)
        return fakes

    def test_it_reads_once_and_writes_once(self, parts, browser):
        made = at_the_desk(parts, browser)
        page = browser.get(path(made))
        parts.table.reset()
        autosave(browser, page, narrative="Text", rating=MEETS)
        autosave(browser, page, 2, narrative="More text", rating=MEETS)
        assert (parts.table.reads, parts.table.writes) == (2, 2)

    def test_the_same_again_writes_nothing(self, parts, browser):
        made = at_the_desk(parts, browser)
        page = browser.get(path(made))
        autosave(browser, page, narrative="Text")
        parts.table.reset()
        autosave(browser, page, 2, narrative="Text")
        assert (parts.table.reads, parts.table.writes) == (1, 0)
