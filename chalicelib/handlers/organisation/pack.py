"""The pack for a meeting of the governing body or board, and what was agreed there."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, Outdated
from chalicelib.domain.meetings import AGREED_LIMIT, Told, mark_of
from chalicelib.domain.pack import pack_of
from chalicelib.domain.papers import PACK_PDF
from chalicelib.domain.returns import EDITABLE, Meeting, ReturnStatus
from chalicelib.domain.rights import Right
from chalicelib.domain.standing import standing
from chalicelib.domain.times import saved_at
from chalicelib.handlers.organisation.dates import as_typed, read_date
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.organisation.summary import at_a_glance
from chalicelib.handlers.web import Request, redirect
from chalicelib.services import paper_pdfs
from chalicelib.services.desk import sit_down
from chalicelib.services.meetings import record_meeting
from chalicelib.services.reading import read_on, read_whole


def pack(request: Request, ref: str) -> Response:
    return _page(request, ref)


def make(request: Request, ref: str) -> Response:
    """A job makes the PDF; the page says how it is."""
    paper_pdfs.ask_for(parts(), sit_down(parts(), ref, request.token), PACK_PDF)
    return redirect(f"/r/{ref}/pack")


def to_print(request: Request, ref: str) -> Response:
    """All of it on one page, for a browser that prints."""
    reading = read_whole(parts(), ref, request.token)
    return show(
        request,
        "pack_print.html",
        reading.seat,
        reading.around,
        pack=pack_of(reading.seat.framework, reading.copy),
        copy=reading.copy,
        evidence=reading.evidence,
        stands=standing(reading.copy, parts().now()),
        **at_a_glance(reading),
    )


def record(request: Request, ref: str) -> Response:
    """What somebody else recorded meanwhile is shown beside the form, which keeps what was typed."""
    form = request.form
    held_on, is_real = read_date(form.first(), "held_on")
    told = Told(held_on=held_on, not_real=not is_real, body=form.get("body"), agreed=form.get("agreed"))
    try:
        record_meeting(parts(), ref, request.token, told, mark=form.get("_mark"))
    except Invalid as invalid:
        more = {"mark": form.get("_mark"), "errors": invalid.messages()}
        return _page(request, ref, form.first(), status=400, **more)
    except Outdated as outdated:
        return _page(request, ref, form.first(), status=409, theirs=outdated.current)
    return redirect(f"/r/{ref}/pack#meeting")


def values_of(meeting: Meeting | None) -> dict[str, str]:
    """The fields of a form that says this."""
    if meeting is None:
        return {}
    return {"body": meeting.body, "agreed": meeting.agreed, **as_typed("held_on", meeting.held_on)}


def _page(request: Request, ref: str, typed: Mapping[str, str] | None = None, **more: Any) -> Response:
    seat = sit_down(parts(), ref, request.token)
    reading = read_on(parts(), seat)
    return_ = reading.whole.return_
    pdf = paper_pdfs.of_return(parts(), seat, reading.around)[PACK_PDF.name]
    context = {
        "pack": pack_of(seat.framework, reading.copy),
        "pdf": pdf if return_.status is not ReturnStatus.SUBMITTED else None,
        "time": saved_at(pdf.at, parts().now()) if pdf.at else "",
        "may_record": seat.may(Right.TELL) and return_.status in EDITABLE,
        "values": values_of(return_.meeting) if typed is None else typed,
        "mark": mark_of(return_.meeting),
        "theirs": None,
        "limit": AGREED_LIMIT,
    }
    return show(request, "pack.html", seat, reading.around, **{**context, **more})
