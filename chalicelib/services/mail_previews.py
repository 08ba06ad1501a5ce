"""Every mail of a cycle as a sector's organisations would get it, filled in for a made-up one; and a test of
all of them to whoever asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chalicelib.domain.cycles import Cycle, Group, Sharing, groups_of, whole_group
from chalicelib.domain.errors import NotFound
from chalicelib.domain.framework import minutes, visible_criteria
from chalicelib.domain.ladder import OF_STEP, Step, To, ladder_of
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.reminders import APPROVAL, planned
from chalicelib.domain.reminders import Dates as StepDates
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.working_days import working_days_from
from chalicelib.services.calendars import calendar_for
from chalicelib.services.ports import Conflict, Letter, Parts
from chalicelib.services.posting import Draft, post
from chalicelib.services.queue import Outcome

REFERENCE, CODE = "K7P-2QX", "0AD28AFA"
# Made up: nobody's.
LEAD, APPROVER, ORGANISATION = "Lena Lead", "Harriet Head", "Example organisation"
NAMES = {"lead": LEAD, "approver": APPROVER, "chair": "Chris Chair"}
BESIDE = ("approval", "contributor", "reader", "sent_back", "receipt", "question", "new_link")
WITHOUT_LINK = frozenset({"heads_up", "approvers_help", "chair", "code"})
TO_APPROVER = frozenset({"approval", "approval_reminder", "approvers_help"})

FACTS: Mapping[str, tuple[str, ...]] = {
    "heads_up": ("minutes", "opens_on", "due_on", "everything"),
    "invitation": ("minutes", "due_on"),
    "reminder_not_opened": ("minutes", "due_on"),
    "reminder_started": ("done", "total", "minutes", "next_standard", "due_on"),
    "reminder_nearly_due": ("minutes", "next_standard", "due_on", "until"),
    "reminder_just_past": ("minutes", "next_standard", "due_on", "until"),
    "offer_to_talk": ("minutes", "due_on"),
    "approvers_help": ("lead", "due_on"),
    "chair": ("lead", "invited_on", "due_on", "wrote_on", "rang_on"),
    "approval": ("lead", "again", "due_on"),
    "approval_reminder": ("lead", "own", "again", "asked_on", "due_on"),
    "receipt": ("approver", "to_approver", "own", "again", "closes_on"),
    "sent_back": ("approver", "not_me", "due_on"),
    "question": ("approver", "asked_by", "titles", "due_on"),
    "contributor": ("lead", "titles", "minutes", "due_on"),
    "reader": ("lead", "submitted"),
    "new_link": (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A mail and the day it would go out, as the dates stand; None for one that something else causes."""

    mail: str
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPreview:
    """One mail as it would arrive, to whom it would go ("lead", "approver" or "chair")."""

    subject: str
    text: str
    html: str
    to: str


def mails_of(parts: Parts, partnership: Partnership, cycle: Cycle, sector: str) -> list[Listed]:
    """In the order in which they come; then what somebody at the organisation causes."""
    group, ladder = group_for(cycle, sector), ladder_of(cycle, sector)
    calendar = calendar_for(parts, partnership, cycle)
    dates = StepDates(group.opens_on, group.due_on, group.closes_on)
    days = {d.step: d.first for d in planned(ladder, dates, calendar.holidays, calendar.closed(sector))}
    found = [Listed(mail="heads_up", day=None)] if Step.HEADS_UP in ladder else []
    found.append(Listed(mail="invitation", day=group.opens_on))
    for step in Step:
        if step in days and OF_STEP[step].to not in (To.STAFF, To.OFFICER):
            found.append(Listed(mail=step.value, day=days[step]))
    beside = [name for name in BESIDE if name in FACTS]
    if any(step in ladder for step in APPROVAL):
        beside.insert(1, "approval_reminder")
    return [*found, *(Listed(mail=name, day=None) for name in beside)]


def group_for(cycle: Cycle, sector: str) -> Group:
    """The first group in which this sector is asked."""
    return next((group for group in groups_of(cycle) if sector in group.sectors), whole_group(cycle))


def preview_mail(parts: Parts, partnership: Partnership, cycle: Cycle, sector: str, mail: str) -> MailPreview:
    """Raises NotFound for a mail that this sector does not get."""
    draft = _draft(parts, partnership, cycle, sector, mail)
    letter = Letter(
        partnership=partnership,
        name=draft.name,
        public_url=parts.public_url,
        reference=draft.reference,
        code=draft.code,
        link=draft.link,
    )
    subject, text, html = parts.compose(mail, {"letter": letter, **draft.facts})
    return MailPreview(subject=subject, text=text, html=html, to=_to(mail))


