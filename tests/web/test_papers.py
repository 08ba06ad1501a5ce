"""Files at any time: Word, spreadsheets and calendars at once, PDFs a moment later."""

import io
from dataclasses import replace

import pytest
from docx import Document
from icalendar import Calendar

from chalicelib.domain import objects
from chalicelib.domain.papers import PAPERS
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.tasks import Queue, TaskState
from chalicelib.services.queue import work_off
from chalicelib.services.work import WORK
from tests.support.answered import answered_return, submitted_return, waiting_return
from tests.support.builders import APPROVER, LEAD, stored_return
from tests.support.organisation import answered, changed, sit

QUICK = [paper for paper in PAPERS.values() if not paper.by_job]
WHAT = {"return.pdf": "your answers", "questions.pdf": "the questions"}
SLOW = [PAPERS[name] for name in WHAT]  # the pack has a page of its own


@pytest.fixture
def made(parts, browser):
    made = answered_return(parts)
    sit(parts, browser, made)
    return made


def copies(browser, made):
    return browser.get(f"/r/{made.ref}/copies")


def ask(browser, made, name):
    return browser.submit(copies(browser, made), f"/r/{made.ref}/copies/make", paper=name)


def content(parts, made, name):
    return parts.files.get(objects.working(made.ref, name))


def words_of(word):
    return "\n".join(p.text for p in Document(io.BytesIO(word)).paragraphs)


@pytest.mark.parametrize("paper", QUICK, ids=lambda paper: paper.name)
def test_a_quick_file_is_handed_over_at_once(parts, browser, made, paper):
    before = dict(parts.table.items)
    answer = ask(browser, made, paper.name)
    assert answer.status == 303
    name = f"self-assessment-{made.ref}-{paper.called}.{paper.extension}"
    assert answer.location == f"https://bucket.example.org/working/{made.ref}/{paper.name}?name={name}"
    assert parts.files.objects[f"working/{made.ref}/{paper.name}"][1] == paper.content_type
    assert parts.table.items == before


def test_the_page_lets_its_forms_lead_to_the_bucket(browser, made):
    policy = copies(browser, made).headers["Content-Security-Policy"]
    assert "form-action 'self' https://bucket.example.org" in policy


def test_a_draft_in_word_says_so(parts, browser, made):
    ask(browser, made, "return.docx")
    assert "Draft, not submitted." in words_of(content(parts, made, "return.docx"))
    assert "Our text about S01-01" in words_of(content(parts, made, "return.docx"))


def test_the_calendar_has_the_plan(parts, browser, made):
    ask(browser, made, "plan.ics")
    (event,) = Calendar.from_ical(content(parts, made, "plan.ics")).walk("VEVENT")
    assert event["summary"] == "Write the missing page of the policy"


@pytest.mark.parametrize("paper", SLOW, ids=lambda paper: paper.name)
def test_a_pdf_is_made_by_a_job_and_the_page_says_how_it_is(parts, browser, made, paper):
    page, what = copies(browser, made), WHAT[paper.name]
    assert f"Make a PDF of {what}" in page.text
    answer = ask(browser, made, paper.name)
    assert answer.location == f"/r/{made.ref}/copies#{paper.called}"
    assert parts.pokes[-1] is Queue.RENDER
    assert browser.get(f"/r/{made.ref}/copies/made/{paper.name}").status == 404
    page = copies(browser, made)
    assert f"The PDF of {what} is being made, since 10:00" in page.text
    assert page.links["Refresh this page"] == f"/r/{made.ref}/copies"
    parts.clock.move(minutes=1)
    assert work_off(parts, Queue.RENDER, WORK[Queue.RENDER]).done == 1
    page = copies(browser, made)
    assert "being made" not in page.text
    answer = browser.get(page.links[f"Download the PDF of {what}, made at 10:01"])
    assert answer.location.startswith(f"https://bucket.example.org/working/{made.ref}/{paper.name}")


