"""Staff sign in through a provider that runs on this machine: what comes in, and all that does not."""

import json
from dataclasses import replace

import pytest

from chalicelib.domain.organisations import StaffRole
from chalicelib.handlers import cookies
from chalicelib.identity.openid import fetch
from tests.support import builders
from tests.support.signing_in import running, signed_in_there

PEOPLE = (
    {"sub": "corin", "email": "Coordinator@Saltmarsh.example.org", "email_verified": True},
    {"sub": "unchecked", "email": "coordinator@saltmarsh.example.org", "email_verified": False},
    {"sub": "silent", "email": "coordinator@saltmarsh.example.org"},
    {"sub": "entra", "email": "coordinator@saltmarsh.example.org", "xms_edov": True},
    {"sub": "stranger", "email": "stranger@example.org", "email_verified": True},
    {"sub": "nameless"},
)
STARTS, ENDS = "/staff/sign-in/provider", "/staff/sign-in/callback"


@pytest.fixture(scope="module")
def provider():
    with running(*PEOPLE) as made:
        yield made


@pytest.fixture
def listed(parts, provider):
    parts.identity = provider
    parts.commit(parts.organisations.partnership_saved(builders.partnership()))
    parts.commit(parts.organisations.staff_saved(builders.staff()))


def there_and_back(browser, sub, **changes):
    """Through the provider as `sub`; `changes` are made to what it sends back."""
    start = browser.get(STARTS)
    assert start.status == 303
    query = {**signed_in_there(start.headers["Location"], sub), **changes}
    return browser.get(ENDS, **query)


def test_somebody_on_the_staff_list_comes_in(parts, browser, listed):
    assert "Sign in with Saltmarsh Council" in browser.get("/staff/sign-in").text
    after = there_and_back(browser, "corin")
    assert (after.status, after.location) == (303, "/staff")
    assert cookies.OPENID not in browser.cookies
    assert browser.follow(after).h1 == "Today"
    (event,) = [e for e in parts.trail.of("PARTNERSHIP#saltmarsh") if e.what == "staff.signed_in"]
    assert event.details == {"by": "openid"}


def test_entra_vouches_for_an_address_in_its_own_way(browser, listed):
    assert there_and_back(browser, "entra").status == 303


@pytest.mark.parametrize("sub", ["unchecked", "silent", "nameless"])
def test_an_address_that_nobody_checked_opens_nothing(parts, browser, listed, sub):
    before = dict(parts.table.items)
    after = there_and_back(browser, sub)
    assert after.status == 400
    assert "has checked" in after.text
    assert parts.table.items == before
    assert cookies.STAFF not in browser.cookies


def test_a_provider_of_one_organisation_may_be_trusted_with_addresses_but_not_against_its_word(
    parts, browser, new_browser, listed, provider
):
    parts.identity = replace(provider, trusts_address=True)
    assert there_and_back(browser, "silent").status == 303
    assert there_and_back(new_browser(), "unchecked").status == 400


def test_nobody_is_made_staff_by_signing_in(parts, browser, listed):
    after = there_and_back(browser, "stranger")
    assert after.status == 400
    assert "not on the staff list" in after.text
    assert [m.email for m in parts.staff_list.of("saltmarsh")] == ["coordinator@saltmarsh.example.org"]


def test_who_is_not_active_any_more_stays_out(parts, browser, listed):
    parts.commit(parts.organisations.staff_saved(builders.staff(active=False)))
    assert there_and_back(browser, "corin").status == 400


def test_staff_of_two_partnerships_choose_one(parts, browser, listed):
    parts.commit(
        parts.organisations.partnership_saved(builders.partnership(id="elsewhere", name="Elsewhere"))
    )
    theirs = builders.staff(StaffRole.SCRUTINEER, partnership_id="elsewhere")
    theirs = replace(theirs, email="coordinator@saltmarsh.example.org")
    parts.commit(parts.organisations.staff_saved(theirs))
    page = there_and_back(browser, "corin")
    assert page.h1 == "Choose a partnership"
    assert cookies.STAFF not in browser.cookies
    action = page.body.split('action="/api')[1].split('"')[0]
    assert browser.follow(browser.post(action, {})).h1 == "Today"


