"""From "check your answers" to the submitted page, in the browsers of a lead and an approver."""

import threading
from dataclasses import replace

import pytest

from chalicelib.domain.evidence import EvidenceKind
from chalicelib.domain.evidence_words import Described
from chalicelib.domain.returns import NOT_RATED, ReturnStatus, asked
from chalicelib.domain.tasks import Queue
from chalicelib.handlers import cookies
from chalicelib.services import evidence_keeping
from chalicelib.services.answering import save_answer
from chalicelib.services.approval import send_for_approval, take_back
from chalicelib.services.submitting import Approval, approve, latest_submission
from tests.support.answered import (
    APPROVED,
    answered_return,
    plan_for,
    stored,
    submitted_return,
    waiting_return,
)
from tests.support.builders import APPROVER, LEAD, framework, return_, session


def enter(parts, browser, made, person=LEAD):
    browser.cookies[cookies.for_return(made.ref)] = session(parts, made, person)
    return browser


@pytest.fixture
def waiting(parts):
    return waiting_return(parts)


@pytest.fixture
def lead(parts, new_browser, waiting):
    return enter(parts, new_browser(), waiting)


@pytest.fixture
def head(parts, new_browser, waiting):
    return enter(parts, new_browser(), waiting, APPROVER)


def mails(parts, name):
    return [t for t in parts.tasks.due(Queue.WORK, parts.now(), 100) if t.kind == f"mail.{name}"]


# --- who approves


def test_the_lead_names_who_approves(parts, browser):
    made = answered_return(parts, people={LEAD.id: LEAD})
    enter(parts, browser, made)
    page = browser.get(f"/r/{made.ref}/people")
    assert page.h1 == "People who work on this"
    form = browser.get(page.links["Add an approver"])
    assert browser.submit(form).errors == ["Select who will approve it"]
    wrong = browser.submit(form, who="somebody_else", name="", email="head at school", job="Head")
    assert wrong.status == 400
    assert len(wrong.errors) == 2
    assert wrong.fields(f"/r/{made.ref}/people/approver")["email"] == "head at school"
    after = browser.follow(
        browser.submit(wrong, name="Harriet Head", email="head@school.example.org", job="Head teacher")
    )
    assert "Goes to head@school.example.org when you ask for approval" in after.text
    assert "Change who approves it" in after.links


def test_nobody_is_changed_while_it_is_read(waiting, lead):
    page = lead.get(f"/r/{waiting.ref}/people")
    assert "Change who approves it" not in page.links
    assert "take it back first" in page.text
    assert lead.get(f"/r/{waiting.ref}/people/approver").location == f"/r/{waiting.ref}/people"


# --- checking


def test_what_is_missing_comes_first_with_a_link_to_each(parts, browser):
    made = answered_return(parts)
    criteria = asked(framework(), made)
    ratings = {**made.ratings, criteria[5].id: NOT_RATED}
    parts.commit(
        parts.returns.changed(made, {"ratings": ratings}, remove=("plans.aBCD-FGH",), while_in=ReturnStatus)
    )
    enter(parts, browser, made)
    page = browser.get(f"/r/{made.ref}/check")
    assert page.links[criteria[5].title] == f"/r/{made.ref}/criteria/{criteria[5].id}"
    assert page.links[criteria[0].title] == f"/r/{made.ref}/criteria/{criteria[0].id}/action"
    assert f"/r/{made.ref}/ask-for-approval" not in page.body
    token = page.fields(f"/r/{made.ref}/finish")["form_token"]
    refused = browser.post(f"/r/{made.ref}/ask-for-approval", {"form_token": token})
    assert refused.status == 409
    assert refused.errors == ["Answer the questions that are left, or say why they do not apply"]
    assert stored(parts, made).status is ReturnStatus.IN_PROGRESS


def test_without_an_approver_it_asks_for_one(parts, browser):
    made = answered_return(parts, people={LEAD.id: LEAD})
    enter(parts, browser, made)
    page = browser.get(f"/r/{made.ref}/check")
    assert page.links["Say who will read and approve it"] == f"/r/{made.ref}/people/approver"


def test_a_complete_return_shows_it_all_and_can_be_sent(parts, browser):
    made = answered_return(parts)
    enter(parts, browser, made)
    page = browser.get(f"/r/{made.ref}/check")
    assert "Nothing is missing" in page.text
    assert "Inadequate 1 answer" in page.text
    assert "We run no residential visits" in page.text
    assert plan_for("x").what in page.text
    after = browser.follow(browser.submit(page, f"/r/{made.ref}/ask-for-approval"))
    assert after.h1 == "Waiting for approval"
    assert "Harriet Head has had this since 10:00am on 11 January 2027" in after.text
    assert len(mails(parts, "approval")) == 1
    browser.submit(page, f"/r/{made.ref}/ask-for-approval")
    assert len(mails(parts, "approval")) == 1


