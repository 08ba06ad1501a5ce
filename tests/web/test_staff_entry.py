"""Staff come in by a link that works once, and go out again."""

import pytest

from chalicelib.domain.credentials import Credential, CredentialKind, hash_of
from chalicelib.handlers import cookies
from tests.support import builders
from tests.support.staffing import signed_in, stored_cycle

TOKEN = "sign-in-token"


@pytest.fixture
def listed(parts):
    parts.commit(parts.organisations.partnership_saved(builders.partnership()))
    parts.commit(parts.organisations.staff_saved(builders.staff()))


def link(parts):
    parts.commit(
        parts.credentials.issued(
            Credential(
                token_hash=hash_of(TOKEN),
                kind=CredentialKind.SIGN_IN,
                subject="saltmarsh",
                person="s-coordinator",
                created_at=parts.now(),
            )
        )
    )


def queued(parts):
    return [t.kind for t in parts.tasks.of_subject("saltmarsh", "STAFF#s-coordinator")]


@pytest.mark.parametrize(
    ("email", "sent"),
    [("coordinator@saltmarsh.example.org", ["mail.sign_in"]), ("nobody@saltmarsh.example.org", [])],
)
def test_the_answer_does_not_say_whether_an_address_is_known(parts, browser, listed, email, sent):
    page = browser.submit(browser.get("/staff/sign-in"), email=email)
    assert (page.status, page.h1) == (200, "Check your email")
    assert email not in page.body
    assert queued(parts) == sent


@pytest.mark.parametrize("email", ["", "coordinator", "a b@example.org"])
def test_a_slip_in_the_address_is_told(browser, email):
    page = browser.submit(browser.get("/staff/sign-in"), email=email)
    assert page.status == 400
    assert len(page.errors) == 1
    assert page.fields("/staff/sign-in")["email"] == email


def test_fifty_looks_at_the_link_change_nothing(parts, browser, listed):
    link(parts)
    before = dict(parts.table.items)
    for _ in range(50):
        assert browser.get(f"/staff/enter/{TOKEN}").h1 == "Sign in"
    assert parts.table.items == before
    assert cookies.STAFF not in browser.cookies


def test_the_link_opens_a_session_once(parts, browser, new_browser, listed):
    link(parts)
    first = browser.submit(browser.get(f"/staff/enter/{TOKEN}"))
    assert (first.status, first.location) == (303, "/staff")
    assert browser.follow(first).h1 == "Today"
    again = new_browser().post(f"/staff/enter/{TOKEN}", {})
    assert (again.status, again.h1) == (410, "This link has been used already")


@pytest.mark.parametrize("token", ["wrong", TOKEN + "x"])
def test_a_mistyped_link_is_told(browser, listed, token):
    assert browser.get(f"/staff/enter/{token}").status == 404
    assert browser.post(f"/staff/enter/{token}", {}).status == 404


def test_signing_out_ends_the_session_everywhere(parts, browser, new_browser):
    token = signed_in(parts, browser)
    thief = new_browser()
    thief.cookies[cookies.STAFF] = token
    after = browser.submit(browser.get("/staff"), "/staff/sign-out")
    assert after.location == "/staff/sign-in"
    assert cookies.STAFF not in browser.cookies
    assert thief.get("/staff").status == 401


def test_a_session_that_ends_while_typing_costs_no_text(parts, browser):
    stored_cycle(parts, 6)
    signed_in(parts, browser)
    page = browser.get("/staff/organisations/org001/contacts/new")
    parts.clock.move(hours=10)
    after = browser.submit(page, name="Ffion ap Rhys", email="ffion@example.org")
    assert (after.status, after.h1) == (401, "You are signed out")
    assert "Ffion ap Rhys" in after.body
    assert "ffion@example.org" in after.body
    assert not any(c.name == "Ffion ap Rhys" for c in parts.organisations.contacts("saltmarsh"))
