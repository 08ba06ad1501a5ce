"""A lead hands over to a successor: never two leads, and from then on we write to the right one."""

from dataclasses import replace

from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.organisations import Contact, ContactState, Role, same_address
from chalicelib.domain.people import person_problems, with_address
from chalicelib.domain.register import contact_id
from chalicelib.domain.returns import LINE_LIMIT, Part, Person, Return, ReturnStatus
from chalicelib.domain.rights import Right
from chalicelib.domain.tasks import Queue
from chalicelib.domain.trail import Event
from chalicelib.services.colleagues import MOST_INVITATIONS, invitation, new_person_id
from chalicelib.services.desk import Seat, again, sit_down
from chalicelib.services.links import revoke
from chalicelib.services.notes import add_limited, noted
from chalicelib.services.ports import Parts, Writes


def hand_over(
    parts: Parts, ref: str, token: str, *, name: str, email: str, job: str, stays: bool | None
) -> None:
    """Makes somebody else the lead and mails them a link. With `stays` the old lead keeps a link, and the new
    one can give them standards; else everything that they hold ends.

    Raises Invalid. Of two at once, the second finds that the lead is not theirs to give any more.
    """
    _refuse(name, email, job, stays)
    gone = again(
        lambda: _handed_over(parts, ref, token, name.strip(), email.strip(), job.strip(), bool(stays))
    )
    if not stays:
        revoke(parts, ref, gone)
    parts.poke(Queue.WORK)


def _refuse(name: str, email: str, job: str, stays: bool | None) -> None:
    problems = person_problems(name, email, job)
    if stays is None:
        problems["stays"] = "staying_needed"
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)


def _handed_over(parts: Parts, ref: str, token: str, name: str, email: str, job: str, stays: bool) -> str:
    """The id of the old lead."""
    seat = sit_down(parts, ref, token, Right.PEOPLE)
    old, return_ = seat.person, seat.return_
    if same_address(old.email) == same_address(email):
        raise Invalid({"email": "successor_is_you"})
    new, before = _successor(parts, return_, name, email, job)
    left = {f"people.{old.id}": _as_helper(old)} if stays else {}
    gone = [p.id for p in _approving(return_, email) if p.id != new.id] + ([] if stays else [old.id])
    changed = parts.returns.changed(
        return_,
        {f"people.{new.id}": new, **left},
        remove=tuple(f"people.{person_id}" for person_id in gone),
        while_in=tuple(ReturnStatus),
        while_part={old.id: Part.LEAD, new.id: before},
        header={"mail_state": ""},
    )
    if not add_limited(
        parts,
        MOST_INVITATIONS,
        invitation(parts, return_, new, from_=old.name),
        changed,
        noted(parts, return_, old, "lead.handed_over", to=new.id, stays="yes" if stays else "no"),
        *_told(parts, seat, new),
    ):
        raise Refused("invitations_used_up")
    return old.id


def _successor(parts: Parts, return_: Return, name: str, email: str, job: str) -> tuple[Person, Part | None]:
    """The new lead, and the part that they have now: a colleague keeps the link that they know. An approver
    who takes over goes on to approve.
    """
    known = with_address(return_, email)
    lead = Person(
        id=known.id if known else new_person_id(parts),
        part=Part.LEAD,
        name=name,
        email=email,
        job=job,
        invited_at=parts.now(),
        also_approves=bool(_approving(return_, email)),
    )
    return lead, known.part if known else None


def _approving(return_: Return, email: str) -> list[Person]:
    """Whoever is to approve under this address."""
    approvers = [person for person in return_.people.values() if person.part is Part.APPROVER]
    return [person for person in approvers if same_address(person.email) == same_address(email)]


def _as_helper(old: Person) -> Person:
    return replace(old, part=Part.CONTRIBUTOR, standards=(), also_approves=False, reads_alone=False)


def _told(parts: Parts, seat: Seat, new: Person) -> list[Writes]:
    """Every partnership that this return is for learns whom to write to, now and in its next cycle."""
    writes: list[Writes] = []
    for partnership_id in dict.fromkeys(a.partnership_id for a in seat.return_.audiences):
        for contact in _contacts(parts, partnership_id, seat, new):
            writes.append(parts.organisations.contact_saved(partnership_id, contact))
        event = Event(
            subject=f"PARTNERSHIP#{partnership_id}",
            at=parts.now(),
            actor=seat.person.id,
            what="lead.handed_over",
            details={"organisation": seat.return_.organisation_id, "reference": seat.return_.ref},
        )
        writes.append(parts.trail.recorded(event))
    return writes


def _contacts(parts: Parts, partnership_id: str, seat: Seat, new: Person) -> list[Contact]:
    """The successor as its lead, and the old lead as somebody it still knows."""
    organisation_id = seat.return_.organisation_id
    known = list(parts.organisations.contacts(partnership_id, organisation_id))
    theirs = next((c for c in known if same_address(c.email) == same_address(new.email)), None)
    leads = Contact(
        id=theirs.id if theirs else contact_id(organisation_id, new.email),
        organisation_id=organisation_id,
        name=new.name,
        email=new.email,
        role=Role.LEAD,
        state=ContactState.OK,
        phone=theirs.phone if theirs else "",
    )
    old = [
        replace(c, role=Role.OTHER)
        for c in known
        if c.role is Role.LEAD and same_address(c.email) == same_address(seat.person.email)
    ]
    near = {leads.id, *(c.id for c in old)}
    settled = [replace(c, nobody_follows=False) for c in known if c.nobody_follows and c.id not in near]
    return [leads, *old, *settled]
