"""Comments of governors and trustees: the organisation's own, beside its answers and in no copy of them."""

import re

from chalicelib.domain.comments import Comment, Comments, with_one_more, with_settled
from chalicelib.domain.errors import NotFound
from chalicelib.domain.rights import Right
from chalicelib.services.desk import Seat, again, sit_down
from chalicelib.services.notes import noted
from chalicelib.services.ports import Parts

COMMENT_ID = re.compile(r"[0-9A-Z]{26}")


def comment(parts: Parts, ref: str, token: str, comment_id: str, *, text: str, criterion: str = "") -> None:
    """On a question, or without one on the whole. The form carried the id, so that a double click
    says it once.

    Raises Invalid, and Refused when there is no more room.
    """
    if not COMMENT_ID.fullmatch(comment_id):
        raise NotFound

    def attempt() -> None:
        seat = sit_down(parts, ref, token, Right.COMMENT)
        if criterion:
            seat.criterion(criterion)
        comments = parts.returns.comments(ref)
        if comments.one(comment_id) is None:
            said = with_one_more(comments, _said(parts, seat, comment_id, text, criterion))
            _save(parts, seat, said, "comment.added", comment_id)

    again(attempt)


def settle(parts: Parts, ref: str, token: str, comment_id: str, *, settled: bool) -> None:
    """The lead has dealt with a comment, or has not after all. Raises NotFound."""

    def attempt() -> None:
        seat = sit_down(parts, ref, token, Right.SETTLE)
        comments = parts.returns.comments(ref)
        found = comments.one(comment_id)
        if found is None:
            raise NotFound
        if bool(found.settled_at) != settled:
            now = parts.now() if settled else None
            marked = with_settled(comments, comment_id, now, seat.name)
            _save(parts, seat, marked, "comment.settled" if settled else "comment.opened", comment_id)

    again(attempt)


def _said(parts: Parts, seat: Seat, comment_id: str, text: str, criterion: str) -> Comment:
    return Comment(
        id=comment_id,
        person=seat.person.id,
        name=seat.name,
        job=seat.job,
        at=parts.now(),
        text=text.strip(),
        criterion=criterion,
    )


def _save(parts: Parts, seat: Seat, comments: Comments, what: str, comment_id: str) -> None:
    parts.commit(
        parts.returns.comments_saved(seat.return_.ref, comments),
        noted(parts, seat.return_, seat.person, what, comment=comment_id),
    )
