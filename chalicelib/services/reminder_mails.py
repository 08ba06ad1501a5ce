"""What the mails of the ladder say, and whether each is still due when it is about to leave."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from chalicelib.domain.cycles import Cycle, Header, header_of
from chalicelib.domain.ladder import Step, may_go_further
from chalicelib.domain.organisations import Contact, ContactState, Partnership, Role
from chalicelib.domain.progress import progress
from chalicelib.domain.reminders import (
    FIRST_HOUR,
    Calendar,
    Plans,
    dates_of,
    may_send,
    next_moment_to_send,
    reminders_due,
)
from chalicelib.domain.returns import Part, Return
from chalicelib.domain.tasks import Task
from chalicelib.domain.times import LONDON, london_day
from chalicelib.domain.working_days import DAY
from chalicelib.services.calendars import calendar_for
from chalicelib.services.extending import latest
from chalicelib.services.ports import Parts
from chalicelib.services.posting import Draft, post
from chalicelib.services.queue import Later, Outcome
from chalicelib.services.return_mails import About, NotDue, approval, estimate


def not_opened(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    header = _refuse_unless_due(parts, task, about)
    return {"minutes": estimate(parts, about.return_), "due_on": dates_of(about.cycle, header).due_on}


def started(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    header = _refuse_unless_due(parts, task, about)
    found = progress(parts.framework(about.return_.framework), about.return_)
    standards = [section for section in found.sections if section.criteria]
    done = sum(1 for standard in standards if not standard.left)
    return {"done": done, "total": len(standards), **_left(parts, about, header)}


def nearly_due(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    header = _refuse_unless_due(parts, task, about)
    return {**_left(parts, about, header), "until": latest(parts, about.cycle, about.return_)}


def just_past(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    """The lead is told, if somebody else will be asked next, who that is and from which day."""
    header = _refuse_unless_due(parts, task, about)
    said = {**_left(parts, about, header), "until": latest(parts, about.cycle, about.return_)}
    approver = about.return_.person(Part.APPROVER)
    plans = Plans(about.cycle, _calendar(parts, about))
    asking = [due.first for due in plans.steps(header) if due.step is Step.APPROVERS_HELP]
    if asking and approver is not None and approver.id != about.person.id:
        said |= {"asked_next": approver.name, "asked_from": asking[0]}
    return said


def offer_to_talk(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    header = _refuse_unless_due(parts, task, about)
    return {"minutes": estimate(parts, about.return_), "due_on": dates_of(about.cycle, header).due_on}


def approvers_help(parts: Parts, task: Task) -> Outcome:
    """To the approver, with a copy to the lead, so without a link: each has a link of their own."""
    try:
        return_, cycle, partnership, header = _late_return(
            parts, task, task.payload["ref"], Step.APPROVERS_HELP
        )
        lead, approver = return_.person(Part.LEAD), return_.person(Part.APPROVER)
        if approver is None or lead is None or lead.id == approver.id:
            raise NotDue("nobody else to ask")
        told = parts.tasks.get(task.partnership_id, task.subject, f"mail#{Step.JUST_PAST}#{cycle.id}")
        if told is None or told.note not in ("sent", "delivered", "delayed"):
            raise NotDue("lead was not told first")
        _refuse_unreachable(parts, task.partnership_id, return_.organisation_id, approver.email)
    except NotDue as reason:
        return Outcome(note=f"not due: {reason}")
    draft = Draft(
        message="approvers_help",
        facts={
            "organisation": return_.organisation_name,
            "lead": lead.name,
            "due_on": dates_of(cycle, header).due_on,
        },
        partnership=partnership,
        person=approver.id,
        name=approver.name,
        email=approver.email,
        copy_to=lead.email,
    )
    return post(parts, task, draft)


def chair(parts: Parts, task: Task) -> Outcome:
    """To the chair, or to whoever leads the trust: facts and dates."""
    try:
        return_, cycle, partnership, header = _late_return(parts, task, task.payload["return"], Step.CHAIR)
        to = _reached(parts, task.partnership_id, task.payload["organisation"], task.payload["contact"])
    except NotDue as reason:
        return Outcome(note=f"not due: {reason}")
    lead = return_.person(Part.LEAD)
    called = parts.calls.called_one(task.partnership_id, return_.organisation_id)
    facts = {
        "organisation": return_.organisation_name,
        "lead": lead.name if lead else "",
        "invited_on": london_day(return_.invited_at) if return_.invited_at else cycle.opens_on,
        "due_on": dates_of(cycle, header).due_on,
        "wrote_on": _written_on(parts, task.subject),
        "rang_on": london_day(called.at) if called else None,
    }
    draft = Draft(
        message="chair",
        facts=facts,
        partnership=partnership,
        person=to.id,
        name=to.name,
        email=to.email,
    )
    return post(parts, task, draft)


def approval_again(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    _refuse_unless_due(parts, task, about)
    asked_at = about.return_.sent_for_approval_at
    if asked_at is None or asked_at.isoformat() != task.payload["asked_at"]:
        raise NotDue("asked again since")
    own = about.person.also_approves
    return {**approval(parts, task, about), "own": own, "asked_on": london_day(asked_at)}


def _refuse_unless_due(parts: Parts, task: Task, about: About) -> Header:
    """Between planning and sending, the return may have come in, or the day may have ended."""
    calendar = _calendar(parts, about)
    header = header_of(about.return_, about.cycle.id, total=0)
    _refuse_step(parts, Step(task.payload["step"]), about.cycle, header, calendar)
    back = about.return_.sent_back
    if back is not None and london_day(back.at) == london_day(parts.now()):  # they have had a mail today
        tomorrow = datetime.combine(london_day(parts.now()) + DAY, time(0), LONDON)
        raise Later(
            next_moment_to_send(tomorrow.astimezone(parts.now().tzinfo), calendar.closed(header.sector))
        )
    return header


def _refuse_step(parts: Parts, step: Step, cycle: Cycle, header: Header, calendar: Calendar) -> None:
    now, closed = parts.now(), calendar.closed(header.sector)
    if not may_send(now, closed):
        raise Later(next_moment_to_send(now, closed))
    if [due for due, _ in reminders_due(cycle, [header], now, calendar)] != [step]:
        again = Plans(cycle, calendar).still_to_come(step, header, london_day(now))
        if again is not None:  # they were given more time since it was planned
            raise Later(datetime.combine(again, FIRST_HOUR, LONDON).astimezone(UTC))
        raise NotDue("its time has passed")


def _late_return(parts: Parts, task: Task, ref: str, step: Step) -> tuple[Return, Cycle, Partnership, Header]:
    """Raises NotDue, or Later."""
    return_ = parts.returns.get(ref)
    if return_ is None:
        raise NotDue("gone")
    around = parts.returns.around(return_)
    header = header_of(return_, around.cycle.id, total=0)
    _refuse_step(parts, step, around.cycle, header, calendar_for(parts, around.partnership, around.cycle))
    called = parts.calls.called_one(task.partnership_id, return_.organisation_id)
    due_on = dates_of(around.cycle, header).due_on
    if not may_go_further(step, called, due_on, london_day(parts.now())):
        raise NotDue("they were spoken to")
    return return_, around.cycle, around.partnership, header


def _reached(parts: Parts, partnership_id: str, organisation_id: str, wanted: str) -> Contact:
    found = parts.organisations.contacts(partnership_id, organisation_id)
    contact = next((each for each in found if each.id == wanted), None)
    if contact is None or contact.state is not ContactState.OK:
        raise NotDue("person gone")
    return contact


def _refuse_unreachable(parts: Parts, partnership_id: str, organisation_id: str, email: str) -> None:
    for contact in parts.organisations.contacts(partnership_id, organisation_id):
        if contact.email.lower() == email.lower() and contact.state is not ContactState.OK:
            raise NotDue(contact.state.value)


def chair_of(parts: Parts, partnership_id: str, organisation_id: str) -> Contact | None:
    """Their own chair, else whoever leads the trust or group that they belong to; None for nobody whom mail
    reaches.
    """
    own = parts.organisations.contacts(partnership_id, organisation_id)
    chairs = [contact for contact in own if contact.role is Role.CHAIR]
    organisation = parts.organisations.organisation(partnership_id, organisation_id)
    if not chairs and organisation is not None and organisation.parent:
        above = parts.organisations.contacts(partnership_id, organisation.parent)
        chairs = [contact for contact in above if contact.role in (Role.CHAIR, Role.LEAD)]
    return next((contact for contact in chairs if contact.state is ContactState.OK), None)


def _written_on(parts: Parts, subject: str) -> tuple[date, ...]:
    """The days on which the lead was written to."""
    events = parts.trail.of(subject)
    return tuple(sorted({london_day(event.at) for event in events if event.what == "mail.sent"}))


def _calendar(parts: Parts, about: About) -> Calendar:
    return calendar_for(parts, about.around.partnership, about.cycle)


def _left(parts: Parts, about: About, header: Header) -> Mapping[str, Any]:
    found = progress(parts.framework(about.return_.framework), about.return_)
    return {
        "minutes": found.minutes_left,
        "next_standard": next((s.section.short_title for s in found.sections if s.left), ""),
        "due_on": dates_of(about.cycle, header).due_on,
    }
