"""Saying that a question does not apply, and why."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, Outdated, Refused
from chalicelib.domain.framework import NOT_APPLICABLE
from chalicelib.domain.returns import REASON_LIMIT, Answer
from chalicelib.domain.rights import Right
from chalicelib.handlers.organisation.criteria import next_page, show_both
from chalicelib.handlers.organisation.frame import show, whole_number
from chalicelib.handlers.web import Request, redirect
from chalicelib.services.answering import mark_not_applicable
from chalicelib.services.desk import Seat, look_around, sit_down

PATH = "/r/{ref}/criteria/{criterion}/not-applicable"
QUICK_REASONS = {
    "not_our_work": "We do not do this kind of work",
    "no_contact": "We have no contact with children in this part of our work",
    "somebody_else": "Another organisation does this for us",
    "too_small": "We are too small for this to arise",
}
ANOTHER = "another"


def not_applicable(request: Request, ref: str, criterion: str) -> Response:
    seat = sit_down(parts(), ref, request.token, Right.ENTER, criterion=criterion)
    return _page(request, seat, criterion, split(seat.answer.reason if seat.answer else ""))


def save_not_applicable(request: Request, ref: str, criterion: str) -> Response:
    typed = request.form
    reason = join(typed.get("quick"), typed.get("reason"))
    try:
        saved = mark_not_applicable(
            parts(),
            ref,
            request.token,
            criterion,
            reason=reason,
            version=whole_number(typed.get("_version")),
            seen=(typed.get("_rating"), typed.get("_reason")),
        )
    except Invalid as invalid:
        seat = sit_down(parts(), ref, request.token, Right.ENTER, criterion=criterion)
        more = {"version": whole_number(typed.get("_version")), "errors": invalid.messages()}
        return _page(request, seat, criterion, typed.first(), status=400, **more)
    except Outdated as outdated:
        return show_both(request, ref, criterion, outdated.current, rating=NOT_APPLICABLE, reason=reason)
    return redirect(next_page(saved.seat, saved.criterion))


def join(quick: str, text: str) -> str:
    """The reason to keep: the one that was picked, what was typed, or both."""
    return ". ".join(filter(None, [QUICK_REASONS.get(quick, ""), text]))


def split(reason: str) -> dict[str, str]:
    """The form that a kept reason came from."""
    for quick, words in QUICK_REASONS.items():
        if reason.startswith(words):
            return {"quick": quick, "reason": reason.removeprefix(words).removeprefix(". ")}
    return {"quick": ANOTHER if reason else "", "reason": reason}


def _page(
    request: Request, seat: Seat, criterion_id: str, values: Mapping[str, str], **more: Any
) -> Response:
    found = seat.criterion(criterion_id)
    if found.core:
        raise Refused("core_applies")
    answer = seat.answer or Answer(criterion=criterion_id)
    context = {
        "criterion": found,
        "may_edit": seat.may_edit_criterion(found),
        "open_here": seat.may_edit_criterion(found),
        "wording": found.wording(seat.variant),
        "answer": answer,
        "reasons": {**QUICK_REASONS, ANOTHER: "Another reason"},
        "values": values,
        "version": answer.version,
        "limit": REASON_LIMIT,
    }
    return show(request, "not_applicable.html", seat, look_around(parts(), seat), **{**context, **more})
