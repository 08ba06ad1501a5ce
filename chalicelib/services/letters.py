"""Formal letters: a person decides on each one, and it is made as a PDF to be printed and posted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.cycles import Cycle, Header, due_of
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.letters import ADDRESS_LIMIT, refuse_letter
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.returns import LINE_LIMIT, Part, too_long
from chalicelib.domain.tasks import Queue, Task, TaskState
from chalicelib.domain.texts import clean
from chalicelib.domain.times import london_day, long_date
from chalicelib.domain.trail import Event
from chalicelib.domain.working_days import working_days_from
from chalicelib.services.calendars import calendar_for
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Conflict, Parts

ANSWER_WITHIN = 10  # working days
PDF = "application/pdf"
_ONCE = re.compile("[0-9A-Z]{26}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterForm:
    """To whom: the accountable officer. `once` tells one pressing of the button from two."""

    once: str
    name: str
    job: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One letter. `is_there` once its PDF can be downloaded; `went_wrong` when it could not be made."""

    id: str
    on: date
    name: str
    is_there: bool
    went_wrong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """The return that a letter is about; `letters` newest first."""

    partnership: Partnership
    cycle: Cycle
    header: Header
    letters: tuple[Made, ...]


def late_return(parts: Parts, partnership_id: str, ref: str) -> Late:
    """Raises NotFound, also for another partnership's return."""
    return_ = parts.returns.get(ref)
    audiences = return_.audiences if return_ else ()
    audience = next((a for a in audiences if a.partnership_id == partnership_id), None)
    cycle = parts.cycles.get(audience.cycle_id) if audience else None
    partnership = parts.organisations.partnership(partnership_id)
    if return_ is None or cycle is None or partnership is None:
        raise NotFound
    headers = parts.returns.headers(cycle.id, organisation_id=return_.organisation_id)
    header = next((each for each in headers if each.ref == ref), None)
    if header is None:
        raise NotFound
    tasks = parts.tasks.of_subject(partnership_id, return_subject(ref))
    letters = [_made(task) for task in tasks if task.kind == "render.letter"]
    newest = sorted(letters, key=lambda letter: letter.id, reverse=True)
    return Late(partnership=partnership, cycle=cycle, header=header, letters=tuple(newest))


def ask_for_letter(parts: Parts, partnership_id: str, ref: str, form: LetterForm, actor: str) -> str:
    """Makes one letter, and says so on the trail; pressing twice makes one. Returns its id.

    Raises NotFound, Refused where there is to be none, and Invalid.
    """
    late = late_return(parts, partnership_id, ref)
    today = london_day(parts.now())
    refuse_letter(late.partnership, late.cycle, late.header, today)
    _refuse_form(form)
    letter = form.once if _ONCE.fullmatch(form.once) else parts.new_id()
    task = Task(
        partnership_id=partnership_id,
        subject=return_subject(ref),
        intent=f"letter#{letter}",
        kind="render.letter",
        payload={
            "ref": ref,
            "letter": letter,
            "name": clean(form.name).strip(),
            "job": clean(form.job).strip(),
            "address": clean(form.address).strip(),
            "on": today.isoformat(),
        },
        queue=Queue.RENDER,
        due=parts.now(),
    )
    event = Event(
        subject=return_subject(ref),
        at=parts.now(),
        actor=actor,
        what="letter.made",
        details={"letter": letter},
    )
    try:
        parts.commit(parts.tasks.added(task), parts.trail.recorded(event))
    except Conflict:
        return letter  # the same pressing of the button
    parts.poke(Queue.RENDER)
    return letter


def make_letter(parts: Parts, task: Task) -> None:
    """The job. Made twice, it says the same: its date is that of the asking."""
    late = late_return(parts, task.partnership_id, task.payload["ref"])
    pdf = parts.renderer.letter(facts_of(parts, late, task.payload))
    parts.files.put(_key(task), pdf, PDF)


def letter_url(parts: Parts, partnership_id: str, ref: str, letter: str) -> str:
    """A short-lived link. Raises NotFound until it is there."""
    late_return(parts, partnership_id, ref)
    task = parts.tasks.get(partnership_id, return_subject(ref), f"letter#{letter}")
    if task is None or parts.files.head(_key(task)) is None:
        raise NotFound
    return parts.files.download_url(_key(task), f"Letter {ref} {task.payload['on']}.pdf", PDF)


def facts_of(parts: Parts, late: Late, payload: Mapping[str, str]) -> dict[str, object]:
    """What the letter says: days as data keeps them, and lists of days in words."""
    return_, partnership = parts.returns.get(late.header.ref), late.partnership
    lead = return_.person(Part.LEAD) if return_ else None
    on = date.fromisoformat(payload["on"])
    events = parts.trail.of(return_subject(late.header.ref))
    wrote = sorted({london_day(e.at) for e in events if e.what == "mail.sent" and london_day(e.at) <= on})
    calls = parts.calls.of_organisation(partnership.id, late.header.organisation_id)
    rang = sorted({london_day(call.at) for call in calls if london_day(call.at) <= on})
    holidays = calendar_for(parts, partnership, late.cycle).holidays
    checked = partnership.legal_basis_checked_on
    invited = london_day(late.header.invited_at) if late.header.invited_at else late.cycle.opens_on
    return {
        "partnership": partnership,
        "organisation": late.header.organisation_name,
        "reference": late.header.ref,
        "cycle": late.cycle.name,
        "to": [line for line in (payload["name"], payload["job"], late.header.organisation_name) if line],
        "address": [line for line in payload["address"].splitlines() if line.strip()],
        "name": payload["name"],
        "lead": lead.name if lead else "",
        "on": on.isoformat(),
        "invited_on": invited.isoformat(),
        "due_on": due_of(late.cycle, late.header).isoformat(),
        "wrote_on": [long_date(day) for day in wrote],
        "rang_on": [long_date(day) for day in rang],
        "answer_by": working_days_from(on, ANSWER_WITHIN, holidays).isoformat(),
        "basis": [line for line in partnership.legal_basis.splitlines() if line.strip()],
        "checked_on": long_date(checked) if checked else "",
    }


def _refuse_form(form: LetterForm) -> None:
    problems = {} if form.name.strip() else {"name": "name_needed"}
    problems |= {} if form.job.strip() else {"job": "job_needed"}
    problems |= too_long(name=form.name, job=form.job)
    if len(form.address) > ADDRESS_LIMIT:
        problems["address"] = "address_too_long"
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT, address_limit=ADDRESS_LIMIT)


def _made(task: Task) -> Made:
    return Made(
        id=task.payload["letter"],
        on=date.fromisoformat(task.payload["on"]),
        name=task.payload["name"],
        is_there=task.state is TaskState.DONE,
        went_wrong=task.state is TaskState.FAILED,
    )


def _key(task: Task) -> str:
    return f"copies/letters/{task.partnership_id}/{task.payload['ref']}/{task.payload['letter']}.pdf"
