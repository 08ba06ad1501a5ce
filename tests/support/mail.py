"""Mail in tests: a return with both of its people, the queue worked off, and what arrived."""

import re
from typing import Any

from chalicelib.domain.organisations import Role
from chalicelib.domain.returns import Part, Return
from chalicelib.domain.tasks import Queue, Task
from chalicelib.emails.messages import compose
from chalicelib.services.ports import Message
from chalicelib.services.queue import Done, work_off
from chalicelib.services.work import WORK
from tests.support.builders import APPROVER, LEAD, contact, stored_return
from tests.support.fakes import FakeParts


def posting_parts() -> FakeParts:
    """Parts whose mails have their real words."""
    parts = FakeParts()
    parts.compose = compose
    return parts


def return_with_contacts(parts: FakeParts, number: int = 1, **changes: Any) -> Return:
    """A stored return with a lead and an approver, both known to the partnership as contacts."""
    made = stored_return(parts, number, **{"people": {LEAD.id: LEAD, APPROVER.id: APPROVER}, **changes})
    for person in made.people.values():
        role = Role.LEAD if person.part is Part.LEAD else Role.APPROVER
        known = contact(number, id=person.id, name=person.name, email=person.email, role=role)
        parts.commit(parts.organisations.contact_saved("saltmarsh", known))
    return made


def queued(parts: FakeParts, kind: str, ref: str, **payload: str) -> Task:
    """A task to send one kind of mail about a return."""
    made = Task(
        partnership_id="saltmarsh",
        subject=f"RETURN#{ref}",
        intent=f"{kind.replace('.', '#')}#test",
        kind=kind,
        payload={"ref": ref, **payload},
        due=parts.now(),
    )
    parts.commit(parts.tasks.added(made))
    return made


def work(parts: FakeParts) -> Done:
    return work_off(parts, Queue.WORK, WORK[Queue.WORK])


def again(parts: FakeParts, task: Task) -> Task:
    """The task as it stands now."""
    found = parts.tasks.get(task.partnership_id, task.subject, task.intent)
    assert found is not None
    return found


def link_in(message: Message) -> str:
    """The one address in a mail."""
    (link,) = re.findall(r"https?://\S+", message.text)
    return link
