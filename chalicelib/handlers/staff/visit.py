"""One visit: planned, booked, called off, and how far its record is."""

from collections.abc import Mapping

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.visit_records import rating_words, words_of
from chalicelib.handlers.staff.frame import read_date, seat
from chalicelib.handlers.staff.visits import STATES
from chalicelib.handlers.web import Request, leave_for, page, redirect
from chalicelib.services import visiting
from chalicelib.services.review_seats import has_interest
from chalicelib.services.visit_reading import has_visit_pdf, staff_record, visit_pdf_url
from chalicelib.services.visiting import Booking, VisitSeat


def one_visit(request: Request, ref: str) -> Response:
    """What is to be done next comes first; once it is confirmed, the record."""
    member = seat(request).member
    at = visiting.sit_at_visit(parts(), member, ref)
    record = staff_record(parts(), at.visit) if at.visit else None
    return page(
        request,
        "pages/staff/visit.html",
        at=at,
        visit=at.visit,
        record=record,
        pdf=record is not None and has_visit_pdf(parts(), ref, member.partnership_id),
        states=STATES,
        may_record=at.visit is not None
        and at.visit.is_open
        and member.role != "scrutineer"
        and not has_interest(parts(), member, at.return_),
        standards=_standards(at),
        rated={c: rating_words(at.framework, one.rating) for c, one in at.rated.items() if one.rating},
        own={c: words_of(at.framework, order) for c, order in at.return_.ratings.items()},
    )


def plan(request: Request, ref: str) -> Response:
    visiting.plan(parts(), seat(request).member, ref)
    return redirect(f"/staff/returns/{ref}/visit")


def as_pdf(request: Request, ref: str) -> Response:
    member = seat(request).member
    visiting.sit_at_visit(parts(), member, ref)
    return leave_for(visit_pdf_url(parts(), ref, member.partnership_id))


def book_form(request: Request, ref: str) -> Response:
    at = visiting.sit_to_record(parts(), seat(request).member, ref)
    visit = at.planned
    values = {"time": visit.time, "place": visit.place, "visitors": visit.visitors}
    if visit.visitors:
        values["read"] = "yes" if visit.read_before else "no"
    if visit.day:
        values |= {f"day-{part}": f"{getattr(visit.day, part)}" for part in ("day", "month", "year")}
    return _book(request, at, values)


def book(request: Request, ref: str) -> Response:
    typed = request.form.first()
    booking = Booking(
        day=read_date(typed, "day"),
        time=typed.get("time", ""),
        place=typed.get("place", ""),
        visitors=typed.get("visitors", ""),
        read_before=typed.get("read") == "yes",
    )
    try:
        visiting.book(parts(), seat(request).member, ref, booking)
    except Invalid as invalid:
        at = visiting.sit_to_record(parts(), seat(request).member, ref)
        return _book(request, at, typed, status=400, errors=invalid.messages())
    except Refused as refused:
        at = visiting.sit_at_visit(parts(), seat(request).member, ref)
        return _book(request, at, typed, status=409, errors={"day": refused.words})
    return redirect(f"/staff/returns/{ref}/visit")


def call_off_form(request: Request, ref: str) -> Response:
    at = visiting.sit_to_record(parts(), seat(request).member, ref)
    return page(request, "pages/staff/visit_call_off.html", at=at, values={}, errors={})


def call_off(request: Request, ref: str) -> Response:
    try:
        visiting.call_off(parts(), seat(request).member, ref, request.form.get("because"))
    except Invalid as invalid:
        at = visiting.sit_at_visit(parts(), seat(request).member, ref)
        return page(
            request,
            "pages/staff/visit_call_off.html",
            status=400,
            at=at,
            values=request.form,
            errors=invalid.messages(),
        )
    return redirect(f"/staff/returns/{ref}/visit")


def _book(
    request: Request,
    at: VisitSeat,
    values: Mapping[str, str],
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
) -> Response:
    return page(
        request, "pages/staff/visit_book.html", status=status, at=at, values=values, errors=errors or {}
    )


def _standards(at: VisitSeat) -> list[tuple[str, list[tuple[str, str]]]]:
    """Standard → its criteria as (id, title), as far as they are asked."""
    found = []
    for standard in at.framework.standards:
        criteria = [(c.id, c.title) for c in at.criteria if c.standard == standard.number]
        if criteria:
            found.append((f"{standard.number}. {standard.title}", criteria))
    return found