def test_a_pdf_says_when_it_is_no_longer_what_is_here(parts, browser, made):
    ask(browser, made, "return.pdf")
    work_off(parts, Queue.RENDER, WORK[Queue.RENDER])
    assert "Make a new PDF" not in copies(browser, made).text
    answered(parts, made, "S01-01", rating="good", version=1)
    page = copies(browser, made)
    assert "Something has changed here since" in page.text
    assert "Make a new PDF" in page.text
    parts.clock.move(hours=2)
    ask(browser, made, "return.pdf")
    work_off(parts, Queue.RENDER, WORK[Queue.RENDER])
    assert "Download the PDF of your answers, made at 12:00" in copies(browser, made).links
    assert parts.files.written[f"working/{made.ref}/return.pdf"] == 2


def test_asking_twice_asks_once(parts, browser, made):
    ask(browser, made, "return.pdf")
    ask(browser, made, "return.pdf")
    assert len([t for t in parts.tasks.due(Queue.RENDER, parts.now(), 10) if "return.pdf" in t.kind]) == 1


def test_a_pdf_that_could_not_be_made_can_be_asked_for_again(parts, browser, made):
    ask(browser, made, "questions.pdf")
    (task,) = parts.tasks.due(Queue.RENDER, parts.now(), 10)
    failed = replace(task, state=TaskState.FAILED, failures=8, settled_at=parts.now())
    parts.commit(parts.tasks.moved(task, failed))
    page = copies(browser, made)
    assert "The PDF of the questions could not be made" in page.text
    browser.submit(page, f"/r/{made.ref}/copies/make", paper="questions.pdf")
    (again,) = parts.tasks.due(Queue.RENDER, parts.now(), 10)
    assert (again.state, again.failures) == (TaskState.READY, 0)


def test_what_the_bucket_no_longer_keeps_is_not_offered(parts, browser, made):
    ask(browser, made, "questions.pdf")
    work_off(parts, Queue.RENDER, WORK[Queue.RENDER])
    parts.clock.move(days=6, minutes=1)
    sit(parts, browser, made)
    page = copies(browser, made)
    assert not [words for words in page.links if words.startswith("Download the PDF")]


@pytest.mark.parametrize("name", ["", "x", "../return.pdf", "return.PDF"])
def test_other_names_are_nothing(browser, made, name):
    assert ask(browser, made, name).status == 404
    if "/" not in name:
        assert browser.get(f"/r/{made.ref}/copies/made/{name or 'x'}").status == 404


@pytest.mark.parametrize("name", [paper.name for paper in QUICK])
def test_a_quick_file_is_not_one_that_a_job_makes(browser, made, name):
    ask(browser, made, name)
    assert browser.get(f"/r/{made.ref}/copies/made/{name}").status == 404


def test_after_submission_files_say_so_and_there_is_no_draft(parts, browser):
    made = submitted_return(parts)
    sit(parts, browser, made)
    page = copies(browser, made)
    assert "To work with" in page.text
    assert "Upload your spreadsheet" not in page.text
    assert ask(browser, made, "return.pdf").status == 404
    ask(browser, made, "return.docx")
    foot = Document(io.BytesIO(content(parts, made, "return.docx"))).sections[0].footer.paragraphs[0].text
    assert "As submitted on 11 January 2027" in foot
    assert "Harriet Head" in words_of(content(parts, made, "return.docx"))


def test_a_job_that_comes_after_submission_makes_no_draft(parts, browser):
    made = waiting_return(parts)
    sit(parts, browser, made, APPROVER)
    ask(browser, made, "return.pdf")
    changed(parts, made, status=ReturnStatus.SUBMITTED)
    work_off(parts, Queue.RENDER, WORK[Queue.RENDER])
    assert f"working/{made.ref}/return.pdf" not in parts.files.objects


def test_before_anything_is_said_the_questions_and_an_empty_spreadsheet_are_there(parts, browser):
    made = stored_return(parts, people={LEAD.id: LEAD})
    sit(parts, browser, made)
    page = copies(browser, made)
    assert "When there are actions" in page.text
    for name in ("questions.docx", "answers.xlsx", "return.docx", "plan.docx"):
        assert ask(browser, made, name).status == 303
    assert ask(browser, made, "plan.ics").status == 404


def test_the_approver_gets_them_and_uploads_nothing(parts, browser):
    made = waiting_return(parts)
    browser.cookies.clear()
    sit(parts, browser, made, APPROVER)
    page = copies(browser, made)
    assert "Upload your spreadsheet" not in page.text
    assert ask(browser, made, "answers.xlsx").status == 303