def test_the_lead_takes_it_back(parts, waiting, lead):
    page = lead.get(f"/r/{waiting.ref}/check")
    after = lead.follow(lead.submit(page, f"/r/{waiting.ref}/take-back"))
    assert after.h1 == "Check your answers"
    assert stored(parts, waiting).status is ReturnStatus.IN_PROGRESS
    assert lead.submit(page, f"/r/{waiting.ref}/take-back").status == 303


# --- approving


def test_the_approver_reads_everything(waiting, head):
    page = head.get(f"/r/{waiting.ref}/approve")
    assert page.h1 == "Read and approve this self-assessment"
    assert "Lena Lead, DSL, prepared it" in page.text
    for criterion in asked(framework(), waiting):
        assert f"Our text about {criterion.id}" in page.text
    assert page.fields(f"/r/{waiting.ref}/approve")["name"] == "Harriet Head"


def test_only_the_approver_approves(waiting, lead, head):
    assert lead.get(f"/r/{waiting.ref}/approve").status == 403
    form = head.get(f"/r/{waiting.ref}/approve").fields(f"/r/{waiting.ref}/approve")
    token = lead.get(f"/r/{waiting.ref}").fields(f"/r/{waiting.ref}/finish")["form_token"]
    answer = lead.post(f"/r/{waiting.ref}/approve", {**form, **APPROVED, "form_token": token})
    assert answer.status == 403


def test_approving_submits(parts, waiting, head, lead):
    page = head.get(f"/r/{waiting.ref}/approve")
    after = head.follow(head.submit(page, **APPROVED, on_behalf_of="The governing body"))
    submission = latest_submission(parts, waiting.ref)
    assert after.h1 == "Self-assessment submitted"
    assert waiting.ref in after.text
    assert submission.sha256 in after.text
    assert "Harriet Head, Head teacher, approved it" in after.text
    assert b"The governing body" in parts.files.get(submission.key)
    assert {t.payload["person"] for t in mails(parts, "receipt")} == {LEAD.id, APPROVER.id}
    assert lead.get(f"/r/{waiting.ref}/submitted").h1 == "Self-assessment submitted"
    assert lead.get(f"/r/{waiting.ref}/check").location == f"/r/{waiting.ref}/submitted"


def test_what_is_missing_is_named_and_the_rest_kept(parts, waiting, head):
    page = head.submit(
        head.get(f"/r/{waiting.ref}/approve"), name="", job="Chair <b>", on_behalf_of="The board"
    )
    assert page.status == 400
    assert page.errors == [
        "Enter a name",
        "Confirm that you have read this self-assessment and that you may approve it",
    ]
    fields = page.fields(f"/r/{waiting.ref}/approve")
    assert (fields["name"], fields["job"], fields["on_behalf_of"]) == ("", "Chair <b>", "The board")
    assert stored(parts, waiting).status is ReturnStatus.AWAITING_APPROVAL


def change_an_answer(parts, made):
    """Taken back, changed and sent again while the approver's page is still open."""
    token = session(parts, made)
    take_back(parts, made.ref, token)
    criterion = asked(framework(), made)[3].id
    save_answer(parts, made.ref, token, criterion, rating="outstanding", narrative="Another text", version=1)
    send_for_approval(parts, made.ref, token)


def test_answers_that_changed_meanwhile_are_read_again(parts, waiting, head):
    page = head.get(f"/r/{waiting.ref}/approve")
    change_an_answer(parts, waiting)
    again = head.submit(page, **{**APPROVED, "name": "H. Head"})
    assert again.status == 409
    assert again.errors == [
        "The answers have changed since you opened this page. Read them again, then approve"
    ]
    assert "Another text" in again.text
    fields = again.fields(f"/r/{waiting.ref}/approve")
    assert fields["name"] == "H. Head"
    assert "declared" not in fields
    assert stored(parts, waiting).status is ReturnStatus.AWAITING_APPROVAL
    assert head.follow(head.submit(again, declared="yes")).h1 == "Self-assessment submitted"


def test_a_slip_does_not_hide_that_answers_changed(parts, waiting, head):
    page = head.get(f"/r/{waiting.ref}/approve")
    change_an_answer(parts, waiting)
    again = head.submit(page, **{**APPROVED, "job": ""})
    assert len(again.errors) == 2
    assert "The answers have changed" in again.errors[0]
    assert "declared" not in again.fields(f"/r/{waiting.ref}/approve")


