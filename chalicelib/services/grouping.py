"""Groups of a cycle with dates of their own: added and removed until they have opened.

Whatever sectors are in no group stay together as "Everybody else", with the cycle's dates. A sector can be
dealt out over several months, for partnerships that ask all year round.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.cycles import Cycle, Group, groups_of, whole_group
from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.returns import LINE_LIMIT, too_long
from chalicelib.domain.rhythm import months_later
from chalicelib.domain.trail import Event
from chalicelib.services.cycle_life import STATES, with_dates_of_groups
from chalicelib.services.cycles import opening_task
from chalicelib.services.opening import TO_OPEN
from chalicelib.services.ports import Conflict, Parts

MOST_GROUPS = 24
MOST = 12  # parts, and months between them
REST = "Everybody else"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPlan:
    """What staff fill in. With more than one part, each opens so many `months` after the one before."""

    name: str
    sectors: tuple[str, ...]
    opens_on: date | None
    due_on: date | None
    closes_on: date | None
    parts: int | None = 1
    months: int | None = 1
    by_itself: bool = False


def add_groups(parts: Parts, cycle: Cycle, plan: GroupPlan, actor: str) -> None:
    """Raises Invalid with what to put right; Refused for a cycle that opens no more, or where its
    organisations have been asked.
    """
    _refuse_unless_opening(cycle)
    _refuse(cycle, plan)
    _refuse_asked(parts, cycle, plan.sectors)
    made = _made(parts, plan)
    kept = [group for group in cycle.groups if group.id]
    if len(kept) + len(made) > MOST_GROUPS:
        raise Invalid({"parts": "groups_full"}, most=MOST_GROUPS)
    after = _with(cycle, [*kept, *made])
    openings = [
        write
        for group in made
        for write in parts.tasks.added(opening_task(parts, after, group, waits=not plan.by_itself))
    ]
    _save(parts, cycle, after, actor, "cycle.groups_added", plan.name.strip(), openings)


def remove_groups(parts: Parts, cycle: Cycle, group_id: str, actor: str) -> None:
    """A group, and the other parts of its sectors with it. As above; what is gone already stays so."""
    _refuse_unless_opening(cycle)
    found = next((group for group in cycle.groups if group.id and group.id == group_id), None)
    if found is None:
        raise NotFound
    _refuse_asked(parts, cycle, found.sectors)
    kept = [group for group in cycle.groups if group.id and group.sectors != found.sectors]
    _save(parts, cycle, _with(cycle, kept), actor, "cycle.groups_removed", found.name, [])


def _made(parts: Parts, plan: GroupPlan) -> list[Group]:
    number, months = plan.parts or 1, plan.months or 1
    if plan.opens_on is None or plan.due_on is None or plan.closes_on is None:
        return []  # refused before
    return [
        Group(
            id=parts.new_id(),
            name=plan.name.strip() if number == 1 else f"{plan.name.strip()}, part {part} of {number}",
            sectors=plan.sectors,
            opens_on=_later(plan.opens_on, months * (part - 1)),
            due_on=_later(plan.due_on, months * (part - 1)),
            closes_on=_later(plan.closes_on, months * (part - 1)),
            part=part,
            parts=number,
            confirmed=plan.by_itself,
        )
        for part in range(1, number + 1)
    ]


def _later(day: date, months: int) -> date:
    return months_later(day, months) if months else day


def _with(cycle: Cycle, kept: Iterable[Group]) -> Cycle:
    """The cycle with these groups, and one more for whoever is in none."""
    kept = list(kept)
    grouped = {sector for group in kept for sector in group.sectors}
    left = tuple(sector for sector in cycle.sectors if sector not in grouped)
    if not kept:
        rest = next((group for group in cycle.groups if not group.id), None) or groups_of(cycle)[0]
        dates = {name: getattr(rest, name) for name in ("opens_on", "due_on", "closes_on")}
        return replace(cycle, groups=(), **dates)
    rest = next((group for group in cycle.groups if not group.id), whole_group(cycle))
    others = [replace(rest, name=REST, sectors=left)] if left else []
    return with_dates_of_groups(replace(cycle, groups=(*kept, *others)))


def _refuse_unless_opening(cycle: Cycle) -> None:
    if cycle.status not in TO_OPEN:
        raise Refused("cycle_not_to_open", state=STATES[cycle.status])


def _refuse(cycle: Cycle, plan: GroupPlan) -> None:
    problems = {} if plan.name.strip() else {"name": "group_name_needed"}
    problems |= too_long(name=plan.name)
    if not plan.sectors or not set(plan.sectors) <= set(cycle.sectors):
        problems["sectors"] = "sectors_needed"
    taken = {sector for group in cycle.groups if group.id for sector in group.sectors} & set(plan.sectors)
    if taken:
        problems["sectors"] = "sectors_grouped"
    problems |= _wrong_dates(plan)
    for field, code in (("parts", "group_parts_needed"), ("months", "group_months_needed")):
        if not 1 <= (getattr(plan, field) or 0) <= MOST:
            problems[field] = code
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT, sectors="These sectors")


def _wrong_dates(plan: GroupPlan) -> dict[str, str]:
    days = {name: getattr(plan, name) for name in ("opens_on", "due_on", "closes_on")}
    problems = {name: f"{name}_not_real" for name, day in days.items() if day is None}
    if plan.opens_on and plan.due_on and plan.due_on <= plan.opens_on:
        problems["due_on"] = "due_after_opening"
    if plan.due_on and plan.closes_on and plan.closes_on < plan.due_on:
        problems["closes_on"] = "closes_after_due"
    return problems


def _refuse_asked(parts: Parts, cycle: Cycle, sectors: Iterable[str]) -> None:
    wanted = set(sectors)
    if any(header.sector in wanted for header in parts.returns.headers(cycle.id, ("invited_at",))):
        raise Refused("group_open_already")


def _save(
    parts: Parts, cycle: Cycle, after: Cycle, actor: str, what: str, name: str, also: Iterable[object]
) -> None:
    changes = {field: getattr(after, field) for field in ("groups", "opens_on", "due_on", "closes_on")}
    event = Event(
        subject=f"CYCLE#{cycle.id}", at=parts.now(), actor=actor, what=what, details={"group": name}
    )
    try:
        parts.commit(parts.cycles.changed(cycle, changes), parts.trail.recorded(event), list(also))
    except Conflict:
        raise Refused("opened_already") from None
