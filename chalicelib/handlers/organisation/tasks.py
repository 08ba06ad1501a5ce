"""The task list: what is left, until when, and about how long it takes."""

from collections.abc import Collection
from datetime import date
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.errors import OnlyCopies
from chalicelib.domain.extending import is_offered
from chalicelib.domain.framework import minutes
from chalicelib.domain.last_time import to_confirm
from chalicelib.domain.progress import Progress, SectionProgress, TaskStatus, progress
from chalicelib.domain.returns import EDITABLE, Part, Return
from chalicelib.domain.rights import Right
from chalicelib.domain.times import count, duration, london_day
from chalicelib.handlers import cookies
from chalicelib.handlers.organisation.frame import home_of, show
from chalicelib.handlers.web import Request, redirect
from chalicelib.services.desk import Seat, look_around, sit_down
from chalicelib.services.looking_back import past_of
from chalicelib.services.replying import questions


def tasks(request: Request, ref: str) -> Response:
    """The approver's place is the page on which they approve; a reader's, the one that has it all."""
    try:
        seat = sit_down(parts(), ref, request.token, Right.ENTER)
    except OnlyCopies:
        return redirect(f"/r/{ref}/copies")
    if home_of(seat.person):
        return redirect(f"/r/{ref}{home_of(seat.person)}")
    if not seat.may(Right.READ):
        return _own_part(request, seat)
    around = look_around(parts(), seat, with_comments=True)
    found, today = progress(seat.framework, seat.return_), london_day(parts().now())
    waiting = _waiting(seat)
    return show(
        request,
        "tasks.html",
        seat,
        around,
        **_when(around.cycle, today),
        others=len(cookies.returns_held(request.cookies)) > 1,
        longer=seat.may(Right.ASK) and is_offered(around.cycle, seat.return_, today),
        progress=found,
        guide=seat.framework.guide,
        time_left=duration(found.minutes_left),
        sections=[(s, _hint(s, seat.return_.status in EDITABLE, waiting)) for s in found.sections],
        last_time=next(iter(seat.return_.previous), None),
        to_confirm=len(waiting),
        plan_hint=_plan_hint(found),
        people=_people_status(seat.return_),
        colleagues=_colleagues(seat.return_),
        asked=questions(seat) if seat.with_the_lead else [],
        comments=around.comments,
        check=TaskStatus.NOT_STARTED if found.profiled else TaskStatus.CANNOT_START,
    )


def _own_part(request: Request, seat: Seat) -> Response:
    """What a colleague was asked to answer, and nothing else."""
    around, today = look_around(parts(), seat), london_day(parts().now())
    found = progress(seat.framework, seat.return_)
    theirs = [s for s in found.sections if s.section.number in seat.person.standards]
    left = [criterion for section in theirs for criterion in section.left]
    total = sum(len(section.criteria) for section in theirs)
    waiting = _waiting(seat)
    return show(
        request,
        "own_part.html",
        seat,
        around,
        **_when(around.cycle, today),
        asked=questions(seat) if seat.with_the_lead else [],
        lead=seat.return_.person(Part.LEAD),
        with_lead=seat.with_the_lead,
        profiled=found.profiled,
        sections=[(s, _hint(s, seat.open_to_change, waiting)) for s in theirs],
        total=total,
        answered=total - len(left),
        time_left=duration(minutes(left)),
        gaps=[c for c in found.gaps.without_plan if c in seat.criteria()],
        has_plans=any(seat.sees_plan(plan) for plan in seat.return_.plans),
    )


def _waiting(seat: Seat) -> frozenset[str]:
    """The questions whose earlier answers nobody has confirmed or rewritten yet."""
    return frozenset(
        to_confirm(past_of(parts(), seat.framework, seat.return_), seat.return_, seat.criteria())
    )


def _when(cycle: Cycle, today: date) -> dict[str, Any]:
    return {
        "cycle": cycle,
        "when": days_left(cycle.due_on, today),
        "late": today > cycle.due_on,
        "closed": today > cycle.closes_on,
    }


def days_left(due: date, today: date) -> str:
    """As a sentence beside the date."""
    days = (due - today).days
    if days > 1:
        return f"That is in {days} days."
    if days < 0:
        return f"That was {count(-days, 'day')} ago."
    return "That is tomorrow." if days else "That is today."


def _hint(found: SectionProgress, may_edit: bool, waiting: Collection[str]) -> str:
    if not found.criteria:
        return "Nothing to answer"
    if found.status is TaskStatus.HAS_QUESTION:
        return "Your reviewer asks about an answer here"
    if not found.left:
        done = found.status is TaskStatus.COMPLETED or not may_edit
        return "All answered" if done else "All answered. Open it to mark it as completed"
    said = f"{found.answered} of {len(found.criteria)} answered, about {duration(minutes(found.left))}"
    here = sum(1 for criterion in found.criteria if criterion.id in waiting)
    return f"{said}, {here} to confirm or rewrite" if here and may_edit else said


def _plan_hint(found: Progress) -> str:
    needed = len(found.gaps.without_plan)
    if needed:
        return f"{count(needed, 'answer')} below the standard still {_need(needed)} an action"
    if found.plan is TaskStatus.CANNOT_START:
        return "Opens when an answer is below the standard"
    return ""


def _need(number: int) -> str:
    return "needs" if number == 1 else "need"


def _colleagues(return_: Return) -> str:
    """Like "3 colleagues help", or ""."""
    number = len(return_.everybody(Part.CONTRIBUTOR)) + len(return_.everybody(Part.READER))
    return f"{count(number, 'colleague')} {'helps' if number == 1 else 'help'}" if number else ""


def _people_status(return_: Return) -> TaskStatus:
    return TaskStatus.COMPLETED if return_.person(Part.APPROVER) else TaskStatus.NOT_STARTED