def test_an_answer_works_once_in_its_own_browser_and_with_its_own_state(browser, new_browser, listed):
    start = browser.get(STARTS)
    query = signed_in_there(start.headers["Location"], "corin")
    assert "another browser" in new_browser().get(ENDS, **query).text
    assert "another browser" in browser.get(ENDS, **{**query, "state": "x"}).text  # and begins again
    start = browser.get(STARTS)
    query = signed_in_there(start.headers["Location"], "corin")
    secret = browser.cookies[cookies.OPENID]
    assert browser.get(ENDS, **query).status == 303
    browser.cookies[cookies.OPENID] = secret
    assert browser.get(ENDS, **query).status == 400


def test_a_token_for_another_sign_in_is_refused(parts, browser, listed):
    """The nonce: what somebody else was given cannot be slipped in."""
    start = browser.get(STARTS)
    address = start.headers["Location"]
    nonce = address.split("nonce=")[1].split("&")[0]
    query = signed_in_there(address.replace(nonce, "n" * 43), "corin")
    after = browser.get(ENDS, **query)
    assert after.status == 400
    assert "could not prove" in after.text


@pytest.mark.parametrize(
    ("error", "words"), [("access_denied", "did not finish"), ("server_error", "did not accept")]
)
def test_what_the_provider_refuses_is_said_in_plain_words(browser, listed, error, words):
    start = browser.get(STARTS)
    state = start.headers["Location"].split("state=")[1].split("&")[0]
    after = browser.get(ENDS, state=state, error=error)
    assert after.status == 400
    assert words in after.text


def test_a_provider_that_is_away_leaves_the_link_by_email(parts, browser, listed, provider):
    parts.identity = replace(provider, issuer="http://localhost:1")
    after = browser.get(STARTS)
    assert after.status == 503
    assert "cannot reach" in after.text
    assert "Email me a link" in after.body


def test_without_a_provider_there_is_no_such_page(browser, parts):
    assert browser.get(STARTS).status == 404
    assert browser.get(ENDS, code="x", state="y").status == 404
    assert "Sign in with" not in browser.get("/staff/sign-in").body


def altered(provider, change):
    """The provider, with its token spoilt on the way, or its claims signed by somebody else."""
    from joserfc import jwt
    from joserfc.jwk import RSAKey

    def between(address, body, headers):
        content = fetch(address, body, headers)
        found = json.loads(content)
        if "id_token" not in found:
            return content
        claims = found["id_token"].split(".")[1]
        if change is None:
            found["id_token"] = found["id_token"][:-8] + "AAAAAAAA"
        else:
            from base64 import urlsafe_b64decode

            said = json.loads(urlsafe_b64decode(claims + "=="))
            key = RSAKey.generate_key(2048)
            found["id_token"] = jwt.encode({"alg": "RS256"}, change(said), key)
        return json.dumps(found).encode()

    return replace(provider, fetch=between)


@pytest.mark.parametrize("change", [None, lambda claims: claims], ids=["broken", "another key"])
def test_a_signature_that_is_not_the_providers_is_refused(parts, browser, listed, provider, change):
    parts.identity = altered(provider, change)
    after = there_and_back(browser, "corin")
    assert after.status == 400
    assert "could not prove" in after.text


def test_another_audience_issuer_or_time_is_refused(parts, browser, new_browser, listed, provider):
    for wrong in (
        replace(provider, now=lambda: 4_000_000_000.0),
        replace(provider, client_id="somebody-else", fetch=as_client(provider.client_id)),
    ):
        parts.identity, visitor = provider, new_browser()
        query = signed_in_there(visitor.get(STARTS).headers["Location"], "corin")
        parts.identity = wrong
        after = visitor.get(ENDS, **query)
        assert after.status == 400, wrong
        assert "could not prove" in after.text
    parts.identity = replace(provider, issuer=provider.issuer + "/")
    assert browser.get(STARTS).status == 400


def as_client(client_id):
    """What the provider gives to another client."""

    def between(address, body, headers):
        body = body and body.replace(b"somebody-else", client_id.encode())
        return fetch(address, body, headers)

    return between


def test_the_question_carries_a_challenge_and_the_answer_its_verifier(browser, parts, listed, provider):
    sent = []

    def listening(address, body, headers):
        sent.append(body or b"")
        return fetch(address, body, headers)

    parts.identity = replace(provider, fetch=listening)
    start = browser.get(STARTS)
    assert "code_challenge_method=S256" in start.headers["Location"]
    query = signed_in_there(start.headers["Location"], "corin")
    browser.get(ENDS, **query)
    (token_request,) = [body for body in sent if b"grant_type" in body]
    assert b"code_verifier=" in token_request
    verifier = token_request.split(b"code_verifier=")[1].split(b"&")[0].decode()
    assert verifier not in start.headers["Location"]
    assert len(verifier) == 43
