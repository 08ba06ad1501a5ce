"""What a partnership sets once for all cycles: its school terms, and what a formal letter rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.errors import Invalid
from chalicelib.domain.letters import BASIS_LIMIT
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.terms import Term, school_year, usual_terms
from chalicelib.domain.texts import clean
from chalicelib.domain.times import london_day
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Parts

PLACES = ("starts_on", "ends_on", "break_from", "break_to")
LONGEST_TERM = 150  # days


@dataclass(frozen=True, slots=True)
class TermForm:
    """One term as typed: None for a date that is not real, and for a half-term that was left out."""

    dates: Mapping[str, date | None]
    left_out: frozenset[str] = frozenset()


def terms_of_year(partnership: Partnership, year: int) -> tuple[Term, ...]:
    """A partnership's own terms of a school year, or the usual ones."""
    own = [term for term in partnership.terms if school_year(term.starts_on) == year]
    return tuple(sorted(own, key=lambda term: term.starts_on)) or usual_terms(year)


def save_terms(
    parts: Parts, partnership: Partnership, year: int, forms: tuple[TermForm, ...], actor: str
) -> None:
    """Those of one school year; other years stay as they are. Raises Invalid, by "place-number"."""
    problems: dict[str, str] = {}
    terms: list[Term] = []
    for number, form in enumerate(forms):
        found = _problems(form, year, terms[-1].ends_on if terms else None)
        problems |= {f"{place}-{number}": code for place, code in found.items()}
        if not found:
            terms.append(Term(**{place: form.dates[place] for place in PLACES}))  # type: ignore[arg-type]
    if problems:
        raise Invalid(problems)
    others = tuple(term for term in partnership.terms if school_year(term.starts_on) != year)
    _save(parts, partnership, {"terms": (*others, *terms)}, actor, "terms")


def save_legal_basis(
    parts: Parts, partnership: Partnership, basis: str, checked_on: date | None, actor: str
) -> None:
    """Raises Invalid. An empty one means that no letter can be made."""
    text = clean(basis).strip()
    problems = {"legal_basis": "basis_too_long"} if len(text) > BASIS_LIMIT else {}
    if checked_on is None and text:
        problems["checked_on"] = "checked_on_needed"
    elif checked_on is not None and checked_on > london_day(parts.now()):
        problems["checked_on"] = "checked_on_to_come"
    if problems:
        raise Invalid(problems, limit=f"{BASIS_LIMIT:,}")
    changes = {"legal_basis": text, "legal_basis_checked_on": checked_on if text else None}
    _save(parts, partnership, changes, actor, "legal_basis")


def _save(parts: Parts, partnership: Partnership, changes: Mapping[str, Any], actor: str, what: str) -> None:
    event = Event(
        subject=f"PARTNERSHIP#{partnership.id}",
        at=parts.now(),
        actor=actor,
        what="settings.changed",
        details={"what": what},
    )
    parts.commit(
        parts.organisations.partnership_changed(partnership.id, changes), parts.trail.recorded(event)
    )


def _problems(form: TermForm, year: int, after: date | None) -> dict[str, str]:
    days, problems = form.dates, {}
    for place in PLACES:
        if days[place] is None and not (place.startswith("break") and place in form.left_out):
            problems[place] = "date_not_real"
    start, end = days["starts_on"], days["ends_on"]
    if start and (school_year(start) != year or (after and start <= after)):
        problems["starts_on"] = "term_starts_elsewhere"
    if start and end and not 0 < (end - start).days <= LONGEST_TERM:
        problems["ends_on"] = "term_ends_early"
    first, last = days["break_from"], days["break_to"]
    if (first is None) != (last is None) and not problems:
        problems["break_to"] = "date_not_real"
    if first and last and start and end and not start < first <= last < end:
        problems["break_from"] = "break_outside"
    return problems
