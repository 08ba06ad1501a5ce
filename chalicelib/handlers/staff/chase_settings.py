"""Settings: school terms, and the legal basis of formal letters."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid
from chalicelib.domain.letters import BASIS_LIMIT, is_stale
from chalicelib.domain.terms import school_year
from chalicelib.domain.times import london_day
from chalicelib.handlers.staff.frame import read_date, seat, whole_number
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.chase_settings import (
    PLACES,
    TermForm,
    save_legal_basis,
    save_terms,
    terms_of_year,
)

TERMS = ("Autumn term", "Spring term", "Summer term")
WORDS = {
    "starts_on": "First day of term",
    "ends_on": "Last day of term",
    "break_from": "Half-term from (optional)",
    "break_to": "Half-term to (optional)",
}
PARTS_OF_A_DATE = ("day", "month", "year")


def terms(request: Request) -> Response:
    year = _year(request.query.get("year"))
    values: dict[str, str] = {}
    for number, term in enumerate(terms_of_year(seat(request).partnership, year)[: len(TERMS)]):
        for place in PLACES:
            values |= _filled(f"{place}-{number}", getattr(term, place))
    return _terms(request, year, values)


def change_terms(request: Request) -> Response:
    values, year = request.form.first(), _year(request.form.get("year"))
    forms = tuple(_form(values, number) for number in range(len(TERMS)))
    try:
        save_terms(parts(), seat(request).partnership, year, forms, seat(request).member.id)
    except Invalid as invalid:
        return _terms(request, year, values, status=400, errors=invalid.messages())
    return redirect(f"/staff/settings/terms?year={year}&done=saved")


def letters(request: Request) -> Response:
    ours = seat(request).partnership
    values = {"legal_basis": ours.legal_basis, **_filled("checked_on", ours.legal_basis_checked_on)}
    return _letters(request, values)


def change_letters(request: Request) -> Response:
    values = request.form.first()
    basis, checked = values.get("legal_basis", ""), read_date(values, "checked_on")
    try:
        save_legal_basis(parts(), seat(request).partnership, basis, checked, seat(request).member.id)
    except Invalid as invalid:
        return _letters(request, values, status=400, errors=invalid.messages())
    return redirect("/staff/settings/letters?done=saved")


def _year(wanted: str) -> int:
    """This school year or one of the next two."""
    now = school_year(london_day(parts().now()))
    year = whole_number(wanted)
    return year if year in (now, now + 1, now + 2) and year is not None else now


def _form(values: Mapping[str, str], number: int) -> TermForm:
    names = {place: f"{place}-{number}" for place in PLACES}
    left_out = [
        place
        for place, name in names.items()
        if not any(values.get(f"{name}-{part}", "").strip() for part in PARTS_OF_A_DATE)
    ]
    return TermForm({place: read_date(values, name) for place, name in names.items()}, frozenset(left_out))


def _filled(name: str, day: date | None) -> dict[str, str]:
    if day is None:
        return {}
    return {f"{name}-{part}": str(getattr(day, part)) for part in PARTS_OF_A_DATE}


def _terms(
    request: Request, year: int, values: Mapping[str, str], *, status: int = 200, **more: Any
) -> Response:
    now = school_year(london_day(parts().now()))
    own = any(school_year(term.starts_on) == year for term in seat(request).partnership.terms)
    return page(
        request,
        "pages/staff/terms.html",
        status=status,
        year=year,
        years=[now, now + 1, now + 2],
        own=own,
        terms=TERMS,
        words=WORDS,
        values=values,
        done=request.query.get("done") == "saved",
        **more,
    )


def _letters(request: Request, values: Mapping[str, str], *, status: int = 200, **more: Any) -> Response:
    ours = seat(request).partnership
    return page(
        request,
        "pages/staff/legal_basis.html",
        status=status,
        values=values,
        limit=BASIS_LIMIT,
        stale=bool(ours.legal_basis) and is_stale(ours, london_day(parts().now())),
        done=request.query.get("done") == "saved",
        **more,
    )
