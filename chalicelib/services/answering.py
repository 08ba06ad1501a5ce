"""Saving an answer: two calls to the table, and no text is ever lost to somebody else's save."""

from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.errors import Invalid, Outdated
from chalicelib.domain.framework import NOT_APPLICABLE, Criterion
from chalicelib.domain.limits import refuse_narrative, refuse_reason
from chalicelib.domain.returns import (
    EDITABLE,
    Answer,
    ReturnStatus,
    rating_order,
    refuse_unless_editable,
)
from chalicelib.domain.rights import Right
from chalicelib.services.desk import Seat, sit_down
from chalicelib.services.ports import Conflict, Parts


@dataclass(frozen=True, slots=True)
class Saved:
    """`needs_plan` is true when the level needs an action and none is there yet."""

    seat: Seat
    criterion: Criterion
    answer: Answer
    needs_plan: bool


def save_answer(
    parts: Parts,
    ref: str,
    token: str,
    criterion_id: str,
    *,
    rating: str,
    narrative: str,
    version: int,
    help_wanted: bool = False,
) -> Saved:
    """Saves what is there, complete or not. `version` is the one that the page was made from.

    `rating` may be NOT_APPLICABLE only where that is what it was: giving the reason has its own page.
    Raises Outdated with the other answer when somebody saved something different meanwhile.
    """
    seat = sit_down(parts, ref, token, Right.ANSWER, criterion=criterion_id)
    criterion = seat.criterion(criterion_id)
    refuse_narrative(narrative)
    stored = _stored(seat, criterion_id)
    still_not_applicable = rating == NOT_APPLICABLE == stored.rating
    if rating and not still_not_applicable and rating not in criterion.wording(seat.variant).levels:
        raise Invalid({"rating": "choice_needed"})
    reason = stored.reason if still_not_applicable else ""
    answer = replace(stored, rating=rating, narrative=narrative, reason=reason, help_wanted=help_wanted)
    return _save(parts, seat, criterion, answer, version)


def mark_not_applicable(
    parts: Parts, ref: str, token: str, criterion_id: str, *, reason: str, version: int
) -> Saved:
    """Takes the criterion out of every count, with the reason. Text already typed stays."""
    seat = sit_down(parts, ref, token, Right.ANSWER, criterion=criterion_id)
    criterion = seat.criterion(criterion_id)
    refuse_reason(criterion, reason)
    answer = replace(_stored(seat, criterion_id), rating=NOT_APPLICABLE, reason=reason)
    return _save(parts, seat, criterion, answer, version)


def _stored(seat: Seat, criterion_id: str) -> Answer:
    return seat.answer or Answer(criterion=criterion_id)


def _save(parts: Parts, seat: Seat, criterion: Criterion, answer: Answer, version: int) -> Saved:
    refuse_unless_editable(seat.return_)
    stored = _stored(seat, criterion.id)
    if stored.version > 0 and stored.says_the_same_as(answer):
        return _saved(seat, criterion, stored)  # a second tab or a double click: nothing differs
    if stored.version != version:
        raise Outdated(stored)
    answer = replace(
        answer, version=version + 1, saved_at=parts.now(), saved_by=seat.person.id, saved_as=seat.name
    )
    changes = _changes(seat, stored, answer)
    try:
        parts.commit(
            parts.returns.answer_saved(seat.return_.ref, answer),
            parts.returns.changed(seat.return_, changes, while_in=EDITABLE),
        )
    except Conflict as conflict:
        return _lost_the_race(seat, criterion, answer, conflict)
    return _saved(seat, criterion, answer)


def _changes(seat: Seat, stored: Answer, answer: Answer) -> dict[str, Any]:
    """What the return's own item must show. Headers are touched only when one of these is."""
    changes: dict[str, Any] = {}
    order = rating_order(seat.framework, answer.rating)
    if stored.version == 0 or stored.rating != answer.rating:
        changes[f"ratings.{answer.criterion}"] = order
    if stored.help_wanted != answer.help_wanted:
        changes[f"help_wanted.{answer.criterion}"] = answer.help_wanted
    if seat.return_.status is ReturnStatus.NOT_STARTED:
        changes["status"] = ReturnStatus.IN_PROGRESS
    return changes


def _lost_the_race(seat: Seat, criterion: Criterion, answer: Answer, conflict: Conflict) -> Saved:
    if conflict.kind == "RETURN":
        refuse_unless_editable(conflict.current)
    if conflict.kind == "ANSWER" and conflict.current is not None:
        if answer.says_the_same_as(conflict.current):
            return _saved(seat, criterion, conflict.current)
        raise Outdated(conflict.current)
    raise conflict


def _saved(seat: Seat, criterion: Criterion, answer: Answer) -> Saved:
    levels = {level.id: level for level in seat.framework.scale.levels}
    level = levels.get(answer.rating)
    planned = any(answer.criterion in criteria for criteria in seat.return_.plans.values())
    return Saved(seat, criterion, answer, needs_plan=bool(level and level.needs_action and not planned))
