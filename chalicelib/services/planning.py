"""The action plan: what will be done, and what is in the way."""

from collections.abc import Set
from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.domain.editing import (
    changed_for_questions,
    refuse_unless_open,
    refuse_unless_with_lead,
    written_in,
)
from chalicelib.domain.errors import Busy, NotFound, Outdated
from chalicelib.domain.limits import PLAN_ID, refuse_plan
from chalicelib.domain.returns import Plan, PlanKind, asked
from chalicelib.domain.rights import Right
from chalicelib.services.desk import Seat, sit_down
from chalicelib.services.ports import Conflict, Parts

TRIES = 4


def new_plan_id(parts: Parts, kind: PlanKind) -> str:
    """An id to put into an empty form, so that a double click saves one plan and not two."""
    return f"{kind.value[0]}{parts.new_ref()}"


def kind_of(plan_id: str) -> PlanKind:
    """Raises NotFound for what no form of ours can have sent: the id becomes part of a stored path."""
    if not PLAN_ID.fullmatch(plan_id):
        raise NotFound
    return PlanKind.BARRIER if plan_id.startswith("b") else PlanKind.ACTION


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
    """Saves one action or barrier; the first letter of its id says which. Raises Invalid or Outdated.

    Outdated carries None when somebody has removed it.
    """
    kind = kind_of(plan_id)
    seat = _sit(parts, ref, token, plan_id)
    refuse_unless_with_lead(seat.return_)
    before = seat.plan
    plan = Plan(
        id=plan_id,
        kind=kind,
        criteria=(*(seat.criterion(c).id for c in dict.fromkeys(criteria)), *_not_asked_now(seat)),
        what=what.strip(),
        who=who.strip(),
        by_when=by_when,
        how_known=how_known.strip(),
        version=version + 1,
        added_at=before.added_at if before else parts.now(),
        saved_at=parts.now(),
        saved_by=seat.person.id,
        saved_as=seat.name,
    )
    refuse_plan(plan)
    touched = {*plan.criteria, *(before.criteria if before else ())}
    refuse_unless_open(seat.return_, touched)
    return _commit(parts, seat, plan, touched)


def use_plan(parts: Parts, ref: str, token: str, plan_id: str, criterion_id: str) -> Plan:
    """Lets a plan that is already there serve one more criterion; changes of others are kept."""
    for _ in range(TRIES):
        seat = sit_down(parts, ref, token, Right.PLAN, plan_id=plan_id)
        refuse_unless_open(seat.return_, [criterion_id])
        criterion = seat.criterion(criterion_id)
        if seat.plan is None or not seat.sees_plan(plan_id):
            raise NotFound
        if criterion.id in seat.plan.criteria:
            return seat.plan
        criteria = (*seat.plan.criteria, criterion.id)
        plan = replace(seat.plan, criteria=criteria, version=seat.plan.version + 1)
        try:
            return _commit(parts, seat, plan, {criterion.id})
        except Outdated:
            continue
    raise Busy


def remove_plan(parts: Parts, ref: str, token: str, plan_id: str, *, version: int) -> None:
    """Removing twice is fine. Raises Outdated when somebody changed it since the page was made."""
    kind_of(plan_id)
    seat = _sit(parts, ref, token, plan_id)
    refuse_unless_with_lead(seat.return_)
    if seat.plan is None:
        return
    touched = seat.plan.criteria
    refuse_unless_open(seat.return_, touched)
    if seat.plan.version != version:
        raise Outdated(seat.plan)
    try:
        parts.commit(
            parts.returns.plan_removed(ref, seat.plan),
            parts.returns.changed(
                seat.return_,
                changed_for_questions(seat.return_, touched, parts.now()),
                remove=(f"plans.{plan_id}",),
                while_in=written_in(seat.return_),
            ),
        )
    except Conflict as conflict:
        if conflict.kind == "RETURN":
            refuse_unless_open(conflict.current, touched)
        if conflict.current is not None:
            raise Outdated(conflict.current) from conflict


def _sit(parts: Parts, ref: str, token: str, plan_id: str) -> Seat:
    """Raises NotFound for a plan that is not theirs to change."""
    seat = sit_down(parts, ref, token, Right.PLAN, plan_id=plan_id)
    if seat.plan is not None and not seat.may_edit_plan(plan_id):
        raise NotFound
    return seat


def _not_asked_now(seat: Seat) -> tuple[str, ...]:
    """What the plan serves that the profile hides at present: it counts again when it is asked again."""
    shown = {c.id for c in asked(seat.framework, seat.return_)}
    return tuple(c for c in seat.plan.criteria if c not in shown) if seat.plan else ()


def _commit(parts: Parts, seat: Seat, plan: Plan, touched: Set[str]) -> Plan:
    """`touched` are the criteria whose plan it changes."""
    changes: dict[str, Any] = {f"plans.{plan.id}": plan.criteria}
    changes |= changed_for_questions(seat.return_, touched, parts.now())
    try:
        parts.commit(
            parts.returns.plan_saved(seat.return_.ref, plan),
            parts.returns.changed(seat.return_, changes, while_in=written_in(seat.return_)),
        )
    except Conflict as conflict:
        if conflict.kind == "RETURN":
            refuse_unless_open(conflict.current, touched)
        if conflict.kind == "ACTION":
            return _unless_different(plan, conflict.current)
        raise
    return plan


def _unless_different(plan: Plan, current: Plan | None) -> Plan:
    unstamped = {"version": 0, "added_at": None, "saved_at": None, "saved_by": "", "saved_as": ""}
    if current is not None and replace(plan, **unstamped) == replace(current, **unstamped):  # type: ignore[arg-type]
        return current
    raise Outdated(current)
