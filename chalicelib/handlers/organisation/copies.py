"""An organisation's own copies: of what it sent, for good, and of what it works on, at any time."""

import json
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.editing import is_kept_up
from chalicelib.domain.papers import paper_called
from chalicelib.domain.returns import PlanKind
from chalicelib.domain.rights import Right
from chalicelib.domain.times import saved_at
from chalicelib.handlers.organisation.frame import show, whole_number
from chalicelib.handlers.web import NO_STORE, Request, leave_for, redirect
from chalicelib.services import copies, paper_pdfs, papers
from chalicelib.services.desk import look_around, sit_down
from chalicelib.services.planning import kind_of
from chalicelib.services.reading import read_whole


def copies_page(request: Request, ref: str) -> Response:
    seat = sit_down(parts(), ref, request.token, Right.COPIES)
    around, now = look_around(parts(), seat), parts().now()
    pdfs = paper_pdfs.of_return(parts(), seat, around)
    return show(
        request,
        "copies.html",
        seat,
        around,
        upload_to=parts().files.address(),  # a form that makes a file leads on to it there
        copies=copies.of_return(parts(), seat.return_) if seat.return_.submissions else [],
        pdfs=pdfs,
        times={name: saved_at(pdf.at, now) for name, pdf in pdfs.items() if pdf.at},
        has_actions=any(kind_of(plan) is PlanKind.ACTION for plan in seat.return_.plans),
        working_copy=is_kept_up(seat.return_),
        may_bring=seat.may_edit and seat.may(Right.READ),
    )


def make(request: Request, ref: str) -> Response:
    """A file of this moment: at once where that is quick, or a job and a page that says so."""
    seat = sit_down(parts(), ref, request.token)
    paper = paper_called(request.form.get("paper"))
    if not paper.by_job:
        return leave_for(papers.hand_over(parts(), seat, paper))
    paper_pdfs.ask_for(parts(), seat, paper)
    return redirect(f"/r/{ref}/copies#{paper.called}")


def made(request: Request, ref: str, paper: str) -> Response:
    """A PDF that a job has made."""
    seat = sit_down(parts(), ref, request.token)
    return leave_for(paper_pdfs.pdf_url(parts(), seat, paper_called(paper)))


def copy_as_pdf(request: Request, ref: str) -> Response:
    seat = sit_down(parts(), ref, request.token, Right.COPIES)
    return leave_for(copies.pdf_url(parts(), seat.return_, whole_number(request.query.get("number"))))


def make_pdf(request: Request, ref: str) -> Response:
    """For a PDF that could not be made the first time."""
    seat = sit_down(parts(), ref, request.token, Right.COPIES)
    copies.make_pdf(parts(), seat.return_, whole_number(request.form.get("_number")))
    return redirect(f"/r/{ref}/copies")


def copy_as_data(request: Request, ref: str) -> Response:
    """Exactly the bytes whose SHA-256 is printed on the copy."""
    seat = sit_down(parts(), ref, request.token, Right.COPIES)
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
