"""The working copy: what an organisation notes for itself after it has submitted, so that the next return
starts from how things are. The partnership never reads it, and nothing in it is ever due.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.editing import is_kept_up
from chalicelib.domain.errors import Invalid, Outdated, Refused
from chalicelib.domain.framework import NOT_APPLICABLE, Criterion
from chalicelib.domain.last_time import AnswerPlace, noted_since
from chalicelib.domain.limits import refuse_narrative
from chalicelib.domain.returns import ActionNote, Answer, Plan
from chalicelib.domain.rights import Right, may_edit
from chalicelib.services.desk import Seat, Surroundings, look_around, sit_down
from chalicelib.services.ports import Conflict, Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The whole working copy, as far as it is theirs to see: what has changed, by criterion, and the plan."""

    seat: Seat
    around: Surroundings
    changed: Mapping[str, Answer]
    plans: tuple[Plan, ...]
    notes: Mapping[str, ActionNote]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One question of the working copy: what was `submitted`, and what is so `now` as far as anybody noted.

    `version` is that of the note, 0 where there is none.
    """

    seat: Seat
    around: Surroundings
    criterion: Criterion
    submitted: Answer
    now: Answer
    version: int

    @property
    def may_note(self) -> bool:
        """Whether they may note something here now."""
        return may_edit(self.seat.person, self.criterion) and is_open(self.seat, self.around)


def is_open(seat: Seat, around: Surroundings) -> bool:
    """From the day it is submitted until its cycle is archived."""
    return is_kept_up(seat.return_) and around.cycle.status is not CycleStatus.ARCHIVED


def refuse_unless_kept_up(seat: Seat, around: Surroundings) -> None:
    """Raises Refused where there is no working copy."""
    if not is_open(seat, around):
        raise Refused("working_copy_closed")


def overview(parts: Parts, ref: str, token: str, right: Right = Right.ENTER) -> Overview:
    """Three reads."""
    seat = sit_down(parts, ref, token, right)
    around, copy = look_around(parts, seat), parts.returns.working_copy(ref)
    noted = {c.id: noted_since(copy.answers.get(c.id), copy.noted.get(c.id)) for c in seat.criteria()}
    return Overview(
        seat=seat,
        around=around,
        changed={criterion: answer for criterion, answer in noted.items() if answer is not None},
        plans=tuple(plan for plan in copy.plans if seat.sees_plan(plan.id)),
        notes=copy.notes,
    )


def question(parts: Parts, ref: str, token: str, criterion_id: str, right: Right = Right.ENTER) -> Page:
    """Two reads. Raises NotFound for a question that is not theirs."""
    seat = sit_down(parts, ref, token, right, criterion=criterion_id)
    criterion, place = seat.criterion(criterion_id), AnswerPlace(ref, criterion_id, noted=True)
    around = look_around(parts, seat, answers=[place])
    submitted, noted = seat.answer or Answer(criterion=criterion_id), around.answers.get(place)
    return Page(
        seat=seat,
        around=around,
        criterion=criterion,
        submitted=submitted,
        now=noted_since(submitted, noted) or submitted,
        version=noted.version if noted else 0,
    )


def note_answer(
    parts: Parts, ref: str, token: str, criterion_id: str, *, rating: str, narrative: str, version: int
) -> Page:
    """Two reads and one write. Raises Outdated with the other note when somebody saved one meanwhile."""
    page = question(parts, ref, token, criterion_id, Right.ANSWER)
    refuse_unless_kept_up(page.seat, page.around)
    refuse_narrative(narrative)
    _refuse_rating(page, rating)
    reason = page.now.reason if rating == NOT_APPLICABLE else ""
    said = replace(page.now, rating=rating, narrative=narrative, reason=reason)
    if said.gives_the_same_answer_as(page.now):
        return page
    if page.version != version:
        raise Outdated(replace(page.now, version=page.version))
    answer = replace(
        said,
        evidence=frozenset(),  # the register is the organisation's own already
        confirmed_from="",
        version=version + 1,
        saved_at=parts.now(),
        saved_by=page.seat.person.id,
        saved_as=page.seat.name,
    )
    try:
        parts.commit(parts.returns.answer_noted(ref, answer))
    except Conflict as conflict:
        if not answer.gives_the_same_answer_as(conflict.current):
            raise Outdated(conflict.current) from conflict
    return page


def _refuse_rating(page: Page, rating: str) -> None:
    """That it does not apply is said only where it was said before: the reason has no field here."""
    if rating == NOT_APPLICABLE == page.now.rating:
        return
    if rating and rating not in page.criterion.wording(page.seat.variant).levels:
        raise Invalid({"rating": "choice_needed"})
