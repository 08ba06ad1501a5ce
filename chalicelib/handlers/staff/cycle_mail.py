"""A cycle's mail: what comes next, what has gone, and Hold on anything that has not."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import NotFound
from chalicelib.handlers.staff.frame import cycle_of, partnership_id, seat
from chalicelib.handlers.staff.words import CYCLE_STATES, step_name
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services import holding
from chalicelib.services.mail_overview import STEPS, overview


def mail(request: Request, cycle: str) -> Response:
    found = cycle_of(request, cycle)
    return page(
        request,
        "pages/staff/cycle_mail.html",
        cycle=found,
        state=CYCLE_STATES[found.status],
        mail=overview(parts(), seat(request).partnership, found),
        step_name=step_name,
    )


def change(request: Request, cycle: str) -> Response:
    """Holds or releases a step, one organisation, or everything."""
    found, form = cycle_of(request, cycle), request.form
    step, organisation = form.get("step"), form.get("organisation")
    if step and step not in STEPS:
        raise NotFound
    if organisation and parts().organisations.organisation(partnership_id(request), organisation) is None:
        raise NotFound
    act = holding.release if form.get("do") == "release" else holding.hold
    act(parts(), found, seat(request).member.id, step=step, organisation_id=organisation)
    if form.get("_from") == "organisation" and organisation:
        return redirect(f"/staff/organisations/{organisation}")
    return redirect(f"/staff/cycles/{cycle}/mail")
