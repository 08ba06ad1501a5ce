"""Who sees what is being typed: said on each page, and true for both kinds of cycle."""

import pytest

from chalicelib.domain.cycles import Sharing
from chalicelib.services.links import mint
from chalicelib.services.sharing import choose_for_visit, share_notes
from tests.support import builders
from tests.support.answered import submitted_return
from tests.support.builders import cycle, session
from tests.support.organisation import FIRST, SECOND, answered, at_the_desk, sit

US = builders.partnership().name
NOT_THIS = f"only your colleagues who work on it. {US} gets your rating"
THIS = f"your colleagues who work on it and, once it is submitted, {US}."


@pytest.fixture
def made(parts, browser):
    return at_the_desk(parts, browser)


def limit(parts, *shared):
    parts.commit(parts.cycles.saved(cycle(sharing=Sharing.RATINGS, shared_criteria=frozenset(shared))))


def test_where_the_cycle_asks_for_everything(browser, made):
    for path in (f"criteria/{FIRST}", "evidence", "evidence/add", "evidence/add/location", "actions"):
        assert THIS in browser.get(f"/r/{made.ref}/{path}").text, path
    tasks = browser.get(f"/r/{made.ref}")
    assert f"What {US} sees" not in tasks.links
    page = browser.get(tasks.links["More about what is shared"])
    assert "what you write in each answer, your evidence" in page.text
    assert "Do you want to share" not in page.text


def test_where_notes_and_evidence_stay_with_the_organisation(parts, browser, made):
    limit(parts, SECOND)
    assert NOT_THIS in browser.get(f"/r/{made.ref}/criteria/{FIRST}").text
    assert THIS + " This question is shared." in browser.get(f"/r/{made.ref}/criteria/{SECOND}").text
    for path in ("evidence", "evidence/add", "evidence/add/file", "evidence/add/given"):
        assert f"{US} does not get your evidence" in browser.get(f"/r/{made.ref}/{path}").text, path
    for path in ("about", "actions", "anything-else", f"criteria/{FIRST}/action"):
        assert THIS in browser.get(f"/r/{made.ref}/{path}").text, path
    tasks = browser.get(f"/r/{made.ref}")
    assert "gets your ratings and your action plan, and what you write in 1 shared question" in tasks.text
    page = browser.get(tasks.links[f"What {US} sees"])
    assert "what you write in this question, which is shared" in page.text


def test_a_switch_of_their_own(parts, browser, made):
    limit(parts)
    page = browser.get(f"/r/{made.ref}/sharing")
    page = browser.follow(browser.submit(page, share="yes"))
    assert "what you write in each answer, your evidence" in page.text
    assert THIS + " You chose to share your notes" in browser.get(f"/r/{made.ref}/criteria/{FIRST}").text
    page = browser.follow(browser.submit(page, share="no"))
    assert "What stays with you" in page.text
    assert NOT_THIS in browser.get(f"/r/{made.ref}/criteria/{FIRST}").text


def test_a_visit_is_told(parts, new_browser):
    made, browser = submitted_return(parts), new_browser()
    limit(parts)
    sit(parts, browser, made)
    assert "You were chosen" not in browser.get(f"/r/{made.ref}").text
    choose_for_visit(parts, "saltmarsh", made.ref, "s-coordinator")
    top = browser.get(f"/r/{made.ref}").text.partition("Who sees what you write")[0]
    assert f"You were chosen for a visit, so {US} sees your notes and evidence too" in top
    page = browser.get(f"/r/{made.ref}/sharing")
    assert "You were chosen for a visit on 11 January 2027" in page.text
    share_notes(parts, made.ref, session(parts, made), share=True)
    assert "you cannot take this back" not in browser.get(f"/r/{made.ref}/sharing").text


def test_the_start_page_and_the_approver_are_told(parts, browser, made):
    limit(parts, FIRST)
    token, writes = mint(parts, made.ref, builders.LEAD.id)
    parts.commit(writes)
    text = browser.get(f"/i/{token}").text
    assert "gets your ratings and your action plan, and what you write in 1 shared question" in text
    assert "Your other notes and your evidence stay with you" in text


def test_a_saved_answer_says_it_too_when_two_people_wrote(parts, browser, made):
    limit(parts)
    page = browser.get(f"/r/{made.ref}/criteria/{FIRST}")
    answered(parts, made, FIRST)
    assert NOT_THIS in browser.submit(page, narrative="Mine", rating="good").text
