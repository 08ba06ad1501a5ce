"""What every page stands on: addresses, headers, guards, errors, cookies and forms."""

import pytest

from chalicelib.handlers import cookies, forms

PUBLIC_PAGES = ["/", "/help", "/accessibility", "/privacy", "/cookies"]


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_a_public_page_opens_for_anybody(browser, path):
    assert browser.get(path).status == 200


def test_every_asset_a_page_names_is_served_to_be_kept(browser):
    page = browser.get("/")
    hrefs = [e.get("href") or e.get("src") for e in page.root.iter() if e.tag in ("link", "script")]
    assert len(hrefs) == 4
    for href in hrefs:
        answer = browser.get(href.removeprefix("/api"))
        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Type"].split(";")[0] in (
            "text/css",
            "text/javascript",
            "image/svg+xml",
        )


def test_the_page_of_a_wrong_method_is_html(browser):
    page = browser.post("/help", {"form_token": "x", "story": "What I typed"})
    assert page.status == 405
    assert page.headers["Allow"] == "GET"


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
