"""What was said last time, as it stands beside the questions of now."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.bootstrap import parts
from chalicelib.domain.framework import Criterion
from chalicelib.domain.last_time import LastTime, Past, Said, last_time, places
from chalicelib.domain.mapping import Kind
from chalicelib.handlers.organisation.frame import label_of
from chalicelib.services.desk import Seat, Surroundings, look_around
from chalicelib.services.looking_back import past_of

STILL_TO_DO: Mapping[Kind, str] = {
    Kind.SAME: "To confirm or rewrite",
    Kind.REWORDED: "Changed: to confirm or rewrite",
    Kind.SPLIT: "Changed: not answered yet",
    Kind.MERGED: "Changed: not answered yet",
    Kind.NEW: "New: not answered yet",
}
SHORT = 300
"""Characters of an earlier text that are shown at once; the rest opens."""


def read_beside(seat: Seat, criterion: Criterion) -> tuple[tuple[Past, ...], Surroundings]:
    """What a question's page reads second, with what stands beside the question."""
    past = past_of(parts(), seat.framework, seat.return_)
    return past, look_around(parts(), seat, with_comments=True, answers=places(past, criterion))


def beside(seat: Seat, criterion: Criterion, past: tuple[Past, ...], around: Surroundings) -> dict[str, Any]:
    """What templates/components/last_time.html needs."""
    found = last_time(criterion, seat.answer, past, around.answers)
    mapped = past[0].changes.now[criterion.id] if past else None
    answered = seat.answer is not None and bool(seat.answer.rating or seat.answer.narrative)
    own_words = seat.answer.narrative if seat.answer else ""
    confirmable = found.confirmable if found else None
    return {
        "last": found,
        "said_before": _by_question(past[0], found.said) if found else [],
        "not_asked_before": mapped.why if mapped and mapped.kind is Kind.NEW else (),
        "answered": answered,
        "confirmed": seat.answer is not None and bool(seat.answer.confirmed_from),
        "may_confirm": confirmable is not None and own_words in ("", confirmable.answer.narrative),
        "short": SHORT,
    }


def untouched(seat: Seat, past: tuple[Past, ...]) -> dict[str, str]:
    """What a list says of the questions that nobody has touched yet; nothing in a first return."""
    if not past:
        return {}
    changes, left = past[0].changes, [c for c in seat.criteria() if c.id not in seat.return_.ratings]
    return {c.id: STILL_TO_DO[changes.now[c.id].kind] for c in left}


def told_before(seat: Seat) -> dict[str, str]:
    """What was said about the organisation last time: question → the label of its answer."""
    before = seat.return_.previous[0].profile if seat.return_.previous else {}
    questions = seat.framework.profile_questions
    return {q.id: q.answers[before[q.id]] for q in questions if before.get(q.id) in q.answers}


def with_text(typed: Mapping[str, str], found: LastTime | None, key: str) -> dict[str, str]:
    """What was typed, and under it the text that was asked for. Nothing is saved."""
    said = found.by_key(key) if found else None
    return {**typed, "narrative": joined(typed.get("narrative", ""), said.answer.narrative if said else "")}


def joined(now: str, more: str) -> str:
    """What stands there, and below it another text unless it is in it already."""
    return now if more in now else "\n\n".join(text for text in (now, more) if text)


def _by_question(past: Past, every: Sequence[Said]) -> list[dict[str, Any]]:
    """Each earlier question with what was submitted about it, and what was noted since."""
    found: dict[str, dict[str, Any]] = {}
    for said in every:
        facts = {"title": said.criterion.title, "asked": said.wording.question, "first": None, "since": None}
        group = found.setdefault(said.criterion.id, facts)
        group["since" if said.noted else "first"] = {
            "said": said,
            "label": label_of(past.framework, said.answer.rating),
            "sentence": said.wording.levels[said.level.id] if said.level else "",
        }
    return list(found.values())
