"""What is recorded of a meeting of the governing body or board that looked at a return."""

import hashlib
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.errors import Invalid
from chalicelib.domain.returns import LINE_LIMIT, Meeting

AGREED_LIMIT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a form says. `held_on` is None for no date; `not_real` where one was typed that is none."""

    held_on: date | None
    body: str
    agreed: str
    not_real: bool = False


def meeting_of(told: Told, *, today: date) -> Meeting | None:
    """What to keep; None when everything was left empty, which takes a record away. Raises Invalid."""
    body, agreed = told.body.strip(), told.agreed.strip()
    if not (body or agreed or told.held_on or told.not_real):
        return None
    problems = {}
    if told.held_on is None:
        problems["held_on"] = "held_on_not_real" if told.not_real else "held_on_needed"
    elif told.held_on > today:
        problems["held_on"] = "held_on_is_to_come"
    if not body:
        problems["body"] = "body_needed"
    elif len(body) > LINE_LIMIT:
        problems["body"] = "name_too_long"
    if len(agreed) > AGREED_LIMIT:
        problems["agreed"] = "text_too_long"
    if problems or told.held_on is None:
        raise Invalid(problems, limit=f"{AGREED_LIMIT:,}", line_limit=LINE_LIMIT)
    return Meeting(held_on=told.held_on, body=body, agreed=agreed)


def mark_of(meeting: Meeting | None) -> str:
    """Differs whenever what is recorded differs: a form carries it, so that nothing else is overwritten."""
    if meeting is None:
        return "none"
    said = "\n".join((meeting.held_on.isoformat(), meeting.body, meeting.agreed))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
