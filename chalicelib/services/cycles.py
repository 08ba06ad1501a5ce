"""Setting up a cycle, and opening it: a job that can be interrupted and still invites everybody once."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.domain.cycles import (
    Cycle,
    CycleStatus,
    Group,
    ReminderDays,
    Rhythm,
    Sharing,
    fair_due,
    group_of,
    groups_of,
    kept_due,
    whole_group,
)
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.framework import visible_criteria
from chalicelib.domain.organisations import Contact, ContactState, Organisation, Role
from chalicelib.domain.returns import (
    LINE_LIMIT,
    Audience,
    Part,
    Person,
    PreviousReturn,
    Return,
    too_long,
)
from chalicelib.domain.rhythm import next_cycle
from chalicelib.domain.tasks import Queue, Task, TaskState
from chalicelib.domain.times import LONDON, london_day
from chalicelib.domain.trail import Event
from chalicelib.services.links import return_subject
from chalicelib.services.looking_back import previous_returns
from chalicelib.services.ports import Conflict, Parts, Writes
from chalicelib.services.question_sets import refuse_framework
from chalicelib.services.queue import Later
from chalicelib.services.sectors import refuse_sectors

OPENS_AT = time(10, 0)
HOUR = timedelta(hours=1)
FIRST = "first"
FIVE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CyclePlan:
    """What staff fill in to set up a cycle; None stands for a date that was left out or is not real."""

    name: str
    framework: str
    sectors: tuple[str, ...]
    opens_on: date | None
    due_on: date | None
    closes_on: date | None
    reminder_days: ReminderDays
    sharing: Sharing = Sharing.EVERYTHING
    shared_criteria: frozenset[str] = frozenset()
    code_at_entry: bool = False
    rhythm: Rhythm = Rhythm.ONCE
    in_steps: bool = False
    after: Cycle | None = None


def cycle_of(parts: Parts, partnership_id: str, cycle_id: str) -> Cycle:
    """Raises NotFound, also for another partnership's cycle."""
    cycle = parts.cycles.get(cycle_id)
    if cycle is None or cycle.partnership_id != partnership_id:
        raise NotFound
    return cycle


def set_up_cycle(parts: Parts, partnership_id: str, plan: CyclePlan, actor: str, cycle_id: str = "") -> Cycle:
    """Plans a cycle and queues its opening for 10:00 in London on the day it opens; one that opens `in_steps`
    waits for staff.

    Raises Invalid, and Conflict (kind "TASK") when the partnership has set up a cycle with this id before.
    """
    cycle = _following(planned_cycle(plan, partnership_id, cycle_id or parts.new_id()), plan)
    refuse_framework(parts, partnership_id, cycle.framework)
    refuse_sectors(parts, cycle.framework, cycle.sectors)
    if not cycle.shared_criteria <= {c.id for c in parts.framework(cycle.framework).criteria}:
        raise Invalid({"shared_criteria": "questions_not_asked"})
    event = Event(subject=f"CYCLE#{cycle.id}", at=parts.now(), actor=actor, what="cycle.set_up")
    parts.commit(
        parts.cycles.saved(cycle),
        parts.tasks.added(opening_task(parts, cycle, whole_group(cycle), waits=plan.in_steps)),
        *(
            parts.tasks.added(opening_task(parts, cycle, g, waits=plan.in_steps or not g.confirmed))
            for g in cycle.groups
            if g.id
        ),
        parts.trail.recorded(event),
    )
    parts.poke(Queue.WORK)
    return cycle


def _following(cycle: Cycle, plan: CyclePlan) -> Cycle:
    """With the ladder of the cycle that it follows; and with its groups, where dates and sectors are those
    that were proposed.
    """
    last = plan.after
    if last is None:
        return cycle
    proposed = next_cycle(last)
    ladders = {sector: last.ladders[sector] for sector in cycle.sectors if sector in last.ladders}
    kept = tuple(
        replace(group, confirmed=group.confirmed and not plan.in_steps)
        for group in proposed.groups
        if set(group.sectors) <= set(cycle.sectors)
    )
    grouped = {sector for group in kept for sector in group.sectors}
    same_dates = (cycle.opens_on, cycle.due_on) == (proposed.opens_on, proposed.due_on)
    groups = kept if same_dates and grouped == set(cycle.sectors) else ()
    return replace(cycle, ladders=ladders, groups=groups)


