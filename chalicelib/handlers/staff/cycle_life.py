"""Pause, resume, close and archive: one page that says what each does, and the buttons that fit now."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.errors import Refused
from chalicelib.domain.times import london_day
from chalicelib.handlers.staff.frame import cycle_of, seat
from chalicelib.handlers.staff.words import CYCLE_STATES
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.cycle_life import MOVES, after_pause

FITS = {
    CycleStatus.OPEN: ("pause", "close"),
    CycleStatus.PAUSED: ("resume", "close"),
    CycleStatus.CLOSED: ("archive",),
}


def state(request: Request, cycle: str) -> Response:
    return _page(request, cycle)


def move(request: Request, cycle: str) -> Response:
    found, act = cycle_of(request, cycle), MOVES.get(request.form.get("do"))
    try:
        if act:
            act(parts(), found, seat(request).member.id)
    except Refused as refusal:
        return _page(request, cycle, status=409, refused=refusal.words)
    return redirect(f"/staff/cycles/{cycle}/state")


def _page(request: Request, cycle: str, *, status: int = 200, **more: Any) -> Response:
    found = cycle_of(request, cycle)
    today = london_day(parts().now())
    paused = found.pauses[-1] if found.status is CycleStatus.PAUSED else None
    left = [h for h in parts().returns.headers(found.id, ("submitted_at",)) if not h.is_in]
    return page(
        request,
        "pages/staff/cycle_state.html",
        status=status,
        cycle=found,
        state=CYCLE_STATES[found.status],
        fits=FITS.get(found.status, ()),
        paused=paused,
        resumed_due=after_pause(found, today).due_on if paused else found.due_on,
        lost=(today - paused.began).days if paused else 0,
        past=[pause for pause in found.pauses if pause.days],
        not_in=len(left),
        **more,
    )
