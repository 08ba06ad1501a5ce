"""One lead, several organisations: all that is open in a browser, and a text from one for another."""

import pytest

from chalicelib.handlers import cookies
from tests.support.builders import LEAD
from tests.support.organisation import FIRST, MEETS, answered, at_the_desk, sit, waiting
from tests.support.people import CY, EVERYBODY

OTHERS = {"ref": "AAA-AA2", "organisation_id": "o2", "organisation_name": "Dune School"}


@pytest.fixture
def here(parts, browser):
    return at_the_desk(parts, browser)


@pytest.fixture
def there(parts, browser):
    """Another return of the same lead, open in the same browser."""
    return at_the_desk(parts, browser, **OTHERS)


def elsewhere(made):
    return f"/r/{made.ref}/criteria/{FIRST}/elsewhere"


def test_one_page_lists_all_that_is_open_here(parts, browser, here, there):
    answered(parts, there, FIRST)
    waiting(parts, here)
    page = browser.get("/open")
    assert page.h1 == "Your self-assessments"
    assert page.links["Dune School"] == f"/r/{there.ref}"
    assert page.links[here.organisation_name] == f"/r/{here.ref}"
    assert "1 of " in page.text
    assert "Waiting for approval" in page.text


def test_a_browser_that_holds_nothing_is_told_how(browser, parts):
    page = browser.get("/open")
    assert "None is open in this browser" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_only_sessions_that_are_alive_count(parts, browser, here):
    browser.cookies[cookies.for_return("AAA-AA2")] = "made-up"
    assert here.organisation_name in browser.get("/open").text
    parts.clock.move(hours=13)
    assert "None is open" in browser.get("/open").text


def test_who_answers_a_part_only_is_not_shown_the_whole(parts, browser):
    made = at_the_desk(parts, browser, people=EVERYBODY)
    sit(parts, browser, made, CY)
    assert "None is open" in browser.get("/open").text


def test_the_task_list_leads_there_when_there_is_more_than_one(parts, browser, here):
    words = "See every self-assessment that is open in this browser"
    assert words not in browser.get(f"/r/{here.ref}").links
    at_the_desk(parts, browser, **OTHERS)
    assert browser.get(f"/r/{here.ref}").links[words] == "/open"


def test_a_text_is_brought_along_and_saved_only_here(parts, browser, here, there):
    answered(parts, there, FIRST, narrative="The policy is on page 12")
    question = browser.get(f"/r/{here.ref}/criteria/{FIRST}")
    page = browser.get(question.links["See what you wrote for another organisation"])
    assert "The policy is on page 12" in page.text
    brought = browser.submit(page, **{"from": there.ref})
    assert brought.fields(question.path)["narrative"] == "The policy is on page 12"
    assert "What you wrote for Dune School is in the box below, and nothing is saved yet." in brought.text
    assert parts.returns.get(here.ref).ratings == {}
    saved = browser.submit(brought, question.path, narrative="The policy is on page 4", rating=MEETS)
    assert saved.status == 303
    texts = {ref: parts.returns.answers(ref)[0].narrative for ref in (here.ref, there.ref)}
    assert texts == {here.ref: "The policy is on page 4", there.ref: "The policy is on page 12"}


def test_what_was_written_here_stays_above_it(parts, browser, here, there):
    answered(parts, here, FIRST, narrative="Ours")
    answered(parts, there, FIRST, narrative="Theirs")
    page = browser.submit(browser.get(elsewhere(here)), **{"from": there.ref})
    assert page.fields(f"/r/{here.ref}/criteria/{FIRST}")["narrative"] == "Ours\n\nTheirs"


def test_another_set_of_questions_is_another_question(parts, browser, here):
    at_the_desk(parts, browser, **OTHERS, framework="voluntary@2026.1", profile={})
    assert "There is nothing to show" in browser.get(elsewhere(here)).text


def test_a_return_that_is_not_open_here_gives_nothing(parts, browser, here, there):
    answered(parts, there, FIRST, narrative="Theirs")
    page = browser.get(elsewhere(here))
    del browser.cookies[cookies.for_return(there.ref)]
    assert browser.submit(page, **{"from": there.ref}).location == f"/r/{here.ref}/criteria/{FIRST}"
    assert "Theirs" not in browser.get(elsewhere(here)).text


def test_somebody_who_helps_there_sees_their_part_only(parts, browser, here):
    made = at_the_desk(parts, browser, **OTHERS, people=EVERYBODY)
    answered(parts, made, FIRST, narrative="Theirs")
    sit(parts, browser, made, CY)
    assert "Theirs" not in browser.get(elsewhere(here)).text
    sit(parts, browser, made, LEAD)
    assert "Theirs" in browser.get(elsewhere(here)).text
