"""Returns that are in, as if their organisations had sent them: for tests of what reviewers do with them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.framework import NOT_APPLICABLE, Framework
from chalicelib.domain.organisations import StaffMember, StaffRole
from chalicelib.domain.returns import Answer, Audience, Plan, PlanKind, Return, ReturnStatus, asked
from chalicelib.domain.snapshots import snapshot, submitted
from chalicelib.domain.submissions import Submission, canonical, seal
from chalicelib.services.assigning import assign
from chalicelib.services.challenging import challenge
from chalicelib.services.ports import Parts
from chalicelib.services.reviewing import agree_with_rest, finish
from tests.support import builders

ROUTINE = "Our policy says how we do this, and every year we check that it is done."
BELOW, THIN, BLANK = "S01-01", "S01-02", "S01-03"


def reviewer(number: int = 1, **changes: Any) -> StaffMember:
    values = {"id": f"s-r{number}", "name": f"Reviewer {number}", "email": f"reviewer{number}@example.org"}
    return builders.staff(StaffRole.REVIEWER, **{**values, **changes})


def stage(parts: Parts, reviewers: int = 2, **changes: Any) -> Cycle:
    """A partnership with an open cycle, a coordinator, a scrutineer and so many reviewers."""
    made = builders.cycle(**changes)
    parts.commit(parts.organisations.partnership_saved(builders.partnership()), parts.cycles.saved(made))
    people = [builders.staff(), builders.staff(StaffRole.SCRUTINEER)]
    for member in (*people, *(reviewer(n) for n in range(1, reviewers + 1))):
        parts.commit(parts.organisations.staff_saved(member))
    return made


def returned(
    parts: Parts,
    number: int = 1,
    *,
    cycle: Cycle | None = None,
    ratings: Mapping[str, int] | None = None,
    texts: Mapping[str, str] | None = None,
    planned: tuple[str, ...] = (),
    **changes: Any,
) -> Return:
    """One organisation's return, submitted now: every rating meets the standard and has its text, unless
    `ratings` (orders of levels, 0 for does not apply) and `texts` say otherwise. `planned` have an action.
    """
    cycle = cycle or builders.cycle()
    framework = parts.framework(cycle.framework)
    audience = Audience(partnership_id=cycle.partnership_id, cycle_id=cycle.id)
    values: dict[str, Any] = {
        "audiences": (audience,),
        "profile": builders.PROFILE,
        "status": ReturnStatus.SUBMITTED,
        "people": {p.id: p for p in (builders.LEAD, builders.APPROVER)},
        "submitted_at": parts.now(),
        "submissions": 1,
        "opened_at": parts.now(),
    }
    return_ = builders.return_(number, **{**values, **changes})
    orders = {c.id: 3 for c in asked(framework, return_)} | dict(ratings or {})
    plan = Plan(id="a1", kind=PlanKind.ACTION, criteria=planned, what="Write it down", version=1)
    plans = [plan] if planned else []
    return_ = replace(return_, ratings=orders, plans={p.id: p.criteria for p in plans})
    organisation = builders.organisation(
        number, return_.sector, id=return_.organisation_id, name=return_.organisation_name
    )
    if parts.organisations.organisation(cycle.partnership_id, organisation.id) is None:
        parts.commit(parts.organisations.organisation_saved(cycle.partnership_id, organisation))
    parts.commit(parts.returns.created(return_, total=len(orders)))
    keep_copy(parts, return_, cycle, texts or {}, plans)
    return return_


def keep_copy(
    parts: Parts, return_: Return, cycle: Cycle, texts: Mapping[str, str], plans: list[Plan], number: int = 1
) -> Submission:
    framework = parts.framework(return_.framework)
    answers = [_answer(framework, c, order, texts) for c, order in return_.ratings.items()]
    stated = {
        "name": "Harriet Head",
        "job": "Head teacher",
        "on_behalf_of": "",
        "at": parts.now().isoformat(timespec="seconds"),
        "decided": None,
        "decided_on": None,
        "prepared_it": False,
    }
    partnership = parts.organisations.partnership(cycle.partnership_id)
    assert partnership is not None
    draft = snapshot(framework, return_, answers, plans, (), partnership, cycle)
    content = canonical({**submitted(draft, stated, None), "version": number})
    made = Submission(
        number=number,
        sha256=seal(content),
        key=f"submissions/{return_.ref}/{number}.json",
        pdf_key=f"submissions/{return_.ref}/{number}.pdf",
        submitted_at=parts.now(),
        approved_by="Harriet Head",
        approved_by_job="Head teacher",
    )
    parts.files.put(made.key, content, "application/json")
    parts.commit(parts.returns.submitted(return_, made))
    return made


def sent_again(parts: Parts, ref: str, ratings: Mapping[str, int], cycle: Cycle | None = None) -> Return:
    """The same return after a question: a newer copy with these ratings changed."""
    before = parts.returns.get(ref)
    assert before is not None
    after = replace(
        before,
        ratings={**before.ratings, **ratings},
        submissions=before.submissions + 1,
        submitted_at=parts.now(),
        status=ReturnStatus.SUBMITTED,
    )
    changes = {
        "ratings": after.ratings,
        "submissions": after.submissions,
        "submitted_at": after.submitted_at,
        "status": after.status,
    }
    parts.commit(parts.returns.changed(before, changes, while_in=tuple(ReturnStatus)))
    keep_copy(parts, after, cycle or builders.cycle(), {}, [], number=after.submissions)
    return after


def given(parts: Parts, number: int = 1, to: str = "s-r1", second: str = "", **changes: Any) -> Return:
    """A return in a reviewer's hands, and in a second one's."""
    made = returned(parts, number, **changes)
    assign(parts, builders.staff(), made.ref, to)
    if second:
        assign(parts, builders.staff(), made.ref, second, second=True)
    return made


def under_review(parts: Parts, made: Cycle) -> dict[str, str]:
    """One return that two have read to the end, with a challenge, and one in the coordinator's hands."""
    parts.commit(parts.organisations.staff_saved(builders.staff()))
    parts.commit(parts.organisations.staff_saved(reviewer(2)))
    read = given(parts, 80, to="s-reviewer", second="s-r2", cycle=made)
    for member in (builders.staff(StaffRole.REVIEWER), reviewer(2)):
        agree_with_rest(parts, member, read.ref, 1)
        finish(parts, member, read.ref, 1)
    challenge(parts, builders.staff(StaffRole.SCRUTINEER), read.ref, "S01-02", "A challenge of ours")
    given(parts, 81, to="s-coordinator", cycle=made)
    (made_one,) = parts.reviews.challenges("saltmarsh", read.ref)
    return {"reviewed": read.ref, "challenge": made_one.id}


def _answer(framework: Framework, criterion: str, order: int, texts: Mapping[str, str]) -> Answer:
    levels = {level.order: level.id for level in framework.scale.levels}
    return Answer(
        criterion=criterion,
        rating=levels.get(order, NOT_APPLICABLE),
        narrative=texts.get(criterion, ROUTINE),
        reason="" if order else "We have none",
        version=1,
        saved_by=builders.LEAD.id,
    )
