"""Who is let in, and what people see when they are not: on routes of our own that raise what a test wants."""

import json

import pytest
from chalice.app import Chalice, Response

from chalicelib.domain.credentials import Credential, CredentialKind, form_token, hash_of
from chalicelib.domain.errors import (
    Busy,
    Invalid,
    LinkRefused,
    NotAllowed,
    NotFound,
    Outdated,
    Refused,
    SignedOut,
)
from chalicelib.domain.organisations import StaffRole
from chalicelib.handlers import cookies, middleware, templating
from chalicelib.handlers.guards import ORGANISATION, PUBLIC, staff
from chalicelib.handlers.routing import Route, register
from chalicelib.handlers.web import page, redirect
from chalicelib.services.ports import Conflict
from tests.support import builders
from tests.support.browser import Browser

REF = "K7P-2QX"
HOLDER = {cookies.for_return(REF): "session-token"}
TYPED = {"story": "Everybody has read it.\n\nMost of it, twice.", "_version": "7"}


@pytest.fixture
def raised():
    """What the routes raise; empty for nothing."""
    return []


HANDLERS: dict[str, object] = {}


class Here(Route):
    """A route whose handler stands in this test."""

    def handler(self):
        return HANDLERS[self.target]


@pytest.fixture
def browser(parts, raised):
    def answer(request, **params):
        if raised:
            raise raised[0]
        return Response(request.token or "let in", {"Content-Type": "text/plain"})

    def link(request, token):
        raise raised[0]

    def entered(request):
        return redirect(
            "/open", set_cookies=[cookies.cookie(cookies.STAFF, "a", 9), cookies.removed("__Host-r-X")]
        )

    def upload(request):
        return page(request, "pages/public/home.html", upload_to="https://bucket.example.org/evidence")

    HANDLERS.update({f"here:{f.__name__}": f for f in (answer, link, entered, upload)})
    both = (
        ("/open", PUBLIC),
        ("/r/{ref}/story", ORGANISATION),
        ("/staff/any", staff()),
        ("/staff/coordinators", staff(StaffRole.COORDINATOR)),
    )
    routes = [Here(method, path, guard, "here:answer") for path, guard in both for method in ("GET", "POST")]
    routes += [
        Here("GET", "/i/{token}", PUBLIC, "here:link"),
        Here("GET", "/entered", PUBLIC, "here:entered"),
        Here("GET", "/upload", PUBLIC, "here:upload"),
    ]
    app = Chalice("compact-audit", configure_logs=False)
    for around in (middleware.logged, middleware.secured, middleware.presented):
        app.register_middleware(around, "http")
    register(app, routes)
    return Browser(app)


def signed_in(parts, browser, role=StaffRole.COORDINATOR, **changes):
    """Puts a member of staff into this browser."""
    member = builders.staff(role, **changes)
    now = parts.now()
    session = Credential(
        token_hash=hash_of("staff-token"),
        kind=CredentialKind.STAFF_SESSION,
        subject=member.partnership_id,
        person=member.id,
        created_at=now,
    )
    parts.commit(
        parts.organisations.partnership_saved(builders.partnership()),
        parts.organisations.staff_saved(member),
        parts.credentials.issued(session),
    )
    browser.cookies[cookies.STAFF] = "staff-token"


# Coming from our own pages


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"origin": "https://elsewhere.example.org"},
        {"origin": "http://audit.example.org"},
        {"origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/open", f"/r/{REF}/story"])
def test_a_form_from_elsewhere_is_refused_and_its_text_kept(browser, path, headers):
    browser.cookies = dict(HOLDER)
    after = browser.post(path, {**TYPED, "form_token": form_token("session-token")}, **headers)
    assert after.status == 403
    assert TYPED["story"] in after.body
    assert form_token("session-token") not in after.body


def test_a_link_from_elsewhere_may_be_followed(browser):
    browser.cookies = dict(HOLDER)
    assert browser.get(f"/r/{REF}/story").status == 200


def test_a_browser_too_old_to_say_where_a_form_came_from_is_trusted_with_the_form_token_alone(browser):
    browser.cookies = dict(HOLDER)
    silent = {"origin": None, "sec_fetch_site": None}
    fields = {**TYPED, "form_token": form_token("session-token")}
    assert browser.post(f"/r/{REF}/story", fields, **silent).status == 200
    assert browser.post(f"/r/{REF}/story", TYPED, **silent).status == 403


@pytest.mark.parametrize("token", ["", "wrong", "ünicode", form_token("another-session")])
def test_a_form_without_this_sessions_token_is_refused_and_its_text_kept(browser, token):
    browser.cookies = dict(HOLDER)
    after = browser.post(f"/r/{REF}/story", {**TYPED, "form_token": token})
    assert after.status == 403
    assert TYPED["story"] in after.body


def test_without_an_address_of_our_own_the_host_decides(browser, monkeypatch):
    from chalicelib.settings import settings

    monkeypatch.delenv("PUBLIC_URL")
    settings.cache_clear()
    host = "abc.execute-api.eu-west-2.amazonaws.com"
    assert browser.post("/open", {}, host=host, origin=f"https://{host}").body == "let in"
    assert browser.post("/open", {}, host=host, origin="https://elsewhere.example.org").status == 403


def test_a_refused_form_leads_back_to_its_page(browser):
    browser.cookies = dict(HOLDER)
    after = browser.post(f"/r/{REF}/story", TYPED)
    assert after.links["Open the page again"] == f"/r/{REF}/story"


# Sessions


