"""A cycle's opening: a test to yourself, the first five, the rest; and who joins late."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Refused
from chalicelib.domain.tasks import Task, TaskState
from chalicelib.domain.times import london_day
from chalicelib.handlers.staff.frame import cycle_of, seat
from chalicelib.handlers.staff.words import CYCLE_STATES
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services import opening
from chalicelib.services.calendars import calendar_for

PRESSES = {
    "first_five": opening.open_first_five,
    "rest": opening.open_rest,
    "by_itself": opening.open_by_itself,
    "wait": opening.wait_for_staff,
}


def steps(request: Request, cycle: str) -> Response:
    return _page(request, cycle)


def press(request: Request, cycle: str) -> Response:
    found, form = cycle_of(request, cycle), request.form
    act = PRESSES.get(form.get("do"))
    try:
        if act:
            act(parts(), found, form.get("group"), seat(request).member.id)
    except Refused as refusal:
        return _page(request, cycle, status=409, refused=refusal.words)
    return redirect(f"/staff/cycles/{cycle}/opening")


def late(request: Request, cycle: str) -> Response:
    """Asks those who are ticked."""
    found, chosen = cycle_of(request, cycle), request.form.getlist("organisation")
    holidays = calendar_for(parts(), seat(request).partnership, found).holidays
    try:
        opening.invite_late(parts(), found, chosen, holidays, seat(request).member.id)
    except Refused as refusal:
        return _page(request, cycle, status=409, refused=refusal.words)
    return redirect(f"/staff/cycles/{cycle}/opening")


def _page(request: Request, cycle: str, *, status: int = 200, **more: Any) -> Response:
    found = cycle_of(request, cycle)
    holidays = calendar_for(parts(), seat(request).partnership, found).holidays
    joined = opening.late_joiners(parts(), found, holidays)
    return page(
        request,
        "pages/staff/opening.html",
        status=status,
        cycle=found,
        state=CYCLE_STATES[found.status],
        steps=[
            (step, _became(step.trial), _became(step.opening)) for step in opening.progress_of(parts(), found)
        ],
        may_open=found.status in opening.TO_OPEN,
        tested=request.query.get("tested") == "yes",
        today=london_day(parts().now()),
        late={each.organisation.id: each for each in joined[:MOST_LATE] if each.in_time},
        late_more=max(len(joined) - MOST_LATE, 0),
        too_late=[each.organisation for each in joined if not each.in_time][:MOST_LATE],
        **more,
    )


MOST_LATE = 100


def _became(task: Task | None) -> str:
    """What happened to a press, in a word."""
    if task is None or task.state is TaskState.HELD:
        return ""
    if task.state is TaskState.DONE:
        return "done"
    return "under_way" if "now" in task.payload or task.state is not TaskState.READY else ""
