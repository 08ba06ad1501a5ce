"""What every step of a return leaves behind: a mail to somebody in it, and a line on the trail."""

from chalicelib.domain.returns import Person, Return
from chalicelib.domain.tasks import Task
from chalicelib.domain.trail import Event
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Parts, Writes


def mail_to(parts: Parts, return_: Return, name: str, person_id: str, step: str) -> Writes:
    """The mail `name` to one person. `step` tells this mail from the next of its kind: each is sent once."""
    task = Task(
        partnership_id=return_.audience.partnership_id,
        subject=return_subject(return_.ref),
        intent=f"mail#{name}#{person_id}#{step}",
        kind=f"mail.{name}",
        payload={"ref": return_.ref, "person": person_id},
        due=parts.now(),
    )
    return parts.tasks.added(task)


def noted(parts: Parts, return_: Return, person: Person, what: str, **details: str) -> Writes:
    """Who did what. Never what they wrote."""
    event = Event(
        subject=return_subject(return_.ref), at=parts.now(), actor=person.id, what=what, details=details
    )
    return parts.trail.recorded(event)
