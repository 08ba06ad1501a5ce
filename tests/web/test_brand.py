"""A partnership's colour and logo on its pages, without a line of inline style and within the weight."""

import os
import re

import pytest

from chalicelib.domain.branding import LOGO_LIMIT
from chalicelib.services.branding import set_brand
from tests.support.builders import partnership
from tests.support.html import elements
from tests.support.organisation import at_the_desk
from tests.support.uploads import png

COLOUR = "#4c2c69"


def loaded(page):
    """Style sheets, icons and pictures of a page."""
    links = {e.get("rel"): e.get("href") for e in elements(page.root, "link")}
    return links["stylesheet"], links["icon"], [e.get("src") for e in elements(page.root, "img")]


def branded(parts, browser, **brand):
    made = at_the_desk(parts, browser)
    set_brand(parts, made.audience.partnership_id, **brand)
    return made


def test_without_a_brand_pages_have_our_colour(parts, browser):
    made = at_the_desk(parts, browser)
    style, icon, pictures = loaded(browser.get(f"/r/{made.ref}"))
    assert re.fullmatch(r"/api/assets/app\.\w+\.css", style)
    assert "favicon" in icon
    assert pictures == []


def test_a_colour_is_part_of_the_one_style_sheet(parts, browser):
    made = branded(parts, browser, colour=COLOUR)
    style, _, _ = loaded(browser.get(f"/r/{made.ref}"))
    assert style.startswith("/api/brand/saltmarsh/4c2c69.")
    answer = browser.get(style.removeprefix("/api"))
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert ".govuk-button" in answer.body
    assert re.findall(r"--app-accent:\s*(#\w+)", answer.body)[-1] == COLOUR


def test_a_logo_comes_as_text_with_nothing_in_it_but_the_picture(parts, browser):
    made = branded(parts, browser, logo=png(160, 48), alt="Children first")
    page = browser.get(f"/r/{made.ref}")
    _, icon, pictures = loaded(page)
    assert pictures == [icon]
    picture = elements(page.root, "img")[0]
    assert (picture.get("alt"), picture.get("width"), picture.get("height")) == (
        "Children first",
        "160",
        "48",
    )
    answer = browser.get(icon.removeprefix("/api"))
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert re.fullmatch(
        r'<svg [^<>]*><image [^<>]* href="data:image/png;base64,[\w+/=]+"/></svg>', answer.body
    )


def test_the_heaviest_logo_keeps_a_page_within_its_weight(parts, browser):
    filler = os.urandom(LOGO_LIMIT - len(png(160, 48, b"x")) + 1)
    made = branded(parts, browser, colour=COLOUR, logo=png(160, 48, filler))
    for below in ("", "/criteria/S01-01", "/about", "/check"):
        assert browser.get(f"/r/{made.ref}{below}").status == 200  # the browser weighs it


def test_pages_of_nobodys_have_our_colour(parts, browser):
    branded(parts, browser, colour=COLOUR)
    assert "/assets/" in loaded(browser.get("/"))[0]


@pytest.mark.parametrize(
    "file",
    [
        "ffdd00.{version}.css",
        "4c2c69.0000.css",
        "4c2c69.css",
        "x.css",
        "0" * 64 + ".1x1.svg",
        "a.svg",
        "..%2fx",
    ],
)
def test_nothing_else_is_served(parts, browser, file):
    made = branded(parts, browser, colour=COLOUR)
    version = loaded(browser.get(f"/r/{made.ref}"))[0].split(".")[-2]
    parts.commit(parts.organisations.partnership_saved(partnership(id="marram")))
    assert browser.get(f"/brand/saltmarsh/{file.format(version=version)}").status == 404
