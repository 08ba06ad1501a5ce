"""Error pages that no walk can bring about at will: rendered as they are, and looked at like the rest."""

import pytest

from chalicelib.domain.errors import Busy, NotAllowed, NotFound, Outdated, Refused
from chalicelib.handlers.errors import TooLarge, page_for
from chalicelib.handlers.forms import parse
from chalicelib.handlers.guards import NotFromOurPage
from chalicelib.handlers.web import Request
from tests.e2e.access import NARROW, WIDE, problems_at

ERRORS = {
    "busy": Busy(),
    "too large": TooLarge(),
    "unexpected": RuntimeError("made up"),
    "not from our page": NotFromOurPage(),
    "not found": NotFound(),
    "not allowed": NotAllowed(),
    "refused": Refused("return_changed"),
    "somebody was quicker": Outdated(None),
}


@pytest.mark.parametrize(
    ("name", "route"),
    [*((name, "/r/{ref}/about") for name in ERRORS), ("unexpected", "/staff/cycles/new")],
)
def test_an_error_page_with_typed_text_has_no_violation(marram, page, name, route):
    address = f"{marram.system.base_url}/an-error"
    request = Request(
        method="POST",
        route=route,
        params={"ref": "K7P-2QX"} if "{ref}" in route else {},
        form=parse(b"narrative=What+I+typed"),
    )
    answer = page_for(ERRORS[name], request)
    page.route(address, lambda r: r.fulfill(body=answer.body, content_type="text/html; charset=utf-8"))
    page.goto(address)
    assert [p for size in (NARROW, WIDE) for p in problems_at(page, size)] == []
    assert "What I typed" in page.content()