def _draft(parts: Parts, partnership: Partnership, cycle: Cycle, sector: str, mail: str) -> Draft:
    if mail not in FACTS or mail not in {m.mail for m in mails_of(parts, partnership, cycle, sector)}:
        raise NotFound
    linked = mail not in WITHOUT_LINK
    every = _facts(parts, partnership, cycle, sector)
    return Draft(
        message=mail,
        facts={"organisation": ORGANISATION} | {name: every[name] for name in FACTS[mail]},
        partnership=partnership,
        person="",
        name=NAMES[_to(mail)],
        email="",
        reference=REFERENCE if linked else "",
        code=CODE if linked else "",
        link=f"{parts.public_url}/i/this-is-only-an-example" if linked else "",
    )


def _to(mail: str) -> str:
    return "chair" if mail == "chair" else "approver" if mail in TO_APPROVER else "lead"


def _facts(parts: Parts, partnership: Partnership, cycle: Cycle, sector: str) -> dict[str, Any]:
    """What a made-up organisation of this sector, half way through, would read."""
    framework, group = parts.framework(cycle.framework), group_for(cycle, sector)
    criteria = visible_criteria(framework, sector, {})
    sections = [s for s in framework.sections if any(c.section == s.number for c in criteria)]
    holidays = calendar_for(parts, partnership, cycle).holidays
    until = min(working_days_from(group.due_on, 10, holidays), group.closes_on)
    return {
        "minutes": minutes(criteria),
        "opens_on": group.opens_on,
        "due_on": group.due_on,
        "closes_on": group.closes_on,
        "invited_on": group.opens_on,
        "asked_on": group.due_on,
        "wrote_on": (group.opens_on, group.due_on),
        "rang_on": group.due_on,
        "until": until if until > group.due_on else None,
        "everything": cycle.sharing is Sharing.EVERYTHING,
        "done": len(sections) // 2,
        "total": len(sections),
        "next_standard": sections[len(sections) // 2].short_title if sections else "",
        "titles": tuple(section.short_title for section in sections[:2]),
        "lead": LEAD,
        "approver": APPROVER,
        "asked_by": partnership.help_name,
        "again": False,
        "own": False,
        "to_approver": False,
        "not_me": False,
        "submitted": False,
    }


def send_test(parts: Parts, cycle: Cycle, staff_id: str) -> int:
    """Every mail of the cycle, in each sector's form where those differ, to this member of staff's address.
    Once a minute, whoever presses how often. How many.
    """
    partnership = parts.organisations.partnership(cycle.partnership_id)
    if partnership is None:
        raise NotFound
    wanted: dict[str, str] = {}
    for sector in cycle.sectors:
        for listed in mails_of(parts, partnership, cycle, sector):
            wanted.setdefault(listed.mail, sector)
    at = parts.now()
    tasks = [
        Task(
            partnership_id=cycle.partnership_id,
            subject=f"CYCLE#{cycle.id}",
            intent=f"mail#test#{staff_id}#{mail}#{at:%Y-%m-%dT%H:%M}",
            kind="mail.cycle_test",
            payload={"cycle": cycle.id, "staff": staff_id, "mail": mail, "sector": sector},
            due=at,
        )
        for mail, sector in wanted.items()
    ]
    try:
        parts.commit(*(parts.tasks.added(task) for task in tasks))
    except Conflict:
        return 0
    parts.poke(Queue.WORK)
    return len(tasks)


def cycle_test(parts: Parts, task: Task) -> Outcome:
    """One mail of a cycle, as a test, to somebody on the staff list."""
    cycle = parts.cycles.get(task.payload["cycle"])
    member = parts.organisations.staff_member(task.partnership_id, task.payload["staff"])
    partnership = parts.organisations.partnership(task.partnership_id)
    if cycle is None or partnership is None or member is None or not member.active:
        return Outcome(note="not due: gone")
    try:
        made_up = _draft(parts, partnership, cycle, task.payload["sector"], task.payload["mail"])
    except NotFound:
        return Outcome(note="not due: not sent any more")
    return post(parts, task, replace(made_up, person=member.id, email=member.email, test=True))
