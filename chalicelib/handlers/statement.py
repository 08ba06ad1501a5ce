"""The accessibility statement: what the tests in a browser found, as their last run wrote it down."""

import json
from datetime import date
from functools import cache
from typing import Any

from chalice.app import Response

from chalicelib.handlers.templating import ROOT
from chalicelib.handlers.web import Request, page

STAFF = "/staff"
RESULTS = ROOT / "templates" / "data" / "accessibility.json"


@cache
def results() -> dict[str, Any]:
    """The file of tests/e2e/results.py, with the day as a date."""
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return {**found, "date": date.fromisoformat(found["date"])}


def accessibility(request: Request) -> Response:
    found = results()
    pages = {address: states for address, states in found["pages"].items() if not address.startswith(STAFF)}
    return page(
        request,
        "pages/public/accessibility.html",
        found=found,
        pages=pages,
        every_page=len(found["pages"]),
        staff_pages=len(found["pages"]) - len(pages),
        states=sum(len(states) for states in found["pages"].values()),
    )
