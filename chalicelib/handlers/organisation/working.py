"""The working copy: what has changed since it was submitted, for the organisation's own eyes."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, Outdated
from chalicelib.domain.progress import section_progress
from chalicelib.domain.returns import NARRATIVE_LIMIT, ActionNote, ActionState
from chalicelib.domain.times import saved_at
from chalicelib.handlers.organisation.criteria import both_sides
from chalicelib.handlers.organisation.frame import label_of, name_of, show, whole_number
from chalicelib.handlers.web import Request, redirect
from chalicelib.services import action_notes, keeping_up
from chalicelib.services.keeping_up import Overview, Page

STATES: Mapping[ActionState, str] = {
    ActionState.DONE: "Done",
    ActionState.ON_TRACK: "On track",
    ActionState.STUCK: "Stuck",
}


def working_copy(request: Request, ref: str) -> Response:
    found = keeping_up.overview(parts(), ref, request.token)
    seat = found.seat
    if not keeping_up.is_open(seat, found.around):
        return redirect(f"/r/{ref}")
    sections = [section_progress(seat.framework, seat.return_, s.number) for s in seat.framework.sections]
    theirs = {criterion.id for criterion in seat.criteria()}
    return show(
        request,
        "working.html",
        seat,
        found.around,
        sections=[s for s in sections if theirs.intersection(c.id for c in s.criteria)],
        theirs=theirs,
        changed=found.changed,
        plans=found.plans,
        notes=found.notes,
        states=STATES,
        may_note=seat.may_work,
    )


def question(request: Request, ref: str, criterion: str) -> Response:
    page = keeping_up.question(parts(), ref, request.token, criterion)
    if not keeping_up.is_open(page.seat, page.around):
        return redirect(f"/r/{ref}")
    return _question(request, page, {"narrative": page.now.narrative, "rating": page.now.rating})


def note(request: Request, ref: str, criterion: str) -> Response:
    typed = request.form
    rating = "" if typed.get("_next") == "clear" else typed.get("rating")
    try:
        keeping_up.note_answer(
            parts(),
            ref,
            request.token,
            criterion,
            rating=rating,
            narrative=typed.get("narrative"),
            version=whole_number(typed.get("_version")),
        )
    except Invalid as invalid:
        page = keeping_up.question(parts(), ref, request.token, criterion)
        more = {"status": 400, "errors": invalid.messages(), "version": whole_number(typed.get("_version"))}
        return _question(request, page, typed.first(), **more)
    except Outdated as outdated:
        page = keeping_up.question(parts(), ref, request.token, criterion)
        both = both_sides(request, page.seat, page.criterion, outdated.current, rating=rating)
        here = f"/r/{ref}/working/{criterion}"
        return show(
            request,
            "criterion_outdated.html",
            page.seat,
            page.around,
            status=409,
            here=here,
            working=True,
            **both,
        )
    return redirect(f"/r/{ref}/working")


def action(request: Request, ref: str, plan: str) -> Response:
    found = action_notes.action(parts(), ref, request.token, plan)
    if not keeping_up.is_open(found.seat, found.around):
        return redirect(f"/r/{ref}")
    return _action(request, found, found.notes.get(plan))


def note_action(request: Request, ref: str, plan: str) -> Response:
    typed = request.form
    version, line = whole_number(typed.get("_version")), typed.get("line")
    try:
        action_notes.note_action(
            parts(), ref, request.token, plan, state=typed.get("state"), line=line, version=version
        )
    except Invalid as invalid:
        found = action_notes.action(parts(), ref, request.token, plan)
        more = {"status": 400, "errors": invalid.messages(), "values": typed.first(), "version": version}
        return _action(request, found, found.notes.get(plan), **more)
    except Outdated as outdated:
        found = action_notes.action(parts(), ref, request.token, plan)
        return _action(request, found, outdated.current, status=409, values=typed.first(), theirs=True)
    return redirect(f"/r/{ref}/working")


def _question(request: Request, page: Page, values: Mapping[str, str], **more: Any) -> Response:
    seat, found, noted = page.seat, page.criterion, page.now
    context: dict[str, Any] = {
        "criterion": found,
        "wording": found.wording(seat.variant),
        "levels": seat.framework.scale.levels,
        "answer": noted,
        "label": label_of(seat.framework, noted.rating),
        "is_noted": noted is not page.submitted,
        "submitted": page.submitted,
        "submitted_label": label_of(seat.framework, page.submitted.rating),
        "saved": saved_at(noted.saved_at, parts().now()) if noted.saved_at else "",
        "saved_by": name_of(seat.return_, noted),
        "values": values,
        "version": page.version,
        "may_note": page.may_note,
        "limit": NARRATIVE_LIMIT,
    }
    return show(request, "working_question.html", seat, page.around, **{**context, **more})


def _action(request: Request, found: Overview, noted: ActionNote | None, **more: Any) -> Response:
    (plan,) = found.plans
    seat = found.seat
    context: dict[str, Any] = {
        "plan": plan,
        "titles": {c.id: c.title for c in seat.criteria()},
        "states": STATES,
        "note": noted,
        "saved": saved_at(noted.saved_at, parts().now()) if noted and noted.saved_at else "",
        "values": {"state": noted.state.value, "line": noted.line} if noted else {},
        "version": noted.version if noted else 0,
        "may_note": seat.may_edit_plan(plan.id) and keeping_up.is_open(seat, found.around),
    }
    return show(request, "working_action.html", seat, found.around, **{**context, **more})
