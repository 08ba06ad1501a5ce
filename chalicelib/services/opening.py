"""A cycle's opening in steps, group by group: the first five, then the rest, or by itself on its day.

Each group has one task that opens it. While that waits for staff it is held; pressing makes it ready, once,
whoever presses at the same moment. What has happened is read from the tasks and the returns themselves.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.cycles import (
    Cycle,
    CycleStatus,
    Group,
    fair_due,
    group_of,
    groups_of,
)
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.tasks import Queue, Task, TaskState
from chalicelib.domain.times import london_day
from chalicelib.domain.trail import Event
from chalicelib.domain.working_days import Holidays, working_days_from
from chalicelib.services.cycle_life import STATES
from chalicelib.services.cycles import FIRST, chosen, invite, opening_intent, opening_task, opens_at
from chalicelib.services.ports import Conflict, Parts

TO_OPEN = frozenset({CycleStatus.PLANNED, CycleStatus.OPENING, CycleStatus.OPEN})
LEAST = 10  # working days that whoever joins late has at the least


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One group: how many organisations it has, how many have been asked, and what has been pressed.

    `by_itself` says that it opens on its day; `first_five` are those whom the trial goes, or went, to.
    """

    group: Group
    members: int
    asked: int
    first_five: tuple[Organisation, ...]
    trial: Task | None
    opening: Task | None

    @property
    def by_itself(self) -> bool:
        return self.opening is not None and self.opening.state is TaskState.READY and not self.pressed

    @property
    def pressed(self) -> bool:
        return self.opening is not None and "now" in self.opening.payload

    @property
    def opened(self) -> bool:
        return self.opening is not None and self.opening.state is TaskState.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An organisation that is in none of the returns, though its group is open; and when it would be due."""

    organisation: Organisation
    due_on: date
    in_time: bool


def progress_of(parts: Parts, cycle: Cycle) -> list[Progress]:
    """Group by group: one query for the returns, one for the register and its contacts."""
    asked = {header.organisation_id for header in parts.returns.headers(cycle.id, ("invited_at",))}
    members = [o for o in parts.organisations.members(cycle.partnership_id) if o.sector in cycle.sectors]
    return [_progress(parts, cycle, group, members, asked) for group in groups_of(cycle)]


def _progress(
    parts: Parts, cycle: Cycle, group: Group, members: Iterable[Organisation], asked: set[str]
) -> Progress:
    theirs = chosen(parts, cycle, group, members)
    return Progress(
        group=group,
        members=len(theirs),
        asked=sum(1 for o in theirs if o.id in asked),
        first_five=tuple(chosen(parts, cycle, group, theirs, FIRST)),
        trial=parts.tasks.get(cycle.partnership_id, f"CYCLE#{cycle.id}", _trial(group)),
        opening=parts.tasks.get(cycle.partnership_id, f"CYCLE#{cycle.id}", opening_intent(group)),
    )


def open_first_five(parts: Parts, cycle: Cycle, group_id: str, actor: str) -> None:
    """Raises Refused for a cycle that does not open any more; pressing twice is fine."""
    group = _group(cycle, group_id)
    opening = opening_task(parts, cycle, group, waits=False)
    trial = replace(
        opening,
        intent=_trial(group),
        payload={**opening.payload, "only": FIRST, "now": "yes"},
        due=parts.now(),
    )
    try:
        parts.commit(
            parts.tasks.added(trial), parts.trail.recorded(_event(parts, cycle, group, actor, "trial"))
        )
    except Conflict:
        return
    parts.poke(Queue.WORK)


def open_rest(parts: Parts, cycle: Cycle, group_id: str, actor: str) -> None:
    """Everybody in the group who has not been asked, now. As above."""
    _press(parts, cycle, group_id, actor, "opened", now=True)


def open_by_itself(parts: Parts, cycle: Cycle, group_id: str, actor: str) -> None:
    """On its day at 10am, or at once where that has passed. As above."""
    _press(parts, cycle, group_id, actor, "confirmed", now=False)


def wait_for_staff(parts: Parts, cycle: Cycle, group_id: str, actor: str) -> None:
    """Not by itself after all. Raises Refused when it has opened meanwhile."""
    group, task = _waiting(parts, cycle, group_id)
    if task.state is TaskState.HELD:
        return
    if task.state is not TaskState.READY or "now" in task.payload:
        raise Refused("opened_already")
    _move(parts, cycle, group, task, replace(task, state=TaskState.HELD), actor, "put_off")


def _press(parts: Parts, cycle: Cycle, group_id: str, actor: str, what: str, *, now: bool) -> None:
    group, task = _waiting(parts, cycle, group_id)
    if task.state not in (TaskState.HELD, TaskState.READY) or "now" in task.payload:
        return
    if not now and task.state is TaskState.READY:
        return
    due = parts.now() if now else max(opens_at(group), parts.now())
    payload = {**task.payload, "now": "yes"} if now else task.payload
    after = replace(task, state=TaskState.READY, due=due, payload=payload)
    _move(parts, cycle, group, task, after, actor, what)
    parts.poke(Queue.WORK)


def _move(parts: Parts, cycle: Cycle, group: Group, task: Task, after: Task, actor: str, what: str) -> None:
    """The task and the group's confirmation together. Whoever came second changed nothing."""
    writes = [
        parts.tasks.moved(task, after),
        parts.trail.recorded(_event(parts, cycle, group, actor, what)),
    ]
    confirmed = after.state is TaskState.READY
    if cycle.groups and group.confirmed != confirmed:
        groups = tuple(replace(g, confirmed=confirmed) if g.id == group.id else g for g in cycle.groups)
        writes.append(parts.cycles.changed(cycle, {"groups": groups}))
    try:
        parts.commit(*writes)
    except Conflict:
        return


