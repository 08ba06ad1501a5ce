"""How long records are kept, as coordinators see and change it."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.retention import Record
from tests.support import builders
from tests.support.staffing import ref_of, signed_in, stored_cycle

PAGE = "/staff/settings/retention"


@pytest.fixture
def past(parts, browser):
    """A cycle that goes in ten days."""
    stored_cycle(parts, 6)
    parts.commit(parts.cycles.saved(builders.cycle(status=CycleStatus.ARCHIVED)))
    parts.clock.now = parts.clock.now.replace(year=2033, month=3, day=23)
    signed_in(parts, browser)


def test_what_goes_is_seen_ahead_and_held_with_a_reason(parts, browser, past):
    page = browser.get(PAGE)
    assert "2 April 2033" in page.text
    assert "6 returns of Safeguarding self-assessment 2027" in page.text
    fields = page.fields(f"{PAGE}/hold")
    refused = browser.post(f"{PAGE}/hold", {**fields, "reason": " "})
    assert (refused.status, refused.errors) == (400, ["Enter why it has to stay"])
    held = browser.post(f"{PAGE}/hold", {**fields, "reason": "A review asks for it"})
    assert "Held: A review asks for it" in browser.follow(held).text
    released = browser.submit(browser.get(PAGE), f"{PAGE}/release")
    assert "Nothing is held" in browser.follow(released).text
    whats = [e.what for e in parts.trail.of("PARTNERSHIP#saltmarsh")]
    assert whats[-2:] == ["retention.held", "retention.released"]


def test_what_goes_later_is_told_with_its_day(parts, browser, past):
    later = builders.cycle(id="later", name="The round of 2029", closes_on=date(2029, 4, 2))
    parts.commit(parts.cycles.saved(replace(later, status=CycleStatus.CLOSED)))
    assert "2 April 2035: the returns of The round of 2029" in browser.get(PAGE).text


def test_an_organisation_is_held_by_a_reference(parts, browser, past):
    token = browser.get(PAGE).fields(PAGE)["form_token"]
    page = browser.post(f"{PAGE}/hold", {"form_token": token, "reference": "no", "reason": "x"})
    assert page.status == 400
    page = browser.post(f"{PAGE}/hold", {"form_token": token, "reference": ref_of(3), "reason": "A claim"})
    assert "Organisation 3" in browser.follow(page).text
    assert parts.removals.holds("saltmarsh")[0].id == "org003"


def test_periods_are_changed_and_what_cannot_be_is_told(parts, browser, past):
    page = browser.submit(browser.get(PAGE), PAGE, returns="6")
    assert page.status == 400
    assert "12 or more" in page.errors[0]
    page = browser.submit(browser.get(PAGE), PAGE, returns="24")
    assert "Nothing goes in the next 30 days" in browser.follow(page).text
    assert parts.removals.retention("saltmarsh").of(Record.RETURNS) == 24


def test_the_page_says_when_the_last_copy_is_gone(browser, past):
    text = browser.get(PAGE).text
    assert "35 days" in text
    assert "every version" in text
