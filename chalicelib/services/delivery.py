"""What the provider says became of our mail: settles tasks, and marks addresses that no mail reaches."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.cycles import noted_mail_state
from chalicelib.domain.mail_events import MailEvent, MailFate, mail_state, settled_by
from chalicelib.domain.organisations import ContactState, same_address
from chalicelib.domain.people import HELPERS
from chalicelib.domain.returns import Part, Person, Return
from chalicelib.domain.tasks import Task, key_of_tag
from chalicelib.domain.trail import Event
from chalicelib.services.desk import again
from chalicelib.services.ports import Conflict, Parts, Writes
from chalicelib.services.register_trail import of_contact, told

UNREACHABLE = {MailFate.BOUNCED: ContactState.BOUNCED, MailFate.COMPLAINED: ContactState.COMPLAINED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom a mail is for: a person of a return, a contact, or staff. Empty where nobody knows any more."""

    person: str = ""
    email: str = ""
    organisation_id: str = ""
    return_: Return | None = None


def record(parts: Parts, event: MailEvent) -> None:
    """Takes in one event. A second copy changes nothing, so what staff put right meanwhile stays right."""
    again(lambda: _recorded(parts, event))


def refused_at_once(parts: Parts, task: Task) -> Writes:
    """The provider will not even try the address of a task's mail. The line on the trail is the caller's
    to write."""
    whom = addressee(parts, task)
    happened = _happened(task, whom, MailFate.BOUNCED, parts.now(), "")
    _mark(parts, task, whom, (whom.email,), happened)
    return parts.trail.recorded(happened)


def person_of(return_: Return, task: Task) -> Person | None:
    """The person of a return that a mail names, or who plays the part that it names."""
    if "person" in task.payload:
        return return_.people.get(task.payload["person"])
    return return_.person(Part(task.payload["part"]))


def addressee(parts: Parts, task: Task) -> Addressee:
    """Looked up afresh: people and addresses change."""
    if "ref" in task.payload:
        return_ = parts.returns.get(task.payload["ref"])
        person = person_of(return_, task) if return_ else None
        return Addressee(
            person=person.id if person else task.payload.get("person", ""),
            email=person.email if person else "",
            organisation_id=return_.organisation_id if return_ else "",
            return_=return_,
        )
    if "contact" in task.payload:
        organisation_id = task.payload["organisation"]
        contacts = parts.organisations.contacts(task.partnership_id, organisation_id)
        email = next((c.email for c in contacts if c.id == task.payload["contact"]), "")
        return Addressee(person=task.payload["contact"], email=email, organisation_id=organisation_id)
    return Addressee(person=task.payload.get("staff", ""))


def _recorded(parts: Parts, event: MailEvent) -> None:
    """Contacts and headers first: run again after a crash, it finds the task as it was."""
    key = key_of_tag(event.tag)
    task = parts.tasks.get(*key) if key else None
    if task is None:
        return  # not a mail of ours
    whom = addressee(parts, task)
    if not _reached(whom, event):
        _mark_contacts(parts, task, whom, event.addresses, event.fate)
        return
    after = settled_by(task, event.fate, parts.now())
    if after is None:
        return
    happened = _happened(task, whom, event.fate, event.at, event.message_id, event.why)
    _mark(parts, task, whom, event.addresses or (whom.email,), happened)
    parts.commit(parts.tasks.moved(task, after), parts.trail.recorded(happened))


def _reached(whom: Addressee, event: MailEvent) -> bool:
    """Whether it happened to the mail's own recipient, and not only to whoever got a copy."""
    addresses = {same_address(address) for address in event.addresses}
    return not addresses or not whom.email or same_address(whom.email) in addresses


def _happened(
    task: Task, whom: Addressee, fate: MailFate, at: datetime, message_id: str, why: str = ""
) -> Event:
    details = {"mail": task.kind.removeprefix("mail."), "person": whom.person, "message": message_id}
    details |= {"why": why} if why else {}
    return Event(subject=task.subject, at=at, actor="mail", what=f"mail.{fate}", details=details)


def _mark(parts: Parts, task: Task, whom: Addressee, addresses: Iterable[str], happened: Event) -> None:
    """On contacts, and where it belongs in the return that the mail is about: on its headers for the lead and
    the approver, for the lead alone to see for anybody who helps them.
    """
    _mark_contacts(parts, task, whom, addresses, MailFate(happened.what.removeprefix("mail.")))
    if whom.return_ is not None:
        heard = [*parts.trail.of(task.subject), happened]
        people = whom.return_.people
        helpers = {person.id for person in people.values() if person.part in HELPERS}
        if whom.person in helpers:
            state = mail_state([whom.person], heard)
            parts.commit(parts.returns.mail_to_person_noted(whom.return_.ref, whom.person, state))
            return
        state = noted_mail_state(whom.return_, mail_state(set(people) - helpers, heard))
        with suppress(Conflict):  # the headers say so already
            parts.commit(parts.returns.mail_state_noted(whom.return_, task.partnership_id, state))


def _mark_contacts(
    parts: Parts, task: Task, whom: Addressee, addresses: Iterable[str], fate: MailFate
) -> None:
    if fate not in UNREACHABLE or not whom.organisation_id:
        return
    lost = {same_address(address) for address in addresses}
    for contact in list(parts.organisations.contacts(task.partnership_id, whom.organisation_id)):
        if same_address(contact.email) in lost and contact.state is ContactState.OK:
            changed = replace(contact, state=UNREACHABLE[fate], since=parts.now())
            details = of_contact(contact, changed)
            happened = told(
                parts,
                task.partnership_id,
                contact.organisation_id,
                "mail",
                f"contact.{fate}",
                details,
                aloud=False,
            )
            parts.commit(parts.organisations.contact_saved(task.partnership_id, changed), *happened)
