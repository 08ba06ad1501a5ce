"""Groups of a cycle with dates of their own."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, Refused
from chalicelib.handlers.forms import Form
from chalicelib.handlers.staff.frame import cycle_of, read_date, seat, sector_names, whole_number
from chalicelib.handlers.staff.words import CYCLE_STATES
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.grouping import GroupPlan, add_groups, remove_groups
from chalicelib.services.opening import TO_OPEN


def groups(request: Request, cycle: str) -> Response:
    return _page(request, cycle, {"parts": "1", "months": "1"}, ())


def add(request: Request, cycle: str) -> Response:
    found, form = cycle_of(request, cycle), request.form
    try:
        add_groups(parts(), found, _plan(form), seat(request).member.id)
    except Invalid as invalid:
        problems = invalid.messages()
        return _page(request, cycle, form.first(), form.getlist("sectors"), status=400, errors=problems)
    except Refused as refusal:
        return _page(request, cycle, form.first(), form.getlist("sectors"), status=409, refused=refusal.words)
    return redirect(f"/staff/cycles/{cycle}/groups")


def remove(request: Request, cycle: str) -> Response:
    try:
        remove_groups(parts(), cycle_of(request, cycle), request.form.get("group"), seat(request).member.id)
    except Refused as refusal:
        return _page(request, cycle, {"parts": "1", "months": "1"}, (), status=409, refused=refusal.words)
    return redirect(f"/staff/cycles/{cycle}/groups")


def _plan(form: Form) -> GroupPlan:
    typed = form.first()
    return GroupPlan(
        name=form.get("name"),
        sectors=tuple(name for name in sector_names() if name in form.getlist("sectors")),
        opens_on=read_date(typed, "opens_on"),
        due_on=read_date(typed, "due_on"),
        closes_on=read_date(typed, "closes_on"),
        parts=whole_number(form.get("parts")),
        months=whole_number(form.get("months")),
        by_itself=form.get("by_itself") == "yes",
    )


def _page(
    request: Request, cycle: str, values: Any, chosen: Any, *, status: int = 200, **more: Any
) -> Response:
    found, names = cycle_of(request, cycle), sector_names()
    grouped = {sector for group in found.groups if group.id for sector in group.sectors}
    return page(
        request,
        "pages/staff/groups.html",
        status=status,
        cycle=found,
        state=CYCLE_STATES[found.status],
        names=names,
        free={name: names.get(name, name) for name in found.sectors if name not in grouped},
        values=values,
        chosen=chosen,
        may_change=found.status in TO_OPEN,
        **more,
    )
