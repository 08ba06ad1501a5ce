"""A partnership's library: paragraphs to say what an answer calls for, and training to go to.

Each partnership begins with the same set and makes it its own: what it changes or adds lies over the set,
under the same id, and what it takes out stays marked as such.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from chalicelib.domain.errors import Invalid
from chalicelib.domain.returns import LINE_LIMIT

PARAGRAPH_LIMIT = 1_000
MOST_PARAGRAPHS = 150
MOST_TRAINING = 60
LONGEST_LINK = 500


class Situation(StrEnum):
    """When a paragraph fits."""

    STRONG = "strong"  # nothing below the standard, something at the highest level
    MEETS = "meets"  # nothing below the standard
    BELOW = "below"  # something below the standard
    HELP = "help"  # help is wanted
    BARRIER = "barrier"  # something outside their control is in the way
    UNCHANGED = "unchanged"  # the same words as in the rounds before
    OPENING = "opening"  # how feedback begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """`standard` is a standard's number, 0 for any. `own` says that the partnership wrote or changed it."""

    id: str
    situation: Situation
    title: str
    text: str
    standard: int = 0
    removed: bool = False
    own: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """Something to go to or to read. `standards` are those that it helps with, none for any."""

    id: str
    title: str
    details: str = ""
    link: str = ""
    standards: tuple[int, ...] = ()
    removed: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A partnership's library as it stands, without what was taken out."""

    paragraphs: tuple[Paragraph, ...] = ()
    training: tuple[Training, ...] = ()

    def paragraph(self, paragraph_id: str) -> Paragraph | None:
        return next((p for p in self.paragraphs if p.id == paragraph_id), None)

    def course(self, training_id: str) -> Training | None:
        return next((t for t in self.training if t.id == training_id), None)

    def fitting(self, situation: Situation, standard: int = 0) -> Paragraph | None:
        """The paragraph about this standard, else one about any; the partnership's own first."""
        found = [p for p in self.paragraphs if p.situation is situation and p.standard in (0, standard)]
        return min(found, key=lambda p: (p.standard == 0, not p.own, p.id), default=None)


def laid_over(first: Iterable[Paragraph], own: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """The set that everybody begins with, and what a partnership has made of it; by standard, then title."""
    every: Mapping[str, Paragraph] = {p.id: p for p in (*first, *own)}
    kept = [p for p in every.values() if not p.removed]
    order = list(Situation)
    return tuple(sorted(kept, key=lambda p: (p.standard, order.index(p.situation), p.title.casefold(), p.id)))


def refuse_paragraph(paragraph: Paragraph) -> None:
    """Raises Invalid."""
    problems = {} if paragraph.text.strip() else {"text": "paragraph_needed"}
    problems |= {} if paragraph.title.strip() else {"title": "title_needed"}
    if len(paragraph.text) > PARAGRAPH_LIMIT:
        problems["text"] = "feedback_text_too_long"
    if len(paragraph.title) > LINE_LIMIT:
        problems["title"] = "name_too_long"
    if problems:
        raise Invalid(problems, limit=f"{PARAGRAPH_LIMIT:,}", line_limit=LINE_LIMIT)


def refuse_training(training: Training) -> None:
    """Raises Invalid. A link is one of the web: nothing else is followed from an organisation's page."""
    problems = {} if training.title.strip() else {"title": "title_needed"}
    lines = {"title": training.title, "details": training.details}
    problems |= {name: "name_too_long" for name, line in lines.items() if len(line) > LINE_LIMIT}
    if training.link and not is_web_address(training.link):
        problems["link"] = "address_not_real"
    if problems:
        raise Invalid(problems, line_limit=LINE_LIMIT)


def is_web_address(link: str) -> bool:
    """Whether a browser would open it as a page; nothing else is ever made a link."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return False
    plain = not any(letter.isspace() or letter in "\"'<>\\" for letter in link)
    return parts.scheme in ("http", "https") and "." in host and plain and len(link) <= LONGEST_LINK
