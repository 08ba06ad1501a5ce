"""How the actions of a plan go after it was submitted, and which of them the next return may take up."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chalicelib.domain.errors import Invalid, NotFound, Outdated
from chalicelib.domain.last_time import Past
from chalicelib.domain.returns import ActionNote, ActionState, Plan
from chalicelib.domain.rights import Right, may_edit_plan
from chalicelib.services.desk import Seat
from chalicelib.services.keeping_up import Overview, overview, refuse_unless_kept_up
from chalicelib.services.looking_back import past_of
from chalicelib.services.ports import Conflict, Parts

NOTE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A line of last time's plan that nobody has called done. `plan` serves the questions of now."""

    plan: Plan
    note: ActionNote | None


def action(parts: Parts, ref: str, token: str, plan_id: str, right: Right = Right.ENTER) -> Overview:
    """The working copy with one action alone. Raises NotFound for one that is not there, or not theirs."""
    found = overview(parts, ref, token, right)
    plans = tuple(plan for plan in found.plans if plan.id == plan_id)
    if not plans or (right is Right.PLAN and not found.seat.may_edit_plan(plan_id)):
        raise NotFound
    return replace(found, plans=plans)


def note_action(
    parts: Parts, ref: str, token: str, plan_id: str, *, state: str, line: str, version: int
) -> None:
    """Done, on track or stuck, and a line about it. Raises Invalid and Outdated."""
    found = action(parts, ref, token, plan_id, Right.PLAN)
    seat, before = found.seat, found.notes.get(plan_id)
    refuse_unless_kept_up(seat, found.around)
    _refuse_note(state, line)
    if before is not None and (before.state.value, before.line) == (state, line):
        return
    if (before.version if before else 0) != version:
        raise Outdated(before)
    note = ActionNote(
        plan=plan_id,
        state=ActionState(state),
        line=line,
        version=version + 1,
        saved_at=parts.now(),
        saved_by=seat.person.id,
        saved_as=seat.name,
    )
    try:
        parts.commit(parts.returns.action_noted(ref, note))
    except Conflict as conflict:
        raise Outdated(conflict.current) from conflict


def unfinished(parts: Parts, seat: Seat) -> list[Unfinished]:
    """What the last return planned and this one does not yet, as far as it is theirs to plan. One read."""
    past = past_of(parts, seat.framework, seat.return_)
    if not past or not seat.may_now(Right.PLAN):
        return []
    plans, notes = parts.returns.plan_of(past[0].previous.ref)
    heirs = _heirs(past[0])
    found = [Unfinished(_as_of_now(plan, heirs), notes.get(plan.id)) for plan in plans]
    return [one for one in found if _is_left(seat, one)]


def _is_left(seat: Seat, one: Unfinished) -> bool:
    if one.plan.id in seat.return_.plans or (one.note and one.note.state is ActionState.DONE):
        return False
    criteria = [c for c in seat.framework.criteria if c.id in one.plan.criteria]
    return may_edit_plan(seat.person, criteria)


def _as_of_now(plan: Plan, heirs: Mapping[str, tuple[str, ...]]) -> Plan:
    """Under its own id: a plan that has been carried on with is the same plan, and cannot be twice."""
    criteria = dict.fromkeys(now for was in plan.criteria for now in heirs.get(was, ()))
    return replace(plan, criteria=tuple(criteria), version=0)


def _heirs(past: Past) -> dict[str, tuple[str, ...]]:
    """Question of then → the questions of now that come from it."""
    found: dict[str, tuple[str, ...]] = {}
    for mapped in past.changes.now.values():
        for was in mapped.was:
            found[was] = (*found.get(was, ()), mapped.criterion)
    return found


def _refuse_note(state: str, line: str) -> None:
    problems = {} if state in list(ActionState) else {"state": "action_state_needed"}
    if len(line) > NOTE_LIMIT:
        problems["line"] = "line_too_long"
    if problems:
        raise Invalid(problems, limit=NOTE_LIMIT)
