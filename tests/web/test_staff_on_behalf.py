"""A return that staff enter for somebody on paper or over the telephone: marked everywhere."""

import json
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.cycles import Sharing
from chalicelib.domain.returns import Part, ReturnStatus
from chalicelib.handlers import cookies
from tests.support.answered import answered_return
from tests.support.builders import APPROVER, LEAD, session
from tests.support.fakes import MONDAY
from tests.support.staffing import signed_in

TOLD = {
    "way": "telephone",
    "name": "Lena Lead",
    "job": "Safeguarding lead",
    "told_on-day": "10",
    "told_on-month": "1",
    "told_on-year": "2027",
}
APPROVED = {**TOLD, "name": "Harriet Head", "job": "Head teacher", "declared": "yes"}


@pytest.fixture
def made(parts, browser):
    signed_in(parts, browser)
    return answered_return(parts)


def enter(browser, ref, **changes):
    return browser.submit(browser.get(f"/staff/returns/{ref}/enter"), **{**TOLD, **changes})


def of(parts, made):
    return parts.returns.get(made.ref)


def test_staff_sit_down_at_the_organisations_own_pages_and_each_answer_says_so(parts, browser, made):
    answer = enter(browser, made.ref)
    assert answer.location == f"/r/{made.ref}"
    page = browser.follow(answer)
    assert "You are entering what Lena Lead, Safeguarding lead, told you by telephone." in page.text
    here = f"/r/{made.ref}/criteria/S01-01"
    assert browser.submit(browser.get(here), here, narrative="As she said").status == 303
    (saved,) = [a for a in parts.returns.answers(made.ref) if a.criterion == "S01-01"]
    assert saved.saved_as == "Sam Coordinator, by telephone from Lena Lead"
    (event,) = [e for e in parts.trail.of(f"RETURN#{made.ref}") if e.what == "return.entered_for"]
    assert (event.actor, event.details) == ("s-coordinator", {"way": "telephone", "told_on": "2027-01-10"})


def test_staff_name_nobody_and_approve_nothing_there(parts, browser, made):
    enter(browser, made.ref)
    for path in ("people/approver", "people/add", "approve"):
        assert browser.get(f"/r/{made.ref}/{path}").status == 403, path
    token = browser.get(f"/r/{made.ref}").fields(f"/r/{made.ref}/finish")["form_token"]
    for path in ("ask-for-approval", "sharing", "people/add", "approve"):
        answer = browser.post(f"/r/{made.ref}/{path}", {"form_token": token, "name": "A", "job": "B"})
        assert answer.status == 403, path
    assert of(parts, made).status is ReturnStatus.IN_PROGRESS


def test_the_organisation_reads_who_entered_it_and_corrects_it(parts, browser, new_browser, made):
    enter(browser, made.ref)
    lead = new_browser()
    lead.cookies[cookies.for_return(made.ref)] = session(parts, of(parts, made), LEAD)
    page = lead.get(f"/r/{made.ref}")
    assert "entered answers here, as Lena Lead, Safeguarding lead, told them by telephone" in page.text
    here = f"/r/{made.ref}/criteria/S01-01"
    assert lead.submit(lead.get(here), here, narrative="Not quite so").status == 303


def test_an_approval_is_recorded_with_name_role_day_and_who_recorded_it(parts, browser, made):
    enter(browser, made.ref)
    form = browser.get(f"/staff/returns/{made.ref}/approval")
    done = browser.submit(form, **APPROVED)
    assert "The approval is recorded" in browser.follow(done).text
    (submission,) = parts.returns.submissions(made.ref)
    assert (submission.approved_by, submission.approved_by_job) == ("Harriet Head", "Head teacher")
    assert (submission.recorded, submission.recorded_on, submission.recorded_by) == (
        "by telephone",
        date(2027, 1, 10),
        "Sam Coordinator",
    )
    copy = json.loads(parts.files.get(submission.key))
    assert copy["approved"]["recorded"] == {"way": "telephone", "on": "2027-01-10", "by": "Sam Coordinator"}
    assert copy["entered_for"]["name"] == "Lena Lead"
    again = browser.submit(form, **APPROVED)
    assert again.status == 303
    assert len(parts.returns.submissions(made.ref)) == 1
    read = browser.get(f"/staff/returns/{made.ref}/copy")
    assert (
        "Approved by telephone on 10 January 2027. Sam Coordinator of the partnership recorded it."
        in read.text
    )
    lead = session(parts, of(parts, made), LEAD)
    browser.cookies[cookies.for_return(made.ref)] = lead
    told = browser.get(f"/r/{made.ref}/submitted").text
    assert "Approved by telephone on 10 January 2027" in told


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"name": ""}, ["Enter a name"]),
        ({"job": " "}, ["Enter a role, like head teacher"]),
        ({"declared": ""}, ["Confirm that they know the answers and approve them"]),
        ({"told_on-day": "12"}, ["The day must be today or in the past"]),
        ({"told_on-day": ""}, ["Enter the day on which they told you"]),
        ({"way": "gossip"}, ["Select how they told you"]),
        ({"name": "a" * 10_000}, ["Enter 200 characters or fewer"]),
    ],
)
def test_nothing_is_approved_without_all_of_it(parts, browser, made, changes, errors):
    enter(browser, made.ref)
    form = browser.get(f"/staff/returns/{made.ref}/approval")
    page = browser.submit(form, **{**APPROVED, **changes})
    assert page.status == 400
    assert [e.replace("Your answer must be", "Enter") for e in page.errors] == errors
    assert parts.returns.submissions(made.ref) == ()


