"""A return whose every question is answered, as it stands just before approval."""

from datetime import date
from typing import Any

from chalicelib.domain.framework import NOT_APPLICABLE
from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.returns import (
    Answer,
    Plan,
    PlanKind,
    Return,
    ReturnStatus,
    asked,
    rating_order,
)
from chalicelib.services.approval import send_for_approval
from chalicelib.services.questioning import Asking, ask
from chalicelib.services.submitting import Approval, approve
from tests.support.builders import (
    APPROVER,
    LEAD,
    PROFILE,
    framework,
    return_,
    session,
    staff,
    stored_return,
)
from tests.support.fakes import MONDAY, FakeParts

BELOW = "S01-01"
APPROVED = {"name": "Harriet Head", "job": "Head teacher", "declared": "yes"}


def answers_of(made: Return) -> list[Answer]:
    """The first is below the standard, the first that may be is not applicable, the rest meet it."""
    lowest, *_, highest = framework().scale.levels
    criteria = asked(framework(), made)
    spare = next(c.id for c in criteria if not c.core)
    found = []
    for criterion in criteria:
        rating = {criteria[0].id: lowest.id, spare: NOT_APPLICABLE}.get(criterion.id, highest.id)
        reason = "We run no residential visits" if criterion.id == spare else ""
        found.append(
            Answer(
                criterion=criterion.id,
                rating=rating,
                narrative=f"Our text about {criterion.id}",
                reason=reason,
                version=1,
                saved_at=MONDAY,
                saved_by=LEAD.id,
            )
        )
    return found


def plan_for(criterion: str) -> Plan:
    return Plan(
        id="aBCD-FGH",
        kind=PlanKind.ACTION,
        criteria=(criterion,),
        what="Write the missing page of the policy",
        who="Lena Lead",
        by_when=date(2027, 6, 30),
        version=1,
    )


def answered_return(parts: FakeParts, **changes: Any) -> Return:
    """Ready to ask for approval, unless `changes` say otherwise."""
    draft = return_(profile=PROFILE)
    answers, plan = answers_of(draft), plan_for(asked(framework(), draft)[0].id)
    values: dict[str, Any] = {
        "profile": PROFILE,
        "status": ReturnStatus.IN_PROGRESS,
        "people": {LEAD.id: LEAD, APPROVER.id: APPROVER},
        "ratings": {a.criterion: rating_order(framework(), a.rating) for a in answers},
        "plans": {plan.id: plan.criteria},
    }
    made = stored_return(parts, **{**values, **changes})
    for answer in answers:
        parts.commit(parts.returns.answer_saved(made.ref, answer))
    parts.commit(parts.returns.plan_saved(made.ref, plan))
    return made


def waiting_return(parts: FakeParts) -> Return:
    """Its approver has been asked."""
    made = answered_return(parts)
    send_for_approval(parts, made.ref, session(parts, made))
    return stored(parts, made)


def submitted_return(parts: FakeParts) -> Return:
    """Approved and submitted."""
    return approved(parts, waiting_return(parts))


def asked_return(parts: FakeParts, *criteria: str, text: str = "Since when?") -> Return:
    """Submitted, and a reviewer asks about these answers."""
    made = submitted_return(parts)
    reviewer = staff(StaffRole.REVIEWER, name="Rowan Reviewer")
    ask(parts, reviewer, made.ref, Asking(texts=dict.fromkeys(criteria, text), due=date(2027, 1, 29)))
    return stored(parts, made)


def resubmitted(parts: FakeParts, ref: str) -> Return:
    """The next version, of a return that is complete and with its lead."""
    made = parts.returns.get(ref)
    assert made is not None
    send_for_approval(parts, ref, session(parts, made))
    return approved(parts, stored(parts, made))


def approved(parts: FakeParts, made: Return) -> Return:
    stated = Approval(seq=made.seq, name="Harriet Head", job="Head teacher", declared=True)
    approve(parts, made.ref, session(parts, made, APPROVER), stated)
    return stored(parts, made)


def stored(parts: FakeParts, made: Return) -> Return:
    """As it stands now."""
    found = parts.returns.get(made.ref)
    assert found is not None
    return found
