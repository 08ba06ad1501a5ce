"""More time, for the asking: a choice of days, given at once."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.rights import Right
from chalicelib.domain.times import day_of_week
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.web import Request, redirect
from chalicelib.services.desk import look_around, sit_down
from chalicelib.services.extending import offered, take_longer


def more_time(request: Request, ref: str) -> Response:
    return _page(request, ref)


def take(request: Request, ref: str) -> Response:
    try:
        take_longer(parts(), ref, request.token, request.form.get("until"))
    except Invalid as invalid:
        return _page(request, ref, status=400, errors=invalid.messages())
    except Refused as refusal:
        return _page(request, ref, status=409, refused=refusal.words)
    return redirect(f"/r/{ref}/more-time")


def _page(request: Request, ref: str, **more: Any) -> Response:
    seat = sit_down(parts(), ref, request.token, Right.ASK)
    around = look_around(parts(), seat)
    found = offered(parts(), around.cycle, seat.return_)
    return show(
        request,
        "more_time.html",
        seat,
        around,
        due_on=around.cycle.due_on,
        options={longer.until.isoformat(): day_of_week(longer.until) for longer in found},
        hints={longer.until.isoformat(): f"{longer.days} working days more" for longer in found},
        **more,
    )
