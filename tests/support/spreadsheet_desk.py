"""A lead with a spreadsheet of their return: what the bucket, the browser and Excel do between our pages."""

from typing import Any

from chalicelib.domain import objects
from chalicelib.domain.papers import ANSWERS_SHEET
from chalicelib.domain.returns import Return
from tests.support.browser import Browser, Page
from tests.support.fakes import FakeParts
from tests.support.workbooks import edited


def downloaded(parts: FakeParts, browser: Browser, made: Return) -> bytes:
    """The spreadsheet, by the button on the page of copies."""
    page = browser.get(f"/r/{made.ref}/copies")
    answer = browser.submit(page, f"/r/{made.ref}/copies/make", paper=ANSWERS_SHEET.name)
    assert answer.location.startswith("https://bucket.example.org/"), answer.body
    return parts.files.get(objects.working(made.ref, ANSWERS_SHEET.name))


def uploaded(parts: FakeParts, browser: Browser, made: Return, content: bytes, *changes: Any) -> Page:
    """Where the bucket sends the browser, once the file is there."""
    for change in changes:
        content = edited(content, change)
    page = browser.get(f"/r/{made.ref}/copies/upload")
    key = page.body.split('name="key" value="')[1].split('"')[0]
    parts.files.put(key, content, "application/octet-stream")
    return browser.get(f"/r/{made.ref}/copies/upload/{key.rpartition('/')[2]}")
