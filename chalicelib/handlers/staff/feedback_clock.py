"""How long the organisations of a cycle have waited for an answer."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.handlers.organisation.frame import whole_number
from chalicelib.handlers.staff.frame import cycle_of, sector_names
from chalicelib.handlers.web import Request, page
from chalicelib.services import feedback_clocks

A_PAGE = 100


def of_cycle(request: Request, cycle: str) -> Response:
    """The longest wait first, and the figures above it."""
    found = cycle_of(request, cycle)
    clock = feedback_clocks.of_cycle(parts(), found)
    pages = max(1, -(-len(clock.waiting) // A_PAGE))
    number = min(whole_number(request.query.get("page"), least=1), pages)
    return page(
        request,
        "pages/staff/feedback/clock.html",
        cycle=found,
        clock=clock,
        shown=clock.waiting[(number - 1) * A_PAGE : number * A_PAGE],
        number=number,
        pages=pages,
        names=sector_names(),
    )
