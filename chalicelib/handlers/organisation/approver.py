"""Who will read and approve a return, and who else reads it when that is whoever prepared it."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid
from chalicelib.domain.people import PersonForm
from chalicelib.domain.returns import Part
from chalicelib.domain.rights import Right
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.web import Request, redirect
from chalicelib.services import appointing
from chalicelib.services.colleagues import add_person, new_person_id
from chalicelib.services.desk import Seat, look_around, sit_down

MYSELF, SOMEBODY_ELSE = "myself", "somebody_else"


def approver_form(request: Request, ref: str) -> Response:
    seat = _sit(request, ref)
    if not seat.with_the_lead:
        return redirect(f"/r/{ref}/people")
    return _form(request, seat, _stored(seat))


def save_approver(request: Request, ref: str) -> Response:
    """Whoever approves their own work says next who else will read it."""
    typed = request.form
    name, email, job = (typed.get(field) for field in ("name", "email", "job"))
    try:
        if typed.get("who") == MYSELF:
            appointing.approve_it_myself(parts(), ref, request.token)
        elif typed.get("who") == SOMEBODY_ELSE:
            appointing.name_approver(parts(), ref, request.token, name=name, email=email, job=job)
        else:
            raise Invalid({"who": "approver_choice_needed"})
    except Invalid as invalid:
        return _form(request, _sit(request, ref), typed.first(), status=400, errors=invalid.messages())
    return_ = _sit(request, ref).return_
    due = appointing.second_reader_is_due(return_)
    return redirect(f"/r/{ref}/people/second-reader" if due else f"/r/{ref}/people")


def second_reader_form(request: Request, ref: str) -> Response:
    return _second_reader_form(request, ref, {}, new_person_id(parts()))


def save_second_reader(request: Request, ref: str) -> Response:
    """A governor or trustee; or nobody, where there is nobody."""
    form = request.form
    if form.get("_alone") == "yes":
        appointing.read_alone(parts(), ref, request.token)
        return redirect(f"/r/{ref}/people")
    wanted = PersonForm(
        name=form.get("name"), email=form.get("email"), job=form.get("job"), part=Part.READER.value
    )
    try:
        add_person(parts(), ref, request.token, form.get("_id"), wanted)
    except Invalid as invalid:
        more = {"status": 400, "errors": invalid.messages()}
        return _second_reader_form(request, ref, form.first(), form.get("_id"), **more)
    return redirect(f"/r/{ref}/people")


def _sit(request: Request, ref: str) -> Seat:
    return sit_down(parts(), ref, request.token, Right.PEOPLE)


def _stored(seat: Seat) -> Mapping[str, str]:
    approver = seat.return_.person(Part.APPROVER)
    if approver is None:
        return {}
    if approver.also_approves:
        return {"who": MYSELF}
    return {"who": SOMEBODY_ELSE, "name": approver.name, "email": approver.email, "job": approver.job}


def _form(request: Request, seat: Seat, values: Mapping[str, str], **more: Any) -> Response:
    approver = seat.return_.person(Part.APPROVER)
    is_new = approver is None or approver.also_approves
    around = look_around(parts(), seat)
    return show(request, "approver.html", seat, around, values=values, is_new=is_new, **more)


def _second_reader_form(
    request: Request, ref: str, values: Mapping[str, str], new_id: str, **more: Any
) -> Response:
    seat = _sit(request, ref)
    around = look_around(parts(), seat)
    return show(request, "second_reader.html", seat, around, values=values, new_id=new_id, **more)
