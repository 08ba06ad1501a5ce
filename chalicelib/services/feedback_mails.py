"""Mails that lead to feedback: what each says, and whether it is still due."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.feedback_marks import newest
from chalicelib.domain.tasks import Task
from chalicelib.services.ports import Parts
from chalicelib.services.return_mails import About, NotDue


def feedback(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    """That of one feedback. Whoever has been sent another meanwhile hears of that alone."""
    number = int(task.payload["number"])
    found = parts.feedback.sent(about.return_.ref, task.partnership_id, number)
    mark = newest(about.return_.feedback, task.partnership_id)
    if found is None or mark is None:
        raise NotDue("no feedback")
    if mark.number != number:
        raise NotDue("newer feedback")
    return {
        "read_by": found.content.read_by,
        "automatic": not found.was_read,
        "again": bool(found.correction),
        "strength": found.content.strengths[0].text if found.content.strengths else "",
    }


def barrier_reply(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    """The reply itself stays inside."""
    return {}