def test_what_changed_since_it_was_read_out_is_not_approved(parts, browser, made):
    enter(browser, made.ref)
    form = browser.get(f"/staff/returns/{made.ref}/approval")
    here = f"/r/{made.ref}/criteria/S01-01"
    browser.submit(browser.get(here), here, narrative="Something else")
    assert browser.submit(form, **APPROVED).status == 409
    assert parts.returns.submissions(made.ref) == ()


def test_a_return_that_nobody_entered_is_approved_by_its_own_people(parts, browser, made):
    page = browser.get(f"/staff/returns/{made.ref}/approval")
    assert "Only a return that was entered for somebody" in page.text
    token = page.fields("/staff/sign-out")["form_token"]
    fields = {**APPROVED, "form_token": token, "_seq": str(of(parts, made).seq)}
    answer = browser.post(f"/staff/returns/{made.ref}/approval", fields)
    assert answer.status == 409
    assert parts.returns.submissions(made.ref) == ()


def test_an_incomplete_return_is_not_approved(parts, browser, made):
    enter(browser, made.ref)
    write = parts.returns.changed(of(parts, made), {"ratings.S01-01": -1}, while_in=tuple(ReturnStatus))
    parts.commit(write)
    page = browser.get(f"/staff/returns/{made.ref}/approval")
    assert "1 question without an answer" in page.text


def test_the_approver_by_link_reads_that_staff_entered_it(parts, browser, new_browser, made):
    enter(browser, made.ref)
    waits = {"status": ReturnStatus.AWAITING_APPROVAL, "sent_for_approval_at": MONDAY}
    parts.commit(parts.returns.changed(of(parts, made), waits, while_in=tuple(ReturnStatus)))
    head = new_browser()
    head.cookies[cookies.for_return(made.ref)] = session(parts, of(parts, made), APPROVER)
    page = head.get(f"/r/{made.ref}/approve")
    assert "entered answers here, as Lena Lead" in page.text
    assert browser.get(f"/staff/returns/{made.ref}/enter").status == 200
    assert enter_refused(browser, made.ref) == 409


def enter_refused(browser, ref):
    token = browser.get("/staff").fields("/staff/sign-out")["form_token"]
    return browser.post(f"/staff/returns/{ref}/enter", {**TOLD, "form_token": token}).status


def test_where_notes_are_their_own_staff_do_not_read_what_they_began(parts, browser, made):
    cycle = replace(parts.cycles.get("cycle2027"), sharing=Sharing.RATINGS)
    parts.commit(parts.cycles.saved(cycle))
    assert "Nothing can be entered here now" in browser.get(f"/staff/returns/{made.ref}/enter").text
    assert enter_refused(browser, made.ref) == 409


def test_no_mail_goes_to_whoever_enters_it(parts, browser, made):
    enter(browser, made.ref)
    browser.submit(browser.get(f"/staff/returns/{made.ref}/approval"), **APPROVED)
    mails = [t for t in parts.tasks.of_subject("saltmarsh", f"RETURN#{made.ref}") if t.is_mail]
    assert mails
    assert not [t for t in mails if t.payload.get("person", "").startswith("for-")]
    scribe = of(parts, made).people["for-s-coordinator"]
    assert (scribe.part, scribe.email) == (Part.SCRIBE, "")


def test_another_partnerships_return_is_not_found(parts, browser, made):
    signed_in(parts, browser, partnership_id="elsewhere")
    assert browser.get(f"/staff/returns/{made.ref}/enter").status == 404
    assert enter_refused(browser, made.ref) == 404
