"""Staff read what was submitted, ask about some answers, and see what is in organisations' way."""

import csv
import io
import json

import pytest

from chalicelib.domain.cycles import Sharing
from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.returns import ReturnStatus
from chalicelib.services.answering import save_answer
from chalicelib.services.approval import send_for_approval
from chalicelib.services.planning import save_plan
from chalicelib.services.reopening import reopen
from chalicelib.services.replying import save_reply
from chalicelib.services.submitting import latest_submission
from tests.support.answered import answered_return, asked_return, resubmitted, stored, submitted_return
from tests.support.builders import cycle, session
from tests.support.html import elements, text_of
from tests.support.staffing import signed_in

PAGE = "/staff/organisations/org001"
ASK, COPY = "/staff/returns/K7P-223/ask", "/staff/returns/K7P-223/copy"
HOSTILE = "<script>alert(1)</script> & “Sons”"


@pytest.fixture
def made(parts):
    return submitted_return(parts)


@pytest.fixture(params=[StaffRole.COORDINATOR, StaffRole.REVIEWER])
def asker(request, parts, browser, made):
    signed_in(parts, browser, request.param)
    return browser


def ask(browser, *criteria, **changes):
    """From the telephone page to the end."""
    page = browser.get(browser.get(PAGE).links["ask a question about answers"])
    assert page.status == 200
    page = browser.get(f"{ASK}/write?" + "&".join(f"criterion={c}" for c in criteria))
    texts = {f"text-{criterion}": f"Since when? {HOSTILE}" for criterion in criteria}
    return browser.submit(page, f"{ASK}/write", **{**texts, "criterion": list(criteria), **changes})


def test_from_the_telephone_page_to_open_answers(parts, asker, made):
    page = asker.follow(ask(asker, "S01-02", "S02-01"))
    assert "The question is on its way" in page.text
    assert page.text.count(HOSTILE) == 2
    assert "not answered yet" in page.text
    return_ = stored(parts, made)
    assert return_.status is ReturnStatus.QUESTIONS
    assert return_.asked_about == {"S01-02", "S02-01"}
    (question, _) = return_.questions.values()
    assert question.due.isoformat() == "2027-01-25"  # two weeks, and a working day
    assert question.asked_by.startswith("Sam ")


def test_nothing_chosen_is_told(asker):
    page = asker.get(f"{ASK}/write")
    assert (page.status, page.errors) == (400, ["Select at least one answer"])


def test_more_than_ten_are_refused_before_anything_is_typed(asker):
    page = asker.get(ASK)
    boxes = [e.get("value") for e in elements(page.root, "input") if e.get("name") == "criterion"]
    page = asker.get(f"{ASK}/write?" + "&".join(f"criterion={c}" for c in boxes[:11]))
    assert page.errors == ["Ask about 10 answers or fewer at a time: 0 are open already"]
    checked = [e for e in elements(page.root, "input") if "checked" in e.attrib]
    assert len(checked) == 11


def test_what_is_missing_is_told_and_the_rest_kept(parts, asker, made):
    page = ask(asker, "S01-02", "S02-01", **{"text-S02-01": "", "due-month": "13"})
    assert page.status == 400
    assert len(page.errors) == 2
    assert page.errors[0].startswith("Enter what you want to know about “")
    assert HOSTILE in page.text
    assert stored(parts, made).status is ReturnStatus.SUBMITTED


def test_a_made_up_answer_is_not_found(asker):
    assert asker.get(f"{ASK}/write", criterion="S99-01").status == 404


def test_an_open_question_is_marked_and_another_can_be_added(parts, asker, made):
    ask(asker, "S01-02")
    assert "has a question already" in asker.get(ASK).text
    ask(asker, "S01-02")
    assert len(stored(parts, made).questions) == 2


def test_while_the_answers_are_being_approved_nobody_asks(parts, browser):
    made = asked_return(parts, "S01-02")
    (asked,) = made.questions.values()
    token = session(parts, made)
    save_reply(parts, made.ref, token, asked.id, reply="A secret reply", before="")
    send_for_approval(parts, made.ref, token)
    signed_in(parts, browser, StaffRole.REVIEWER)
    page = browser.get(ASK)
    assert page.status == 409
    assert "with their approver" in page.text
    telephone = browser.get(PAGE)
    assert "ask a question about answers" not in telephone.links
    assert "answered, waits for approval" in telephone.text
    assert "A secret reply" not in telephone.text


def test_a_scrutineer_reads_and_does_not_ask(parts, browser, made):
    signed_in(parts, browser, StaffRole.SCRUTINEER)
    assert "ask a question about answers" not in browser.get(PAGE).links
    assert "Ask a question about answers" not in browser.get(COPY).links
    assert browser.get(ASK).status == 403


# Reading


@pytest.fixture(params=list(StaffRole))
def reader(request, parts, browser, made):
    signed_in(parts, browser, request.param)
    return browser


def test_everybody_on_the_staff_reads_what_was_submitted(reader, made):
    page = reader.get(reader.get(PAGE).links["Read what was submitted"])
    for words in (
        "Our text about S01-02",
        "Does not apply. We run no residential visits",
        "Write the missing page of the policy",
        "approved by Harriet Head, Head teacher",
    ):
        assert words in page.text, words


