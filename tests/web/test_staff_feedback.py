"""Reviewers write feedback, reply, note talks and keep a library: by form, in the pages that staff see."""

from dataclasses import replace

import pytest

from chalicelib import bootstrap
from chalicelib.domain.calls import Outcome
from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.tasks import Queue
from chalicelib.services.following_up import A_PAGE
from chalicelib.services.queue import work_off
from chalicelib.services.work import WORK
from tests.support.answered_back import BARRIER, AnsweredBack
from tests.support.builders import LEAD
from tests.support.organisation import sit
from tests.support.small import BUYING, SmallParts
from tests.support.staffing import signed_in

HOSTILE = '<img src=x onerror=alert(1)> "&'


@pytest.fixture
def story(parts):
    made = AnsweredBack(SmallParts())
    bootstrap.use(made.parts)
    return made


@pytest.fixture
def reviewer(story, browser):
    signed_in(story.parts, browser, StaffRole.REVIEWER)
    return browser


@pytest.fixture
def here(story):
    return f"/staff/reviews/{story.ref}/feedback"


def fill(browser, path, action=None, **typed):
    """Opens a page and sends its form with some fields changed."""
    page = browser.get(path)
    target = action or path
    return browser.post(target, {**page.fields(target), **typed})


def test_from_the_library_to_what_the_organisation_reads(story, reviewer, here):
    page = reviewer.get(here)
    assert "Sam Reviewer, reviewer" in page.body
    typed = {"opening": HOSTILE, "read_by": "Sam Reviewer and Kit Second", "_do": "preview"}
    assert fill(reviewer, here, **typed).headers["Location"].endswith("/preview")
    preview = reviewer.get(f"{here}/preview")
    assert "Sam Reviewer and Kit Second" in preview.body
    assert HOSTILE not in preview.body
    sent = fill(reviewer, f"{here}/preview", f"{here}/send")
    assert sent.headers["Location"].endswith("number=1&done=sent")
    assert "It stays as it is." in reviewer.follow(sent).body
    sit(story.parts, reviewer, story.return_)
    read = reviewer.get(f"/r/{story.ref}/feedback")
    assert "Sam Reviewer and Kit Second" in read.body


def test_an_empty_page_to_begin_with(reviewer, here):
    page = reviewer.get(here, begin="full")
    assert page.fields(here)["opening"] == ""
    assert page.status == 200


def test_a_paragraph_of_the_library_is_added_where_it_belongs(story, reviewer, here):
    fill(reviewer, here, _do="add", paragraph="below-11")
    fields = reviewer.get(here).fields(here)
    paragraph = story.parts.first_words().paragraph("below-11")
    assert paragraph.text in fields.values()
    refused = fill(reviewer, here, _do="add", paragraph="")
    assert refused.status == 400


def test_what_two_write_at_once_is_shown_and_nothing_is_lost(story, reviewer, here):
    page = reviewer.get(here)
    story.save_draft(opening="THEIRS")
    mine = {**page.fields(here), "opening": "MINE", "_do": "save"}
    clash = reviewer.post(here, mine)
    assert clash.status == 409
    assert "THEIRS" in clash.body
    assert clash.fields(here)["opening"] == "MINE"
    assert reviewer.post(here, {**clash.fields(here), "_do": "save"}).status == 303
    assert story.writing().draft.content.opening == "MINE"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"opening": "x" * 10_000}, "opening"),
        ({"strength-1": "x" * 10_000}, "strength-1"),
        ({"next-day": "31", "next-month": "2", "next-year": "2027"}, "next"),
        ({"step-title-1": "x" * 10_000}, "step-title-1"),
    ],
)
def test_what_does_not_fit_comes_back_as_it_was_typed(reviewer, here, typed, field):
    page = fill(reviewer, here, _do="save", **typed)
    assert page.status == 400
    assert f'id="{field}-error"' in page.body
    name, value = next(iter(typed.items()))
    assert page.fields(here)[name] == value


def test_what_is_missing_is_asked_for_before_it_is_sent(reviewer, here):
    fill(reviewer, here, **{"_do": "save", "strength-1": "", "strength-2": "", "read_by": ""})
    page = fill(reviewer, f"{here}/preview", f"{here}/send")
    assert page.status == 400
    for field in ("read_by", "strength-1", "strength-2"):
        assert f'id="{field}-error"' in page.body


