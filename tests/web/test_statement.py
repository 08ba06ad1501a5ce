"""The accessibility statement says what the file of results says, and no more."""

from datetime import date

import pytest

from chalicelib.domain.times import long_date
from chalicelib.handlers import statement
from tests.support.html import elements, text_of

FOUND = {
    "date": date(2027, 3, 20),
    "tools": {"axe-core": "4.14.1", "Chromium": "141.0"},
    "rules": ["wcag2aa"],
    "widths": [320, 1280],
    "pages": {"/help": [""], "/r/{ref}/check": ["", "refused"], "/staff": [""]},
    "problems": [],
    "tried": ["zooming to 400% without scrolling sideways"],
}


@pytest.fixture
def found(monkeypatch):
    """Other results than those of the last run."""
    kept = dict(FOUND)
    monkeypatch.setattr(statement, "results", lambda: kept)
    return kept


def listed(page):
    return [text_of(item) for item in elements(elements(page.root, "main")[0], "li")]


def test_it_says_when_with_what_and_how_much_was_looked_at(browser, found):
    page = browser.get("/accessibility")
    assert "Our last tests ran on 20 March 2027. They looked at 3 pages in 4 states" in page.text
    assert "(320 pixels) and of a laptop (1280 pixels)" in page.text
    assert "The tools were axe-core 4.14.1 and Chromium 141.0." in page.text
    assert "They found no problem." in page.text
    assert "/r/{ref}/check: 2 states" in listed(page)
    assert "We also looked at 1 page that only the partnership’s own staff see." in page.text
    assert "zooming to 400% without scrolling sideways" in listed(page)


def test_it_hides_no_problem(browser, found):
    found["problems"] = [{"page": "/help", "state": "", "problem": "at 320 px: color-contrast"}]
    page = browser.get("/accessibility")
    assert "They found 1 problem:" in page.text
    assert "/help: at 320 px: color-contrast" in listed(page)
    assert "no problem" not in page.text


def test_it_claims_no_audit(browser):
    text = browser.get("/accessibility").text
    assert "no specialist has audited the service yet" in text
    assert "What we have not tested" in text


def test_the_file_that_is_deployed_is_the_one_it_reads(browser):
    found = statement.results()
    page = browser.get("/accessibility")
    assert f"Our last tests ran on {long_date(found['date'])}." in page.text
    for tool, version in found["tools"].items():
        assert f"{tool} {version}" in page.text
    assert set(found["tried"]) <= set(listed(page))
    for address, states in found["pages"].items():
        if address.startswith("/staff"):
            continue
        assert any(line.startswith(f"{address}: {len(states)} state") for line in listed(page))
    assert len(found["problems"]) == page.text.count(": at ")
