"""No page is forgotten: each was looked at by axe in some state, or says here why not."""

import os

import pytest

from tests.e2e import results
from tests.e2e.access import shown_routes

NO_PAGE = {
    "/assets/{file}": "a style sheet or script",
    "/brand/{partnership}/{file}": "a style sheet or picture",
    "/health": "for machines",
    "/r/{ref}/copies/data": "a download",
    "/r/{ref}/copies/made/{paper}": "a download",
    "/r/{ref}/copies/now": "a download",
    "/r/{ref}/copies/pdf": "a download",
    "/r/{ref}/evidence/{id}/file": "a download",
    "/r/{ref}/feedback/pdf": "a download",
    "/r/{ref}/visit/pdf": "a download",
    "/staff/cycles/{cycle}/report/{file}": "a download",
    "/staff/cycles/{cycle}/sample/{sample}/{file}": "a download",
    "/staff/cycles/{cycle}/visits/calendar": "a download",
    "/staff/organisations/import/contacts": "a download",
    "/staff/organisations/import/template": "a download",
    "/staff/questions/drafts/{draft}/spreadsheet": "a download",
    "/staff/questions/drafts/{draft}/yaml": "a download",
    "/staff/questions/sets/{framework}/spreadsheet": "a download",
    "/staff/questions/sets/{framework}/yaml": "a download",
    "/staff/reviews/{ref}/feedback/preview/pdf": "a download",
    "/staff/returns/{ref}/letter/{letter}": "a download",
    "/staff/returns/{ref}/visit/pdf": "a download",
    "/staff/settings/data-protection/document": "a download",
    "/staff/sign-in/callback": "comes from a provider, which the local run does not have",
    "/staff/sign-in/provider": "leads to a provider, which the local run does not have",
    "/staff/returns/{ref}": "leads to the organisation's page",
}


@pytest.fixture
def whole(look, request):
    """What a run of the whole level has seen."""
    files = {item.path.name for item in request.session.items}
    everything = {path.name for path in request.path.parent.glob("test_*.py")}
    if files < everything:
        pytest.skip("asks what the whole level has seen: run all of tests/e2e")
    return look


def test_every_page_was_looked_at(whole):
    assert set(shown_routes()) - whole.routes() - set(NO_PAGE) == set()


def test_the_accessibility_statement_says_what_this_run_has_found(whole, request):
    if os.environ.get(results.WRITE) and not request.session.testsfailed:
        results.write(whole)
    assert results.differences(whole) == [], "make accessibility writes it afresh"


def test_each_exception_is_still_a_route():
    assert set(NO_PAGE) <= set(shown_routes())
