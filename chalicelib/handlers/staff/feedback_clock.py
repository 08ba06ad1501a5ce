"""How long the organisations of a cycle have waited for an answer."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.handlers.staff.frame import cycle_of, sector_names
from chalicelib.handlers.staff.paging import paged
from chalicelib.handlers.web import Request, page
from chalicelib.services import feedback_clocks


def of_cycle(request: Request, cycle: str) -> Response:
    """The longest wait first, and the figures above it."""
    found = cycle_of(request, cycle)
    clock = feedback_clocks.of_cycle(parts(), found)
    return page(
        request,
        "pages/staff/feedback/clock.html",
        cycle=found,
        clock=clock,
        list=paged(request, clock.waiting, f"/staff/cycles/{cycle}/feedback", {}),
        names=sector_names(),
    )