def test_evidence_changed_from_another_return_is_read_again(parts, new_browser):
    made = answered_return(parts)
    here = {"kind": EvidenceKind.LOCATION, "said": Described(title="Handbook", where="Page 12")}
    item = evidence_keeping.add(
        parts, made.ref, session(parts, made), parts.new_id(), criterion="S01-01", **here
    )
    send_for_approval(parts, made.ref, session(parts, made))
    head = new_browser()
    head.cookies[cookies.for_return(made.ref)] = session(parts, made, APPROVER)
    page = head.get(f"/r/{made.ref}/approve")
    other = return_(2, organisation_id=made.organisation_id)
    parts.commit(parts.returns.created(replace(other, audiences=(replace(other.audience, number=2),)), 1))
    said = Described(title="Handbook", where="Burnt")
    evidence_keeping.change(parts, other.ref, session(parts, other), item.id, said=said)
    for typed in (APPROVED, {**APPROVED, "job": ""}):
        again = head.submit(page, **typed)
        assert "The answers have changed" in again.errors[0]
        assert "declared" not in again.fields(f"/r/{made.ref}/approve")
    assert stored(parts, made).status is ReturnStatus.AWAITING_APPROVAL
    assert head.follow(head.submit(again, **APPROVED)).h1 == "Self-assessment submitted"


def test_a_made_up_seq_approves_nothing(parts, waiting, head):
    page = head.get(f"/r/{waiting.ref}/approve")
    assert head.submit(page, **APPROVED, _seq="²").status == 409
    assert stored(parts, waiting).status is ReturnStatus.AWAITING_APPROVAL


def test_taken_back_meanwhile_there_is_nothing_to_approve(parts, waiting, head):
    page = head.get(f"/r/{waiting.ref}/approve")
    take_back(parts, waiting.ref, session(parts, waiting))
    assert head.submit(page, **APPROVED).h1 == "There is nothing for you to approve at the moment"


def test_a_second_click_and_the_back_button_end_on_the_submitted_page(parts, waiting, head):
    page = head.get(f"/r/{waiting.ref}/approve")
    first, second = head.submit(page, **APPROVED), head.submit(page, **APPROVED)
    assert first.location == second.location == f"/r/{waiting.ref}/submitted"
    assert head.get(f"/r/{waiting.ref}/approve").location == f"/r/{waiting.ref}/submitted"
    assert stored(parts, waiting).submissions == 1


def test_two_clicks_at_the_same_moment_submit_once(parts, waiting):
    """In every order in which their steps can fall, as far as threads show it."""
    token = session(parts, waiting, APPROVER)
    stated = Approval(seq=waiting.seq, name="Harriet Head", job="Head teacher", declared=True)
    start, found = threading.Barrier(4), []

    def click():
        start.wait()
        found.append(approve(parts, waiting.ref, token, stated))

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert stored(parts, waiting).submissions == 1
    assert len(parts.returns.whole(waiting.ref).submissions) == 1
    assert len(mails(parts, "receipt")) == 2


def test_the_other_click_was_quicker_between_two_reads(parts, waiting):
    """The first read still sees it waiting; the second finds it submitted."""
    token = session(parts, waiting, APPROVER)
    stated = Approval(seq=waiting.seq, name="Harriet Head", job="Head teacher", declared=True)
    first = approve(parts, waiting.ref, token, stated)
    parts.returns = StaleDesk(parts.returns, waiting)
    assert approve(parts, waiting.ref, token, stated) == first


class StaleDesk:
    """A store whose first read of a request is older than the rest."""

    def __init__(self, store, old):
        self._store, self._old = store, old

    def desk(self, *args, **kwargs):
        return replace(self._store.desk(*args, **kwargs), return_=self._old)

    def __getattr__(self, name):
        return getattr(self._store, name)


# --- who decided, and who prepared it


MET = {"decided": "meeting", "decided_on-day": "10", "decided_on-month": "1", "decided_on-year": "2027"}


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"decided": "meeting"}, "Enter the date of the meeting"),
        ({**MET, "decided_on-month": "13"}, "Enter a real date for the meeting, like 27 3 2027"),
        ({**MET, "decided_on-year": "2028"}, "The date of the meeting must be today or in the past"),
        ({**MET, "decided": ""}, "Select how this was decided"),
        ({"decided": "the cat"}, "Select how this was decided"),
    ],
)
def test_a_meeting_needs_its_date(waiting, head, typed, error):
    page = head.submit(head.get(f"/r/{waiting.ref}/approve"), **APPROVED, **typed)
    assert page.errors == [error]
    fields = page.fields(page.path)
    assert fields.get("decided_on-month", "") == typed.get("decided_on-month", "")


