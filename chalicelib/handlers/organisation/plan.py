"""The action plan: what will be done, what is in the way, and what still needs either."""

import re

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, NotFound, Outdated
from chalicelib.domain.progress import progress
from chalicelib.domain.returns import PlanKind
from chalicelib.domain.rights import Right, sees
from chalicelib.handlers.organisation import plan_forms
from chalicelib.handlers.organisation.frame import labels, name_of, show, whole_number
from chalicelib.handlers.organisation.plan_forms import PlanForm, saved_from, show_form
from chalicelib.handlers.web import Request, redirect
from chalicelib.services.action_notes import unfinished
from chalicelib.services.desk import Seat, look_around, sit_down
from chalicelib.services.planning import kind_of, remove_plan, use_plan

THEN = re.compile(r"(criteria|standards)/[A-Za-z0-9-]{1,20}|questions")
FOR_A_QUESTION = "/r/{ref}/criteria/{criterion}/action"


def action(request: Request, ref: str, criterion: str) -> Response:
    """What will you do about this answer? With `?kind=barrier`: what is in the way?"""
    seat = sit_down(parts(), ref, request.token, Right.ENTER)
    form = plan_forms.empty(plan_forms.asked_kind(request), (criterion,))
    return show_form(request, seat, form, criterion=criterion)


def save_action(request: Request, ref: str, criterion: str) -> Response:
    form = plan_forms.typed_in(request.form, criteria=(criterion,))
    return _save(request, ref, form, criterion) or redirect(_then(request, ref))


def use_action(request: Request, ref: str, criterion: str) -> Response:
    """One action may serve several answers."""
    chosen = request.form.get("plan")
    if not chosen:
        form = plan_forms.empty(PlanKind.ACTION, (criterion,))
        seat = sit_down(parts(), ref, request.token, Right.PLAN)
        errors = plan_forms.choice_needed()
        return show_form(request, seat, form, criterion=criterion, status=400, errors=errors)
    kind_of(chosen)
    use_plan(parts(), ref, request.token, chosen, criterion)
    return redirect(_then(request, ref))


def plan(request: Request, ref: str) -> Response:
    """The whole plan, with what still needs an action first."""
    seat = sit_down(parts(), ref, request.token, Right.ENTER)
    around = look_around(parts(), seat, with_plans=True)
    found = progress(seat.framework, seat.return_)
    return show(
        request,
        "plan.html",
        seat,
        around,
        gaps=[c for c in found.gaps.without_plan if c in seat.criteria()],
        all_answered=not any(c in seat.criteria() for c in found.gaps.unanswered),
        editable={p.id for p in around.plans if seat.may_change_plan(p.id)},
        may_edit=seat.may(Right.PLAN) and seat.with_the_lead,
        labels=labels(seat.framework, seat.return_),
        titles=_titles(seat),
        actions=[p for p in around.plans if p.kind is PlanKind.ACTION],
        barriers=[p for p in around.plans if p.kind is PlanKind.BARRIER],
        unfinished=unfinished(parts(), seat),
        last_time=next(iter(seat.return_.previous), None),
    )


def carry_on(request: Request, ref: str, plan: str) -> Response:
    """Something planned last time, in a form: it is in this plan once somebody saves it."""
    seat = sit_down(parts(), ref, request.token, Right.PLAN)
    found = next((one for one in unfinished(parts(), seat) if one.plan.id == plan), None)
    if found is None:
        return redirect(f"/r/{ref}/actions")
    return show_form(request, seat, plan_forms.of_plan(found.plan))


def add(request: Request, ref: str) -> Response:
    seat = sit_down(parts(), ref, request.token, Right.PLAN)
    return show_form(request, seat, plan_forms.empty(plan_forms.asked_kind(request)))


def save_added(request: Request, ref: str) -> Response:
    return _save(request, ref, plan_forms.typed_in(request.form)) or redirect(f"/r/{ref}/actions")


def change(request: Request, ref: str, plan: str) -> Response:
    kind_of(plan)
    seat = sit_down(parts(), ref, request.token, Right.PLAN, plan_id=plan)
    if seat.plan is None or not seat.may_edit_plan(plan):
        raise NotFound
    return show_form(request, seat, plan_forms.of_plan(seat.plan))


def save_change(request: Request, ref: str, plan: str) -> Response:
    return _save(request, ref, plan_forms.typed_in(request.form, plan)) or redirect(f"/r/{ref}/actions")


def ask_to_remove(request: Request, ref: str, plan: str) -> Response:
    """Asks first, because a removed action cannot be brought back."""
    return _ask_to_remove(request, ref, plan)


def remove(request: Request, ref: str, plan: str) -> Response:
    try:
        remove_plan(parts(), ref, request.token, plan, version=whole_number(request.form.get("_version")))
    except Outdated:
        return _ask_to_remove(request, ref, plan, status=409)
    return redirect(f"/r/{ref}/actions")


def _ask_to_remove(request: Request, ref: str, plan: str, status: int = 200) -> Response:
    kind_of(plan)
    seat = sit_down(parts(), ref, request.token, Right.PLAN, plan_id=plan)
    if seat.plan is None:
        return redirect(f"/r/{ref}/actions")
    if not seat.may_edit_plan(plan):
        raise NotFound
    return show(
        request,
        "plan_remove.html",
        seat,
        look_around(parts(), seat),
        status=status,
        plan=seat.plan,
        may_edit=seat.may_change_plan(plan),
        titles=_titles(seat),
        changed_by=name_of(seat.return_, seat.plan) if status == 409 else "",
    )


def _titles(seat: Seat) -> dict[str, str]:
    """Of every question that is theirs, asked now or not."""
    return {c.id: c.title for c in seat.framework.criteria if sees(seat.person, c)}


def _save(request: Request, ref: str, form: PlanForm, criterion: str = "") -> Response | None:
    """None when it is saved; else the page that says why not, with everything that was typed."""
    try:
        saved_from(request, ref, form)
    except Invalid as invalid:
        seat = sit_down(parts(), ref, request.token, Right.PLAN)
        return show_form(request, seat, form, criterion=criterion, status=400, errors=invalid.messages())
    except Outdated as outdated:
        return show_form(
            request,
            sit_down(parts(), ref, request.token, Right.PLAN),
            _on_top_of(form, outdated),
            criterion=criterion,
            status=409,
            theirs=outdated.current,
            removed=outdated.current is None,
        )
    return None


def _on_top_of(form: PlanForm, outdated: Outdated) -> PlanForm:
    """What was typed, ready to be saved over what is there now: it is shown beside it."""
    version = outdated.current.version if outdated.current else 0
    return PlanForm(plan_id=form.plan_id, version=version, values=form.values, criteria=form.criteria)


def _then(request: Request, ref: str) -> str:
    """Where to go on: the page that made the form knew the next question."""
    then = request.form.get("_then")
    return f"/r/{ref}/{then}" if THEN.fullmatch(then) else f"/r/{ref}/actions"
