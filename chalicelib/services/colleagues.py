"""The people who help with a return: each has a link of their own, which opens what they were asked for."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

from chalicelib.domain.editing import refuse_unless_with_lead
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.organisations import same_address
from chalicelib.domain.people import HELPERS, MOST_PEOPLE, PERSON_ID, PersonForm, refuse_helper
from chalicelib.domain.returns import (
    Part,
    Person,
    Return,
    ReturnStatus,
)
from chalicelib.domain.rights import Right
from chalicelib.domain.tasks import Queue, Task
from chalicelib.services.desk import Seat, again, sit_down
from chalicelib.services.entering import refuse_name
from chalicelib.services.links import ask_for_new_link, opening, return_subject, revoke
from chalicelib.services.notes import add_limited, noted
from chalicelib.services.ports import Conflict, Parts, Writes

MOST_INVITATIONS = 3  # to one address, of one kind, in a day
ALWAYS = tuple(ReturnStatus)


def new_person_id(parts: Parts) -> str:
    """An id to put into an empty form, so that a double click asks somebody once."""
    return f"p{parts.new_ref()}"


def add_person(parts: Parts, ref: str, token: str, person_id: str, form: PersonForm) -> None:
    """Asks a colleague to answer chosen standards, or a governor or trustee to read and comment.

    Raises Invalid; Refused for somebody who would have nothing to do, and when there are too many.
    """
    seat = sit_down(parts, ref, token, Right.PEOPLE)
    if not PERSON_ID.fullmatch(person_id):
        raise NotFound
    if person_id in seat.return_.people:
        return
    if len(seat.return_.people) >= MOST_PEOPLE:
        raise Refused("people_full", most=MOST_PEOPLE)
    person = replace(_person_of(seat, form, person_id), invited_at=parts.now())
    saved = _saved(parts, seat.return_, person, None)
    _invite(
        parts, seat, person, saved, noted(parts, seat.return_, seat.person, "person.added", **_facts(person))
    )


def change_person(parts: Parts, ref: str, token: str, person_id: str, form: PersonForm) -> None:
    """Another name, role, address, or other things to do. Somebody at a new address, or with more to do,
    hears of it; what opened the return from the old address ends. Raises Invalid.
    """
    seat = sit_down(parts, ref, token, Right.PEOPLE)
    before = helper(seat, person_id)
    person = _person_of(seat, form, person_id)
    moved = same_address(person.email) != same_address(before.email)
    if (person.part, person.standards) == (before.part, before.standards):
        person = replace(person, finished_at=before.finished_at)
    person = replace(person, invited_at=before.invited_at)
    if person == before:
        return
    saved = _saved(parts, seat.return_, person, before.part)
    note = noted(parts, seat.return_, seat.person, "person.changed", **_facts(person))
    if moved:
        revoke(parts, ref, person_id)
    if moved or person.part is not before.part or set(person.standards) - set(before.standards):
        heard = parts.returns.mail_to_person_noted(ref, person_id, "")
        _invite(parts, seat, person, saved, heard, note)
        return
    try:
        parts.commit(saved, note)
    except Conflict as conflict:
        _unless_there(person, conflict)


def change_own_details(parts: Parts, ref: str, token: str, *, name: str, job: str) -> None:
    """The lead's name and role, as colleagues, the approver and the copy read them. Raises Invalid."""
    refuse_name(name.strip(), job.strip())

    def attempt() -> None:
        seat = sit_down(parts, ref, token, Right.PEOPLE)
        path = f"people.{seat.person.id}"
        parts.commit(
            parts.returns.changed(
                seat.return_,
                {f"{path}.name": name.strip(), f"{path}.job": job.strip()},
                while_in=ALWAYS,
                while_part={seat.person.id: Part.LEAD},
                counted=seat.with_the_lead,
            )
        )

    again(attempt)


def remove_person(parts: Parts, ref: str, token: str, person_id: str) -> None:
    """Their link and sessions end at once; what they answered stays. Removing twice is fine."""

    def attempt() -> None:
        seat = sit_down(parts, ref, token, Right.PEOPLE)
        if person_id not in seat.return_.people:
            return
        person = helper(seat, person_id)
        parts.commit(
            parts.returns.changed(
                seat.return_,
                {},
                remove=(f"people.{person_id}",),
                while_in=ALWAYS,
                while_part={person_id: person.part},
                counted=False,
            ),
            noted(parts, seat.return_, seat.person, "person.removed", person=person_id),
        )

    again(attempt)
    revoke(parts, ref, person_id)


