"""An organisation's copies: at once, before submission too, and for good."""

import hashlib
import json
from dataclasses import replace

import pytest

from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.evidence import EvidenceKind
from chalicelib.domain.evidence_words import Described
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.tasks import Queue, TaskState
from chalicelib.handlers import cookies
from chalicelib.services import evidence_keeping
from chalicelib.services.answering import save_answer
from chalicelib.services.links import ask_for_new_link, mint
from chalicelib.services.reopening import reopen
from chalicelib.services.submitting import latest_submission
from tests.support.answered import answered_return, resubmitted, submitted_return
from tests.support.builders import APPROVER, LEAD, session
from tests.support.html import elements, text_of
from tests.support.mail import queued, work
from tests.support.people import CY
from tests.support.reporting import snapshot


@pytest.fixture
def made(parts):
    return submitted_return(parts)


@pytest.fixture(params=[LEAD, APPROVER], ids=["lead", "approver"])
def browser(request, parts, new_browser, made):
    browser = new_browser()
    browser.cookies[cookies.for_return(made.ref)] = session(parts, made, request.param)
    return browser


def pdf_task(parts, made):
    return next(t for t in parts.tasks.due(Queue.RENDER, parts.now(), 10) if t.kind == "render.copy")


def test_the_pdf_comes_a_moment_later(parts, browser, made):
    page = browser.get(f"/r/{made.ref}/copies")
    assert "Your PDF is being made" in page.text
    assert page.links["Refresh this page"] == f"/r/{made.ref}/copies"
    assert browser.get(f"/r/{made.ref}/copies/pdf").status == 404
    submission = latest_submission(parts, made.ref)
    parts.files.put(submission.pdf_key, b"%PDF-", "application/pdf")
    page = browser.get(f"/r/{made.ref}/copies")
    link = next(path for words, path in page.links.items() if words.startswith("Download it as a PDF"))
    assert (
        browser.get(link).headers["Location"].startswith(f"https://bucket.example.org/{submission.pdf_key}")
    )


def test_the_data_are_the_bytes_that_the_code_stands_for(parts, browser, made):
    submission = latest_submission(parts, made.ref)
    page = browser.get(f"/r/{made.ref}/copies")
    link = next(path for words, path in page.links.items() if words.startswith("Download it as data"))
    assert submission.key in browser.get(link).headers["Location"]
    assert hashlib.sha256(parts.files.get(submission.key)).hexdigest() == submission.sha256
    assert submission.sha256[:8] in page.text


def test_a_pdf_that_could_not_be_made_is_asked_for_again_once(parts, browser, made):
    before = pdf_task(parts, made)
    parts.commit(parts.tasks.moved(before, replace(before, state=TaskState.FAILED, failures=8)))
    page = browser.get(f"/r/{made.ref}/copies")
    assert "could not be made" in page.text
    action = f"/r/{made.ref}/copies/pdf"
    after = browser.follow(browser.submit(page, action))
    assert "Your PDF is being made" in after.text
    assert pdf_task(parts, made).failures == 0
    assert browser.submit(page, action).status == 303
    assert parts.pokes.count(Queue.RENDER) == 2  # on submission, and now


def test_no_such_copy(browser, made):
    for path in ("data", "pdf"):
        assert browser.get(f"/r/{made.ref}/copies/{path}", number="7").status == 404


def test_before_submission_the_answers_so_far_are_there(parts, new_browser):
    browser, made = new_browser(), answered_return(parts)
    browser.cookies[cookies.for_return(made.ref)] = session(parts, made)
    page = browser.get(f"/r/{made.ref}/copies")
    assert "Nothing has been submitted yet" in page.text
    answer = browser.get(page.links["Download your answers so far as data (JSON)"])
    assert 'filename="self-assessment-K7P-223-now.json"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(answer.body)["reference"] == made.ref
    assert browser.get(f"/r/{made.ref}/copies/data").status == 404


def test_nobody_else_gets_them(new_browser, made):
    for path in ("copies", "copies/pdf", "copies/data", "copies/now", "copies/changes", "copies/evidence"):
        assert new_browser().get(f"/r/{made.ref}/{path}").status == 401


# Every version


@pytest.fixture
def twice(parts):
    """Two versions: the second has another text, and evidence."""
    made = submitted_return(parts)
    reopen(parts, "saltmarsh", made.ref, "s-coordinator", "A mistake")
    token = session(parts, made)
    said = Described(title="Policy <b>", where="Office, blue folder")
    for number, criterion in enumerate(("S01-01", "S01-02")):
        where = {"kind": EvidenceKind.LOCATION, "said": said, "criterion": criterion}
        evidence_keeping.add(parts, made.ref, token, f"{number:026}", **where)
    save_answer(
        parts, made.ref, token, "S01-02", rating="good", narrative="Our newer text about S01-02", version=1
    )
    return resubmitted(parts, made.ref)


@pytest.fixture
def reader_of_both(parts, new_browser, twice):
    browser = new_browser()
    browser.cookies[cookies.for_return(twice.ref)] = session(parts, twice)
    return browser


def test_each_version_is_listed_newest_first_with_all_that_belongs_to_it(parts, reader_of_both, twice):
    page = reader_of_both.get(f"/r/{twice.ref}/copies")
    first, second = parts.returns.submissions(twice.ref)
    places = [page.text.index(words) for words in ("Version 2, submitted on", "Version 1, submitted on")]
    assert places == sorted(places)
    for kept in (first, second):
        assert kept.sha256 in page.text
        assert f"Download it as data (JSON) (version {kept.number})" in page.links
        assert f"The evidence that it names (version {kept.number})" in page.links
    assert "What changed since version 1" in page.links
    checked = reader_of_both.get("/verify", reference=twice.ref, code=first.sha256)
    assert "Yes, this reference and this check code belong together" in checked.text


