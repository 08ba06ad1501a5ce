"""Contacts whom somebody has to put right: mail comes back, they complained, left, or say it is not them.

Nothing is kept of it but the contact itself: changing the contact settles it, whoever does that and however.
"""

from dataclasses import dataclass, replace

from chalicelib.domain.organisations import Contact, ContactState, Organisation, Role, same_address
from chalicelib.domain.returns import Person, Return
from chalicelib.services.ports import Parts, Writes
from chalicelib.services.register_trail import told


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTask:
    """One of them. What to do next follows from the contact's state: handlers/staff/words.py."""

    organisation: Organisation
    contact: Contact


def how_many(parts: Parts, partnership_id: str) -> int:
    """For Today: one query over as many items as there are contacts to put right."""
    return len({(c.organisation_id, c.id) for c in parts.organisations.unsettled(partnership_id)})


def contact_tasks(parts: Parts, partnership_id: str) -> list[ContactTask]:
    """Those of organisations that are asked, who has waited longest first."""
    found = list(parts.organisations.unsettled(partnership_id))
    organisations = parts.organisations.some(partnership_id, {c.organisation_id for c in found})
    tasks = [
        ContactTask(organisation=organisations[c.organisation_id], contact=c)
        for c in found
        if c.organisation_id in organisations and not organisations[c.organisation_id].retired
    ]
    return sorted(tasks, key=_waiting)


def not_them(parts: Parts, return_: Return, person: Person) -> list[Writes]:
    """They say that approving is for somebody else. Every partnership that knows them as the approver has to
    hear who; whoever leads or does something else there goes on with that.
    """
    writes: list[Writes] = []
    for partnership_id in dict.fromkeys(audience.partnership_id for audience in return_.audiences):
        for contact in parts.organisations.contacts(partnership_id, return_.organisation_id):
            same = same_address(contact.email) == same_address(person.email)
            if same and contact.role in (Role.APPROVER, Role.CHAIR) and contact.state is ContactState.OK:
                changed = replace(contact, state=ContactState.NOT_THEM, since=parts.now())
                details = {"contact": contact.id}
                writes.append(parts.organisations.contact_saved(partnership_id, changed))
                writes += told(
                    parts,
                    partnership_id,
                    return_.organisation_id,
                    person.id,
                    "contact.not_them",
                    details,
                    aloud=False,
                )
    return writes


def _waiting(task: ContactTask) -> tuple[bool, str, str]:
    since = task.contact.since
    return since is not None, since.isoformat() if since else "", task.organisation.name.casefold()
