"""The pack for a meeting, what is recorded of it, and where that shows."""

import pytest

from chalicelib.domain.returns import Meeting
from chalicelib.domain.tasks import Queue
from chalicelib.handlers import cookies
from chalicelib.services.approval import send_for_approval
from chalicelib.services.meetings import record_meeting
from chalicelib.services.queue import work_off
from chalicelib.services.work import WORK
from tests.support.answered import answered_return, stored
from tests.support.builders import APPROVER, framework, session
from tests.support.organisation import sit
from tests.unit.test_pack import TOLD

TYPED = {
    "held_on-day": "4",
    "held_on-month": "1",
    "held_on-year": "2027",
    "body": "Governing <body>",
    "agreed": "To visit each class",
}


@pytest.fixture
def made(parts, browser):
    made = answered_return(parts)
    sit(parts, browser, made)
    return made


def test_the_pack_says_how_it_stands_and_what_to_ask(browser, made):
    page = browser.get(browser.get(f"/r/{made.ref}").links["A pack for your governing body or board"])
    first = framework().criteria[0].title
    assert (
        f"{first} (Inadequate): Write the missing page of the policy (Lena Lead, by 30 June 2027)"
        in page.text
    )
    assert f"What would help most with “{first}”" in page.text
    paper = browser.get(page.links["Print it from your browser"])
    assert "Our text about S01-01" in paper.text
    assert "To fill in at the meeting" in paper.text


def test_its_pdf_is_made_by_a_job_and_handed_over(parts, browser, made):
    page = browser.get(f"/r/{made.ref}/pack")
    page = browser.follow(browser.submit(page, f"/r/{made.ref}/pack/make"))
    assert "The PDF of the pack is being made" in page.text
    work_off(parts, Queue.RENDER, WORK[Queue.RENDER])
    page = browser.get(f"/r/{made.ref}/pack")
    (link,) = [path for words, path in page.links.items() if words.startswith("Download the PDF of the pack")]
    assert browser.get(link).location.startswith("https://bucket.example.org/working/")
    browser.submit(page, f"/r/{made.ref}/pack", **TYPED)
    assert "Something has changed here since" in browser.get(f"/r/{made.ref}/pack").text


def test_the_meeting_is_recorded_and_shown_where_it_is_checked_and_approved(
    parts, browser, new_browser, made
):
    page = browser.get(f"/r/{made.ref}/pack")
    answer = browser.submit(page, f"/r/{made.ref}/pack", **TYPED)
    assert answer.location == f"/r/{made.ref}/pack#meeting"
    assert "Met on 4 January 2027" in browser.get(f"/r/{made.ref}").text
    assert "To visit each class" in browser.get(f"/r/{made.ref}/check").text
    send_for_approval(parts, made.ref, session(parts, made))
    head = new_browser()
    head.cookies[cookies.for_return(made.ref)] = session(parts, made, APPROVER)
    form = head.get(f"/r/{made.ref}/approve")
    assert "Governing <body>, 4 January 2027" in form.text
    fields = form.fields(f"/r/{made.ref}/approve")
    assert (fields["on_behalf_of"], fields["decided"]) == ("Governing <body>", "meeting")
    assert (fields["decided_on-day"], fields["decided_on-year"]) == ("4", "2027")
    standing_still = browser.get(f"/r/{made.ref}/pack")
    assert "Governing <body>, 4 January 2027" in standing_still.text
    assert "held_on-day" not in standing_still.body


def test_mistakes_keep_what_was_typed(browser, made):
    page = browser.submit(
        browser.get(f"/r/{made.ref}/pack"),
        f"/r/{made.ref}/pack",
        **{**TYPED, "held_on-year": "2028", "body": ""},
    )
    assert page.errors == [
        "The meeting must be today or in the past. Record it when it has been held",
        "Enter whose meeting it was",
    ]
    assert page.fields(f"/r/{made.ref}/pack")["agreed"] == "To visit each class"


def test_what_a_colleague_recorded_stands_beside_what_was_typed(parts, browser, made):
    page = browser.get(f"/r/{made.ref}/pack")
    parts.clock.move(days=30)
    record_meeting(parts, made.ref, session(parts, made), TOLD, mark="none")
    sit(parts, browser, made)
    fields = {**page.fields(f"/r/{made.ref}/pack"), **TYPED}
    fields["form_token"] = browser.get(f"/r/{made.ref}/pack").fields(f"/r/{made.ref}/pack")["form_token"]
    both = browser.post(f"/r/{made.ref}/pack", fields)
    assert both.status == 409
    assert "Somebody recorded this while you were writing" in both.text
    assert "Governing body, 1 February 2027" in both.text
    browser.submit(both, f"/r/{made.ref}/pack")
    assert stored(parts, made).meeting.body == "Governing <body>"
    assert isinstance(stored(parts, made).meeting, Meeting)
