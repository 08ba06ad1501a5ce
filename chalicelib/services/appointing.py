"""Who will read and approve a return: somebody else, or a lead who is also the head or owner."""

from typing import Any

from chalicelib.domain.editing import refuse_unless_with_lead, written_in
from chalicelib.domain.errors import Invalid
from chalicelib.domain.organisations import same_address
from chalicelib.domain.people import person_problems
from chalicelib.domain.returns import (
    LINE_LIMIT,
    Part,
    Person,
    Return,
    ReturnStatus,
)
from chalicelib.domain.rights import Right
from chalicelib.services.colleagues import new_person_id
from chalicelib.services.desk import Seat, again, sit_down
from chalicelib.services.links import revoke
from chalicelib.services.notes import noted
from chalicelib.services.ports import Parts


def name_approver(parts: Parts, ref: str, token: str, *, name: str, email: str, job: str) -> None:
    """Says who will read and approve. Naming somebody else ends the first person's link; whoever enters their
    own address approves it themselves. Raises Invalid.
    """

    def attempt() -> str:
        seat = sit_down(parts, ref, token, Right.PEOPLE)
        refuse_unless_with_lead(seat.return_)
        problems = person_problems(name, email, job)
        if problems:
            raise Invalid(problems, limit=LINE_LIMIT)
        if same_address(email) == same_address(seat.person.email):
            return _by_the_lead(parts, seat)
        return _named(parts, seat, name.strip(), email.strip(), job.strip())

    replaced = again(attempt)
    if replaced:
        revoke(parts, ref, replaced)


def approve_it_myself(parts: Parts, ref: str, token: str) -> None:
    """The lead is also the head, director, owner or chair. Somebody else's link to approve ends."""

    def attempt() -> str:
        seat = sit_down(parts, ref, token, Right.PEOPLE)
        refuse_unless_with_lead(seat.return_)
        return _by_the_lead(parts, seat)

    replaced = again(attempt)
    if replaced:
        revoke(parts, ref, replaced)


def read_alone(parts: Parts, ref: str, token: str) -> None:
    """Whoever prepares it and approves it has nobody else who could read it."""

    def attempt() -> None:
        seat = sit_down(parts, ref, token, Right.PEOPLE)
        parts.commit(
            parts.returns.changed(
                seat.return_,
                {f"people.{seat.person.id}.reads_alone": True},
                while_in=tuple(ReturnStatus),
                while_part={seat.person.id: Part.LEAD},
                counted=False,
            ),
            noted(parts, seat.return_, seat.person, "approver.reads_alone"),
        )

    again(attempt)


def second_reader_is_due(return_: Return) -> bool:
    """Whether somebody who approves their own work has not yet said who else will read it."""
    lead = return_.person(Part.LEAD)
    if lead is None or not lead.also_approves or lead.reads_alone:
        return False
    return not return_.everybody(Part.READER)


def _by_the_lead(parts: Parts, seat: Seat) -> str:
    """The id of whoever was named before, or ""."""
    before = next((p for p in seat.return_.people.values() if p.part is Part.APPROVER), None)
    gone = (f"people.{before.id}",) if before else ()
    _commit(parts, seat, {f"people.{seat.person.id}.also_approves": True}, gone, "approver.is_the_lead")
    return before.id if before else ""


def _named(parts: Parts, seat: Seat, name: str, email: str, job: str) -> str:
    """The id of whoever was named before, or ""."""
    before = next((p for p in seat.return_.people.values() if p.part is Part.APPROVER), None)
    same_person = before is not None and same_address(before.email) == same_address(email)
    person_id = before.id if before and same_person else new_person_id(parts)
    person = Person(id=person_id, part=Part.APPROVER, name=name, email=email, job=job)
    replaced = before.id if before and not same_person else ""
    changes: dict[str, Any] = {f"people.{person_id}": person}
    if seat.person.also_approves:
        changes[f"people.{seat.person.id}.also_approves"] = False
    gone = (f"people.{replaced}",) if replaced else ()
    _commit(parts, seat, changes, gone, "approver.named")
    return replaced


def _commit(parts: Parts, seat: Seat, changes: dict[str, Any], gone: tuple[str, ...], what: str) -> None:
    """Two people who name somebody at once must not leave two approvers."""
    return_ = seat.return_
    parts.commit(
        parts.returns.changed(
            return_,
            changes,
            remove=gone,
            while_in=written_in(return_),
            at_seq=return_.seq,
            while_part={seat.person.id: Part.LEAD},
        ),
        noted(parts, return_, seat.person, what),
    )