def run_opening(parts: Parts, task: Task) -> None:
    """The job. An organisation that has its return already is passed over; a closed cycle stays closed. One
    that is paused waits, and so does a group whose day has been moved, unless staff opened it.
    """
    cycle = cycle_of(parts, task.partnership_id, task.payload["cycle"])
    group = next((g for g in groups_of(cycle) if g.id == task.payload.get("group", "")), None)
    if group is None:  # it was removed, or everybody is in another one
        return
    if cycle.status is CycleStatus.PAUSED:
        raise Later(parts.now() + HOUR)
    if "now" not in task.payload and opens_at(group) > max(parts.now(), task.due):
        raise Later(opens_at(group))
    if cycle.status is CycleStatus.PLANNED:
        cycle = _moved(parts, cycle, CycleStatus.OPENING)
    if cycle.status not in (CycleStatus.OPENING, CycleStatus.OPEN):
        return
    members = parts.organisations.members(cycle.partnership_id)
    invite(parts, cycle, chosen(parts, cycle, group, members, task.payload.get("only", "")))
    if cycle.status is CycleStatus.OPENING:
        _moved(parts, cycle, CycleStatus.OPEN)
    parts.poke(Queue.WORK)


def chosen(
    parts: Parts, cycle: Cycle, group: Group, members: Iterable[Organisation], only: str = ""
) -> list[Organisation]:
    """The organisations of a group or, with `only` FIRST, the five that a trial goes to: those by name whom
    mail reaches, always the same while the register is.
    """
    found = [o for o in members if group_of(cycle, o.sector, o.id) == group and o.sector in cycle.sectors]
    if only != FIRST:
        return found
    reached = {
        contact.organisation_id
        for contact in parts.organisations.contacts(cycle.partnership_id)
        if contact.role is Role.LEAD and contact.state is ContactState.OK
    }
    return sorted((o for o in found if o.id in reached), key=lambda o: (o.name.casefold(), o.id))[:FIVE]


def close_past_cycles(parts: Parts) -> int:
    """Closes each open cycle whose last day is over in London; how many. Returns can still be finished."""
    today = london_day(parts.now())
    past = [
        cycle
        for partnership in parts.organisations.partnerships()
        for cycle in parts.cycles.of_partnership(partnership.id)
        if cycle.status is CycleStatus.OPEN and cycle.closes_on < today
    ]
    for cycle in past:
        _moved(parts, cycle, CycleStatus.CLOSED)
    return len(past)


def invite(parts: Parts, cycle: Cycle, organisations: Iterable[Organisation]) -> int:
    """Gives each organisation of the cycle's sectors a return and an invitation; how many were new."""
    there = {header.organisation_id for header in parts.returns.headers(cycle.id)}
    contacts = _by_organisation(parts.organisations.contacts(cycle.partnership_id))
    names = {c.id: c.name for c in parts.cycles.of_partnership(cycle.partnership_id)}
    chosen = [o for o in organisations if o.sector in cycle.sectors and o.id not in there]
    new = (
        _new_return(
            parts, cycle, o, contacts.get(o.id, []), previous_returns(parts, cycle, names, o.id, *o.also)
        )
        for o in chosen
    )
    return sum(_invited(parts, return_) for return_ in new)


def own_id(partnership_id: str, nonce: str) -> str:
    """A cycle's id from what a form carries: the same for the same form, and never another partnership's."""
    return hashlib.sha256(f"{partnership_id}\n{nonce}".encode()).hexdigest()[:26]


def planned_cycle(plan: CyclePlan, partnership_id: str, cycle_id: str) -> Cycle:
    """The cycle that a plan describes; nothing is kept. Raises Invalid."""
    problems = {} if plan.name.strip() else {"name": "name_needed"}
    if not plan.sectors:
        problems["sectors"] = "sectors_needed"
    problems |= too_long(name=plan.name) | _wrong_dates(plan)
    if problems or plan.opens_on is None or plan.due_on is None or plan.closes_on is None:
        raise Invalid(problems, limit=LINE_LIMIT)
    return Cycle(
        id=cycle_id,
        partnership_id=partnership_id,
        name=plan.name.strip(),
        framework=plan.framework,
        sectors=plan.sectors,
        opens_on=plan.opens_on,
        due_on=plan.due_on,
        closes_on=plan.closes_on,
        reminder_days=plan.reminder_days,
        whole_ladder=True,
        sharing=plan.sharing,
        shared_criteria=plan.shared_criteria if plan.sharing is Sharing.RATINGS else frozenset(),
        code_at_entry=plan.code_at_entry,
        rhythm=plan.rhythm,
    )


