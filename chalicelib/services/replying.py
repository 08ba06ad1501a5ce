"""An organisation replies to its reviewer's question, with or without changing its answer."""

from typing import Any

from chalicelib.domain.editing import refuse_unless_open, written_in
from chalicelib.domain.errors import Busy, Invalid, NotFound, Outdated
from chalicelib.domain.questions import REPLY_LIMIT, Question
from chalicelib.domain.rights import Right
from chalicelib.services.desk import Seat, sit_down
from chalicelib.services.ports import Conflict, Parts

TRIES = 4


def questions(seat: Seat, criterion: str = "") -> list[Question]:
    """The open questions that are theirs to see, in the order of the answers, or those about one answer."""
    if not seat.return_.questions:
        return []
    places = {c.id: place for place, c in enumerate(seat.criteria()) if criterion in ("", c.id)}
    found = [q for q in seat.return_.questions.values() if q.criterion in places]
    return sorted(found, key=lambda q: (places[q.criterion], q.asked_at, q.id))


def question(seat: Seat, question_id: str) -> Question:
    """Raises NotFound for one that is not open, or not theirs to see."""
    for found in questions(seat):
        if found.id == question_id:
            return found
    raise NotFound


def save_reply(parts: Parts, ref: str, token: str, question_id: str, *, reply: str, before: str) -> None:
    """`before` is the reply that the form was made from.

    Raises Outdated with the question when somebody else replied meanwhile, Invalid, or Busy.
    """
    said = reply.strip()
    if not said:
        raise Invalid({"reply": "reply_needed"})
    if len(said) > REPLY_LIMIT:
        raise Invalid({"reply": "text_too_long"}, limit=f"{REPLY_LIMIT:,}")
    for _ in range(TRIES):
        seat = sit_down(parts, ref, token, Right.ANSWER)
        asked = question(seat, question_id)
        refuse_unless_open(seat.return_, [asked.criterion])
        if asked.reply == said:
            return
        if asked.reply != before.strip():
            raise Outdated(asked)
        try:
            parts.commit(_written(parts, seat, asked, said))
        except Conflict:
            continue
        return
    raise Busy


def _written(parts: Parts, seat: Seat, asked: Question, said: str) -> Any:
    at = f"questions.{asked.id}"
    changes = {f"{at}.reply": said, f"{at}.replied_at": parts.now(), f"{at}.replied_by": seat.name}
    # Only an unchanged return proves that nobody replied meanwhile: one item holds every question.
    return parts.returns.changed(
        seat.return_, changes, while_in=written_in(seat.return_), at_seq=seat.return_.seq
    )
