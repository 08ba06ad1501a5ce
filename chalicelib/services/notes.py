"""What every step of a return leaves behind: a mail to somebody in it, and a line on the trail."""

from collections.abc import Callable

from chalicelib.domain.returns import Person, Return
from chalicelib.domain.tasks import Task
from chalicelib.domain.trail import Event
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Conflict, Parts, Writes


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


def add_limited(parts: Parts, most: int, task: Callable[[int], Task], *also: Writes) -> bool:
    """Commits the first of `most` numbered tasks that does not exist yet, and what goes with it; False when
    they all do. The table counts: nobody gets past the limit by being quick.
    """
    for number in range(most):
        try:
            parts.commit(parts.tasks.added(task(number)), *also)
        except Conflict as conflict:
            if conflict.kind != "TASK":
                raise
        else:
            return True
    return False


def noted(parts: Parts, return_: Return, person: Person, what: str, /, **details: str) -> Writes:
    """Who did what. Never what they wrote."""
    event = Event(
        subject=return_subject(return_.ref), at=parts.now(), actor=person.id, what=what, details=details
    )
    return parts.trail.recorded(event)
