"""The task list: what is left, until when, and about how long it takes."""

from datetime import date

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.framework import minutes
from chalicelib.domain.progress import Progress, SectionProgress, TaskStatus, progress
from chalicelib.domain.returns import EDITABLE, Part, Return
from chalicelib.domain.rights import Right
from chalicelib.domain.times import count, duration, london_day
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.web import Request, redirect
from chalicelib.services.desk import look_around, sit_down


def tasks(request: Request, ref: str) -> Response:
    """The approver's place is the page on which they approve."""
    seat = sit_down(parts(), ref, request.token)
    if not seat.may(Right.ANSWER) and seat.may(Right.APPROVE):
        return redirect(f"/r/{ref}/approve")
    around = look_around(parts(), seat)
    found, today = progress(seat.framework, seat.return_), london_day(parts().now())
    return show(
        request,
        "tasks.html",
        seat,
        around,
        cycle=around.cycle,
        when=days_left(around.cycle.due_on, today),
        late=today > around.cycle.due_on,
        closed=today > around.cycle.closes_on,
        progress=found,
        guide=seat.framework.id,
        time_left=duration(found.minutes_left),
        sections=[(s, _hint(s, seat.return_.status in EDITABLE)) for s in found.sections],
        plan_hint=_plan_hint(found),
        people=_people_status(seat.return_),
        check=TaskStatus.NOT_STARTED if found.profiled else TaskStatus.CANNOT_START,
    )


def days_left(due: date, today: date) -> str:
    """As a sentence beside the date."""
    days = (due - today).days
    if days > 1:
        return f"That is in {days} days."
    if days < 0:
        return f"That was {count(-days, 'day')} ago."
    return "That is tomorrow." if days else "That is today."


def _hint(found: SectionProgress, may_edit: bool) -> str:
    if not found.criteria:
        return "Nothing to answer"
    if not found.left:
        done = found.status is TaskStatus.COMPLETED or not may_edit
        return "All answered" if done else "All answered. Open it to mark it as completed"
    return f"{found.answered} of {len(found.criteria)} answered, about {duration(minutes(found.left))}"


def _plan_hint(found: Progress) -> str:
    needed = len(found.gaps.without_plan)
    if needed:
        return f"{count(needed, 'answer')} below the standard still {_need(needed)} an action"
    if found.plan is TaskStatus.CANNOT_START:
        return "Opens when an answer is below the standard"
    return ""


def _need(number: int) -> str:
    return "needs" if number == 1 else "need"


def _people_status(return_: Return) -> TaskStatus:
    return TaskStatus.COMPLETED if return_.person(Part.APPROVER) else TaskStatus.NOT_STARTED
