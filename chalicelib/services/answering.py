"""Saving an answer: two calls to the table, and no text is ever lost to somebody else's save.

A page saves the same answer many times while somebody types, and their requests may overtake each other. What
was saved from the same opening of the page is therefore no other person's text: see `Writing`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.editing import changed_for_questions, refuse_unless_open, written_in
from chalicelib.domain.errors import Invalid, Outdated
from chalicelib.domain.framework import NOT_APPLICABLE, Criterion
from chalicelib.domain.limits import refuse_narrative, refuse_reason
from chalicelib.domain.returns import Answer, ReturnStatus, rating_order
from chalicelib.domain.rights import Right
from chalicelib.services.desk import Seat, sit_down
from chalicelib.services.ports import Conflict, Parts


@dataclass(frozen=True, slots=True)
class Writing:
    """From where something is saved: one opening of a page in one browser tab, as the `turn`th time.

    `opening` is an id that the page was given, "" where nobody says. Nobody pressed a button when it saves
    `by_itself`.
    """

    opening: str = ""
    turn: int = 0
    by_itself: bool = False

    def wrote(self, answer: Answer, person_id: str) -> bool:
        """Whether this very opening saved it."""
        return bool(self.opening) and (answer.saved_from, answer.saved_by) == (self.opening, person_id)

    def comes_late(self, answer: Answer, person_id: str) -> bool:
        """Whether this opening has saved since what was typed after this, and only the line was slow."""
        return self.by_itself and self.wrote(answer, person_id) and self.turn <= answer.saved_turn


NOWHERE = Writing()


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody does to an answer. `unseen`: whether the stored one holds what they have never seen.

    `evidence` is used for it as well as what it uses already.
    """

    edit: Callable[[Answer], Answer]
    unseen: Callable[[Answer], bool]
    writing: Writing = NOWHERE
    evidence: frozenset[str] = frozenset()


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
    writing: Writing = NOWHERE,
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
    change = Change(
        edit=lambda answer: _said(
            answer, rating=rating, narrative=narrative, reason=reason, help_wanted=help_wanted
        ),
        unseen=lambda now: now.version != version and not writing.wrote(now, seat.person.id),
        writing=writing,
    )
    return save(parts, seat, criterion, change)


def mark_not_applicable(
    parts: Parts,
    ref: str,
    token: str,
    criterion_id: str,
    *,
    reason: str,
    version: int,
    seen: tuple[str, str] | None = None,
) -> Saved:
    """Takes the criterion out of every count, with the reason. Text already typed stays.

    `seen` are the rating and the reason that the page was made from: while they are the same, a newer text is
    no matter. The last of it may have been on its way from the page before.
    """
    seat = sit_down(parts, ref, token, Right.ANSWER, criterion=criterion_id)
    criterion = seat.criterion(criterion_id)
    refuse_reason(criterion, reason)
    change = Change(
        edit=lambda answer: _said(answer, rating=NOT_APPLICABLE, reason=reason),
        unseen=lambda now: now.version != version and (now.rating, now.reason) != seen,
    )
    return save(parts, seat, criterion, change)


def save(parts: Parts, seat: Seat, criterion: Criterion, change: Change) -> Saved:
    """For somebody who has just sat down and may do this. Raises Refused and Outdated."""
    refuse_unless_open(seat.return_, [criterion.id])
    stored, writing = _stored(seat, criterion.id), change.writing
    answer = change.edit(stored)
    if stored.version > 0 and answer == stored:
        return _saved(seat, criterion, stored)  # a second tab or a double click: nothing differs
    if writing.comes_late(stored, seat.person.id):
        return _saved(seat, criterion, stored)
    if change.unseen(stored):
        raise Outdated(stored)
    answer = replace(
        answer,
        version=stored.version + 1,
        saved_at=parts.now(),
        saved_by=seat.person.id,
        saved_as=seat.name,
        saved_from=writing.opening,
        saved_turn=writing.turn,
    )
    try:
        parts.commit(
            parts.returns.answer_saved(seat.return_.ref, answer, change.evidence),
            parts.returns.changed(
                seat.return_,
                _changes(seat, stored, answer)
                | changed_for_questions(seat.return_, [criterion.id], parts.now()),
                while_in=written_in(seat.return_),
            ),
        )
    except Conflict as conflict:
        return _save_after(conflict, parts, seat, criterion, change)
    return _saved(seat, criterion, answer)


def _save_after(conflict: Conflict, parts: Parts, seat: Seat, criterion: Criterion, change: Change) -> Saved:
    """A race was lost. What won it is looked at as if it had been there before."""
    if conflict.kind == "RETURN":
        refuse_unless_open(conflict.current, [criterion.id])
    if conflict.kind != "ANSWER" or conflict.current is None:
        raise conflict
    return save(parts, replace(seat, answer=conflict.current), criterion, change)


def _stored(seat: Seat, criterion_id: str) -> Answer:
    return seat.answer or Answer(criterion=criterion_id)


def _said(answer: Answer, **said: Any) -> Answer:
    """What was confirmed stays so until other words or another rating are saved."""
    changed = replace(answer, **said)
    kept = answer.confirmed_from if changed.gives_the_same_answer_as(answer) else ""
    return replace(changed, confirmed_from=kept)


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


def _saved(seat: Seat, criterion: Criterion, answer: Answer) -> Saved:
    levels = {level.id: level for level in seat.framework.scale.levels}
    level = levels.get(answer.rating)
    planned = any(answer.criterion in criteria for criteria in seat.return_.plans.values())
    return Saved(seat, criterion, answer, needs_plan=bool(level and level.needs_action and not planned))
