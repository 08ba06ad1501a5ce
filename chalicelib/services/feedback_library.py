"""A partnership's library of paragraphs and its list of training: read, change, add, take out."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from chalicelib.domain.errors import NotFound, Outdated, Refused
from chalicelib.domain.feedback_words import (
    MOST_PARAGRAPHS,
    MOST_TRAINING,
    Paragraph,
    Situation,
    Training,
    Words,
    laid_over,
    refuse_paragraph,
    refuse_training,
)
from chalicelib.domain.organisations import StaffMember
from chalicelib.domain.texts import clean
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Conflict, Parts, Writes

NEW = "new"
"""What stands in an address for one that is still to be written."""

T = TypeVar("T", Paragraph, Training)


def words_of(parts: Parts, partnership_id: str) -> Words:
    """Two queries."""
    own = parts.feedback.paragraphs(partnership_id)
    training = [t for t in parts.feedback.training(partnership_id) if not t.removed]
    return Words(
        paragraphs=laid_over(parts.first_words().paragraphs, own),
        training=tuple(sorted(training, key=lambda t: (t.title.casefold(), t.id))),
    )


def paragraph_of(parts: Parts, partnership_id: str, paragraph_id: str) -> Paragraph:
    """Raises NotFound. `NEW` gives an empty one."""
    if paragraph_id == NEW:
        return Paragraph(id="", situation=Situation.BELOW, title="", text="")
    return _found(words_of(parts, partnership_id).paragraphs, paragraph_id)


def training_of(parts: Parts, partnership_id: str, training_id: str) -> Training:
    if training_id == NEW:
        return Training(id="", title="")
    return _found(words_of(parts, partnership_id).training, training_id)


def save_paragraph(parts: Parts, member: StaffMember, changed: Paragraph, *, version: int) -> None:
    """`version` is the one that the form was made from, 0 for one of ours or a new one.

    Raises Invalid, Refused when the library is full, Outdated with what somebody else wrote meanwhile.
    """
    made = replace(
        changed,
        id=changed.id or f"p{parts.new_id()}",
        title=_line(changed.title),
        text=clean(changed.text).strip(),
        own=True,
        version=version + 1,
    )
    if not made.removed:
        refuse_paragraph(made)
    kept = words_of(parts, member.partnership_id).paragraphs
    if not changed.id and len(kept) >= MOST_PARAGRAPHS:
        raise Refused("library_full", most=MOST_PARAGRAPHS)
    _commit(parts, member, parts.feedback.paragraph_saved(member.partnership_id, made), made.id)


def save_training(parts: Parts, member: StaffMember, changed: Training, *, version: int) -> None:
    """As `save_paragraph`."""
    made = replace(
        changed,
        id=changed.id or f"t{parts.new_id()}",
        title=_line(changed.title),
        details=_line(changed.details),
        link=changed.link.strip(),
        version=version + 1,
    )
    if not made.removed:
        refuse_training(made)
    kept = parts.feedback.training(member.partnership_id)
    if not changed.id and len(kept) >= MOST_TRAINING:
        raise Refused("library_full", most=MOST_TRAINING)
    _commit(parts, member, parts.feedback.training_saved(member.partnership_id, made), made.id)


def _commit(parts: Parts, member: StaffMember, writes: Writes, what: str) -> None:
    event = Event(
        subject=f"PARTNERSHIP#{member.partnership_id}",
        at=parts.now(),
        actor=member.id,
        what="library.changed",
        details={"what": what},
    )
    try:
        parts.commit(writes, parts.trail.recorded(event))
    except Conflict as conflict:
        raise Outdated(conflict.current) from conflict


def _found(every: Iterable[T], wanted: str) -> T:
    for each in every:
        if each.id == wanted:
            return each
    raise NotFound


def _line(text: str) -> str:
    return " ".join(clean(text).split())
