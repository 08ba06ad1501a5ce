"""Who is at the desk: one read finds the session, the return and what the page is about."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from chalicelib.domain import rights
from chalicelib.domain.comments import Comments
from chalicelib.domain.credentials import CredentialKind, hash_of, refuse_unless_live
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.editing import is_kept_up, is_open
from chalicelib.domain.errors import Busy, LinkRefused, NotAllowed, NotFound, OnlyCopies, SignedOut
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.framework import Criterion, Framework
from chalicelib.domain.last_time import AnswerPlace, Answers
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.returns import (
    EDITABLE,
    WITH_THE_LEAD,
    Answer,
    Person,
    Plan,
    Return,
    asked,
)
from chalicelib.domain.rights import Right
from chalicelib.services.ports import Activity, Conflict, Parts

TRIES = 4
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody who may be here, and what is in front of them.

    `name` and `job` are those of whoever is at the keyboard: links get forwarded. They are the person's own
    unless somebody said otherwise when they came in. Once the cycle is archived, there are `only_copies`.
    """

    return_: Return
    person: Person
    framework: Framework
    answer: Answer | None
    plan: Plan | None
    name: str = ""
    job: str = ""
    only_copies: bool = False

    @property
    def variant(self) -> str:
        """The wording that this organisation reads."""
        return self.framework.variant_for(self.return_.sector, self.return_.profile)

    @property
    def open_to_change(self) -> bool:
        """Nobody reads it for approval, and it has not been submitted: all of it can be changed."""
        return self.return_.status in EDITABLE

    @property
    def with_the_lead(self) -> bool:
        """Something can be changed: all of it, or what a reviewer asked about."""
        return self.return_.status in WITH_THE_LEAD

    @property
    def may_edit(self) -> bool:
        """Whether they may change something of what is theirs now."""
        return self.may(Right.ANSWER) and self.open_to_change

    @property
    def may_work(self) -> bool:
        """Whether they may note in the working copy what has changed since it was submitted."""
        return self.may(Right.ANSWER) and is_kept_up(self.return_)

    def may(self, right: Right) -> bool:
        """Whether this is theirs to do, whatever the return's status."""
        return rights.may(self.person, right) and (right in rights.LASTING or not self.only_copies)

    def may_now(self, right: Right) -> bool:
        """Whether this is theirs to do, and the return stands open to change."""
        return self.may(right) and self.open_to_change

    def may_edit_criterion(self, criterion: Criterion) -> bool:
        """Whether they may answer this question now."""
        return rights.may_edit(self.person, criterion) and is_open(self.return_, criterion.id)

    def criteria(self) -> tuple[Criterion, ...]:
        """The questions that this organisation is asked, as far as they are theirs to see."""
        found = asked(self.framework, self.return_)
        return tuple(c for c in found if rights.sees(self.person, c))

    def criterion(self, criterion_id: str) -> Criterion:
        """Raises NotFound for a question that this organisation is not asked, or that is not theirs."""
        for criterion in self.criteria():
            if criterion.id == criterion_id:
                return criterion
        raise NotFound

    def section(self, number: int) -> int:
        """The same number. Raises NotFound for a page of questions that is not theirs to see."""
        if not rights.sees_section(self.person, number):
            raise NotFound
        return number

    def sees_plan(self, plan_id: str) -> bool:
        """Whether an action or barrier of this return is theirs to see."""
        return rights.sees_plan(self.person, self._criteria_of(self.return_.plans.get(plan_id, ())))

    def may_edit_plan(self, plan_id: str) -> bool:
        """Whether they may change it, whatever the return's status."""
        return rights.may_edit_plan(self.person, self._criteria_of(self.return_.plans.get(plan_id, ())))

    def may_change_plan(self, plan_id: str) -> bool:
        """Whether they may change it now: with questions open, only where it serves no other answer."""
        served = self.return_.plans.get(plan_id, ())
        return self.may_edit_plan(plan_id) and all(is_open(self.return_, criterion) for criterion in served)

    def _criteria_of(self, ids: Iterable[str]) -> list[Criterion]:
        wanted = set(ids)
        return [criterion for criterion in self.framework.criteria if criterion.id in wanted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Who asks, in which cycle, and the evidence, plans and other answers that the page names."""

    partnership: Partnership
    cycle: Cycle
    evidence: tuple[Evidence, ...]
    plans: tuple[Plan, ...]
    answers: Answers = field(default_factory=dict)
    comments: Comments = field(default_factory=Comments)
    activity: Mapping[str, Activity] = field(default_factory=dict)


def sit_down(
    parts: Parts, ref: str, token: str, right: Right = Right.READ, *, criterion: str = "", plan_id: str = ""
) -> Seat:
    """One read. Raises SignedOut without a live session for this very return, NotAllowed without the right.

    Whoever names no right gets the one that a contributor does not have: a new page shows them nothing by
    mistake. A page for contributors too names Right.ENTER, and asks the seat what is theirs.
    """
    found = parts.returns.desk(hash_of(token), ref, criterion, plan_id)
    try:
        session = refuse_unless_live(found.session, CredentialKind.SESSION, parts.now())
    except LinkRefused as refusal:
        raise SignedOut from refusal
    if session.subject != ref or found.return_ is None or session.person not in found.return_.people:
        raise SignedOut
    person = found.return_.people[session.person]
    if not rights.may(person, right):
        raise NotAllowed
    if session.only_copies and right not in rights.LASTING:
        raise OnlyCopies
    return Seat(
        return_=found.return_,
        person=person,
        framework=parts.framework(found.return_.framework),
        answer=found.answer,
        plan=found.plan,
        name=session.name or person.name,
        job=session.job or person.job,
        only_copies=session.only_copies,
    )


def look_around(
    parts: Parts,
    seat: Seat,
    *,
    with_plans: bool = False,
    with_comments: bool = False,
    with_activity: bool = False,
    answers: Sequence[AnswerPlace] = (),
) -> Surroundings:
    """The second and last read of a page; `with_plans` brings the whole action plan along.

    Comments come along for those who may see them, and nobody else.
    """
    evidence_ids = sorted(seat.answer.evidence) if seat.answer else []
    plan_ids = sorted(filter(seat.sees_plan, seat.return_.plans)) if with_plans else []
    with_comments = with_comments and seat.may(Right.SEE_COMMENTS)
    around = parts.returns.around(
        seat.return_,
        evidence_ids,
        plan_ids,
        answers,
        with_comments=with_comments,
        with_activity=with_activity,
    )
    return Surroundings(
        partnership=around.partnership,
        cycle=around.cycle,
        evidence=around.evidence,
        plans=around.plans,
        answers=around.answers,
        comments=around.comments,
        activity=around.activity,
    )


def again(attempt: Callable[[], T]) -> T:
    """Reads, decides and writes afresh when somebody else wrote in between. Raises Busy.

    For what nobody typed text for: a text that lost a race goes back to whoever wrote it.
    """
    for _ in range(TRIES):
        try:
            return attempt()
        except Conflict:
            continue
    raise Busy
