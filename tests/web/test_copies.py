"""An organisation's copies: at once, before submission too, and for good."""

import hashlib
import json
from dataclasses import replace

import pytest

from chalicelib.domain.tasks import Queue, TaskState
from chalicelib.handlers import cookies
from chalicelib.services.submitting import latest_submission
from tests.support.answered import answered_return, submitted_return
from tests.support.builders import APPROVER, LEAD, session


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
    for path in ("copies", "copies/pdf", "copies/data", "copies/now"):
        assert new_browser().get(f"/r/{made.ref}/{path}").status == 401
