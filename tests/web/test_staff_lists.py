"""Lists of a cycle: paged, taken along as files, written to; and what Today makes of them."""

import time
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from chalicelib.domain.calls import Outcome
from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.organisations import StaffRole
from chalicelib.services.calling import Heard, note_call
from tests.support import builders
from tests.support.html import elements, text_of
from tests.support.staffing import number_in, ref_of, signed_in, stored_cycle

LIST = "/staff/cycles/cycle2027/returns"
WRITE = "/staff/cycles/cycle2027/write"
FORMULA = '=HYPERLINK("http://evil.example.org")'


@pytest.fixture
def cycle(parts, browser):
    signed_in(parts, browser)
    return stored_cycle(parts, 36)


def names(page):
    return [text_of(th) for th in elements(page.root, "th") if th.get("scope") == "row"]


# Lists


@pytest.mark.parametrize(
    ("state", "number"),
    [
        ("", 36),
        ("stuck", 6),
        ("bounced", 6),
        ("no_contact", 6),
        ("overdue", 0),
        ("help", 0),
        ("unreached", 12),
    ],
)
def test_each_list_holds_who_belongs_there(browser, cycle, state, number):
    assert len(names(browser.get(LIST, state=state))) == number


def test_what_is_overdue_is_listed_the_day_after(parts, browser, cycle):
    parts.clock.move(days=68)
    signed_in(parts, browser)
    assert len(names(browser.get(LIST, state="overdue"))) == 30
    assert "Past the due date: 30" in browser.get("/staff/cycles/cycle2027").text


def test_a_long_list_comes_in_pages(parts, browser):
    signed_in(parts, browser)
    stored_cycle(parts, 230)
    first = browser.get(LIST)
    assert len(names(first)) == 100
    assert "230 organisations, 1 to 100" in first.text
    assert len(names(browser.get(LIST, page="3"))) == 30
    assert len(names(browser.get(LIST, page="-1"))) == 100


def test_a_call_stands_beside_the_return(parts, browser, cycle):
    note_call(parts, "saltmarsh", "org002", "s-coordinator", Heard(once="", outcome=Outcome.MESSAGE_LEFT))
    assert "Left a message, 11 January 2027" in browser.get(LIST).text


# Files


def test_a_list_is_a_spreadsheet_with_typed_cells(parts, browser, cycle):
    made = builders.return_(99, ref="K7P-999", organisation_name=FORMULA, ratings={"S01-01": 2})
    parts.commit(parts.returns.created(made, total=40))
    page = browser.submit(browser.get(LIST), f"{LIST}/file", format="xlsx")
    assert page.status == 303
    (content,) = [
        c for key, (c, _) in parts.files.objects.items() if key.startswith("working/lists/saltmarsh/")
    ]
    sheet = load_workbook(BytesIO(content)).active
    rows = {row[0].value: row for row in sheet.iter_rows()}
    assert len(rows) == 38
    assert (rows[FORMULA][0].data_type, rows[FORMULA][0].quotePrefix) == ("s", True)
    assert (rows[FORMULA][4].value, rows[FORMULA][4].data_type) == (1, "n")
    assert rows[FORMULA][6].is_date
    (event,) = [e for e in parts.trail.of("CYCLE#cycle2027") if e.what == "returns.downloaded"]
    assert event.details == {"number": "37"}


def test_a_list_is_csv_without_formulas(parts, browser, cycle):
    made = builders.return_(99, ref="K7P-999", organisation_name=FORMULA, sector="police")
    parts.commit(parts.returns.created(made, total=40))
    page = browser.submit(browser.get(LIST, sector="police"), f"{LIST}/file", format="csv")
    assert page.body.startswith("\ufeffOrganisation,Sector")
    assert f'"\'{FORMULA.replace(chr(34), chr(34) * 2)}"' in page.body
    assert len(page.body.splitlines()) == 14


# Write to these


def test_a_text_is_seen_then_sent_once_to_those_whom_mail_reaches(parts, browser, cycle):
    form = browser.get(WRITE, state="in_progress", sector="school")
    look = browser.submit(form, subject="Would it help to talk?", text="We can ring you.\n\nAny day.")
    assert "the lead of 2 organisations" in look.text
    assert "Hello (their name)" in look.text
    assert parts.circulars.of_cycle("saltmarsh", "cycle2027") == []
    first = browser.submit(look, f"{WRITE}/send")
    second = browser.submit(look, f"{WRITE}/send")
    assert first.location == second.location
    page = browser.follow(first)
    assert "Sam Coordinator wrote this to the leads of 2 organisations" in page.text
    assert len(parts.circulars.of_cycle("saltmarsh", "cycle2027")) == 1


def test_those_whom_mail_does_not_reach_are_named(browser, cycle):
    look = browser.submit(browser.get(WRITE), subject="Hello", text="A text")
    assert f"Organisation {number_in('bounced')}" in look.links
    assert "Mail does not reach 12 organisations" in look.text


def test_a_list_that_moved_is_shown_again(parts, browser, cycle):
    look = browser.submit(browser.get(WRITE, state="in_progress"), subject="Hello", text="A text")
    made = parts.returns.get(ref_of(number_in("in_progress")))
    parts.commit(parts.returns.changed(made, {"status": "submitted"}, while_in=[made.status]))
    again = browser.submit(look, f"{WRITE}/send")
    assert again.status == 409
    assert again.errors == ["The list has changed since you looked at it. Look at it again, then send"]
    assert browser.submit(again, f"{WRITE}/send").status == 303


