"""The visits of a cycle: which are planned, which are done, and a calendar of those that are booked."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.visits import VisitState
from chalicelib.handlers.staff.frame import cycle_of, seat, sector_names
from chalicelib.handlers.web import NO_STORE, Request, page, redirect
from chalicelib.services import visiting
from chalicelib.services.sample_reading import draws_of

STATES = {
    VisitState.PLANNED: "To be booked",
    VisitState.BOOKED: "Booked",
    VisitState.CONFIRMED: "Confirmed by both",
    VisitState.CALLED_OFF: "Called off",
}


def of_cycle(request: Request, cycle: str) -> Response:
    found = cycle_of(request, cycle)
    visits, draws = parts().visits.of_cycle(found.id), draws_of(parts(), found)
    planned = sum(1 for v in visits if draws and v.draw == draws[0].id and not v.stands_in)
    return page(
        request,
        "pages/staff/visits.html",
        cycle=found,
        visits=sorted(visits, key=lambda v: (v.day is None, v.day, v.organisation_name)),
        states=STATES,
        names=sector_names(),
        draws=draws,
        to_plan=draws[0] if draws and planned < draws[0].visits else None,
    )


def plan_drawn(request: Request, cycle: str) -> Response:
    """Everything that a draw chose."""
    found = cycle_of(request, cycle)
    visiting.plan_drawn(parts(), seat(request).member, found, request.form.get("_sample"))
    return redirect(f"/staff/cycles/{cycle}/visits")


def calendar(request: Request, cycle: str) -> Response:
    found = cycle_of(request, cycle)
    booked = [v for v in parts().visits.of_cycle(found.id) if v.day and v.state is not VisitState.CALLED_OFF]
    content = parts().documents.visit_calendar(found.name, booked, parts().now())
    headers: dict[str, Any] = {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": 'attachment; filename="visits.ics"',
        "Cache-Control": NO_STORE,
    }
    return Response(content.decode(), headers)
