"""The lighter set: its own headings, a box to ask for help, and the way into the fuller set."""

import pytest

from chalicelib import bootstrap
from chalicelib.domain.returns import ReturnStatus
from tests.support.builders import LEAD, cycle, partnership, return_
from tests.support.checklist import CHECKLIST, ChecklistParts
from tests.support.organisation import sit
from tests.support.people import CY
from tests.support.small import CORE, PLAIN, PRESENT, SMALL
from tests.support.staffing import signed_in

ASKED = {"buys": "no", "alone": "no"}


@pytest.fixture
def parts():
    fakes = ChecklistParts()
    bootstrap.use(fakes)
    return fakes


@pytest.fixture
def made(parts, browser):
    there = return_(
        framework=CHECKLIST.key, people={LEAD.id: LEAD}, profile=ASKED, status=ReturnStatus.IN_PROGRESS
    )
    parts.commit(
        parts.organisations.partnership_saved(partnership()),
        parts.cycles.saved(cycle(framework=CHECKLIST.key)),
        parts.returns.created(there, total=2),
    )
    sit(parts, browser, there)
    return there


def header(parts):
    (found,) = parts.returns.headers("cycle2027")
    return found


def about(browser, made, **said):
    page = browser.get(f"/r/{made.ref}/about")
    return browser.submit(page, name="Lena Lead", job="Trustee", **said)


def test_its_pages_group_by_headings(browser, made):
    page = browser.get(f"/r/{made.ref}")
    assert "The 1 parts" not in page.text
    assert "1. All of it" in page.text
    assert "Part 1" in browser.get(f"/r/{made.ref}/standards/1").text
    assert browser.get(f"/r/{made.ref}/standards/2").status == 404
    question = browser.get(f"/r/{made.ref}/criteria/{CORE}")
    assert "Question 1 of 2 in Part 1: All of it" in question.text
    assert "Essential: every group needs this." in question.text
    assert "Good practice" in browser.get(f"/r/{made.ref}/criteria/{PLAIN}").text


def test_asking_for_help_reaches_staff_and_stays_ticked(parts, browser, new_browser, made):
    page = browser.get(f"/r/{made.ref}/criteria/{CORE}")
    browser.submit(page, rating=PRESENT, narrative="A poster", help_wanted="yes")
    again = browser.get(f"/r/{made.ref}/criteria/{CORE}")
    assert again.fields(f"/r/{made.ref}/criteria/{CORE}")["help_wanted"] == "yes"
    assert header(parts).help_wanted == {CORE: True}
    staff = new_browser()
    signed_in(parts, staff)
    assert "Would like help: 1 organisation" in staff.get("/staff").text
    browser.submit(again, help_wanted=None)
    assert header(parts).help_wanted == {CORE: False}
    assert "Would like help" not in staff.get("/staff").text


def test_the_profile_may_lead_to_the_fuller_set_and_back(parts, browser, made):
    saved = about(browser, made, buys="yes", alone="no")
    assert saved.location == f"/r/{made.ref}"
    stored = parts.returns.get(made.ref)
    assert (stored.framework, stored.profile) == (SMALL.key, {"buys": "yes"})
    assert (header(parts).framework, header(parts).total) == (SMALL.key, 3)
    assert "You told us that you buy" in browser.get(f"/r/{made.ref}/about").text
    back = about(browser, made, buys="no")
    assert back.location == f"/r/{made.ref}/about"  # the checklist's other question has no answer
    assert parts.returns.get(made.ref).framework == CHECKLIST.key
    assert about(browser, made, buys="no", alone="yes").location == f"/r/{made.ref}"


def test_a_colleague_is_given_parts_afresh_when_the_set_is_another(parts, browser, made):
    """Their numbers would mean other questions."""
    parts.commit(parts.returns.changed(made, {f"people.{CY.id}": CY}, while_in=tuple(ReturnStatus)))
    about(browser, made, buys="yes", alone="no")
    assert parts.returns.get(made.ref).people[CY.id].standards == ()


def test_the_fuller_set_counts_what_was_answered_already(parts, browser, made):
    page = browser.get(f"/r/{made.ref}/criteria/{CORE}")
    browser.submit(page, rating=PRESENT, narrative="A poster", help_wanted="yes")
    about(browser, made, buys="yes", alone="no")
    stored = parts.returns.get(made.ref)
    assert stored.ratings == {CORE: 2}
    assert stored.help_wanted == {CORE: True}
    assert "A poster" in browser.get(f"/r/{made.ref}/criteria/{CORE}").text
