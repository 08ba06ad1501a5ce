"""The last look before approval: what is missing first, then what it all says."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Refused
from chalicelib.domain.returns import Part, ReturnStatus, gaps, is_profiled
from chalicelib.domain.rights import Right
from chalicelib.handlers.organisation.frame import home_of, show
from chalicelib.handlers.organisation.summary import at_a_glance, what_changed
from chalicelib.handlers.web import Request, redirect
from chalicelib.services import approval
from chalicelib.services.desk import sit_down
from chalicelib.services.reading import read_on
from chalicelib.services.replying import questions


def check(request: Request, ref: str) -> Response:
    return _page(request, ref)


def ask_for_approval(request: Request, ref: str) -> Response:
    try:
        approval.send_for_approval(parts(), ref, request.token)
    except Refused as refused:
        changed = Refused("answers_just_changed") if refused.code == "return_changed" else refused
        return _page(request, ref, status=409, errors={"ask": changed.words})
    seat = sit_down(parts(), ref, request.token, Right.ASK)
    return redirect(f"/r/{ref}/approve" if seat.may(Right.APPROVE) else f"/r/{ref}/check")


def take_back(request: Request, ref: str) -> Response:
    approval.take_back(parts(), ref, request.token)
    return redirect(f"/r/{ref}/check")


def _page(request: Request, ref: str, **more: Any) -> Response:
    seat = sit_down(parts(), ref, request.token)
    if seat.return_.status is ReturnStatus.SUBMITTED:
        return redirect(f"/r/{ref}/submitted")
    if not seat.may(Right.ASK):
        return redirect(f"/r/{ref}{home_of(seat.person)}")
    reading = read_on(parts(), seat)
    return_ = reading.whole.return_
    approver, missing = return_.person(Part.APPROVER), gaps(seat.framework, return_)
    unanswered = [q for q in questions(seat) if not q.answered]
    profiled = is_profiled(seat.framework, return_)
    return show(
        request,
        "check.html",
        seat,
        reading.around,
        missing=missing,
        unanswered=[(q, seat.criterion(q.criterion)) for q in unanswered],
        ready=bool(profiled and approver and not missing and not unanswered),
        profiled=profiled,
        waiting=return_.status is ReturnStatus.AWAITING_APPROVAL,
        comments=reading.whole.comments,
        **at_a_glance(reading),
        **what_changed(reading),
        **more,
    )