def test_each_return_has_its_own_session(browser):
    browser.cookies = dict(HOLDER)
    assert browser.get(f"/r/{REF}/story").body == "session-token"
    assert browser.get("/r/K7P-3QX/story").status == 401


def test_a_form_of_a_return_that_this_browser_does_not_hold_keeps_its_text(browser):
    browser.cookies = dict(HOLDER)
    after = browser.post("/r/K7P-3QX/story", {**TYPED, "form_token": form_token("session-token")})
    assert (after.status, after.h1) == (401, "You are signed out")
    assert TYPED["story"] in after.body
    assert after.links["I cannot find my email"] == "/link-help?reference=K7P-3QX"


def test_staff_without_a_session_are_asked_to_sign_in(browser):
    page = browser.get("/staff/any")
    assert page.status == 401
    assert page.links["Sign in again"] == "/staff/sign-in"


@pytest.mark.parametrize("role", list(StaffRole))
def test_a_staff_role_opens_what_names_it_and_nothing_else(browser, parts, role):
    signed_in(parts, browser, role)
    assert browser.get("/staff/any").status == 200
    assert browser.get("/staff/coordinators").status == (200 if role is StaffRole.COORDINATOR else 403)


def test_somebody_taken_off_the_staff_list_is_signed_out(browser, parts):
    signed_in(parts, browser, active=False)
    assert browser.get("/staff/any").status == 401


def test_a_returns_session_does_not_open_staff_pages(browser, parts):
    made = builders.stored_return(parts, people={builders.LEAD.id: builders.LEAD})
    browser.cookies[cookies.STAFF] = builders.session(parts, made)
    assert browser.get("/staff/any").status == 401


def test_several_cookies_can_be_set_at_once(browser):
    browser.cookies["__Host-r-X"] = "old"
    after = browser.get("/entered")
    assert (after.status, after.location) == (303, "/open")
    assert browser.cookies == {cookies.STAFF: "a"}


# Errors


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (NotFound(), 404, "Page not found"),
        (NotAllowed(), 403, "You cannot open this page"),
        (SignedOut(), 401, "You are signed out"),
        (Refused("return_is_submitted"), 409, "That cannot be done now"),
        (Invalid({"reason": "reason_needed"}), 409, "That cannot be done now"),
        (Outdated(None), 409, "Somebody else has just changed this"),
        (Conflict("RETURN", None), 409, "Somebody else has just changed this"),
        (Busy(), 503, "Please try that again"),
        (KeyError("Jo Smith"), 500, "Sorry, there is a problem with the service"),
    ],
)
@pytest.mark.parametrize("path", ["/open", f"/r/{REF}/story"])
def test_each_error_has_its_page_and_costs_no_text(browser, raised, path, error, status, heading):
    raised.append(error)
    browser.cookies = dict(HOLDER)
    after = browser.post(path, {**TYPED, "form_token": form_token("session-token")})
    assert (after.status, after.h1) == (status, heading)
    assert TYPED["story"] in after.body


def test_a_rule_that_says_no_is_told_in_words(browser, raised):
    raised.append(Refused("return_is_submitted"))
    assert "has been submitted, so its answers can no longer be changed." in browser.get("/open").text


def test_what_was_typed_is_shown_as_text_never_as_markup(browser, raised):
    raised.append(Busy())
    after = browser.post("/open", {"story": "</textarea><script>alert(1)</script>"})
    assert "<script>alert" not in after.body


def test_too_much_text_is_refused_and_kept(browser):
    after = browser.post("/open", {"story": "long " * 250_000})
    assert (after.status, after.h1) == (413, "That is more text than we can take")
    assert after.body.count("long ") == 250_000 - 1  # the last has no space left after it


def test_too_many_fields_are_refused(browser):
    assert browser.post("/open", {f"f{n}": "x" for n in range(600)}).status == 413


@pytest.mark.parametrize(
    ("reason", "status", "button"),
    [("unknown", 404, False), ("revoked", 410, True), ("expired", 410, True), ("used", 410, True)],
)
def test_a_link_that_cannot_be_opened_says_why_and_offers_a_new_one(browser, raised, reason, status, button):
    raised.append(LinkRefused(reason, f"RETURN#{REF}"))
    page = browser.get("/i/old-token")
    assert page.status == status
    assert ("Email a new link to the address we hold" in page.text) is button
    if button:
        assert page.fields("/link-help")["_old_link"] == "old-token"


def test_an_unexpected_error_is_logged_without_what_it_quotes(browser, raised, capsys):
    raised.append(KeyError("Jo Smith"))
    browser.get("/open")
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (first["event"], first["error"], first["route"]) == ("unexpected", "KeyError", "/open")
    assert any("test_guards_and_errors.py" in frame for frame in first["where"])
    assert "Jo Smith" not in json.dumps(first)


def test_only_the_page_that_uploads_may_post_to_the_bucket(browser, raised):
    policy = browser.get("/upload").headers["Content-Security-Policy"]
    assert "form-action 'self' https://bucket.example.org/evidence;" in policy
    raised.append(NotFound())
    assert "form-action 'self';" in browser.get("/open").headers["Content-Security-Policy"]


def test_an_answer_is_still_a_page_when_even_templates_cannot_be_read(browser, raised, monkeypatch, tmp_path):
    monkeypatch.setattr(templating, "ROOT", tmp_path)
    templating.manifest.cache_clear()
    raised.append(NotFound())
    try:
        page = browser.get("/open")
    finally:
        templating.manifest.cache_clear()
    assert page.status == 500
    assert "there is a problem with the service" in page.h1
    assert page.headers["X-Content-Type-Options"] == "nosniff"
