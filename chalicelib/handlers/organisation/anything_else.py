"""What an organisation is proud of, what got in the way, and how long this took."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, Outdated
from chalicelib.domain.telling import TEXT_LIMIT, TIMES_TAKEN, mark_of
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.web import Request, redirect
from chalicelib.services.desk import Seat, look_around, sit_down
from chalicelib.services.telling import save_anything_else


def anything_else(request: Request, ref: str) -> Response:
    seat = sit_down(parts(), ref, request.token)
    return _page(request, seat, seat.return_.anything_else)


def save(request: Request, ref: str) -> Response:
    """What somebody else wrote meanwhile is shown beside the form, which keeps what was typed."""
    typed = request.form.first()
    try:
        save_anything_else(parts(), ref, request.token, typed, mark=request.form.get("_mark"))
    except Invalid as invalid:
        seat = sit_down(parts(), ref, request.token)
        more = {"mark": request.form.get("_mark"), "errors": invalid.messages()}
        return _page(request, seat, typed, status=400, **more)
    except Outdated as outdated:
        seat = sit_down(parts(), ref, request.token)
        return _page(request, seat, typed, status=409, theirs=outdated.current)
    return redirect(f"/r/{ref}")


def _page(request: Request, seat: Seat, values: Mapping[str, str], **more: Any) -> Response:
    context = {
        "values": values,
        "mark": mark_of(seat.return_.anything_else),
        "times": TIMES_TAKEN,
        "limit": TEXT_LIMIT,
        "theirs": None,
    }
    return show(request, "anything_else.html", seat, look_around(parts(), seat), **{**context, **more})
