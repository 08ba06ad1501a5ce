"""What a reviewer asks about answers that have been submitted, and what comes back.

While a question is open, only the answer that it is about can be changed.
"""

from dataclasses import dataclass
from datetime import date, datetime

QUESTION_LIMIT = 1_000
REPLY_LIMIT = 2_000
MOST_QUESTIONS = 10  # of one return at once: they travel with it on every read


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`asked_by` is the name that the organisation reads, `staff` the id of the member of staff.

    `due` is a day in London. `changed_at` is when the answer was last changed because of it. Names and texts
    are "" for none yet.
    """

    id: str
    criterion: str
    text: str
    partnership_id: str
    asked_by: str
    staff: str
    asked_at: datetime
    due: date
    changed_at: datetime | None = None
    reply: str = ""
    replied_at: datetime | None = None
    replied_by: str = ""

    @property
    def answered(self) -> bool:
        """A reply is an answer, and so is a changed answer without one."""
        return bool(self.reply) or self.changed_at is not None