def test_the_draft_as_a_pdf_is_made_by_a_job(story, reviewer, here):
    fill(reviewer, here, _do="save")
    assert fill(reviewer, f"{here}/preview", f"{here}/preview/pdf").status == 303
    assert "The PDF is being made" in reviewer.get(f"{here}/preview").body
    assert reviewer.get(f"{here}/preview/pdf").status == 404
    work_off(story.parts, Queue.RENDER, WORK[Queue.RENDER])
    assert "Look at the PDF" in reviewer.get(f"{here}/preview").body
    assert reviewer.get(f"{here}/preview/pdf").status == 303


def test_beginning_again_throws_away_what_was_saved_and_nothing_else(story, reviewer, here):
    story.send()
    fill(reviewer, here, _do="save", opening="SAVED", correction="x")
    assert fill(reviewer, here, f"{here}/drop", begin="light").status == 303
    assert "SAVED" not in reviewer.get(here).body
    assert len(story.parts.feedback.desk(story.ref, "saltmarsh").sent) == 1


def test_a_scrutineer_reads_and_is_offered_nothing_to_send(story, browser, here):
    story.save_draft()
    signed_in(story.parts, browser, StaffRole.SCRUTINEER)
    body = browser.get(f"{here}/preview").body
    assert "/send" not in body
    assert browser.get(here).status == 403


def test_a_barrier_gets_its_reply_at_once_or_with_the_feedback(story, reviewer, new_browser):
    listed = reviewer.get("/staff/follow-up").body
    assert "No place until June" in listed
    assert "Help wanted: Criterion S02-01" in listed
    path = f"/staff/follow-up/{story.ref}/{BARRIER}"
    assert fill(reviewer, path, reply="", when="at_once").status == 400
    assert fill(reviewer, path, reply="Soon", when="").status == 400
    assert fill(reviewer, path, reply=HOSTILE, when="at_once").status == 303
    phone = new_browser()
    sit(story.parts, phone, story.return_)
    body = phone.get(f"/r/{story.ref}/feedback").body
    assert "onerror=alert(1)&gt;" in body
    assert HOSTILE not in body
    helped = f"/staff/follow-up/{story.ref}/{BUYING}"
    assert fill(reviewer, helped, reply="We ring you on Monday", when="feedback").status == 303
    assert "We ring you on Monday" not in phone.get(f"/r/{story.ref}/feedback").body
    story.send()
    assert "We ring you on Monday" in phone.get(f"/r/{story.ref}/feedback").body
    assert "Everybody has a reply." in reviewer.get("/staff/follow-up").body
    assert "We ring you on Monday" in reviewer.get("/staff/follow-up", state="replied").body


def test_of_two_replies_at_once_the_second_sees_the_first(story, reviewer):
    path = f"/staff/follow-up/{story.ref}/{BARRIER}"
    page = reviewer.get(path)
    first = {**page.fields(path), "reply": "FIRST", "when": "at_once"}
    assert reviewer.post(path, first).status == 303
    clash = reviewer.post(path, {**first, "reply": "SECOND"})
    assert clash.status == 409
    assert "FIRST" in clash.body
    assert clash.fields(path)["reply"] == "SECOND"


def test_the_mail_about_a_reply_goes_to_the_lead_once_and_says_nothing_of_it(story, reviewer):
    work_off(story.parts, Queue.WORK, WORK[Queue.WORK])
    before = len(story.parts.sender.sent)
    fill(reviewer, f"/staff/follow-up/{story.ref}/{BARRIER}", reply="SECRET", when="at_once")
    for _ in range(2):
        work_off(story.parts, Queue.WORK, WORK[Queue.WORK])
    (mail,) = story.parts.sender.sent[before:]
    assert mail.to == LEAD.email
    assert "SECRET" not in mail.text


@pytest.mark.parametrize("item", ["bXXX-XX2", "S99-99", "x" * 3000, "aAAA-AA2"])
def test_there_is_nothing_to_reply_to_where_nothing_was_said(story, reviewer, item):
    assert reviewer.get(f"/staff/follow-up/{story.ref}/{item}").status == 404


