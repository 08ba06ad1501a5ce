"""The approver reads it all, then approves and submits, sends it back, or says that it is not theirs."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import WORDS, Invalid, Refused
from chalicelib.domain.returns import Meeting, Part, ReturnStatus
from chalicelib.domain.rights import Right
from chalicelib.domain.submissions import canonical, seal
from chalicelib.handlers import cookies
from chalicelib.handlers.forms import Form
from chalicelib.handlers.organisation.dates import as_typed, read_date
from chalicelib.handlers.organisation.frame import show, whole_number
from chalicelib.handlers.organisation.summary import at_a_glance, what_changed
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services import approval, submitting
from chalicelib.services.appointing import second_reader_is_due
from chalicelib.services.desk import Seat, look_around, sit_down
from chalicelib.services.reading import Reading, read_on


def approve_page(request: Request, ref: str) -> Response:
    return _to_read(request, _sit(request, ref))


def approve(request: Request, ref: str) -> Response:
    """Once or twice, it ends on the page of the one submitted copy."""
    form = request.form
    stated = submitting.Approval(
        seq=whole_number(form.get("_seq"), least=-1),
        read=form.get("_read"),
        name=form.get("name"),
        job=form.get("job"),
        on_behalf_of=form.get("on_behalf_of"),
        decided=form.get("decided"),
        decided_on=read_date(form.first(), "decided_on")[0],
        declared=form.get("declared") == "yes",
    )
    try:
        submitting.approve(parts(), ref, request.token, stated)
    except Invalid as invalid:
        return _read_again(request, ref, _with_real_date(invalid, form), stated.seq)
    except Refused:
        return _read_again(request, ref, {}, stated.seq)
    return redirect(f"/r/{ref}/submitted")


def send_back_page(request: Request, ref: str) -> Response:
    return _choice(request, ref, "send_back.html")


def send_back(request: Request, ref: str) -> Response:
    note = request.form.get("note")
    try:
        approval.send_back(parts(), ref, request.token, note=note)
    except Invalid as invalid:
        return _choice(request, ref, "send_back.html", note=note, status=400, errors=invalid.messages())
    return redirect(f"/r/{ref}/approve")


def not_me_page(request: Request, ref: str) -> Response:
    return _choice(request, ref, "not_me.html")


def not_me(request: Request, ref: str) -> Response:
    approval.not_me(parts(), ref, request.token, note=request.form.get("note"))
    forget = cookies.removed(cookies.for_return(ref))
    return redirect(f"/r/{ref}/not-me/done", set_cookies=[forget])


def not_me_done(request: Request, ref: str) -> Response:
    """Says nothing about the return, so anybody may see it."""
    return page(request, "pages/organisation/not_me_done.html")


def _sit(request: Request, ref: str, right: Right = Right.APPROVE) -> Seat:
    return sit_down(parts(), ref, request.token, right)


def _read_again(request: Request, ref: str, errors: dict[str, str], seq: int) -> Response:
    """With what was typed. Whoever is shown something new states afresh that they have read it."""
    seat, typed = _sit(request, ref), request.form.first()
    if seat.return_.seq != seq or typed.get("_read") != _seal_of(read_on(parts(), seat)):
        errors = {"answers": WORDS["return_changed"], **errors}
        typed = {**typed, "declared": ""}
    return _to_read(request, seat, typed, status=409 if "answers" in errors else 400, errors=errors)


def _to_read(request: Request, seat: Seat, typed: Mapping[str, str] | None = None, **more: Any) -> Response:
    """All of it and the three choices; or where it is, when it is not here to be approved."""
    status, ref = seat.return_.status, seat.return_.ref
    if status is ReturnStatus.SUBMITTED:
        return redirect(f"/r/{ref}/submitted")
    if status is not ReturnStatus.AWAITING_APPROVAL:
        lead = seat.return_.person(Part.LEAD)
        return show(request, "nothing_to_approve.html", seat, look_around(parts(), seat), lead=lead)
    if seat.person.also_approves and second_reader_is_due(seat.return_):
        return redirect(f"/r/{ref}/people/second-reader")
    reading = read_on(parts(), seat)
    values = typed or {"name": seat.name, "job": seat.job, **_as_the_meeting_decided(seat.return_.meeting)}
    return show(
        request,
        "approve.html",
        seat,
        reading.around,
        lead=seat.return_.person(Part.LEAD),
        seq=reading.whole.return_.seq,
        copy=reading.copy,
        seal=_seal_of(reading),
        evidence=reading.evidence,
        values=values,
        own=submitting.prepared_it(seat.return_, seat.person),
        comments=reading.whole.comments,
        **at_a_glance(reading),
        **what_changed(reading),
        **more,
    )


def _as_the_meeting_decided(meeting: Meeting | None) -> dict[str, str]:
    """What the form says before anybody has touched it, where the lead has recorded a meeting."""
    if meeting is None:
        return {}
    return {"on_behalf_of": meeting.body, "decided": "meeting", **as_typed("decided_on", meeting.held_on)}


def _with_real_date(invalid: Invalid, form: Form) -> dict[str, str]:
    """Whoever typed a date that does not exist did not leave it out."""
    messages = invalid.messages()
    is_real = read_date(form.first(), "decided_on")[1]
    if invalid.problems.get("decided_on") == "decided_on_needed" and not is_real:
        messages["decided_on"] = WORDS["decided_on_not_real"]
    return messages


def _seal_of(reading: Reading) -> str:
    """Of what the page shows."""
    return seal(canonical(reading.copy))


def _choice(request: Request, ref: str, template: str, note: str = "", **more: Any) -> Response:
    seat = _sit(request, ref, Right.SEND_BACK)
    if seat.return_.status is not ReturnStatus.AWAITING_APPROVAL:
        return redirect(f"/r/{ref}/approve")
    lead = seat.return_.person(Part.LEAD)
    return show(request, template, seat, look_around(parts(), seat), lead=lead, note=note, **more)
