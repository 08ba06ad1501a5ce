"""Who is at the desk: one read finds the session, the return and what the page is about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from chalicelib.domain.credentials import CredentialKind, hash_of, refuse_unless_live
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.errors import Busy, LinkRefused, NotAllowed, NotFound, SignedOut
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.framework import Criterion, Framework
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.returns import EDITABLE, Answer, Part, Person, Plan, Return, asked
from chalicelib.services.ports import Conflict, Parts

TRIES = 4
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody who may be here, and what is in front of them."""

    return_: Return
    person: Person
    framework: Framework
    answer: Answer | None
    plan: Plan | None

    @property
    def variant(self) -> str:
        """The wording that this organisation reads."""
        return self.framework.variant_for(self.return_.sector, self.return_.profile)

    @property
    def may_edit(self) -> bool:
        """The lead may, while nobody is reading it for approval."""
        return self.person.part is Part.LEAD and self.return_.status in EDITABLE

    def criterion(self, criterion_id: str) -> Criterion:
        """Raises NotFound for a criterion that this organisation is not asked."""
        for criterion in asked(self.framework, self.return_):
            if criterion.id == criterion_id:
                return criterion
        raise NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Who asks, in which cycle, and the evidence and plans that the page names."""

    partnership: Partnership
    cycle: Cycle
    evidence: tuple[Evidence, ...]
    plans: tuple[Plan, ...]


def sit_down(parts: Parts, ref: str, token: str, *, criterion: str = "", plan_id: str = "") -> Seat:
    """One read. Raises SignedOut without a live session for this very return."""
    found = parts.returns.desk(hash_of(token), ref, criterion, plan_id)
    try:
        session = refuse_unless_live(found.session, CredentialKind.SESSION, parts.now())
    except LinkRefused as refusal:
        raise SignedOut from refusal
    if session.subject != ref or found.return_ is None or session.person not in found.return_.people:
        raise SignedOut
    return Seat(
        return_=found.return_,
        person=found.return_.people[session.person],
        framework=parts.framework(found.return_.framework),
        answer=found.answer,
        plan=found.plan,
    )


def look_around(parts: Parts, seat: Seat, *, with_plans: bool = False) -> Surroundings:
    """The second and last read of a page; `with_plans` brings the whole action plan along."""
    evidence_ids = sorted(seat.answer.evidence) if seat.answer else []
    plan_ids = sorted(seat.return_.plans) if with_plans else []
    around = parts.returns.around(seat.return_, evidence_ids, plan_ids)
    return Surroundings(
        partnership=around.partnership, cycle=around.cycle, evidence=around.evidence, plans=around.plans
    )


def only(part: Part, seat: Seat) -> Seat:
    """Raises NotAllowed for anybody else."""
    if seat.person.part is not part:
        raise NotAllowed
    return seat


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
