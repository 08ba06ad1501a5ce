"""The form of an action or a barrier: what it says, and how it is shown again."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.editing import is_open
from chalicelib.domain.errors import WORDS, Invalid
from chalicelib.domain.framework import Criterion
from chalicelib.domain.limits import PLAN_TEXT_LIMIT
from chalicelib.domain.progress import needing_plan
from chalicelib.domain.returns import Plan, PlanKind
from chalicelib.domain.rights import Right
from chalicelib.domain.times import saved_at
from chalicelib.handlers.forms import Form
from chalicelib.handlers.organisation.criteria import next_page
from chalicelib.handlers.organisation.dates import as_typed, read_date
from chalicelib.handlers.organisation.frame import is_own, labels, name_of, show, whole_number
from chalicelib.handlers.web import Request
from chalicelib.services.desk import Seat, look_around
from chalicelib.services.planning import kind_of, new_plan_id, save_plan

TEXTS = ("what", "who", "how_known")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanForm:
    """What a page shows in its form, whether it was stored or typed."""

    plan_id: str
    version: int
    values: Mapping[str, str]
    criteria: tuple[str, ...]

    @property
    def kind(self) -> PlanKind:
        return kind_of(self.plan_id)


def empty(kind: PlanKind, criteria: tuple[str, ...] = ()) -> PlanForm:
    """Its id is made now, so that a double click saves one plan and not two."""
    return PlanForm(plan_id=new_plan_id(parts(), kind), version=0, values={}, criteria=criteria)


def asked_kind(request: Request) -> PlanKind:
    """An action, unless the address says that something is in the way."""
    return PlanKind.BARRIER if request.query.get("kind") == PlanKind.BARRIER else PlanKind.ACTION


def of_plan(plan: Plan) -> PlanForm:
    """A stored plan as a form."""
    values = as_typed("by_when", plan.by_when) | {name: getattr(plan, name) for name in TEXTS}
    return PlanForm(plan_id=plan.id, version=plan.version, values=values, criteria=plan.criteria)


def typed_in(form: Form, plan_id: str = "", criteria: tuple[str, ...] = ()) -> PlanForm:
    """What came back; an address that names the plan or the question decides over the form."""
    return PlanForm(
        plan_id=plan_id or form.get("_plan_id"),
        version=whole_number(form.get("_version")),
        values=form.first(),
        criteria=criteria or tuple(form.getlist("criteria")),
    )


def saved_from(request: Request, ref: str, form: PlanForm) -> Plan:
    """Raises Invalid with every field to put right, and Outdated."""
    texts = {name: form.values.get(name, "") for name in TEXTS}
    day, is_real = read_date(form.values, "by_when")
    try:
        if not is_real and form.kind is PlanKind.BARRIER:
            raise Invalid({"by_when": "date_not_real"})
        return save_plan(
            parts(),
            ref,
            request.token,
            form.plan_id,
            criteria=form.criteria,
            by_when=day,
            version=form.version,
            **texts,
        )
    except Invalid as invalid:
        if is_real or "by_when" not in invalid.problems:
            raise
        raise Invalid({**invalid.problems, "by_when": "date_not_real"}, **invalid.details) from None


def show_form(
    request: Request,
    seat: Seat,
    form: PlanForm,
    *,
    criterion: str = "",
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    theirs: Plan | None = None,
    removed: bool = False,
) -> Response:
    """The page of one action or barrier: for a question when `criterion` is given, else for several."""
    found = seat.criterion(criterion) if criterion else None
    around = look_around(parts(), seat, with_plans=bool(criterion))
    return show(
        request,
        "plan_form.html",
        seat,
        around,
        status=status,
        form=form,
        may_edit=_may_edit(seat, form, found),
        open_here=_may_edit(seat, form, found),
        is_barrier=form.kind is PlanKind.BARRIER,
        criterion=found,
        then=next_page(seat, found).removeprefix(f"/r/{seat.return_.ref}/") if found else "",
        wording=found.wording(seat.variant) if found else None,
        label=labels(seat.framework, seat.return_).get(criterion, ""),
        choices=_choices(seat, form, found),
        others={p.id: p.what for p in around.plans if criterion not in p.criteria},
        here_already=[p for p in around.plans if criterion in p.criteria],
        errors=errors,
        theirs=theirs,
        who=name_of(seat.return_, theirs) if theirs else "",
        same_person=theirs is not None and is_own(seat, theirs),
        when=saved_at(theirs.saved_at, parts().now()) if theirs and theirs.saved_at else "",
        removed=removed,
        limit=PLAN_TEXT_LIMIT,
    )


def choice_needed() -> Mapping[str, str]:
    """What to say when no action was picked from the list."""
    return {"plan": WORDS["action_to_use_needed"]}


def _choices(seat: Seat, form: PlanForm, found: Criterion | None) -> dict[str, str]:
    """The questions to choose among: those below the standard, and those that it serves already."""
    if found:
        return {}
    ids = {c.id for c in needing_plan(seat.framework, seat.return_)} | set(form.criteria)
    if not ids and form.values:  # carried on from last time before anything is rated
        ids = {c.id for c in seat.criteria()}
    return {c.id: c.title for c in seat.criteria() if c.id in ids and _may_choose(seat, form, c)}


def _may_choose(seat: Seat, form: PlanForm, criterion: Criterion) -> bool:
    """With a reviewer's questions open, a plan can be for those answers alone."""
    return not seat.with_the_lead or criterion.id in form.criteria or is_open(seat.return_, criterion.id)


def _may_edit(seat: Seat, form: PlanForm, found: Criterion | None) -> bool:
    if found:
        return seat.may_edit_criterion(found)
    if form.plan_id in seat.return_.plans:
        return seat.may_change_plan(form.plan_id)
    return seat.may(Right.PLAN) and seat.with_the_lead