def _waiting(parts: Parts, cycle: Cycle, group_id: str) -> tuple[Group, Task]:
    """A group and the task that opens it. A cycle of before there were groups has one for the whole."""
    group = _group(cycle, group_id)
    task = parts.tasks.get(cycle.partnership_id, f"CYCLE#{cycle.id}", opening_intent(group))
    if task is None:
        raise NotFound
    return group, task


def _group(cycle: Cycle, group_id: str) -> Group:
    if cycle.status not in TO_OPEN:
        raise Refused("cycle_not_to_open", state=STATES[cycle.status])
    found = next((group for group in groups_of(cycle) if group.id == group_id), None)
    if found is None:
        raise NotFound
    return found


def _trial(group: Group) -> str:
    return f"job#open_first#{group.id}"


def _event(parts: Parts, cycle: Cycle, group: Group, actor: str, what: str) -> Event:
    details = {"group": group.name} if group.id else {}
    return Event(
        subject=f"CYCLE#{cycle.id}", at=parts.now(), actor=actor, what=f"cycle.group_{what}", details=details
    )


def late_joiners(parts: Parts, cycle: Cycle, holidays: Holidays) -> list[Late]:
    """Who joined the register since their group opened, by name."""
    if cycle.status is not CycleStatus.OPEN:
        return []
    asked = {header.organisation_id for header in parts.returns.headers(cycle.id, ("invited_at",))}
    today = london_day(parts.now())
    opened = {p.group.id for p in progress_of(parts, cycle) if p.opened}
    found = []
    for organisation in parts.organisations.members(cycle.partnership_id):
        group = group_of(cycle, organisation.sector, organisation.id)
        if organisation.sector in cycle.sectors and organisation.id not in asked and group.id in opened:
            due = fair_due(cycle, group, today) or group.due_on
            in_time = working_days_from(today, LEAST, holidays) <= due
            found.append(Late(organisation=organisation, due_on=due, in_time=in_time))
    return sorted(found, key=lambda late: late.organisation.name.casefold())


def invite_late(
    parts: Parts, cycle: Cycle, organisation_ids: Iterable[str], holidays: Holidays, actor: str
) -> int:
    """Asks those of the late joiners who are named here; how many. Raises Refused for one who is too late."""
    wanted = set(organisation_ids)
    late = [each for each in late_joiners(parts, cycle, holidays) if each.organisation.id in wanted]
    if any(not each.in_time for each in late):
        raise Refused("too_late_to_join")
    number = invite(parts, cycle, [each.organisation for each in late])
    if number:
        event = Event(
            subject=f"CYCLE#{cycle.id}",
            at=parts.now(),
            actor=actor,
            what="cycle.joined_late",
            details={"organisations": str(number)},
        )
        parts.commit(parts.trail.recorded(event))
        parts.poke(Queue.WORK)
    return number