def test_the_list_has_pages(story, reviewer):
    for number in range(2, A_PAGE // 2 + 3):
        AnsweredBack(story.parts, number)
    first, last = reviewer.get("/staff/follow-up"), reviewer.get("/staff/follow-up", page="2")
    assert first.body.count("app-plain") == A_PAGE
    assert last.body.count("app-plain") == 4
    assert reviewer.get("/staff/follow-up", page="9" * 9).status == 200


def test_a_talk_is_on_the_list_until_somebody_was_reached(story, reviewer, new_browser):
    phone = new_browser()
    sit(story.parts, phone, story.return_)
    ask = f"/r/{story.ref}/feedback/talk"
    fields = phone.get(f"/r/{story.ref}/feedback").fields(ask)
    phone.post(ask, {**fields, "name": "Lena", "phone": "01632 960123", "about": HOSTILE})
    assert "01632 960123" in reviewer.get("/staff/follow-up").body
    path = f"/staff/talks/{story.ref}"
    assert fill(reviewer, path, note="x").status == 400
    assert fill(reviewer, path, reached="yes", note=" ").status == 400
    assert fill(reviewer, path, reached="no", note="No answer").status == 303
    assert "01632 960123" in reviewer.get("/staff/follow-up").body
    assert fill(reviewer, path, reached="yes", note="All is well").status == 303
    assert "Nobody is waiting for a call." in reviewer.get("/staff/follow-up").body
    calls = story.parts.calls.of_organisation("saltmarsh", story.return_.organisation_id)
    assert {call.outcome for call in calls} == {Outcome.NO_ANSWER, Outcome.OTHER}
    assert reviewer.get(path).status == 404


def test_the_library_is_changed_added_to_and_taken_from(story, browser):
    signed_in(story.parts, browser)
    path = "/staff/library/paragraphs/below-03"
    assert fill(browser, path, text="Begin with us.").status == 303
    assert "Begin with us." in browser.get("/staff/library").body
    new = "/staff/library/paragraphs/new"
    assert fill(browser, new, title="Ours", text=HOSTILE, standard="4", situation="below").status == 303
    assert HOSTILE not in browser.get("/staff/library").body
    assert fill(browser, path, _do="remove").status == 303
    assert "Begin with us." not in browser.get("/staff/library").body
    assert browser.get(path).status == 404
    for typed in ({"text": ""}, {"title": ""}, {"text": "x" * 10_000}):
        assert fill(browser, new, **{"title": "T", "text": "t", **typed}).status == 400


def test_of_two_who_change_a_paragraph_the_second_is_told(story, browser):
    signed_in(story.parts, browser)
    path = "/staff/library/paragraphs/below-03"
    page = browser.get(path)
    browser.post(path, {**page.fields(path), "text": "FIRST"})
    clash = browser.post(path, {**page.fields(path), "text": "SECOND"})
    assert clash.status == 409
    assert "FIRST" in clash.body


def test_training_is_listed_named_and_never_a_way_to_run_a_script(story, browser, here):
    signed_in(story.parts, browser)
    new = "/staff/library/training/new"
    for link in (
        "javascript:alert(1)",
        "http://",
        "x" * 9_000,
        "https://a b.example.org",
        "javascript://a.example.org/%0aalert(1)",
    ):
        assert fill(browser, new, title="T", link=link).status == 400
    assert fill(browser, new, title="Safer recruitment", link="https://train.example.org/a").status == 303
    (made,) = story.parts.feedback.training("saltmarsh")
    page = browser.get(here)
    browser.post(here, {**page.fields(here), "course": made.id, "_do": "save"})
    sent = story.send()
    assert [c.link for c in sent.content.courses] == ["https://train.example.org/a"]


def test_the_clock_counts_days_and_leads_to_where_feedback_is_written(story, browser, here):
    story.parts.clock.move(days=3)
    signed_in(story.parts, browser)
    body = browser.get("/staff/cycles/cycle2027/feedback").body
    assert "3 days since they submitted" in body
    assert here in body
    story.send()
    assert "Nobody is waiting." in browser.get("/staff/cycles/cycle2027/feedback").body


def test_the_organisations_page_leads_to_it(story, reviewer, here):
    assert here in reviewer.get(f"/staff/organisations/{story.return_.organisation_id}").body


def test_who_may_not_review_it_sees_no_draft(story, browser, here):
    story.save_draft()
    other = AnsweredBack(story.parts, 2)
    signed_in(story.parts, browser, StaffRole.REVIEWER)
    assert browser.get(f"/staff/reviews/{other.ref}/feedback").status == 200
    review = story.parts.reviews.get("saltmarsh", "cycle2027", other.ref)

    story.parts.commit(story.parts.reviews.saved(replace(review, first=None, version=2)))
    assert browser.get(f"/staff/reviews/{other.ref}/feedback").status == 403
    assert browser.get(f"/staff/reviews/{other.ref}/feedback/preview").status == 403
