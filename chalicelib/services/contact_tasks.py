"""Contacts whom somebody has to put right: mail comes back, they complained, left, or say it is not them.

Nothing is kept of it but the contact itself: changing the contact settles it, whoever does that and however.
"""

from dataclasses import dataclass

from chalicelib.domain.organisations import Contact, Organisation
from chalicelib.services.ports import Parts


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


def _waiting(task: ContactTask) -> tuple[bool, str, str]:
    since = task.contact.since
    return since is not None, since.isoformat() if since else "", task.organisation.name.casefold()
