"""Entering a return for somebody who tells us on paper or by telephone, and recording their approval."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.on_behalf import ToldBy
from chalicelib.domain.progress import progress
from chalicelib.handlers import cookies
from chalicelib.handlers.staff.frame import partnership_id, read_date, seat, whole_number
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.on_behalf import (
    APPROVABLE,
    ENTERING_LASTS,
    Said,
    begin,
    may_be_entered,
    record_approval,
)
from chalicelib.services.telephone import Round, look_up, organisation_of

WAYS = {ToldBy.TELEPHONE: "Over the telephone", ToldBy.PAPER: "On paper, or in a file that they sent"}


def enter_form(request: Request, ref: str) -> Response:
    return _page(request, ref, "enter_for.html")


def enter(request: Request, ref: str) -> Response:
    """Sits staff down at the return's own pages."""
    member, turn = seat(request), _round(request, ref)
    try:
        token = begin(
            parts(), member.partnership, member.member, turn.return_.organisation_id, ref, _said(request)
        )
    except Refused as refusal:
        return _refused(request, ref, "enter_for.html", refusal)
    lasts = int(ENTERING_LASTS.total_seconds())
    return redirect(f"/r/{ref}", set_cookies=[cookies.cookie(cookies.for_return(ref), token, lasts)])


def approval_form(request: Request, ref: str) -> Response:
    return _page(request, ref, "record_approval.html")


def approve(request: Request, ref: str) -> Response:
    turn = _round(request, ref)
    seq = whole_number(request.form.get("_seq"))
    try:
        record_approval(
            parts(),
            partnership_id(request),
            seat(request).member,
            turn.return_.organisation_id,
            ref,
            -1 if seq is None else seq,
            _said(request),
        )
    except Refused as refusal:
        return _refused(request, ref, "record_approval.html", refusal)
    return redirect(f"/staff/organisations/{turn.return_.organisation_id}?done=approved")


def _said(request: Request) -> Said:
    form = request.form
    return Said(
        way=form.get("way"),
        name=form.get("name"),
        job=form.get("job"),
        on=read_date(form.first(), "told_on"),
        declared=form.get("declared") == "yes",
    )


def _round(request: Request, ref: str) -> Round:
    """The return as the telephone page has it. Raises NotFound, also for another partnership's."""
    whose = partnership_id(request)
    found = look_up(parts(), whose, organisation_of(parts(), whose, ref))
    return next(turn for turn in found.rounds if turn.return_.ref == ref)


def _refused(request: Request, ref: str, template: str, refusal: Refused) -> Response:
    if isinstance(refusal, Invalid):
        return _page(request, ref, template, status=400, errors=refusal.messages())
    return _page(request, ref, template, status=409, errors={"way": refusal.words})


def _page(request: Request, ref: str, template: str, *, status: int = 200, **more: Any) -> Response:
    turn = _round(request, ref)
    return_ = turn.return_
    return page(
        request,
        f"pages/staff/{template}",
        status=status,
        turn=turn,
        return_=return_,
        may_be_entered=may_be_entered(turn.cycle, return_),
        may_be_approved=return_.entered_for is not None and return_.status in APPROVABLE,
        gaps=progress(parts().framework(return_.framework), return_).gaps,
        ways=WAYS,
        values=request.form.first(),
        **more,
    )
