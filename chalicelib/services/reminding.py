"""The ladder's steps: planned every quarter of an hour.

A step's intent names it, so that it exists once however often planning runs. Whether it is still due, and who
gets it, is found out again when it is sent: services/reminder_mails.py.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress

from chalicelib.domain.calls import Called
from chalicelib.domain.cycles import Cycle, CycleStatus, Header, group_of, groups_of
from chalicelib.domain.ladder import Step, may_go_further
from chalicelib.domain.organisations import Contact, ContactState, Partnership, Role
from chalicelib.domain.reminders import (
    APPROVAL,
    HERALDED,
    Calendar,
    dates_of,
    heads_up_due,
    may_send,
    reminders_due,
)
from chalicelib.domain.returns import Part
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.times import london_day
from chalicelib.services.calendars import calendar_for
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.reminder_mails import chair_of
from chalicelib.services.together import put_together

# What the rules look at, so that a run reads little.
READ = ("invited_at", "opened_at", "sent_for_approval_at", "submitted_at", "due_on")
TO_APPROVER = frozenset({*APPROVAL, Step.APPROVERS_HELP})


def plan_due_reminders(parts: Parts) -> Mapping[str, int]:
    """Queues every step and heads-up that is due now and was not queued before; how many of each."""
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
    if cycle.status not in HERALDED:
        return
    now, calendar = parts.now(), calendar_for(parts, partnership, cycle)
    if not may_send(now, calendar.holidays):
        return
    yield from _heads_ups(parts, partnership, cycle, calendar)
    if cycle.status is not CycleStatus.OPEN:
        return
    calls = _Calls(parts, partnership.id)
    planned = [
        (task, header.organisation_id)
        for step, header in reminders_due(cycle, parts.returns.headers(cycle.id, READ), now, calendar)
        if step is not Step.CALL and calls.let(step, cycle, header)
        for task in _reminder(parts, cycle, step, header)
    ]
    yield from put_together(parts, partnership.id, planned)


class _Calls:
    """What is known of calls, read when a step first depends on it."""

    def __init__(self, parts: Parts, partnership_id: str) -> None:
        self._parts = parts
        self._partnership_id = partnership_id
        self._known: Mapping[str, Called] | None = None

    def let(self, step: Step, cycle: Cycle, header: Header) -> bool:
        if step not in (Step.APPROVERS_HELP, Step.CHAIR):
            return True
        if self._known is None:
            self._known = self._parts.calls.called(self._partnership_id)
        called, today = self._known.get(header.organisation_id), london_day(self._parts.now())
        return may_go_further(step, called, dates_of(cycle, header).due_on, today)


def _reminder(parts: Parts, cycle: Cycle, step: Step, header: Header) -> Iterator[Task]:
    """None for a chair whom nobody knows: until the cycle closes, one may be added."""
    intent = f"mail#{step}#{cycle.id}"
    if step is Step.CHAIR:
        chair = chair_of(parts, cycle.partnership_id, header.organisation_id)
        if chair is None:
            return
        payload = {"return": header.ref, "organisation": chair.organisation_id, "contact": chair.id}
    else:
        part = Part.APPROVER if step in TO_APPROVER else Part.LEAD
        payload = {"ref": header.ref, "step": step.value, "part": part.value}
    if step in APPROVAL and header.sent_for_approval_at is not None:
        payload["asked_at"] = header.sent_for_approval_at.isoformat()
        intent += f"#{payload['asked_at']}"  # each time the lead asks, the approver is reminded anew
    yield Task(
        partnership_id=cycle.partnership_id,
        subject=return_subject(header.ref),
        intent=intent,
        kind="mail.approval_reminder" if step in APPROVAL else f"mail.{step}",
        payload=payload,
        due=parts.now(),
    )


def _heads_ups(parts: Parts, partnership: Partnership, cycle: Cycle, calendar: Calendar) -> Iterator[Task]:
    """One for each organisation that will be asked and whose lead can be reached."""
    now = parts.now()
    told = [(g, s) for g in groups_of(cycle) for s in g.sectors if heads_up_due(cycle, g, s, now, calendar)]
    if not told:
        return
    leads: dict[str, Contact] = {}
    for contact in parts.organisations.contacts(partnership.id):
        if contact.role is Role.LEAD and contact.state is ContactState.OK:
            leads.setdefault(contact.organisation_id, contact)
    for organisation in parts.organisations.members(partnership.id):
        group = group_of(cycle, organisation.sector, organisation.id)
        if (group, organisation.sector) in told and organisation.id in leads:
            lead = leads[organisation.id]
            yield Task(
                partnership_id=partnership.id,
                subject=f"CYCLE#{cycle.id}",
                intent=f"mail#heads_up#{organisation.id}",
                kind="mail.heads_up",
                payload={"cycle": cycle.id, "organisation": organisation.id, "contact": lead.id},
                due=parts.now(),
            )
