"""The few facts about an organisation that decide what it is asked."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid
from chalicelib.domain.returns import is_profiled
from chalicelib.handlers.forms import Form
from chalicelib.handlers.organisation.beside import told_before
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.web import Request, redirect
from chalicelib.services.desk import Seat, look_around, sit_down
from chalicelib.services.profiling import save_profile


def about(request: Request, ref: str) -> Response:
    seat = sit_down(parts(), ref, request.token)
    values = {**seat.return_.profile, "name": seat.person.name, "job": seat.person.job}
    return _page(request, seat, values)


def save_about(request: Request, ref: str) -> Response:
    typed = request.form
    try:
        save_profile(parts(), ref, request.token, profile=typed.first(), **_details(typed))
    except Invalid as invalid:
        seat = sit_down(parts(), ref, request.token)
        errors = _with_questions(seat, invalid.messages())
        return _page(request, seat, typed.first(), status=400, errors=errors)
    seat = sit_down(parts(), ref, request.token)
    return redirect(f"/r/{ref}" if is_profiled(seat.framework, seat.return_) else f"/r/{ref}/about")


def _details(typed: Form) -> dict[str, str]:
    """Name and role, which are asked only of a lead whose role we do not know."""
    return {name: typed.get(name) for name in ("name", "job") if typed.has(name)}


def _with_questions(seat: Seat, errors: Mapping[str, str]) -> dict[str, str]:
    """Six radios stand below one another: each message says which of them it is about."""
    questions = {q.id: q.question for q in seat.framework.profile_questions}
    return {
        field: f"{words} to “{questions[field]}”" if field in questions else words
        for field, words in errors.items()
    }


def _page(request: Request, seat: Seat, values: Mapping[str, str], **more: Any) -> Response:
    around = look_around(parts(), seat)
    asked_by_cycle = parts().framework(around.cycle.framework)
    rule = asked_by_cycle.instead_for(seat.return_.profile)
    return show(
        request,
        "about.html",
        seat,
        around,
        questions=seat.framework.profile_questions,
        instead=rule if rule and rule.framework == seat.framework.key else None,
        asks_who=not seat.job,
        question_set=seat.framework.title,
        profiled=is_profiled(seat.framework, seat.return_),
        values=values,
        told_before=told_before(seat),
        **more,
    )
