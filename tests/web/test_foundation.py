"""What every page stands on: addresses, assets, headers, forms and cookies."""

import inspect
import json
import re
from datetime import timedelta

import pytest

from chalicelib.domain.credentials import DEVICE_LASTS, SESSION_LASTS, STAFF_SESSION_LASTS
from chalicelib.handlers import cookies, forms
from chalicelib.handlers.guards import Guard
from chalicelib.handlers.routes import ROUTES
from chalicelib.handlers.routing import declared_guards

PUBLIC_PAGES = ["/", "/help", "/link-help", "/verify", "/accessibility", "/privacy", "/cookies"]


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_a_public_page_opens_for_anybody(browser, path):
    assert browser.get(path).status == 200


def test_every_route_declares_who_may_use_it():
    from app import app

    declared = declared_guards(app)
    assert declared["GET /help"].name == "public"
    assert [route for route, guard in declared.items() if not isinstance(guard, Guard)] == []


def test_every_route_leads_to_a_handler_that_takes_its_parameters():
    for route in ROUTES:
        taken = list(inspect.signature(route.handler()).parameters)
        assert taken == ["request", *re.findall(r"{(\w+)}", route.path)], route


# Pages before entry or after leaving: a GET of them reads nothing.
DOORS = {
    "/staff/sign-in",
    "/staff/sign-in/callback",
    "/staff/sign-in/provider",
    "/staff/enter/{token}",
    "/staff/signed-out",
    "/r/{ref}/finished",
    "/r/{ref}/handed-over",
    "/r/{ref}/not-me/done",
}


def test_what_belongs_to_a_return_or_to_staff_is_never_public():
    from app import app

    for route, guard in declared_guards(app).items():
        path = route.partition(" ")[2]
        if path in DOORS:
            continue
        if path.startswith("/r/"):
            assert guard.name in ("organisation", "approver"), route
        elif path.startswith("/staff"):
            assert guard.name == "staff", route


def test_every_asset_a_page_names_is_served_to_be_kept(browser):
    page = browser.get("/")
    hrefs = [e.get("href") or e.get("src") for e in page.root.iter() if e.tag in ("link", "script")]
    assert len(hrefs) == 3
    for href in hrefs:
        answer = browser.get(href.removeprefix("/api"))
        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"].split(";")[0] in (
            "text/css",
            "text/javascript",
            "image/svg+xml",
        )


def test_addresses_are_of_a_kind_that_the_gateway_accepts():
    from app import app

    variables = {}
    for path in app.routes:
        assert path == "/" or not path.endswith("/")
        parts = path.split("/")
        for depth, part in enumerate(parts):
            if part.startswith("{"):
                variables.setdefault(tuple(parts[:depth]), set()).add(part)
    assert {place: names for place, names in variables.items() if len(names) > 1} == {}


@pytest.mark.parametrize("file", ["manifest.json", "app.css", "..%2fapp.py"])
def test_nothing_but_a_built_asset_is_served(browser, file):
    assert browser.get(f"/assets/{file}").status == 404


def test_health_needs_no_table(browser):
    assert browser.get("/health").body == "ok"


def test_the_page_of_a_wrong_method_is_html_and_keeps_what_was_typed(browser):
    page = browser.post("/help", {"form_token": "x", "_version": "3", "story": "What I typed"})
    assert (page.status, page.headers["Allow"]) == (405, "GET")
    assert "What I typed" in page.text
    assert "3" not in page.text


def test_a_form_in_another_encoding_is_refused_with_a_page(browser):
    page = browser.post("/link-help", {}, content_type="text/plain")
    assert (page.status, page.h1) == (415, "We could not tell where this came from")


def test_the_log_has_the_pattern_and_nothing_of_the_address_or_the_form(browser, capsys):
    browser.get("/verify", reference="K7P-SECRET")
    browser.post("/help", {"story": "What I typed"})
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["route"] for line in lines] == ["/verify", "/help"]
    assert "SECRET" not in "".join(lines)
    assert "typed" not in "".join(lines)


def test_the_cookies_page_names_every_cookie_and_how_long_it_lasts(browser):
    text = browser.get("/cookies").text
    for name, lasts in (
        (cookies.for_return(""), f"{SESSION_LASTS // timedelta(hours=1)} hours"),
        (cookies.for_device(""), "a year"),
        (cookies.STAFF, f"{STAFF_SESSION_LASTS // timedelta(hours=1)} hours"),
        (cookies.OPENID, "10 minutes"),
    ):
        assert f"It lasts {lasts}" in text[text.index(name) :]
    assert DEVICE_LASTS.days == 365
    source = inspect.getsource(cookies)
    assert len(set(re.findall(r"__Host-\w+", source))) == 4, "name the new cookie on the page"


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a;b", "é", "a b"])
def test_no_cookie_can_carry_another_header(value):
    with pytest.raises(ValueError, match="not a cookie of ours"):
        cookies.cookie(cookies.STAFF, value, 60)


def test_only_our_cookies_are_read():
    header = "other=1; __Host-staff=abc; __Host-r-K7P-2QX=t-_1; __Host-bad=a b"
    assert cookies.read(header) == {"__Host-staff": "abc", "__Host-r-K7P-2QX": "t-_1"}


def test_a_form_keeps_what_was_typed_and_drops_what_cannot_be_printed():
    form = forms.parse(b"story=a%0D%0Ab%0Dc%00%08&story=%F0%9F%99%82+y%C3%A2r&bad=%FF")
    assert form.get("story") == "a\nb\nc"
    assert form.getlist("story")[1] == "🙂 yâr"
    assert form.get("bad") == "\N{REPLACEMENT CHARACTER}"
    assert form.get("nothing") == ""
