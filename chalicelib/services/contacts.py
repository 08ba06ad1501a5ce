"""Putting an organisation's contacts right; whoever leads its returns follows.

A lead stays while their contact is a lead at an address that works, or did until their mail came back.
Otherwise the first contact who is a lead that mail reaches takes over, and the old links end.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.cycles import NO_CONTACT, Cycle, CycleStatus
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.organisations import (
    Contact,
    ContactState,
    Role,
    looks_like_an_address,
    same_address,
)
from chalicelib.domain.register import contact_id
from chalicelib.domain.returns import EDITABLE, LINE_LIMIT, Part, Person, Return, ReturnStatus, too_long
from chalicelib.domain.tasks import Queue, Task
from chalicelib.services.desk import again
from chalicelib.services.links import return_subject, revoke
from chalicelib.services.ports import Conflict, Parts, Writes
from chalicelib.services.register_trail import of_contact, told

FOLLOWING = frozenset({CycleStatus.OPENING, CycleStatus.OPEN, CycleStatus.CLOSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactForm:
    """What staff fill in. `role` and `state` are as typed: any text."""

    name: str
    email: str
    role: str
    phone: str = ""
    state: str = ContactState.OK.value


def contact_of(parts: Parts, partnership_id: str, organisation_id: str, wanted: str) -> Contact:
    """Raises NotFound."""
    found = [c for c in parts.organisations.contacts(partnership_id, organisation_id) if c.id == wanted]
    if not found or found[0].organisation_id != organisation_id:
        raise NotFound
    return found[0]


def save_contact(
    parts: Parts,
    partnership_id: str,
    organisation_id: str,
    form: ContactForm,
    *,
    actor: str,
    contact: str = "",
) -> None:
    """Adds a contact, or changes the one with the id `contact`. Saving the same again is fine, and finishes
    what was interrupted. Raises Invalid and NotFound.
    """
    if parts.organisations.organisation(partnership_id, organisation_id) is None:
        raise NotFound
    before = contact_of(parts, partnership_id, organisation_id, contact) if contact else None
    _refuse(form, before)
    after = Contact(
        id=before.id if before and _same(before, form.email) else contact_id(organisation_id, form.email),
        organisation_id=organisation_id,
        name=form.name.strip(),
        email=form.email.strip(),
        role=Role(form.role),
        phone=form.phone.strip(),
        state=ContactState(form.state) if before and _same(before, form.email) else ContactState.OK,
    )
    after = replace(after, since=before.since if before and before.state is after.state else parts.now())
    if before is None or before.id != after.id:
        _refuse_known(parts, partnership_id, after)
    after, others = _settled(parts, partnership_id, after, before)
    parts.commit(*_writes(parts, partnership_id, before, after, actor), *others)
    follow(parts, partnership_id, organisation_id, prefer=after.id)


def follow(parts: Parts, partnership_id: str, organisation_id: str, prefer: str = "") -> None:
    """Gives each return of the organisation the lead that its contacts say. `prefer` is a contact's id."""
    contacts = list(parts.organisations.contacts(partnership_id, organisation_id))
    contacts.sort(key=lambda c: c.id != prefer)
    for cycle in parts.cycles.of_partnership(partnership_id):
        if cycle.status in FOLLOWING:
            for header in parts.returns.headers(cycle.id, ("mail_state",), organisation_id):
                _lead_follows(parts, cycle, header.ref, contacts)
    parts.poke(Queue.WORK)


def _same(before: Contact, email: str) -> bool:
    return same_address(before.email) == same_address(email)


def _refuse(form: ContactForm, before: Contact | None) -> None:
    problems = {} if form.name.strip() else {"name": "name_needed"}
    if not looks_like_an_address(form.email):
        problems["email"] = "email_not_real" if form.email.strip() else "email_needed"
    if form.role not in set(Role):
        problems["role"] = "role_needed"
    if form.state not in {ContactState.OK, ContactState.LEFT, before.state if before else ContactState.OK}:
        problems["state"] = "standing_needed"
    problems |= too_long(name=form.name, email=form.email, phone=form.phone)
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)