def test_the_pdf_is_theirs_and_the_trail_says_who_took_it(parts, reader, made):
    page = reader.get(COPY)
    assert reader.submit(page, f"{COPY}/pdf").status == 404  # it is being made
    parts.files.put(latest_submission(parts, made.ref).pdf_key, b"%PDF-", "application/pdf")
    assert "copies/K7P-223" in reader.submit(page, f"{COPY}/pdf").headers["Location"]
    found = [e for e in parts.trail.of("RETURN#K7P-223") if e.what == "copy.downloaded"]
    assert [(e.actor.startswith("s-"), e.details) for e in found] == [(True, {"version": "1"})]


def test_nothing_is_read_before_it_is_submitted(parts, browser):
    answered_return(parts)
    signed_in(parts, browser)
    assert browser.get(COPY).status == 404
    assert "Read what was submitted" not in browser.get(PAGE).links
    assert browser.get(ASK).status == 404


def test_a_draft_of_a_return_that_was_opened_again_is_not_shown(parts, browser, made):
    reopen(parts, "saltmarsh", made.ref, "s-coordinator", "A mistake")
    token = session(parts, made)
    save_answer(parts, made.ref, token, "S01-02", rating="good", narrative="A draft", version=1)
    signed_in(parts, browser)
    page = browser.get(COPY)
    assert "A draft" not in page.text
    assert "Our text about S01-02" in page.text
    resubmitted(parts, made.ref)
    page = browser.get(COPY)
    assert "What changed since version 1" in page.text
    assert [text_of(e) for e in elements(page.root, "ins")]
    assert "What changed" not in browser.get(COPY, number="1").text
    assert browser.get(COPY, number="7").status == 404


def test_replies_are_read_with_the_version_that_holds_them(parts, browser):
    made = asked_return(parts, "S01-02", text=HOSTILE)
    (asked,) = made.questions.values()
    save_reply(parts, made.ref, session(parts, made), asked.id, reply="Since May", before="")
    resubmitted(parts, made.ref)
    signed_in(parts, browser)
    page = browser.get(COPY)
    assert "Since May" in page.text
    assert HOSTILE in page.text


def test_where_notes_are_the_organisations_own_neither_page_nor_pdf_has_them(parts, browser, made):
    shared = cycle(sharing=Sharing.RATINGS, shared_criteria=frozenset({"S01-03"}))
    parts.commit(parts.cycles.saved(shared))
    parts.files.put(latest_submission(parts, made.ref).pdf_key, b"%PDF-", "application/pdf")
    signed_in(parts, browser)
    page = browser.get(COPY)
    assert "notes and evidence are its own" in page.text
    assert "Our text about S01-03" in page.text
    assert "Our text about S01-02" not in page.text
    assert "Write the missing page of the policy" in page.text
    token = page.fields("/staff/sign-out")
    assert browser.post(f"{COPY}/pdf", token).status == 409
    assert "Our text about S01-02" not in browser.get(f"{ASK}/write", criterion="S01-02").text


@pytest.mark.parametrize(
    ("may_share", "words"), [(True, "Yes: they said that you may"), (False, "No. Please")]
)
def test_what_they_are_proud_of_comes_with_their_consent(parts, browser, made, may_share, words):
    kept = latest_submission(parts, made.ref)
    content = json.loads(parts.files.get(kept.key))
    told = {
        "proud_of": "Our leaflet",
        "may_share": may_share,
        "in_the_way": "Time",
        "time_taken": "1 to 2 hours",
    }
    parts.files.put(kept.key, json.dumps({**content, "anything_else": told}).encode(), "application/json")
    signed_in(parts, browser)
    page = browser.get(COPY)
    for said in ("Our leaflet", words, "Time", "1 to 2 hours"):
        assert said in page.text


# Barriers


@pytest.fixture
def in_the_way(parts, browser):
    made = answered_return(parts)
    save_plan(
        parts, made.ref, session(parts, made), "bAAA-AA2", criteria=("S01-01",), what=f"=No money {HOSTILE}"
    )
    resubmitted(parts, made.ref)
    signed_in(parts, browser)
    return made


def test_the_telephone_page_counts_the_plan_and_names_what_is_in_the_way(browser, in_the_way):
    page = browser.get(PAGE)
    assert "1 action, 1 barrier" in page.text
    assert f"=No money {HOSTILE}" in page.text


def test_before_it_is_in_the_telephone_page_says_nothing_of_a_plan(parts, browser):
    answered_return(parts)
    signed_in(parts, browser)
    assert "1 action" not in browser.get(PAGE).text


def test_barriers_of_a_cycle_and_their_file(parts, browser, in_the_way):
    page = browser.get(browser.get("/staff/cycles/cycle2027").links["What is in organisations’ way"])
    assert "1 barrier from 1 organisation" in page.text
    assert f"=No money {HOSTILE}" in page.text
    assert "11 January 2027" in page.text
    answer = browser.submit(page, "/staff/cycles/cycle2027/barriers/csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="barriers.csv"'
    rows = list(csv.reader(io.StringIO(answer.body.removeprefix("\ufeff"), newline="")))
    assert rows[1][3] == f"'=No money {HOSTILE}"
    assert "barriers.downloaded" in [e.what for e in parts.trail.of("CYCLE#cycle2027")]


def test_a_cycle_without_barriers_says_so(parts, browser, made):
    signed_in(parts, browser)
    assert (
        "No organisation has named a barrier so far" in browser.get("/staff/cycles/cycle2027/barriers").text
    )