def send_link_again(parts: Parts, ref: str, token: str, person_id: str) -> bool:
    """A new link to the same address; what opened the return before ends. False when one has just gone."""
    seat = sit_down(parts, ref, token, Right.PEOPLE)
    person = helper(seat, person_id)
    note = noted(parts, seat.return_, seat.person, "link.asked_by_lead", person=person.id)
    return ask_for_new_link(parts, ref, person.id, opening(parts, ref, person.id), note)


def helper(seat: Seat, person_id: str) -> Person:
    """A colleague or a reader. Raises NotFound for anybody else."""
    person = seat.return_.people.get(person_id)
    if person is None or person.part not in HELPERS:
        raise NotFound
    return person


def finish_part(parts: Parts, ref: str, token: str, *, done: bool) -> None:
    """Somebody says that their part is done, or that it is not after all. The lead is told of the former."""
    again(lambda: _finished(parts, ref, token, done))
    parts.poke(Queue.WORK)


def _finished(parts: Parts, ref: str, token: str, done: bool) -> None:
    seat = sit_down(parts, ref, token, Right.FINISH)
    if seat.person.part is Part.CONTRIBUTOR:
        refuse_unless_with_lead(seat.return_)
    if bool(seat.person.finished_at) == done:
        return
    path, now = f"people.{seat.person.id}.finished_at", parts.now()
    writes = [
        parts.returns.changed(
            seat.return_,
            {path: now} if done else {},
            remove=() if done else (path,),
            while_in=ALWAYS,
            while_part={seat.person.id: seat.person.part},
            counted=False,
        ),
        noted(parts, seat.return_, seat.person, "part.finished" if done else "part.reopened"),
    ]
    lead = seat.return_.person(Part.LEAD)
    if not done or lead is None:
        parts.commit(*writes)
    elif not add_limited(parts, 1, lambda _: _news(parts, seat, lead), *writes):
        parts.commit(*writes)  # the lead has heard of it within the hour


def _news(parts: Parts, seat: Seat, lead: Person) -> Task:
    return Task(
        partnership_id=seat.return_.audience.partnership_id,
        subject=return_subject(seat.return_.ref),
        intent=f"mail#part_finished#{seat.person.id}#{parts.now():%Y-%m-%dT%H}",
        kind="mail.part_finished",
        payload={"ref": seat.return_.ref, "person": lead.id, "colleague": seat.person.id},
        due=parts.now(),
    )


def _person_of(seat: Seat, form: PersonForm, person_id: str) -> Person:
    sections = [section.number for section in seat.framework.sections]
    refuse_helper(form, seat.return_, sections, person_id)
    part = Part(form.part)
    if part is Part.CONTRIBUTOR:
        refuse_unless_with_lead(seat.return_)
    return Person(
        id=person_id,
        part=part,
        name=form.name.strip(),
        email=form.email.strip(),
        job=form.job.strip(),
        standards=tuple(n for n in sections if n in form.standards) if part is Part.CONTRIBUTOR else (),
    )


def _saved(parts: Parts, return_: Return, person: Person, before: Part | None) -> Writes:
    return parts.returns.changed(
        return_,
        {f"people.{person.id}": person},
        while_in=ALWAYS,
        while_part={person.id: before},
        counted=False,
    )


def _facts(person: Person) -> dict[str, str]:
    return {"person": person.id, "part": person.part.value, "standards": " ".join(map(str, person.standards))}


def _invite(parts: Parts, seat: Seat, person: Person, *writes: Writes) -> None:
    """Saves somebody together with the mail that asks them. Raises Refused when they were asked too often."""
    try:
        asked = add_limited(parts, MOST_INVITATIONS, invitation(parts, seat.return_, person), *writes)
    except Conflict as conflict:
        _unless_there(person, conflict)
        return
    if not asked:
        raise Refused("invitations_used_up")
    parts.poke(Queue.WORK)


def invitation(parts: Parts, return_: Return, person: Person, from_: str = "") -> Callable[[int], Task]:
    """The mail that asks somebody, counted by its address: nobody can be written to without end."""
    address = sha256(same_address(person.email).encode()).hexdigest()[:16]
    kind, day = person.part.value if person.part in HELPERS else "successor", f"{parts.now():%Y-%m-%d}"
    return lambda number: Task(
        partnership_id=return_.audience.partnership_id,
        subject=return_subject(return_.ref),
        intent=f"mail#{kind}#{address}#{day}#{number}",
        kind=f"mail.{kind}",
        payload={"ref": return_.ref, "person": person.id, **({"from": from_} if from_ else {})},
        due=parts.now(),
    )


def _unless_there(person: Person, conflict: Conflict) -> None:
    """A double click saved the same. Raises NotFound for somebody who was removed, or given another part."""
    there = conflict.current.people.get(person.id) if isinstance(conflict.current, Return) else None
    if there is None or replace(there, invited_at=None) != replace(person, invited_at=None):
        raise NotFound from conflict