def test_what_a_board_decided_is_on_the_submitted_page_and_with_the_copies(waiting, head):
    page = head.get(f"/r/{waiting.ref}/approve")
    after = head.follow(head.submit(page, **APPROVED, **MET, on_behalf_of="The governing body"))
    said = "On behalf of The governing body. A board, governing body or committee decided on 10 January 2027."
    assert said in after.text
    assert said in head.get(f"/r/{waiting.ref}/copies").text
    assert "Approved by the person who prepared it" not in after.text


def test_a_head_who_is_also_the_lead_approves_in_their_own_session(parts, browser):
    own = replace(LEAD, also_approves=True)
    made = answered_return(parts, people={LEAD.id: own})
    enter(parts, browser, made, own)
    page = browser.get(f"/r/{made.ref}/check")
    asked_first = browser.follow(browser.submit(page, f"/r/{made.ref}/ask-for-approval"))
    assert asked_first.location == f"/r/{made.ref}/people/second-reader"
    alone = browser.follow(asked_first)
    token = alone.fields(f"/r/{made.ref}/finish")["form_token"]
    browser.post(alone.path, {"form_token": token, "_alone": "yes"})
    page = browser.get(f"/r/{made.ref}/approve")
    assert "Your copy will say “Approved by the person who prepared it”" in page.text
    assert f"/r/{made.ref}/send-back" not in page.links.values()
    assert "It is ready for you to read once more" in browser.get(f"/r/{made.ref}").text
    after = browser.follow(browser.submit(page, name="Lena Lead", job="Head", declared="yes"))
    assert after.h1 == "Self-assessment submitted"
    assert "Approved by the person who prepared it." in after.text
    assert b'"prepared_it":true' in parts.files.get(latest_submission(parts, made.ref).key)
    assert len(mails(parts, "receipt")) == 1


# --- sending back, and not me


def test_sending_back_needs_a_note_and_tells_the_lead(parts, waiting, head, lead):
    page = head.get(f"/r/{waiting.ref}/send-back")
    wrong = head.submit(page, note="  ")
    assert wrong.errors == ["Enter a note, so that they know what to change"]
    long = head.submit(page, note="x" * 2001)
    assert long.errors == ["Your answer must be 2,000 characters or fewer"]
    assert len(long.fields(f"/r/{waiting.ref}/send-back")["note"]) == 2001
    after = head.follow(head.submit(page, note="Standard 4 is <too> short"))
    assert after.h1 == "There is nothing for you to approve at the moment"
    assert "Standard 4 is <too> short" in after.text
    assert "Standard 4 is <too> short" in lead.get(f"/r/{waiting.ref}").text
    assert len(mails(parts, "sent_back")) == 1
    again = head.submit(page, note="Once more")
    assert again.status == 409
    assert "Once more" in again.body  # what was typed is never lost


def test_not_me_ends_the_link_and_tells_the_lead(parts, waiting, head, lead):
    page = head.get(f"/r/{waiting.ref}/not-me")
    after = head.follow(head.submit(page, note="Ask the chair"))
    assert after.h1 == "Thank you for telling us"
    assert head.get(f"/r/{waiting.ref}/approve").status == 401
    assert "Ask the chair" in lead.get(f"/r/{waiting.ref}").text
    assert "Say who will read and approve it" in lead.get(f"/r/{waiting.ref}/check").links


def test_neither_choice_is_offered_after_submission(parts, new_browser):
    made = submitted_return(parts)
    head = enter(parts, new_browser(), made, APPROVER)
    for path in ("send-back", "not-me"):
        assert head.get(f"/r/{made.ref}/{path}").location == f"/r/{made.ref}/approve"


def test_a_lead_is_not_offered_the_approvers_pages(parts, waiting, lead):
    for path in ("send-back", "not-me"):
        assert lead.get(f"/r/{waiting.ref}/{path}").status == 403


def test_submitted_is_not_shown_before_it_is(waiting, lead, head):
    assert lead.get(f"/r/{waiting.ref}/submitted").location == f"/r/{waiting.ref}/check"
    assert head.get(f"/r/{waiting.ref}/submitted").location == f"/r/{waiting.ref}/approve"


def test_looking_changes_nothing(parts, waiting, head, lead):
    before = dict(parts.table.items)
    for path in ("approve", "send-back", "not-me", "copies", "people", "submitted", "check"):
        for browser in (head, lead):
            browser.get(f"/r/{waiting.ref}/{path}")
    assert parts.table.items == before
