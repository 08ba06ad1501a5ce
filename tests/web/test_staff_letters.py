"""Formal letters, and the settings that they and the reminders rest on."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.contact_log import Kind
from chalicelib.domain.organisations import Role, StaffRole
from chalicelib.domain.tasks import Queue
from chalicelib.domain.terms import Term, usual_terms
from chalicelib.services.contact_log import contact_log
from chalicelib.services.queue import work_off
from chalicelib.services.work import WORK
from tests.support import builders
from tests.support.staffing import number_in, ref_of, signed_in, stored_cycle

LATE = number_in("not_started")
PATH = f"/staff/returns/{ref_of(LATE)}/letter"
BASIS = "Section 16H of the Children Act 2004.\nIt lets us ask for information."


@pytest.fixture
def late(parts):
    """A cycle that was due on 19 March, two weeks ago."""
    stored_cycle(parts, 12)
    whole = builders.cycle(sectors=("school", "primary_care", "police"), whole_ladder=True)
    parts.commit(parts.cycles.saved(whole))
    parts.clock.now = datetime(2027, 4, 1, 10, tzinfo=UTC)
    head = builders.contact(LATE, Role.APPROVER, name="Harriet Head")
    parts.commit(parts.organisations.contact_saved("saltmarsh", head))
    return parts


def with_basis(parts, browser, checked=date(2027, 1, 12)):
    signed_in(parts, browser)
    enter_basis(parts, checked)


def enter_basis(parts, checked=date(2027, 1, 12)):
    changes = {"legal_basis": BASIS, "legal_basis_checked_on": checked}
    parts.commit(parts.organisations.partnership_changed("saltmarsh", changes))


def form_of(page, **changes):
    wanted = ("form_token", "_once")
    return {name: page.fields(PATH)[name] for name in wanted} | {
        "name": "Harriet Head",
        "job": "Head teacher",
        "address": "1 School Lane\nSaltmarsh",
        **changes,
    }


def made(parts):
    work_off(parts, Queue.RENDER, WORK[Queue.RENDER])
    return sorted(key for key in parts.files.objects if key.startswith("copies/letters/"))


def test_a_person_makes_one_letter_and_the_log_says_so(late, browser):
    with_basis(late, browser)
    page = browser.get(PATH)
    assert "Last checked on 12 January 2027" in page.text
    fields = form_of(page)
    assert browser.post(PATH, fields).status == browser.post(PATH, fields).status == 303  # pressed twice
    (key,) = made(late)
    assert late.files.objects[key][0] == f"PDF to Harriet Head about {ref_of(LATE)}".encode()
    log = contact_log(late, "saltmarsh", f"org{LATE:03}", ref_of(LATE))
    assert [line.staff for line in log if line.kind is Kind.LETTER] == ["s-coordinator"]
    assert browser.get(f"{PATH}/{fields['_once']}").status == 303
    assert "Download the PDF" in browser.get(PATH).text


@pytest.mark.parametrize("checked", [date(2026, 3, 31), None])
def test_a_basis_that_nobody_has_checked_for_a_year_is_shown_as_such(late, browser, checked):
    with_basis(late, browser, checked)
    assert "Have it checked before you send a letter." in browser.get(PATH).text


def test_without_a_basis_before_it_is_late_or_once_it_is_in_there_is_none(late, browser):
    signed_in(late, browser)
    assert "Enter what a letter rests on first" in browser.get(PATH).text
    enter_basis(late)
    fields = form_of(browser.get(PATH))
    submitted = f"/staff/returns/{ref_of(number_in('submitted'))}/letter"
    assert "This return is in" in browser.get(submitted).text
    late.clock.now = datetime(2027, 3, 19, 10, tzinfo=UTC)
    signed_in(late, browser)
    fields["form_token"] = browser.get("/staff").fields("/staff/sign-out")["form_token"]
    page = browser.post(PATH, fields)
    assert page.status == 409
    assert "is not late yet" in page.text
    assert made(late) == []


def test_voluntary_groups_get_none_whatever_is_posted(late, browser):
    with_basis(late, browser)
    fields = form_of(browser.get(PATH))
    group = builders.return_(70, sector="voluntary", people={})
    late.commit(late.organisations.organisation_saved("saltmarsh", builders.organisation(70, "voluntary")))
    late.commit(late.returns.created(group, total=20))
    page = browser.post(f"/staff/returns/{group.ref}/letter", fields)
    assert page.status == 409
    assert "Voluntary and community groups get no formal letter" in page.text
    assert made(late) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Enter a name"),
        ({"job": ""}, "Enter a role"),
        ({"job": "x" * 10_000}, "Enter 200 characters or fewer"),
        ({"address": "x" * 401}, "The address must be 400 characters or fewer"),
    ],
)
def test_what_is_missing_or_too_long_is_said_in_its_place(late, browser, changes, words):
    with_basis(late, browser)
    page = browser.post(PATH, form_of(browser.get(PATH), **changes))
    assert page.status == 400
    assert words in page.text
    assert made(late) == []


def test_others_read_and_make_none(late, browser):
    with_basis(late, browser)
    signed_in(late, browser, StaffRole.REVIEWER)
    assert "Make the letter" not in browser.get(PATH).body


# Settings


def settings_form(browser, path, **changes):
    return {**browser.get(path).fields(path), **changes}


def test_terms_begin_as_usual_and_keep_what_is_entered(parts, browser):
    signed_in(parts, browser)
    fields = settings_form(browser, "/staff/settings/terms")
    assert fields["starts_on-1-day"] == "4"
    fields |= {
        "starts_on-1-day": "6",
        "break_from-2-day": "",
        "break_from-2-month": "",
        "break_from-2-year": "",
    }
    fields |= {"break_to-2-day": "", "break_to-2-month": "", "break_to-2-year": ""}
    assert browser.post("/staff/settings/terms", fields).status == 303
    autumn, spring, summer = parts.organisations.partnership("saltmarsh").terms
    assert autumn == usual_terms(2026)[0]
    assert spring.starts_on == date(2027, 1, 6)
    assert summer.break_from is None


def test_another_year_and_other_settings_stay(parts, browser):
    signed_in(parts, browser)
    mine = Term(starts_on=date(2027, 9, 6), ends_on=date(2027, 12, 17))
    changes = {"terms": (mine,), "legal_basis": BASIS}
    parts.commit(parts.organisations.partnership_changed("saltmarsh", changes))
    fields = settings_form(browser, "/staff/settings/terms")
    assert browser.post("/staff/settings/terms", fields).status == 303
    stored = parts.organisations.partnership("saltmarsh")
    assert (len(stored.terms), stored.terms[0], stored.legal_basis) == (4, mine, BASIS)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_on-0-day": "31", "starts_on-0-month": "2"}, "Enter a real date"),
        ({"starts_on-0-year": "2025"}, "The first day must be in this school year"),
        ({"ends_on-1-year": "2026"}, "The last day must be after the first"),
        ({"break_from-0-month": "12", "break_from-0-day": "31"}, "Half-term must lie within the term"),
        ({"starts_on-0-day": "<b>"}, "Enter a real date"),
    ],
)
def test_terms_that_cannot_be_are_refused(parts, browser, changes, words):
    signed_in(parts, browser)
    page = browser.post("/staff/settings/terms", settings_form(browser, "/staff/settings/terms", **changes))
    assert page.status == 400
    assert words in page.text
    assert parts.organisations.partnership("saltmarsh").terms == ()


@pytest.mark.parametrize(
    ("basis", "day", "words"),
    [
        ("x" * 2_001, "11", "Enter 2,000 characters or fewer"),
        (BASIS, "12", "The date must be today or in the past"),
        (BASIS, "", "Enter a real date on which somebody checked it"),
    ],
)
def test_a_basis_needs_the_day_of_its_checking(parts, browser, basis, day, words):
    signed_in(parts, browser)
    dated = {"checked_on-day": day, "checked_on-month": "1", "checked_on-year": "2027"}
    fields = settings_form(browser, "/staff/settings/letters", legal_basis=basis, **dated)
    page = browser.post("/staff/settings/letters", fields)
    assert page.status == 400
    assert words in page.text


def test_a_basis_is_kept_and_can_be_taken_away(parts, browser):
    signed_in(parts, browser)
    dated = {"checked_on-day": "11", "checked_on-month": "1", "checked_on-year": "2027"}
    fields = settings_form(browser, "/staff/settings/letters", legal_basis=BASIS, **dated)
    assert browser.post("/staff/settings/letters", fields).status == 303
    stored = parts.organisations.partnership("saltmarsh")
    assert (stored.legal_basis.split("\n")[0], stored.legal_basis_checked_on) == (
        BASIS.split("\n")[0],
        date(2027, 1, 11),
    )
    assert browser.post("/staff/settings/letters", fields | {"legal_basis": ""}).status == 303
    stored = parts.organisations.partnership("saltmarsh")
    assert (stored.legal_basis, stored.legal_basis_checked_on) == ("", None)
