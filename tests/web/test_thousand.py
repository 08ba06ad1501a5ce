"""With a thousand organisations no staff page lists them all. `make bench` says what the pages cost then."""

import pytest

from app import app
from tests.support.html import elements
from tests.support.staffing import signed_in, stored_cycle
from tests.support.thousand import ORGANISATIONS, pages

ROWS = 150  # a page of a list is 100, and some pages have a second, short one


@pytest.fixture
def thousand(parts, browser):
    stored_cycle(parts, ORGANISATIONS)
    signed_in(parts, browser)
    return browser


def test_no_page_lists_a_thousand(thousand):
    long, seen = {}, 0
    for path in pages(app):
        page = thousand.get(path)
        if page.status == 200 and page.body.startswith("<!DOCTYPE"):
            seen += 1
            rows = len(elements(page.root, "tr", "li", "option"))
            long |= {path: rows} if rows > ROWS else {}
    assert seen > 30
    assert long == {}
