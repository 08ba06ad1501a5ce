"""Getting back in."""

import pytest

from chalicelib.domain.tasks import Queue
from chalicelib.services.links import look, mint
from tests.support.builders import APPROVER, LEAD, stored_return


@pytest.fixture
def made(parts):
    return stored_return(parts, people={LEAD.id: LEAD, APPROVER.id: APPROVER})


def waiting(parts):
    """Whom a new link is on its way to."""
    due = parts.tasks.due(Queue.WORK, parts.now(), 100)
    return [task.payload["person"] for task in due if task.kind == "mail.new_link"]


def ask(browser, reference, email):
    return browser.submit(browser.get("/link-help"), reference=reference, email=email)


@pytest.mark.parametrize("email", [LEAD.email, f" {LEAD.email.upper()} "])
def test_a_new_link_goes_to_the_address_on_file(browser, parts, made, email):
    assert ask(browser, made.ref, email).h1 == "Check your email"
    assert waiting(parts) == [LEAD.id]


def test_however_the_reference_is_typed(browser, parts, made):
    ask(browser, f" {made.ref.lower().replace('-', ' ')}", APPROVER.email)
    assert waiting(parts) == [APPROVER.id]


def test_the_answer_never_says_whether_anything_matched(browser, parts, made):
    known = ask(browser, made.ref, LEAD.email)
    assert ask(browser, made.ref, "stranger@example.org").text == known.text
    assert ask(browser, "ZZZ-ZZZ", LEAD.email).text == known.text
    assert waiting(parts) == [LEAD.id]


def test_asking_twice_sends_one(browser, parts, made):
    ask(browser, made.ref, LEAD.email)
    ask(browser, made.ref, LEAD.email)
    assert waiting(parts) == [LEAD.id]


def test_what_is_missing_is_named_and_the_rest_kept(browser, parts, made):
    page = ask(browser, "", "lead at school")
    assert page.status == 400
    assert len(page.errors) == 2
    assert page.fields("/link-help")["email"] == "lead at school"
    assert waiting(parts) == []


def test_one_press_on_an_old_links_page_is_enough(browser, parts, made):
    token, writes = mint(parts, made.ref, APPROVER.id)
    parts.commit(writes)
    parts.commit(parts.credentials.revoked(look_up(parts, token), parts.now()))
    page = browser.post("/link-help", {"form_token": "", "_old_link": token})
    assert page.h1 == "Check your email"
    assert waiting(parts) == [APPROVER.id]


def look_up(parts, token):
    from chalicelib.domain.credentials import hash_of

    assert look(parts, token).person == APPROVER
    return parts.credentials.get(hash_of(token))


def test_an_unknown_old_link_sends_nothing_and_says_the_same(browser, parts, made):
    page = browser.post("/link-help", {"form_token": "", "_old_link": "made-up"})
    assert page.h1 == "Check your email"
    assert waiting(parts) == []