def test_what_was_typed_comes_back(browser, cycle):
    page = browser.submit(browser.get(WRITE), subject="", text="a" * 10_000)
    assert page.errors == ["Enter a subject", "The text must be 4,000 characters or fewer"]
    assert page.fields(WRITE)["text"] == "a" * 10_000
    look = browser.submit(browser.get(WRITE), subject="<b>Hi</b>", text="</textarea><script>1</script>")
    back = browser.submit(look, f"{WRITE}/change")
    assert back.fields(WRITE)["subject"] == "<b>Hi</b>"
    assert back.fields(WRITE)["text"] == "</textarea><script>1</script>"


def test_nobody_to_write_to_is_said(browser, cycle):
    page = browser.submit(browser.get(WRITE, state="no_contact"), subject="Hello", text="A text")
    assert page.errors == ["Mail reaches nobody on this list. Ring them instead"]


# Beside the cycle before


def test_the_cycle_page_stands_beside_the_last(parts, browser, cycle):
    parts.clock.move(days=10)
    signed_in(parts, browser)
    last = builders.cycle(
        id="last",
        name="Round of 2026",
        sectors=("school", "police"),
        opens_on=cycle.opens_on - timedelta(days=364),
        due_on=cycle.due_on - timedelta(days=364),
        closes_on=cycle.closes_on - timedelta(days=364),
        status=CycleStatus.CLOSED,
    )
    parts.commit(parts.cycles.saved(last))
    for number in (1, 2):
        made = builders.return_(
            number,
            ref=f"LAS-T{number:02}",
            status="submitted",
            submitted_at=parts.now() - timedelta(days=364 + 5 - 15 * (number - 1)),
            audiences=(replace(made_audience(), cycle_id="last"),),
        )
        parts.commit(parts.returns.created(made, total=40))
    page = browser.get("/staff/cycles/cycle2027")
    assert "against 50% on the same day of Round of 2026 (1 of 2)" in page.text
    assert "on the same day of the cycle before, which ended at 100%.</title>" in page.body


def made_audience():
    return builders.return_().audiences[0]


# Today


def test_today_says_what_to_do_and_with_whom_to_begin(parts, browser, cycle):
    note_call(parts, "saltmarsh", "org002", "s-coordinator", Heard(once="", outcome=Outcome.NO_ANSWER))
    page = browser.get("/staff")
    assert "Standing still for 14 days: 6 organisations" in page.text
    line = next(li for li in elements(page.root, "li") if "Standing still" in text_of(li))
    first = [text_of(a) for a in elements(line, "a")][1:]
    assert "Organisation 2" not in first  # rung today
    assert len(first) == 3
    assert page.links["Standing still for 14 days: 6 organisations"] == f"{LIST}?state=stuck"
    assert len(names(browser.get(f"{LIST}?state=stuck"))) == 6


def test_today_keeps_what_a_call_left_to_do(parts, browser, cycle):
    note_call(parts, "saltmarsh", "org003", "s-coordinator", Heard(once="", outcome=Outcome.WANTS_TIME))
    page = browser.get("/staff")
    assert "Waits for us after a call: 1 organisation" in page.text
    assert "Organisation 3 (wants more time)" in page.text
    waits = browser.get("/staff/after-calls")
    assert waits.links["Organisation 3"] == "/staff/organisations/org003"
    signed_in(parts, browser, partnership_id="elsewhere")
    assert "Nobody waits" in browser.get("/staff/after-calls").text


def test_the_next_mails_have_a_day_a_count_and_hold(parts, browser, cycle):
    page = browser.get("/staff")
    assert "Mail that goes out next" in page.text
    before = parts.cycle_mail.holds("cycle2027")
    held = browser.submit(page, "/staff/cycles/cycle2027/mail")
    assert held.location == "/staff/cycles/cycle2027/mail"
    assert len(parts.cycle_mail.holds("cycle2027")) == len(before) + 1
    assert "Held" in browser.get("/staff").text


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (StaffRole.REVIEWER, "You have no return to read at the moment"),
        (StaffRole.SCRUTINEER, "on a review you can add a challenge"),
    ],
)
def test_others_read_first_what_is_theirs(parts, browser, cycle, role, words):
    signed_in(parts, browser, role)
    page = browser.get("/staff")
    assert words in page.text
    assert page.text.index(words) < page.text.index("Nobody to write to")


def test_pages_of_a_thousand_take_less_than_a_second(parts, browser):
    signed_in(parts, browser)
    stored_cycle(parts, 1_000)
    for path in ("/staff", "/staff/cycles/cycle2027", LIST, f"{LIST}?state=stuck", WRITE):
        browser.get(path)
        before = time.process_time()
        page = browser.get(path)
        assert page.status == 200
        assert time.process_time() - before < 2, path  # the checks of the test's own browser are in it


def test_today_tells_of_late_feedback(parts, browser, cycle):
    closed = replace(parts.cycles.get("cycle2027"), status=CycleStatus.CLOSED)
    parts.commit(parts.cycles.saved(closed))
    parts.clock.move(days=90)
    signed_in(parts, browser)
    page = browser.get("/staff")
    assert "Late with feedback: 6 organisations" in page.text
    assert "Standing still" not in page.text
