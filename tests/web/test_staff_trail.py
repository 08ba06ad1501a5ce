"""The trail, as staff search it; and that whatever they change is on it."""

from datetime import timedelta

import pytest

from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.trail import Event, Wanted, months
from chalicelib.services.trail_search import search
from tests.support.staffing import number_in, ref_of, signed_in, stored_cycle


def event(parts, what="contact.changed", actor="s-coordinator", **more):
    facts = {"subject": "PARTNERSHIP#saltmarsh", "at": parts.now(), **more}
    made = Event(actor=actor, what=what, **facts)
    parts.commit(parts.trail.recorded(made))
    return made


def rows(page):
    return page.body.count('<tr class="govuk-table__row"><th scope="row"')


def test_what_staff_do_to_a_return_stands_on_their_trail_too(parts, browser):
    stored_cycle(parts, 6)
    signed_in(parts, browser)
    page = browser.get("/staff/organisations/org003")
    browser.submit(page, "/staff/organisations/org003/new-link")
    shown = browser.get("/staff/trail")
    assert "Sent a new link" in shown.text
    assert ref_of(3) in shown.text
    assert "Sam Coordinator" in shown.text


def test_it_is_found_by_who_what_and_when(parts, browser):
    signed_in(parts, browser)
    event(parts, "contact.added")
    event(parts, "sample.drawn", actor="s-reviewer")
    parts.clock.move(days=20)
    signed_in(parts, browser)
    event(parts, "questions.begun")
    assert rows(browser.get("/staff/trail")) == 3
    assert rows(browser.get("/staff/trail", person="s-reviewer")) == 1
    assert rows(browser.get("/staff/trail", kind="contact")) == 1
    dates = {"since-day": "12", "since-month": "1", "since-year": "2027"}
    assert rows(browser.get("/staff/trail", **dates)) == 1
    assert rows(browser.get("/staff/trail", person="nobody")) == 0
    odd = browser.get("/staff/trail", kind="<script>", person="x" * 3000, page="-1", organisation="../..")
    assert odd.status == 200
    assert "<script>alert" not in odd.body


def test_of_one_organisation_it_tells_what_its_own_people_did_as_well(parts, browser):
    stored_cycle(parts, 6)
    signed_in(parts, browser)
    number = number_in("submitted")
    event(parts, "contact.changed", details={"organisation": f"org{number:03}", "contact": "c"})
    event(parts, "contact.changed", details={"organisation": "org001", "contact": "c"})
    event(parts, "return.submitted", actor="p-lead", subject=f"RETURN#{ref_of(number)}")
    page = browser.get("/staff/trail", organisation=f"org{number:03}")
    assert rows(page) == 2
    assert "Somebody at the organisation" in page.text
    assert f"About Organisation {number}." in page.text


def test_many_lines_come_in_pages_and_none_is_lost(parts, browser):
    signed_in(parts, browser)
    for number in range(250):
        event(parts, details={"number": str(number)})
        parts.clock.move(seconds=1)
    pages = [browser.get("/staff/trail", page=str(number)) for number in (1, 2, 3)]
    assert [rows(page) for page in pages] == [100, 100, 50]
    shown = [n for n in range(250) if any(f"number: {n}<" in page.body for page in pages)]
    assert len(shown) == 250
    assert "number: 249<" in pages[0].body


def test_the_turn_of_the_year_is_no_gap(parts):
    parts.clock.move(days=-14)  # 28 December 2026
    for _ in range(15):
        event(parts)
        parts.clock.move(days=1)
    today = parts.now().date()
    wanted = Wanted(since=today - timedelta(days=20), until=today)
    assert len(search(parts, "saltmarsh", wanted)) == 15
    assert list(months(today.replace(month=1, day=1), today))[-1] == "2026-12"


@pytest.mark.parametrize("role", list(StaffRole))
def test_another_partnerships_lines_are_not_there(parts, browser, role):
    event(parts, subject="PARTNERSHIP#elsewhere", details={"reason": "Theirs alone"})
    event(parts, subject="RETURN#K7P-999", partnership="elsewhere", details={"reason": "Theirs alone"})
    signed_in(parts, browser, role)
    assert "Theirs alone" not in browser.get("/staff/trail").body
    assert "Theirs alone" not in browser.get("/staff/trail", organisation="org001").body
