"""For somebody who leads several organisations: all that is open in this browser, and a text for another."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.rights import Right
from chalicelib.handlers import cookies
from chalicelib.handlers.organisation.criteria import page_with
from chalicelib.handlers.organisation.frame import show, whole_number
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.desk import look_around, sit_down
from chalicelib.services.several import answers_elsewhere, open_here


def every_return(request: Request) -> Response:
    """Says nothing that the browser could not open anyway."""
    found = open_here(parts(), cookies.returns_held(request.cookies))
    return page(request, "pages/organisation/every_return.html", found=found)


def elsewhere(request: Request, ref: str, criterion: str) -> Response:
    """What the other organisations' returns in this browser say to this question."""
    seat = sit_down(parts(), ref, request.token, Right.ANSWER, criterion=criterion)
    found = seat.criterion(criterion)
    return show(
        request,
        "elsewhere.html",
        seat,
        look_around(parts(), seat),
        criterion=found,
        wording=found.wording(seat.variant),
        version=seat.answer.version if seat.answer else 0,
        texts=answers_elsewhere(parts(), seat, criterion, cookies.returns_held(request.cookies)),
    )


def bring(request: Request, ref: str, criterion: str) -> Response:
    """The question's page with the other text in the box. Nothing is saved before somebody reads it here."""
    seat = sit_down(parts(), ref, request.token, Right.ANSWER, criterion=criterion)
    may_edit = seat.may_edit_criterion(seat.criterion(criterion))
    texts = answers_elsewhere(parts(), seat, criterion, cookies.returns_held(request.cookies))
    chosen = next((text for text in texts if text.ref == request.form.get("from")), None)
    if chosen is None or not may_edit:
        return redirect(f"/r/{ref}/criteria/{criterion}")
    version = whole_number(request.form.get("_version"))
    return page_with(request, seat, criterion, chosen.narrative, chosen.organisation_name, version)
