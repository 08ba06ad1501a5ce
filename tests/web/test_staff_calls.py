"""The telephone page: finding an organisation, where it stands, and what was said."""

import time

import pytest

from chalicelib.domain.calls import Outcome
from chalicelib.domain.organisations import Role
from tests.support import builders
from tests.support.html import elements, text_of
from tests.support.staffing import number_in, ref_of, signed_in, stored_call, stored_cycle

HOSTILE = "<script>alert(1)</script> & “Sons”"
HERE = "/staff/organisations/org002"


@pytest.fixture
def cycle(parts, browser):
    signed_in(parts, browser)
    made = stored_cycle(parts, 18)
    known = builders.organisation(
        77,
        name="St Hilda’s Church of England School",
        identifiers={"urn": "123456", "charity_number": "1099999"},
        address="Mill Lane, Wade SM4 7QT",
    )
    head = builders.contact(77, role=Role.APPROVER, name="Harriet Heron", email="h.heron@hilda.example.org")
    parts.commit(parts.organisations.organisation_saved("saltmarsh", known))
    parts.commit(parts.organisations.contact_saved("saltmarsh", head))
    return made


# Finding


@pytest.mark.parametrize(
    "typed",
    [
        "hilda",
        "school hilda’s",
        "123456",
        "1099999",
        "SM4 7QT",
        "sm47qt",
        "Heron",
        "harriet HERON",
        "h.heron@hilda.example.org",
        "  st   hilda ",
    ],
)
def test_one_that_fits_is_opened_at_once(browser, cycle, typed):
    assert browser.get("/staff/find", find=typed).location == "/staff/organisations/org077"


@pytest.mark.parametrize("typed", [ref_of(4), ref_of(4).lower().replace("-", " "), "contact4@example.org"])
def test_a_reference_or_an_address_finds_its_organisation(browser, cycle, typed):
    assert browser.get("/staff/find", find=typed).location == "/staff/organisations/org004"


def test_several_are_listed_the_likeliest_first(browser, cycle):
    page = browser.get("/staff/find", find="organisation 1")
    hits = [text_of(a) for a in elements(elements(page.root, "main")[0], "li")]
    assert len(hits) == 10
    assert hits[0].startswith("Organisation 1,")
    assert "01632" not in page.text
    assert browser.get("/staff/find", find="01632 960104").location == "/staff/organisations/org004"


@pytest.mark.parametrize("typed", ["", "nobody has this", HOSTILE, "%00", "a" * 10_000, "'; --"])
def test_nothing_found_is_no_error(browser, cycle, typed):
    page = browser.get("/staff/find", find=typed)
    assert page.status == 200
    assert "<script>" not in page.body.partition("<main")[2]


def test_no_other_partnership_is_found(parts, browser, cycle):
    signed_in(parts, browser, partnership_id="elsewhere")
    for typed in ("hilda", "123456", ref_of(4), "Heron"):
        assert "Nothing fits" in browser.get("/staff/find", find=typed).text


def test_a_thousand_are_looked_through_quickly(parts, browser):
    signed_in(parts, browser)
    stored_cycle(parts, 1_000)
    browser.get("/staff/find", find="warm")
    before = time.process_time()
    assert "fits 19 organisations" in browser.get("/staff/find", find="organisation 99").text
    assert time.process_time() - before < 1


# Where it stands


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("submitted", "Submitted on 9 January 2027."),
        ("awaiting_approval", "All answered, and with its approver for approval since"),
        (
            "in_progress",
            "5 of 40 questions answered, last changed on 22 December 2026; due on 19 March 2027",
        ),
        ("not_started", "Invited on 11 January 2027, and not opened yet; due on 19 March 2027, in 67 days."),
        ("bounced", "Our mail comes back."),
        ("no_contact", "We have nobody to write to."),
    ],
)
def test_its_status_is_one_sentence(browser, cycle, state, sentence):
    assert sentence in browser.get(f"/staff/organisations/org{number_in(state):03}").text


# Calls


def test_a_call_is_noted_once_and_stands_on_the_page(parts, browser, cycle):
    form = browser.get(f"{HERE}/call")
    said = {"outcome": "asked_for_help", "with_whom": "Ann Example", "note": HOSTILE}
    for _ in range(2):
        answer = browser.submit(form, **said)
    page = browser.follow(answer)
    assert "The call is noted." in page.text
    assert page.text.count("Asked for help. We rang, Ann Example, 11 January 2027 at 10:00am") == 1
    assert "Noted by Sam Coordinator" in page.text
    assert "<script>" not in page.body.partition("<main")[2]
    done = browser.follow(browser.submit(page, f"{HERE}/calls/{parts_call(parts).id}/done"))
    assert "Dealt with on 11 January 2027" in done.text


def parts_call(parts):
    (call,) = parts.calls.of_organisation("saltmarsh", "org002")
    return call


def test_what_is_missing_is_said_and_what_was_typed_comes_back(parts, browser, cycle):
    page = browser.submit(browser.get(f"{HERE}/call"), note="They were kind")
    assert page.errors == ["Select what came of it"]
    assert page.fields(f"{HERE}/call")["note"] == "They were kind"
    page = browser.submit(page, f"{HERE}/call", outcome="will_send")
    assert page.errors == ["Enter the date by which they will send it"]
    page = browser.submit(page, f"{HERE}/call", outcome="will_send", **{"promised_on-day": "31"})
    assert page.errors == ["Enter a real date, like 27 3 2027"]
    day = {"promised_on-day": "1", "promised_on-month": "2", "promised_on-year": "2027"}
    assert browser.submit(page, f"{HERE}/call", outcome="will_send", **day).status == 303
    assert parts_call(parts).promised_on.isoformat() == "2027-02-01"
    page = browser.submit(browser.get(f"{HERE}/call"), outcome="no_answer", note="a" * 10_000)
    assert page.errors == ["The note must be 2,000 characters or fewer"]


def test_calls_stay_within_the_partnership(parts, browser, cycle):
    stored_call(parts, 2, Outcome.ASKED_FOR_HELP)
    theirs = builders.organisation(2)
    parts.commit(parts.organisations.organisation_saved("elsewhere", theirs))
    signed_in(parts, browser, partnership_id="elsewhere")
    page = browser.get(HERE)
    assert page.status == 200
    assert "None noted yet" in page.text
    assert "Waits for us" not in browser.get("/staff").text