def _wrong_dates(plan: CyclePlan) -> dict[str, str]:
    dates = ("opens_on", "due_on", "closes_on")
    problems = {name: f"{name}_not_real" for name in dates if getattr(plan, name) is None}
    if plan.opens_on and plan.due_on and plan.due_on <= plan.opens_on:
        problems["due_on"] = "due_after_opening"
    if plan.due_on and plan.closes_on and plan.closes_on < plan.due_on:
        problems["closes_on"] = "closes_after_due"
    return problems


def opening_task(parts: Parts, cycle: Cycle, group: Group, *, waits: bool) -> Task:
    """One for each group of a cycle: it opens by itself, or waits until staff say so."""
    return Task(
        partnership_id=cycle.partnership_id,
        subject=f"CYCLE#{cycle.id}",
        intent=opening_intent(group),
        kind="job.open_cycle",
        payload={"cycle": cycle.id} | ({"group": group.id} if group.id else {}),
        due=max(opens_at(group), parts.now()),
        state=TaskState.HELD if waits else TaskState.READY,
    )


def opening_intent(group: Group) -> str:
    return f"job#open_cycle#{group.id}" if group.id else "job#open_cycle"


def opens_at(group: Group) -> datetime:
    """10:00 in London on its day, in UTC."""
    return datetime.combine(group.opens_on, OPENS_AT, LONDON).astimezone(UTC)


def _moved(parts: Parts, cycle: Cycle, status: CycleStatus) -> Cycle:
    """The cycle in its next status, or wherever somebody else has moved it meanwhile."""
    event = Event(subject=f"CYCLE#{cycle.id}", at=parts.now(), actor="schedule", what=f"cycle.{status}")
    try:
        parts.commit(parts.cycles.moved(cycle, status), parts.trail.recorded(event))
    except Conflict:
        return cycle_of(parts, cycle.partnership_id, cycle.id)
    return replace(cycle, status=status)


def _by_organisation(contacts: Iterable[Contact]) -> Mapping[str, list[Contact]]:
    found: dict[str, list[Contact]] = {}
    for contact in contacts:
        found.setdefault(contact.organisation_id, []).append(contact)
    return found


def _new_return(
    parts: Parts,
    cycle: Cycle,
    organisation: Organisation,
    contacts: Sequence[Contact],
    previous: tuple[PreviousReturn, ...],
) -> Return:
    own = fair_due(cycle, group_of(cycle, organisation.sector, organisation.id), london_day(parts.now()))
    return Return(
        due_on=kept_due(cycle, own) if own else None,
        ref=parts.new_ref(),
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        sector=organisation.sector,
        framework=cycle.framework,
        audiences=(Audience(partnership_id=cycle.partnership_id, cycle_id=cycle.id),),
        people=_people(contacts),
        invited_at=parts.now(),
        previous=previous,
    )


def _invited(parts: Parts, return_: Return) -> bool:
    total = len(visible_criteria(parts.framework(return_.framework), return_.sector, {}))
    try:
        parts.commit(parts.returns.created(return_, total), *_invitation(parts, return_))
    except Conflict as conflict:
        if conflict.kind == "RETURN":  # the reference is taken: one chance in half a thousand million
            return _invited(parts, replace(return_, ref=parts.new_ref()))
        return False  # another run of this job was first
    return True


def _people(contacts: Sequence[Contact]) -> dict[str, Person]:
    """Who is invited: the first lead and the first approver whose mail arrives."""
    people = {}
    for role, part in ((Role.LEAD, Part.LEAD), (Role.APPROVER, Part.APPROVER)):
        usable = [c for c in contacts if c.role is role and c.state is ContactState.OK]
        for contact in usable[:1]:
            people[contact.id] = Person(id=contact.id, part=part, name=contact.name, email=contact.email)
    return people


def _invitation(parts: Parts, return_: Return) -> list[Writes]:
    lead = return_.person(Part.LEAD)
    if lead is None:
        return []
    task = Task(
        partnership_id=return_.audience.partnership_id,
        subject=return_subject(return_.ref),
        intent=f"mail#invitation#{lead.id}",
        kind="mail.invitation",
        payload={"ref": return_.ref, "person": lead.id},
        due=parts.now(),
    )
    return [parts.tasks.added(task)]
