"""What organisations say is in their way and outside their control: it goes to the partnership as such."""

from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.domain.cycles import Cycle, Header
from chalicelib.domain.exports import to_csv
from chalicelib.domain.framework import Criterion
from chalicelib.domain.returns import Plan, PlanKind, Return, ReturnStatus
from chalicelib.domain.times import london_day
from chalicelib.services.ports import Parts

COLUMNS = ("organisation", "sector", "reference", "barrier", "questions", "number_of_questions", "since")
_BARRIER = PlanKind.BARRIER.value[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One barrier, whose it is, and the criteria that it is about."""

    header: Header
    plan: Plan
    criteria: tuple[Criterion, ...]


def of_cycle(parts: Parts, cycle: Cycle, organisation_id: str = "") -> list[Named]:
    """Of every return that is in, or of one organisation's, by organisation, the oldest first.

    One query of headers, projected, and one batch of the returns that name a barrier with the barriers
    themselves: for 60 returns with 30 barriers two calls, and one more for each further hundred items.
    """
    headers = parts.returns.headers(cycle.id, ("plans", "submitted_at"), organisation_id)
    naming = {header.ref: header for header in headers if header.is_in and _barriers(header)}
    found = parts.returns.plans_of({ref: _barriers(header) for ref, header in naming.items()})
    named = [
        Named(header=naming[ref], plan=plan, criteria=_criteria(parts, return_, plan, cycle.partnership_id))
        for ref, (return_, plans) in found.items()
        for plan in plans
        if is_in(naming[ref], plan)
    ]
    seen = [each for each in named if each.criteria or not each.plan.criteria]
    return sorted(seen, key=lambda n: (n.header.organisation_name.casefold(), since(n.plan) or "", n.plan.id))


def since(plan: Plan) -> str:
    """The day in London on which it was first written, as ISO has it; "" when nobody noted it."""
    first = plan.added_at or plan.saved_at
    return london_day(first).isoformat() if first else ""


def as_csv(named: Iterable[Named]) -> str:
    """Text that looks like a formula stays text, and the number of questions a number."""
    rows = (
        (
            n.header.organisation_name,
            n.header.sector,
            n.header.ref,
            n.plan.what,
            "; ".join(c.title for c in n.criteria),
            len(n.criteria),
            since(n.plan),
        )
        for n in named
    )
    return to_csv(COLUMNS, rows)


def counted(header: Header) -> tuple[int, int]:
    """How many actions and how many barriers a return has, told by its header alone."""
    barriers = len(_barriers(header))
    return len(header.plans) - barriers, barriers


def _barriers(header: Header) -> tuple[str, ...]:
    return tuple(plan for plan in header.plans if plan.startswith(_BARRIER))


def is_in(header: Header, plan: Plan) -> bool:
    """What is written to answer a question is read once it is approved."""
    if header.status is ReturnStatus.SUBMITTED or plan.saved_at is None or header.submitted_at is None:
        return True
    return plan.saved_at <= header.submitted_at


def _criteria(parts: Parts, return_: Return, plan: Plan, partnership_id: str) -> tuple[Criterion, ...]:
    """Without another partnership's own questions."""
    framework = parts.framework(return_.framework)
    return tuple(c for c in framework.criteria if c.id in plan.criteria and c.own_of in ("", partnership_id))
