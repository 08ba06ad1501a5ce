"""Who works on this return: who fills it in, and who approves it."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid
from chalicelib.domain.returns import Part
from chalicelib.domain.rights import Right
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.web import Request, redirect
from chalicelib.services.appointing import name_approver
from chalicelib.services.desk import Seat, look_around, sit_down


def people(request: Request, ref: str) -> Response:
    seat = sit_down(parts(), ref, request.token)
    return show(
        request,
        "people.html",
        seat,
        look_around(parts(), seat),
        lead=seat.return_.person(Part.LEAD),
    )


def approver_form(request: Request, ref: str) -> Response:
    seat = sit_down(parts(), ref, request.token, Right.PEOPLE)
    if not seat.may_edit:
        return redirect(f"/r/{ref}/people")
    approver = seat.return_.person(Part.APPROVER)
    values = {"name": approver.name, "email": approver.email, "job": approver.job} if approver else {}
    return _form(request, seat, values)


def save_approver(request: Request, ref: str) -> Response:
    typed = request.form.first()
    name, email, job = (request.form.get(field) for field in ("name", "email", "job"))
    try:
        name_approver(parts(), ref, request.token, name=name, email=email, job=job)
    except Invalid as invalid:
        seat = sit_down(parts(), ref, request.token)
        return _form(request, seat, typed, status=400, errors=invalid.messages())
    return redirect(f"/r/{ref}/people")


def _form(request: Request, seat: Seat, values: Mapping[str, str], **more: Any) -> Response:
    is_new = seat.return_.person(Part.APPROVER) is None
    return show(
        request, "approver.html", seat, look_around(parts(), seat), values=values, is_new=is_new, **more
    )
