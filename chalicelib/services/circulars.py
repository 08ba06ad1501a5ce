"""Staff write one text to many organisations: seen before it goes, one mail to each, once.

What was seen is what is sent: the list is made again, and if it has moved, somebody looks again. The text is
kept in one item with whom it was for. A job makes the mails from that, and can be interrupted anywhere.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.circulars import Circular, one_line, refuse_text
from chalicelib.domain.cycles import Cycle, Header
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.returns import Part
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.texts import clean, paragraphs
from chalicelib.domain.trail import Event
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.return_mails import About, NotDue

_ID = re.compile("[0-9A-Z]{26}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Who would get it, and who is rung instead because mail reaches nobody there.

    `seen` stands for exactly this list.
    """

    subject: str
    text: str
    to: tuple[Header, ...]
    without: tuple[Header, ...]

    @property
    def seen(self) -> str:
        refs = "\n".join(sorted(header.ref for header in self.to))
        return hashlib.sha256(refs.encode()).hexdigest()[:16]


def look_at(headers: Iterable[Header], subject: str, text: str) -> Preview:
    """Raises Invalid for a subject or a text that cannot be sent, Refused when it would reach nobody."""
    every = tuple(headers)
    found = Preview(
        subject=one_line(subject),
        text=clean(text).strip(),
        to=tuple(header for header in every if not header.mail_state),
        without=tuple(header for header in every if header.mail_state),
    )
    refuse_text(found.subject, found.text)
    if not found.to:
        raise Refused("circular_nobody")
    return found


def send(
    parts: Parts,
    cycle: Cycle,
    preview: Preview,
    *,
    seen: str,
    once: str,
    chosen: str,
    staff_id: str,
    staff_name: str,
) -> Circular:
    """Pressed twice, it goes once. Raises Refused when the list is not what was seen."""
    circular_id = once if _ID.fullmatch(once) else parts.new_id()
    before = parts.circulars.get(cycle.partnership_id, cycle.id, circular_id)
    if before is not None:
        return before
    if preview.seen != seen:
        raise Refused("circular_moved")
    made = Circular(
        id=circular_id,
        partnership_id=cycle.partnership_id,
        cycle_id=cycle.id,
        subject=preview.subject,
        text=preview.text,
        refs=tuple(header.ref for header in preview.to),
        without=tuple(header.ref for header in preview.without),
        chosen=chosen,
        staff=staff_id,
        staff_name=staff_name,
        at=parts.now(),
    )
    try:
        parts.commit(
            parts.circulars.written(made), parts.tasks.added(_job(made)), parts.trail.recorded(_event(made))
        )
    except Conflict:
        return circular_of(parts, cycle, circular_id)  # the same pressing of the button, at this very moment
    parts.poke(Queue.WORK)
    return made


def circular_of(parts: Parts, cycle: Cycle, circular_id: str) -> Circular:
    """Raises NotFound."""
    found = parts.circulars.get(cycle.partnership_id, cycle.id, circular_id)
    if found is None:
        raise NotFound
    return found


def run_circular(parts: Parts, task: Task) -> None:
    """The job. Run again after a crash, it passes over whoever has theirs."""
    made = parts.circulars.get(task.partnership_id, task.payload["cycle"], task.payload["circular"])
    if made is None:
        return
    for ref in made.refs:
        with suppress(Conflict):
            parts.commit(parts.tasks.added(_mail(made, ref, parts)))
    parts.poke(Queue.WORK)


def circular(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    """What one of its mails says."""
    made = parts.circulars.get(task.partnership_id, task.payload["cycle"], task.payload["circular"])
    if made is None:
        raise NotDue("gone")
    return {"heading": [made.subject], "said": paragraphs(made.text), "by": made.staff_name}


def _mail(made: Circular, ref: str, parts: Parts) -> Task:
    return Task(
        partnership_id=made.partnership_id,
        subject=return_subject(ref),
        intent=f"mail#circular#{made.id}",
        kind="mail.circular",
        payload={
            "ref": ref,
            "part": Part.LEAD.value,
            "cycle": made.cycle_id,
            "circular": made.id,
            "about": made.subject,
        },
        due=parts.now(),
    )


def _job(made: Circular) -> Task:
    return Task(
        partnership_id=made.partnership_id,
        subject=f"CYCLE#{made.cycle_id}",
        intent=f"job#circular#{made.id}",
        kind="job.circular",
        payload={"cycle": made.cycle_id, "circular": made.id},
        due=made.at,
    )


def _event(made: Circular) -> Event:
    return Event(
        subject=f"CYCLE#{made.cycle_id}",
        at=made.at,
        actor=made.staff,
        what="circular.sent",
        details={"circular": made.id, "to": str(len(made.refs)), "without": str(len(made.without))},
    )
