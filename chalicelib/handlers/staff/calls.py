"""Calls and conversations: noted beside the organisation that they were with."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.calls import NOTE_LIMIT, Outcome, Way
from chalicelib.domain.errors import Invalid
from chalicelib.handlers.staff.frame import partnership_id, read_date, seat
from chalicelib.handlers.staff.list_words import OUTCOMES, WAYS
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.calling import Heard, deal_with, note_call
from chalicelib.services.telephone import look_up


def new(request: Request, organisation: str) -> Response:
    return _form(request, organisation)


def note(request: Request, organisation: str) -> Response:
    form = request.form
    try:
        heard = _heard(request)
        note_call(parts(), partnership_id(request), organisation, seat(request).member.id, heard)
    except Invalid as invalid:
        return _form(request, organisation, status=400, errors=invalid.messages(), once=form.get("_once"))
    return redirect(f"/staff/organisations/{organisation}?done=call")


def dealt_with(request: Request, organisation: str, call: str) -> Response:
    deal_with(parts(), partnership_id(request), organisation, call, seat(request).member.id)
    return redirect(f"/staff/organisations/{organisation}?done=dealt_with")


def _heard(request: Request) -> Heard:
    """Raises Invalid for what was left out, or is not one of the choices."""
    form, values = request.form, request.form.first()
    problems = {}
    if form.get("outcome") not in set(Outcome):
        problems["outcome"] = "outcome_needed"
    days = {name: read_date(values, name) for name in ("promised_on", "called_on")}
    for name, code in (("promised_on", "date_not_real"), ("called_on", "called_on_not_real")):
        typed = any(values.get(f"{name}-{part}") for part in ("day", "month", "year"))
        if typed and days[name] is None:
            problems[name] = code
    if problems:
        raise Invalid(problems)
    return Heard(
        once=form.get("_once"),
        outcome=Outcome(form.get("outcome")),
        way=Way(form.get("way")) if form.get("way") in set(Way) else Way.WE_RANG,
        with_whom=form.get("with_whom"),
        note=form.get("note"),
        promised_on=days["promised_on"],
        called_on=days["called_on"],
    )


def _form(request: Request, organisation: str, *, status: int = 200, once: str = "", **more: Any) -> Response:
    found = look_up(parts(), partnership_id(request), organisation)
    return page(
        request,
        "pages/staff/call.html",
        status=status,
        organisation=found.organisation,
        contacts=found.contacts,
        values=request.form.first(),
        ways=WAYS,
        outcomes=OUTCOMES,
        note_limit=NOTE_LIMIT,
        once=once or parts().new_id(),
        **more,
    )