def _refuse_known(parts: Parts, partnership_id: str, after: Contact) -> None:
    """Somebody who left may come back; otherwise an address stands on the list once."""
    for known in parts.organisations.contacts(partnership_id, after.organisation_id):
        if known.state is not ContactState.LEFT and _same(known, after.email) and known != after:
            raise Invalid({"email": "contact_known"})


def _settled(
    parts: Parts, partnership_id: str, after: Contact, before: Contact | None
) -> tuple[Contact, list[Writes]]:
    """A lead who left is somebody's task until another leads; then it is nobody's any more."""
    gone = {after.id, before.id if before else after.id}
    others = [
        c for c in parts.organisations.contacts(partnership_id, after.organisation_id) if c.id not in gone
    ]
    leads = any(c.role is Role.LEAD and c.state is ContactState.OK for c in [*others, after])
    left = after.state is ContactState.LEFT and after.role is Role.LEAD
    settled = [replace(c, nobody_follows=False) for c in others if c.nobody_follows and leads]
    writes = [parts.organisations.contact_saved(partnership_id, c) for c in settled]
    return replace(after, nobody_follows=left and not leads), writes


def _writes(
    parts: Parts, partnership_id: str, before: Contact | None, after: Contact, actor: str
) -> list[Writes]:
    what = "contact.changed" if before else "contact.added"
    happened = told(parts, partnership_id, after.organisation_id, actor, what, of_contact(before, after))
    writes = [parts.organisations.contact_saved(partnership_id, after), *happened]
    if before is not None and before.id != after.id:
        gone = replace(before, state=ContactState.LEFT, since=parts.now(), nobody_follows=False)
        writes.append(parts.organisations.contact_saved(partnership_id, gone))
    return writes


def _lead_follows(parts: Parts, cycle: Cycle, ref: str, contacts: Iterable[Contact]) -> None:
    def attempt() -> str:
        return_ = parts.returns.get(ref)
        return _given_its_lead(parts, cycle, return_, contacts) if return_ else ""

    gone = again(attempt)
    if gone:
        revoke(parts, ref, gone)


def _given_its_lead(parts: Parts, cycle: Cycle, return_: Return, contacts: Iterable[Contact]) -> str:
    """The id of whoever does not lead it any more, or ""."""
    lead = return_.person(Part.LEAD)
    leads = [c for c in contacts if c.role is Role.LEAD and c.state is not ContactState.LEFT]
    own = next((c for c in leads if lead and _same(c, lead.email)), None)
    reached = [c for c in leads if c.state is ContactState.OK]
    if own is not None and (own.state is ContactState.OK or not reached):
        _noted(parts, cycle.partnership_id, return_, own)
        return ""
    if lead is None and not reached:
        return ""
    changes: dict[str, Any] = {}
    mails: list[Writes] = []
    if reached:
        chosen = reached[0]
        person = Person(id=f"p{parts.new_ref()}", part=Part.LEAD, name=chosen.name, email=chosen.email)
        changes[f"people.{person.id}"] = person
        mails = [_letter(parts, cycle, return_, person)]
    parts.commit(
        parts.returns.changed(
            return_,
            changes,
            remove=(f"people.{lead.id}",) if lead else (),
            while_in=tuple(ReturnStatus),
            at_seq=return_.seq,  # two members of staff at once must not leave two leads
            header={"mail_state": "" if reached else NO_CONTACT},
        ),
        *mails,
    )
    return lead.id if lead else ""


def _noted(parts: Parts, partnership_id: str, return_: Return, own: Contact) -> None:
    """The lead stays; whether mail reaches them may have changed."""
    state = "" if own.state is ContactState.OK else own.state.value
    try:
        parts.commit(parts.returns.mail_state_noted(return_, partnership_id, state))
    except Conflict:
        return  # it is noted already


def _letter(parts: Parts, cycle: Cycle, return_: Return, person: Person) -> Writes:
    """An invitation while there is something to fill in, else just the new link."""
    asked = cycle.status is not CycleStatus.CLOSED and return_.status in EDITABLE
    name = "invitation" if asked else "new_link"
    task = Task(
        partnership_id=cycle.partnership_id,
        subject=return_subject(return_.ref),
        intent=f"mail#{name}#{person.id}",
        kind=f"mail.{name}",
        payload={"ref": return_.ref, "person": person.id},
        due=parts.now(),
    )
    return parts.tasks.added(task)
