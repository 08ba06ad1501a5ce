"""One text that staff write to several organisations at once: a mail to each, sent once."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.errors import Invalid
from chalicelib.domain.texts import clean

SUBJECT_LIMIT = 120
TEXT_LIMIT = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Circular:
    """`refs` are the returns whose leads get it, `without` those whose mail reaches nobody, who are rung
    instead. `chosen` is the list that it was written to, in words. `staff` is the id of whoever wrote it.
    """

    id: str
    partnership_id: str
    cycle_id: str
    subject: str
    text: str
    refs: tuple[str, ...]
    without: tuple[str, ...] = ()
    chosen: str = ""
    staff: str
    staff_name: str
    at: datetime


def one_line(subject: str) -> str:
    """A subject has no line breaks."""
    return " ".join(clean(subject).split())


def refuse_text(subject: str, text: str) -> None:
    """Raises Invalid with everything to put right."""
    problems: dict[str, str] = {}
    if not subject:
        problems["subject"] = "subject_needed"
    elif len(subject) > SUBJECT_LIMIT:
        problems["subject"] = "subject_too_long"
    if not text:
        problems["text"] = "circular_needed"
    elif len(text) > TEXT_LIMIT:
        problems["text"] = "circular_too_long"
    if problems:
        raise Invalid(problems, subject_limit=SUBJECT_LIMIT, text_limit=f"{TEXT_LIMIT:,}")
