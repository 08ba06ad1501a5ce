"""The action plan: what will be done, and what is in the way."""

from dataclasses import replace
from datetime import date

from chalicelib.domain.errors import Invalid, NotFound, Outdated
from chalicelib.domain.returns import EDITABLE, Part, Plan, PlanKind, refuse_unless_editable
from chalicelib.services.desk import Seat, only, sit_down
from chalicelib.services.ports import Conflict, Parts

TEXT_LIMIT = 2_000


def new_plan_id(parts: Parts, kind: PlanKind) -> str:
    """An id to put into an empty form, so that a double click saves one plan and not two."""
    return f"{kind.value[0]}{parts.new_ref()}"


def save_plan(
    parts: Parts,
    ref: str,
    token: str,
    plan_id: str,
    *,
    criteria: tuple[str, ...],
    what: str,
    who: str = "",
    by_when: date | None = None,
    how_known: str = "",
    version: int = 0,
) -> Plan:
    """Saves one action or barrier; the first letter of its id says which. Raises Invalid or Outdated."""
    seat = only(Part.LEAD, sit_down(parts, ref, token, plan_id=plan_id))
    refuse_unless_editable(seat.return_)
    kind = PlanKind.BARRIER if plan_id.startswith("b") else PlanKind.ACTION
    plan = Plan(
        id=plan_id,
        kind=kind,
        criteria=tuple(seat.criterion(c).id for c in dict.fromkeys(criteria)),
        what=what.strip(),
        who=who.strip(),
        by_when=by_when,
        how_known=how_known.strip(),
        version=version + 1,
        saved_at=parts.now(),
        saved_by=seat.person.id,
    )
    _refuse_gaps(plan)
    return _commit(parts, seat, plan)


def use_plan(parts: Parts, ref: str, token: str, plan_id: str, criterion_id: str) -> Plan:
    """Lets a plan that is already there serve one more criterion."""
    seat = only(Part.LEAD, sit_down(parts, ref, token, plan_id=plan_id))
    refuse_unless_editable(seat.return_)
    criterion = seat.criterion(criterion_id)
    if seat.plan is None:
        raise NotFound
    if criterion.id in seat.plan.criteria:
        return seat.plan
    criteria = (*seat.plan.criteria, criterion.id)
    return _commit(parts, seat, replace(seat.plan, criteria=criteria, version=seat.plan.version + 1))


def remove_plan(parts: Parts, ref: str, token: str, plan_id: str) -> None:
    """Removing twice is fine."""
    seat = only(Part.LEAD, sit_down(parts, ref, token, plan_id=plan_id))
    refuse_unless_editable(seat.return_)
    if seat.plan is None:
        return
    parts.commit(
        parts.returns.plan_removed(ref, seat.plan),
        parts.returns.changed(seat.return_, {}, remove=(f"plans.{plan_id}",), while_in=EDITABLE),
    )


def _refuse_gaps(plan: Plan) -> None:
    problems = {}
    if not plan.what:
        problems["what"] = "what_needed" if plan.kind is PlanKind.ACTION else "barrier_needed"
    if plan.kind is PlanKind.ACTION and not plan.who:
        problems["who"] = "who_needed"
    if plan.kind is PlanKind.ACTION and plan.by_when is None:
        problems["by_when"] = "when_needed"
    for name in ("what", "who", "how_known"):
        if len(getattr(plan, name)) > TEXT_LIMIT:
            problems[name] = "text_too_long"
    if problems:
        raise Invalid(problems, limit=f"{TEXT_LIMIT:,}")


def _commit(parts: Parts, seat: Seat, plan: Plan) -> Plan:
    changes = {f"plans.{plan.id}": plan.criteria}
    try:
        parts.commit(
            parts.returns.plan_saved(seat.return_.ref, plan),
            parts.returns.changed(seat.return_, changes, while_in=EDITABLE),
        )
    except Conflict as conflict:
        if conflict.kind == "RETURN":
            refuse_unless_editable(conflict.current)
        if conflict.kind == "ACTION" and conflict.current is not None:
            return _unless_different(plan, conflict.current)
        raise
    return plan


def _unless_different(plan: Plan, current: Plan) -> Plan:
    unstamped = {"version": 0, "saved_at": None, "saved_by": ""}
    if replace(plan, **unstamped) == replace(current, **unstamped):  # type: ignore[arg-type]
        return current
    raise Outdated(current)