def test_what_changed_is_a_page_of_its_own(reader_of_both, twice):
    page = reader_of_both.get(f"/r/{twice.ref}/copies/changes", number="2")
    assert page.h1 == "What changed in version 2"
    assert "newer" in [text_of(e) for e in elements(page.root, "ins")]
    assert "2 answers and something else differ" in page.text
    assert "Policy <b>" in page.text
    for number in ("1", "7"):
        assert reader_of_both.get(f"/r/{twice.ref}/copies/changes", number=number).status == 404


def test_the_evidence_of_a_version_is_that_of_its_day(parts, reader_of_both, twice):
    evidence_keeping.remove(parts, twice.ref, session(parts, twice), f"{0:026}")
    page = reader_of_both.get(f"/r/{twice.ref}/copies/evidence", number="2")
    assert page.text.count("Policy <b>") == 2
    assert "Office, blue folder" in page.text
    first = reader_of_both.get(f"/r/{twice.ref}/copies/evidence", number="1")
    assert "This version names no evidence" in first.text


def test_a_pinned_file_shows_its_hash_and_version(parts, new_browser):
    made = submitted_return(parts)
    kept = latest_submission(parts, made.ref)
    parts.files.put(kept.key, json.dumps(snapshot()).encode(), "application/json")
    browser = new_browser()
    browser.cookies[cookies.for_return(made.ref)] = session(parts, made)
    page = browser.get(f"/r/{made.ref}/copies/evidence")
    for words in ("policy.pdf", "ab" * 32, "v1", "https://example.org/leaflet"):
        assert words in page.text


# After the cycle


@pytest.fixture(params=[CycleStatus.CLOSED, CycleStatus.ARCHIVED])
def over(request, parts, twice):
    parts.commit(parts.cycles.moved(parts.cycles.get("cycle2027"), request.param))
    return request.param


def come_in(parts, browser, ref, person=LEAD):
    token, writes = mint(parts, ref, person.id)
    parts.commit(writes)
    return browser.submit(browser.get(f"/i/{token}"))


@pytest.mark.parametrize("person", [LEAD, APPROVER], ids=["lead", "approver"])
def test_the_copies_stay_when_the_cycle_is_closed_or_archived(parts, new_browser, twice, over, person):
    browser = new_browser()
    come_in(parts, browser, twice.ref, person)
    page = browser.get(f"/r/{twice.ref}/copies")
    assert "Version 2" in page.text
    for path in ("copies/data", "copies/changes", "copies/evidence"):
        assert browser.get(f"/r/{twice.ref}/{path}").status in (200, 303)


def test_an_old_link_of_an_archived_cycle_leads_to_the_copies_and_nowhere_else(parts, new_browser, twice):
    parts.commit(parts.cycles.moved(parts.cycles.get("cycle2027"), CycleStatus.ARCHIVED))
    browser = new_browser()
    token, writes = mint(parts, twice.ref, LEAD.id)
    parts.commit(writes)
    start = browser.get(f"/i/{token}")
    assert "This round is over" in start.text
    after = browser.submit(start)
    assert after.location == f"/r/{twice.ref}/copies"
    page = browser.follow(after)
    assert "nothing can be changed any more" in page.text
    assert "Download your answers so far" not in page.text
    assert browser.get(f"/r/{twice.ref}").location == f"/r/{twice.ref}/copies"
    for path in ("check", "submitted", "criteria/S01-01", "people", "evidence", "copies/now", "questions"):
        shown = browser.get(f"/r/{twice.ref}/{path}")
        assert (shown.status, shown.h1) == (403, "This round is over"), path
    fields = page.fields(f"/r/{twice.ref}/finish")
    refused = browser.post(f"/r/{twice.ref}/criteria/S01-01", {**fields, "narrative": "Too late"})
    assert refused.status == 403
    assert browser.submit(page, f"/r/{twice.ref}/finish").status == 303


def test_a_return_that_was_never_submitted_ends_with_its_cycle(parts, new_browser):
    made = answered_return(parts)
    parts.commit(parts.cycles.moved(parts.cycles.get("cycle2027"), CycleStatus.ARCHIVED))
    token, writes = mint(parts, made.ref, LEAD.id)
    parts.commit(writes)
    assert new_browser().get(f"/i/{token}").status == 410


def test_a_contributor_has_no_copy_to_come_back_for(parts, new_browser, twice):
    people = {**twice.people, CY.id: CY}
    parts.commit(parts.returns.changed(twice, {"people": people}, while_in=(ReturnStatus.SUBMITTED,)))
    parts.commit(parts.cycles.moved(parts.cycles.get("cycle2027"), CycleStatus.ARCHIVED))
    token, writes = mint(parts, twice.ref, CY.id)
    parts.commit(writes)
    assert new_browser().get(f"/i/{token}").status == 410


def test_a_new_link_to_an_archived_cycle_is_mailed_to_whoever_has_a_copy(parts, twice):
    parts.commit(parts.cycles.moved(parts.cycles.get("cycle2027"), CycleStatus.ARCHIVED))
    ask_for_new_link(parts, twice.ref, LEAD.id)
    queued(parts, "mail.approval", twice.ref, person=APPROVER.id)
    work(parts)
    assert [m.to for m in parts.sender.sent if m.subject == "new_link"] == [LEAD.email]
    assert not [m for m in parts.sender.sent if m.subject == "approval"]
