"""Reminders: planned every quarter of an hour, and looked at again when they are about to leave.

A reminder's intent is its step, so that it exists once however often planning runs. Who gets it is found
out when it is sent: people change.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from chalicelib.domain.cycles import Cycle, CycleStatus, Header, header_of
from chalicelib.domain.organisations import Contact, ContactState, Partnership, Role
from chalicelib.domain.progress import progress
from chalicelib.domain.reminders import (
    APPROVAL,
    Step,
    heads_up_due,
    may_send,
    next_moment_to_send,
    reminders_due,
)
from chalicelib.domain.returns import Part
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.times import LONDON, london_day
from chalicelib.domain.working_days import DAY, Holidays, working_days_from
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.queue import Later
from chalicelib.services.return_mails import About, NotDue, approval, estimate

LONGER = 10  # working days that anybody may have for the asking
# What the rules look at, so that a run reads little.
READ = ("invited_at", "opened_at", "sent_for_approval_at", "submitted_at")


def plan_due_reminders(parts: Parts) -> Mapping[str, int]:
    """Queues every reminder and heads-up that is due now and was not queued before; how many of each."""
    planned: Counter[str] = Counter()
    for partnership in parts.organisations.partnerships():
        for cycle in parts.cycles.of_partnership(partnership.id):
            for task in _due_in(parts, partnership, cycle):
                with suppress(Conflict):  # planned before
                    parts.commit(parts.tasks.added(task))
                    planned[task.kind.removeprefix("mail.")] += 1
    if planned:
        parts.poke(Queue.WORK)
    return planned


def _due_in(parts: Parts, partnership: Partnership, cycle: Cycle) -> Iterator[Task]:
    if cycle.status not in (CycleStatus.PLANNED, CycleStatus.OPEN):
        return
    now, holidays = parts.now(), holidays_for(parts, cycle)
    if not may_send(now, holidays):
        return
    if heads_up_due(cycle, now, holidays):
        yield from _heads_ups(parts, partnership, cycle)
    if cycle.status is CycleStatus.OPEN:
        headers = parts.returns.headers(cycle.id, READ)
        for step, header in reminders_due(cycle, headers, now, holidays):
            yield _reminder(parts, cycle, step, header)


def holidays_for(parts: Parts, cycle: Cycle) -> Holidays:
    """Bank holidays of every year that a reminder of this cycle can touch."""
    years = range(cycle.opens_on.year - 1, max(cycle.closes_on.year, parts.now().year) + 2)
    return frozenset().union(*(parts.bank_holidays(year) for year in years))


def _reminder(parts: Parts, cycle: Cycle, step: Step, header: Header) -> Task:
    to_approver = step in APPROVAL
    payload = {
        "ref": header.ref,
        "step": step.value,
        "part": (Part.APPROVER if to_approver else Part.LEAD).value,
    }
    intent = f"mail#{step}#{cycle.id}"
    if to_approver and header.sent_for_approval_at is not None:
        payload["asked_at"] = header.sent_for_approval_at.isoformat()
        intent += f"#{payload['asked_at']}"  # each time the lead asks, the approver is reminded anew
    return Task(
        partnership_id=cycle.partnership_id,
        subject=return_subject(header.ref),
        intent=intent,
        kind="mail.approval_reminder" if to_approver else f"mail.{step}",
        payload=payload,
        due=parts.now(),
    )


def _heads_ups(parts: Parts, partnership: Partnership, cycle: Cycle) -> Iterator[Task]:
    """One for each organisation that will be asked and whose lead can be reached."""
    leads: dict[str, Contact] = {}
    for contact in parts.organisations.contacts(partnership.id):
        if contact.role is Role.LEAD and contact.state is ContactState.OK:
            leads.setdefault(contact.organisation_id, contact)
    for organisation in parts.organisations.members(partnership.id):
        if organisation.sector in cycle.sectors and organisation.id in leads:
            lead = leads[organisation.id]
            yield Task(
                partnership_id=partnership.id,
                subject=f"CYCLE#{cycle.id}",
                intent=f"mail#heads_up#{organisation.id}",
                kind="mail.heads_up",
                payload={"cycle": cycle.id, "organisation": organisation.id, "contact": lead.id},
                due=parts.now(),
            )


def not_opened(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    _refuse_unless_due(parts, task, about)
    return {"minutes": estimate(parts, about.return_), "due_on": about.cycle.due_on}


def started(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    _refuse_unless_due(parts, task, about)
    found = progress(parts.framework(about.return_.framework), about.return_)
    standards = [section for section in found.sections if section.criteria]
    done = sum(1 for standard in standards if not standard.left)
    return {"done": done, "total": len(standards), **_left(parts, about)}


def near_the_end(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    """For "nearly due" and "just past": what is left, and how much longer they may have."""
    _refuse_unless_due(parts, task, about)
    return {**_left(parts, about), "until": _until(parts, about.cycle)}


def approval_again(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    _refuse_unless_due(parts, task, about)
    asked_at = about.return_.sent_for_approval_at
    if asked_at is None or asked_at.isoformat() != task.payload["asked_at"]:
        raise NotDue("asked again since")
    own = about.person.also_approves
    return {**approval(parts, task, about), "own": own, "asked_on": london_day(asked_at)}


def _refuse_unless_due(parts: Parts, task: Task, about: About) -> None:
    """Between planning and sending, the return may have come in, or the day may have ended."""
    now, holidays = parts.now(), holidays_for(parts, about.cycle)
    if not may_send(now, holidays):
        raise Later(next_moment_to_send(now, holidays))
    header = header_of(about.return_, about.cycle.id, total=0)
    if [step for step, _ in reminders_due(about.cycle, [header], now, holidays)] != [task.payload["step"]]:
        raise NotDue("its time has passed")
    back = about.return_.sent_back
    if back is not None and london_day(back.at) == london_day(now):  # they have had a mail today
        tomorrow = datetime.combine(london_day(now) + DAY, time(0), LONDON)
        raise Later(next_moment_to_send(tomorrow.astimezone(now.tzinfo), holidays))


def _left(parts: Parts, about: About) -> Mapping[str, Any]:
    found = progress(parts.framework(about.return_.framework), about.return_)
    return {
        "minutes": found.minutes_left,
        "next_standard": next((s.section.short_title for s in found.sections if s.left), ""),
        "due_on": about.cycle.due_on,
    }


def _until(parts: Parts, cycle: Cycle) -> date | None:
    until = min(working_days_from(cycle.due_on, LONGER, holidays_for(parts, cycle)), cycle.closes_on)
    return until if until > max(cycle.due_on, london_day(parts.now()) + timedelta(days=1)) else None
