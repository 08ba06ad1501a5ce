"""A visit as the organisation sees it: when it is and what happens, then what both sides confirmed."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.sharing import sight_of
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.web import Request, leave_for
from chalicelib.services.desk import Surroundings
from chalicelib.services.visit_reading import has_visit_pdf, read_visit, visit_pdf_url


def visit(request: Request, ref: str) -> Response:
    reading = read_visit(parts(), ref, request.token, request.query.get("from"))
    told, seat = reading.told, reading.seat
    around = Surroundings(partnership=told.partnership, cycle=told.cycle, evidence=(), plans=())
    return show(
        request,
        "visit.html",
        seat,
        around,
        cycle=told.cycle,
        visit=told.visit,
        record=reading.record,
        pdf=reading.record is not None and has_visit_pdf(parts(), ref, told.partnership.id),
        sight=sight_of(told.cycle, seat.return_),
    )


def as_pdf(request: Request, ref: str) -> Response:
    reading = read_visit(parts(), ref, request.token, request.query.get("from"))
    return leave_for(visit_pdf_url(parts(), ref, reading.told.partnership.id))
