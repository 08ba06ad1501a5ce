"""Drawing whom to visit: the terms, what is stated before, the page for the minutes, and the check."""

import pytest

from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.sampling import Terms
from chalicelib.services.sample_drawing import Wishes, keep_sample
from tests.support import builders
from tests.support.staffing import signed_in, stored_cycle

SAMPLE = "/staff/cycles/cycle2027/sample"


@pytest.fixture
def cycle(parts):
    return stored_cycle(parts, 36)


@pytest.fixture
def browser(parts, browser, cycle):
    signed_in(parts, browser)
    return browser


def drawn(browser, **fields):
    return browser.follow(browser.submit(browser.get(SAMPLE), **fields))


def test_a_draw_is_explained_for_the_minutes(parts, browser, cycle):
    page = drawn(browser, size="3", seed="12 19 33")
    assert "Sam Coordinator drew 3 organisations from the 6 organisations whose return was in" in page.text
    assert "Each organisation had one ticket." in page.text
    assert "How an organisation rates itself gave nobody a ticket more" in page.text
    assert "The words were given by whoever drew." in page.text
    second = drawn(browser, size="3")
    assert "This was draw 2 of this cycle; the earlier ones are kept too." in second.text
    assert "made up by the system after the list of organisations was fixed" in second.text


def test_a_draw_can_be_made_again_to_check(parts, browser, cycle):
    page = drawn(browser, size="3")
    again = browser.get(page.links["Draw it again, to check"])
    assert "Every organisation, every chance and every stand-in came out as before" in again.text
    key = next(key for key in parts.files.objects if key.endswith(".frame"))
    parts.files.put(key, parts.files.get(key).replace(b"school", b"health", 1), "application/json")
    again = browser.get(page.links["Draw it again, to check"])
    assert "does not have the fingerprint" in again.text


def test_what_is_known_is_stated_before_the_draw(parts, browser, cycle):
    name = builders.return_(6).organisation_name
    before = browser.get(f"{SAMPLE}/before?q={name}")
    page = browser.get(before.links[name])
    refused = browser.submit(page)
    assert refused.errors == ["Select what is known, or say why this organisation should be visited"]
    page = browser.follow(browser.submit(page, facts="complaint", named="<b>Their trust asked</b>"))
    assert "to be visited: <b>Their trust asked</b>" in page.text
    frame = browser.get(SAMPLE)
    assert "(1 organisation so far)" in frame.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"size": "3", "minimum": "x"}, "Enter a number from 0 to 20"),
        ({"size": "3", "promise": "1"}, "Enter a number of cycles from 2 to 10, or leave it empty"),
        ({"size": "1", "promise": "2"}, "To visit everybody once in 2 cycles, plan at least 3 visits now"),
        ({"size": "3", "seed": "x" * 201}, "Enter 200 characters or fewer"),
        ({"size": "9", "certain": "not_returned"}, "30 would be visited for certain"),
    ],
)
def test_terms_that_do_not_fit_are_told_and_kept(browser, cycle, fields, words):
    page = browser.submit(browser.get(SAMPLE), **fields)
    assert page.status == 400
    assert words in page.errors[0]
    again = page.fields(SAMPLE)
    assert {name: again[name] for name in fields} == fields


def test_an_organisation_of_nobody_here_is_not_found(browser, cycle):
    assert browser.get(f"{SAMPLE}/before?organisation=elsewhere").status == 404
    page = browser.get(f"{SAMPLE}/before")
    token = page.fields("/staff/sign-out")["form_token"]
    fields = {"form_token": token, "_organisation": "elsewhere", "facts": "complaint"}
    assert browser.post(f"{SAMPLE}/before", fields).status == 404


def test_a_scrutineer_reads_what_was_stated_and_changes_nothing(parts, new_browser, cycle):
    keep_sample(parts, cycle, Wishes(terms=Terms(visits=2)), "s-coordinator")
    reader = new_browser()
    signed_in(parts, reader, StaffRole.SCRUTINEER)
    assert reader.get(f"{SAMPLE}/before").status == 200
    assert not [f for f in reader.get(f"{SAMPLE}/before").links if f == "Add an organisation"]


def test_a_thousand_returns_are_drawn_from_within_a_second(parts, browser, cycle):
    for n in range(100, 1100):
        made = builders.return_(n, ref=f"M{n}", status=ReturnStatus.SUBMITTED)
        parts.commit(parts.returns.created(made, total=1))
    assert "drew 40 organisations from the 1006 organisations" in drawn(browser, size="40").text
