"""What a partnership says to one organisation about its return.

Feedback that was sent is never changed: whoever finds something to put right sends another, which takes its
place and names it. It holds everything as it was said then, so that it reads the same in ten years.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from chalicelib.domain import objects
from chalicelib.domain.errors import Invalid
from chalicelib.domain.feedback_marks import Depth
from chalicelib.domain.returns import LINE_LIMIT
from chalicelib.domain.sector_figures import BesideOthers

TEXT_LIMIT = 1_500
MOST_STRENGTHS = 2
MOST_STEPS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A few sentences under a short heading, which may be ""."""

    title: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A rating that the reviewer reads otherwise: both as people read them, and why."""

    criterion: str
    title: str
    yours: str
    ours: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replied:
    """An answer to something that is in an organisation's way, or with which it would like help.

    `item` is the barrier's id, or the criterion with which help is wanted.
    """

    item: str
    about: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Training to go to, as it was listed then."""

    title: str
    details: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What feedback says. `read_by` is "" where nobody has read it."""

    read_by: str = ""
    opening: str = ""
    strengths: tuple[Said, ...] = ()
    steps: tuple[Said, ...] = ()
    changed: tuple[Changed, ...] = ()
    replies: tuple[Replied, ...] = ()
    courses: tuple[Course, ...] = ()
    next_on: date | None = None
    next_what: str = ""
    others: BesideOthers = field(default_factory=BesideOthers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a reviewer is still working on. Its organisation never sees it.

    `about` is the number of the submission that it is about; `chosen` are the ids of the courses that are
    to be named.
    """

    ref: str
    partnership_id: str
    depth: Depth
    about: int
    content: Content = field(default_factory=Content)
    chosen: tuple[str, ...] = ()
    correction: str = ""
    version: int = 0
    saved_at: datetime | None = None
    saved_by: str = ""
    saved_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """Feedback as it was sent. Names are those of then. `sent_by` is a member of staff's id, or "schedule".

    `correction` says why it takes the place of the one before, "" for the first.
    """

    ref: str
    partnership_id: str
    number: int
    depth: Depth
    about: int
    submitted_at: datetime
    organisation_name: str
    partnership_name: str
    cycle_name: str
    help_name: str
    help_phone: str
    content: Content
    sent_at: datetime
    sent_by: str
    correction: str = ""

    @property
    def was_read(self) -> bool:
        """Whether a person read the return for it."""
        return self.depth is not Depth.AUTOMATIC

    @property
    def pdf_key(self) -> str:
        """Where its PDF lies."""
        return objects.feedback_pdf(self.ref, self.partnership_id, self.number)


def refuse_unfinished(draft: Draft, *, first: bool) -> None:
    """Raises Invalid for feedback that is not fit to be sent. Another than the first says why."""
    content = draft.content
    needed = {
        "read_by": (content.read_by, "feedback_reader_needed"),
        **{
            f"strength-{n}": (_text(content.strengths, n), "feedback_strength_needed")
            for n in range(1, MOST_STRENGTHS + 1)
        },
        **{f"why-{c.criterion}": (c.why, "feedback_why_needed") for c in content.changed},
        "correction": ("first" if first else draft.correction, "feedback_correction_needed"),
    }
    problems = {name: code for name, (text, code) in needed.items() if not text.strip()}
    if problems:
        raise Invalid(problems)


def _text(said: tuple[Said, ...], number: int) -> str:
    return said[number - 1].text if number <= len(said) else ""


def refuse_too_long(content: Content, correction: str = "") -> None:
    """Raises Invalid, each field with its own limit's words."""
    texts: Mapping[str, str] = {
        "opening": content.opening,
        "correction": correction,
        **{f"strength-{n}": s.text for n, s in enumerate(content.strengths, 1)},
        **{f"step-{n}": s.text for n, s in enumerate(content.steps, 1)},
        **{f"why-{c.criterion}": c.why for c in content.changed},
    }
    lines = {
        "read_by": content.read_by,
        "next_what": content.next_what,
        **{f"strength-title-{n}": s.title for n, s in enumerate(content.strengths, 1)},
        **{f"step-title-{n}": s.title for n, s in enumerate(content.steps, 1)},
    }
    problems = {name: "feedback_text_too_long" for name, text in texts.items() if len(text) > TEXT_LIMIT}
    problems |= {name: "name_too_long" for name, line in lines.items() if len(line) > LINE_LIMIT}
    if problems:
        raise Invalid(problems, limit=f"{TEXT_LIMIT:,}", line_limit=LINE_LIMIT)


def says_the_same(one: Content, other: Content) -> bool:
    """Whether nothing that somebody typed differs."""
    typed = [f.name for f in fields(Content) if f.name not in ("replies", "others", "courses")]
    return all(getattr(one, name) == getattr(other, name) for name in typed)
