"""What readers say to their own organisation about a return. Never in a copy, and never the partnership's."""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.errors import Invalid, Refused

COMMENT_LIMIT = 2_000
MOST_TEXT = 60_000  # characters in all: they lie in one item, which holds 400 KB


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """`criterion` is the question that it is about, "" for the whole. `name` is whoever wrote it, by the link
    of `person`; `settled_by` the name of who dealt with it.
    """

    id: str
    person: str
    name: str
    job: str = ""
    at: datetime
    text: str
    criterion: str = ""
    settled_at: datetime | None = None
    settled_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """All of a return, oldest first. One item, so that a page finds them in the read that it makes anyway."""

    every: tuple[Comment, ...] = ()
    version: int = 0

    @property
    def open(self) -> tuple[Comment, ...]:
        """Those that nobody has dealt with."""
        return tuple(c for c in self.every if c.settled_at is None)

    def about(self, criterion: str) -> tuple[Comment, ...]:
        return tuple(c for c in self.every if c.criterion == criterion)

    def by(self, person: str) -> tuple[Comment, ...]:
        return tuple(c for c in self.every if c.person == person)

    def one(self, comment_id: str) -> Comment | None:
        return next((c for c in self.every if c.id == comment_id), None)


def with_one_more(comments: Comments, comment: Comment) -> Comments:
    """Raises Invalid for a text that is missing or too long, Refused when there is no more room."""
    if not comment.text.strip():
        raise Invalid({"text": "comment_needed"})
    if len(comment.text) > COMMENT_LIMIT:
        raise Invalid({"text": "text_too_long"}, limit=f"{COMMENT_LIMIT:,}")
    if sum(len(c.text) for c in comments.every) + len(comment.text) > MOST_TEXT:
        raise Refused("comments_full")
    return Comments(every=(*comments.every, comment), version=comments.version + 1)


def with_settled(comments: Comments, comment_id: str, at: datetime | None, by: str) -> Comments:
    """Marks one as dealt with at this time, or with None as open again."""
    every = tuple(
        replace(c, settled_at=at, settled_by=by if at else "") if c.id == comment_id else c
        for c in comments.every
    )
    return Comments(every=every, version=comments.version + 1)
