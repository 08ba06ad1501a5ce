"""What a partnership replies to what is in an organisation's way, and to where it would like help."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.errors import Invalid, Refused

REPLY_LIMIT = 1_000
MOST_REPLIES = 60  # they lie in one item


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`item` is a barrier's id or the criterion with which help is wanted; `about` what was said there.

    `by` is the name that the organisation reads, `staff` the id of the member of staff. `sent_at` is None
    while it waits for the feedback that takes it along. `went_with` is that feedback's number, 0 for one
    that was sent at once.
    """

    item: str
    about: str
    text: str
    by: str
    staff: str
    at: datetime
    sent_at: datetime | None = None
    went_with: int = 0

    @property
    def was_sent(self) -> bool:
        return self.sent_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """Every reply of one partnership about one return, the oldest first."""

    every: tuple[Reply, ...] = ()
    version: int = 0

    def to(self, item: str) -> Reply | None:
        """The newest reply to this."""
        return next((reply for reply in reversed(self.every) if reply.item == item), None)

    @property
    def waiting(self) -> tuple[Reply, ...]:
        """Those that the next feedback takes along."""
        return tuple(reply for reply in self.every if not reply.was_sent)

    @property
    def sent(self) -> tuple[Reply, ...]:
        return tuple(reply for reply in self.every if reply.was_sent)


def with_reply(replies: Replies, reply: Reply) -> Replies:
    """With one more. One that nobody has been sent yet gives way to it; one that was sent stays.

    Raises Invalid, or Refused when there is no room.
    """
    if not reply.text.strip():
        raise Invalid({"reply": "reply_needed"})
    if len(reply.text) > REPLY_LIMIT:
        raise Invalid({"reply": "feedback_text_too_long"}, limit=f"{REPLY_LIMIT:,}")
    kept = tuple(r for r in replies.every if r.was_sent or r.item != reply.item)
    if len(kept) >= MOST_REPLIES:
        raise Refused("replies_full", most=MOST_REPLIES)
    return Replies(every=(*kept, reply), version=replies.version + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """An organisation asks to be rung. `about` is what about, `when` when it suits; both may be "".

    `settled_at`, `settled_by` and `note` are there once somebody has talked with them.
    """

    ref: str
    organisation_id: str
    organisation_name: str
    name: str
    phone: str
    asked_at: datetime
    when: str = ""
    about: str = ""
    person: str = ""
    settled_at: datetime | None = None
    settled_by: str = ""
    settled_as: str = ""
    note: str = field(default="")


ABOUT_LIMIT = 500
NOTE_LIMIT = 1_000
FEWEST_DIGITS = 7


def refuse_talk(*, name: str, phone: str, when: str, about: str, line_limit: int) -> None:
    """Raises Invalid for what nobody could ring back."""
    problems = {} if name.strip() else {"name": "name_needed"}
    if sum(letter.isdigit() for letter in phone) < FEWEST_DIGITS:
        problems["phone"] = "phone_needed"
    lines = {"name": name, "phone": phone, "when": when}
    problems |= {field_: "name_too_long" for field_, line in lines.items() if len(line) > line_limit}
    if len(about) > ABOUT_LIMIT:
        problems["about"] = "feedback_text_too_long"
    if problems:
        raise Invalid(problems, limit=f"{ABOUT_LIMIT:,}", line_limit=line_limit)
