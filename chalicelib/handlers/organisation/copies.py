"""An organisation's own copies of what it sent: at once, and for good."""

import json
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.handlers.organisation.frame import show, whole_number
from chalicelib.handlers.web import NO_STORE, Request, leave_for, redirect
from chalicelib.services import copies
from chalicelib.services.desk import look_around, sit_down
from chalicelib.services.reading import read_whole


def copies_page(request: Request, ref: str) -> Response:
    seat = sit_down(parts(), ref, request.token)
    found = copies.of_return(parts(), seat.return_)
    return show(request, "copies.html", seat, look_around(parts(), seat), copies=found)


def copy_as_pdf(request: Request, ref: str) -> Response:
    seat = sit_down(parts(), ref, request.token)
    return leave_for(copies.pdf_url(parts(), seat.return_, whole_number(request.query.get("number"))))


def make_pdf(request: Request, ref: str) -> Response:
    """For a PDF that could not be made the first time."""
    seat = sit_down(parts(), ref, request.token)
    copies.make_pdf(parts(), seat.return_, whole_number(request.form.get("_number")))
    return redirect(f"/r/{ref}/copies")


def copy_as_data(request: Request, ref: str) -> Response:
    """Exactly the bytes whose SHA-256 is printed on the copy."""
    seat = sit_down(parts(), ref, request.token)
    return leave_for(copies.data_url(parts(), seat.return_, whole_number(request.query.get("number"))))


def answers_now(request: Request, ref: str) -> Response:
    """The answers as they stand, before or after they were submitted."""
    reading = read_whole(parts(), ref, request.token)
    text = json.dumps(reading.copy, ensure_ascii=False, indent=2, sort_keys=True)
    name = f"self-assessment-{reading.whole.return_.ref}-now.json"
    headers: dict[str, Any] = {
        "Content-Type": "application/json; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": NO_STORE,
    }
    return Response(text, headers)
