"""The task list in every state of a return."""

from datetime import date

import pytest

from chalicelib.domain.returns import ReturnStatus, SentBack
from chalicelib.handlers.organisation.tasks import days_left
from tests.support.builders import APPROVER, LEAD
from tests.support.organisation import (
    BELOW,
    FIRST,
    STANDARD_1,
    answered,
    at_the_desk,
    changed,
    sit,
    waiting,
)


def test_before_the_profile_only_the_start_can_be_opened(parts, browser):
    made = at_the_desk(parts, browser, profile={}, people={LEAD.id: LEAD}, status=ReturnStatus.NOT_STARTED)
    page = browser.get(f"/r/{made.ref}")
    assert "Start with “About your organisation”" in page.text
    assert page.text.count("Cannot start yet") == 15
    assert page.links["About your organisation"] == f"/r/{made.ref}/about"
    assert f"/r/{made.ref}/standards/1" not in page.links.values()
    assert f"/r/{made.ref}/check" not in page.links.values()


def test_after_the_profile_it_says_how_many_and_how_long(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(f"/r/{made.ref}")
    assert "Please send it by Friday 19 March 2027. That is in 67 days." in page.text
    assert "We ask you 44 questions. They take about 2 hours in all" in page.text
    assert "0 of 5 answered, about 15 minutes" in page.text
    assert [h for h in ("Before you start", "The 12 standards", "Plan", "Finish") if h in page.text] == [
        "Before you start",
        "The 12 standards",
        "Plan",
        "Finish",
    ]
    assert f"Your reference is {made.ref}" in page.text
    assert "Corin Coordinator" in page.body
    assert page.links["Check your answers and ask for approval"] == f"/r/{made.ref}/check"


def test_an_answer_moves_the_count_and_the_status(parts, browser):
    made = at_the_desk(parts, browser)
    answered(parts, made, FIRST)
    page = browser.get(f"/r/{made.ref}")
    assert "You have answered 1 of 44 questions." in page.text
    assert "1 of 5 answered" in page.text
    assert "In progress" in page.text


def test_an_answer_below_the_standard_opens_the_plan(parts, browser):
    made = at_the_desk(parts, browser)
    assert "Your action plan" not in browser.get(f"/r/{made.ref}").links
    answered(parts, made, FIRST, BELOW)
    page = browser.get(f"/r/{made.ref}")
    assert "1 answer below the standard still needs an action" in page.text
    assert page.links["Your action plan"] == f"/r/{made.ref}/actions"


def test_a_standard_that_is_answered_asks_to_be_marked(parts, browser):
    made = at_the_desk(parts, browser)
    for criterion in STANDARD_1:
        answered(parts, made, criterion.id)
    assert "All answered. Open it to mark it as completed" in browser.get(f"/r/{made.ref}").text
    waiting(parts, made)
    assert "Open it to mark it" not in browser.get(f"/r/{made.ref}").text


def test_without_an_approver_it_asks_for_one(parts, browser):
    made = at_the_desk(parts, browser, people={LEAD.id: LEAD})
    assert "Say who will read and approve it" in browser.get(f"/r/{made.ref}").text


def test_sent_back_shows_the_note_as_it_was_written(parts, browser):
    made = at_the_desk(parts, browser)
    note = "Please say more <b>about</b> volunteers.\nDiolch 🙂"
    changed(parts, made, sent_back=SentBack(kind="changes", by="Harriet Head", at=parts.now(), note=note))
    page = browser.get(f"/r/{made.ref}")
    assert "Harriet Head asked for changes on 11 January 2027." in page.text
    assert "Please say more <b>about</b> volunteers. Diolch 🙂" in page.text


def test_not_me_leads_to_naming_somebody_else(parts, browser):
    made = at_the_desk(parts, browser)
    changed(parts, made, sent_back=SentBack(kind="not_me", by="Harriet Head", at=parts.now()))
    page = browser.get(f"/r/{made.ref}")
    assert "somebody else should approve this" in page.text
    assert page.links["Say who will approve it instead"] == f"/r/{made.ref}/people"


def test_waiting_for_approval_offers_to_take_it_back(parts, browser):
    made = at_the_desk(parts, browser)
    waiting(parts, made)
    page = browser.get(f"/r/{made.ref}")
    assert "On 11 January 2027 we asked Harriet Head to read and approve this." in page.text
    assert page.fields(f"/r/{made.ref}/take-back")["form_token"]


def test_submitted_leads_to_the_copy(parts, browser):
    made = at_the_desk(parts, browser)
    changed(parts, made, status=ReturnStatus.SUBMITTED, submitted_at=parts.now())
    page = browser.get(f"/r/{made.ref}")
    assert "We received your self-assessment on 11 January 2027." in page.text
    assert page.links["Your submitted copy"] == f"/r/{made.ref}/submitted"
    assert "Please send" not in page.text


def test_the_approver_is_led_to_what_they_approve(parts, browser):
    made = at_the_desk(parts, browser)
    sit(parts, browser, made, APPROVER)
    assert browser.get(f"/r/{made.ref}").location == f"/r/{made.ref}/approve"


def test_after_the_due_date_it_can_still_be_sent(parts, browser):
    made = at_the_desk(parts, browser)
    parts.clock.move(days=69)
    sit(parts, browser, made)
    text = browser.get(f"/r/{made.ref}").text
    assert "It was due by Friday 19 March 2027. That was 2 days ago. You can still send it." in text


def test_after_the_close_it_says_whom_to_ring(parts, browser):
    made = at_the_desk(parts, browser)
    parts.clock.move(days=90)
    sit(parts, browser, made)
    assert "Ring Corin Coordinator on 01632 960001 and say when" in browser.get(f"/r/{made.ref}").text


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2027, 3, 21), "That is in 2 days."),
        (date(2027, 3, 20), "That is tomorrow."),
        (date(2027, 3, 19), "That is today."),
        (date(2027, 3, 18), "That was 1 day ago."),
    ],
)
def test_days_left_are_said_as_people_say_them(due, words):
    assert days_left(due, date(2027, 3, 19)) == words


def test_nobody_gets_in_without_a_session(parts, browser):
    made = at_the_desk(parts, browser)
    browser.cookies.clear()
    page = browser.get(f"/r/{made.ref}")
    assert page.status == 401
    assert page.h1 == "You are signed out"
