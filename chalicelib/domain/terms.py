"""School terms, and the days on which schools are not written to: holidays, and a term's first fortnight.

A partnership gives its own dates; for a school year without any, those that are usual in England stand in.
A school year is named after the year of its autumn.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.working_days import DAY, Holidays

FORTNIGHT = timedelta(days=14)
SEPTEMBER = 9
MONDAY, FRIDAY = 0, 4
# Sectors whose people are away when schools are.
KEEPS_TERMS = frozenset({"school"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """From its first to its last day; the half-term break is in between, where there is one."""

    starts_on: date
    ends_on: date
    break_from: date | None = None
    break_to: date | None = None

    def covers(self, day: date) -> bool:
        """Whether schools are open in that week."""
        away = self.break_from and self.break_to and self.break_from <= day <= self.break_to
        return self.starts_on <= day <= self.ends_on and not away


def quiet_days(own: Iterable[Term], first: date, last: date) -> Holidays:
    """Those of the days from `first` to `last` on which schools are not written to."""
    terms = list(terms_between(own, first, last))
    days = (first + DAY * number for number in range((last - first).days + 1))
    return frozenset(day for day in days if not any(_good(term, day) for term in terms))


def terms_between(own: Iterable[Term], first: date, last: date) -> Iterator[Term]:
    """The terms of every school year that a span touches: the partnership's, or the usual ones."""
    given = list(own)
    for year in range(school_year(first), school_year(last) + 1):
        theirs = [term for term in given if school_year(term.starts_on) == year]
        yield from sorted(theirs, key=lambda term: term.starts_on) or usual_terms(year)


def school_year(day: date) -> int:
    """The year in whose autumn the school year of this day began. August belongs to the coming one, since
    some schools begin in it."""
    return day.year if day.month >= SEPTEMBER - 1 else day.year - 1


def usual_terms(year: int) -> tuple[Term, Term, Term]:
    """Autumn, spring and summer as most English councils have them; a few days out for some."""
    easter_from, easter_to = _easter_break(year + 1)
    half = _on(date(year, 10, 31), MONDAY)
    mid_february = _on(date(year + 1, 2, 21), MONDAY)
    whitsun = _on(date(year + 1, 5, 31), MONDAY)
    return (
        _term(_weekday(date(year, 9, 2)), _on(date(year, 12, 22), FRIDAY), half),
        _term(_weekday(date(year + 1, 1, 4)), _school_day_before(easter_from), mid_february),
        _term(easter_to + DAY, _on(date(year + 1, 7, 24), FRIDAY), whitsun),
    )


def _good(term: Term, day: date) -> bool:
    return term.covers(day) and day >= term.starts_on + FORTNIGHT


def _term(starts_on: date, ends_on: date, monday: date) -> Term:
    return Term(starts_on=starts_on, ends_on=ends_on, break_from=monday, break_to=monday + 4 * DAY)


def _on(last: date, weekday: int) -> date:
    """The last such day of the week up to `last`."""
    return last - DAY * ((last.weekday() - weekday) % 7)


def _weekday(day: date) -> date:
    """`day`, or the Monday after its weekend."""
    return day + DAY * (7 - day.weekday()) if day.weekday() > FRIDAY else day


def _school_day_before(day: date) -> date:
    before = day - DAY
    return before if before.weekday() <= FRIDAY else _on(before, FRIDAY)


def _easter_break(year: int) -> tuple[date, date]:
    """Two weeks: from Good Friday when Easter is in March, else from the Monday before it, or from April's
    first when Easter is late; to Easter Monday at the least. Ends before a school day."""
    easter = _easter(year)
    if easter.month == 3:
        return easter - 2 * DAY, easter + 14 * DAY
    first = min(easter - 6 * DAY, _on(date(year, 4, 7), MONDAY))
    last = max(first + 13 * DAY, easter + DAY)
    return first, last


def _easter(year: int) -> date:
    """Easter Sunday, by the Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)."""
    century, rest = divmod(year, 100)
    leaps = century // 4
    moon = (century - (century + 8) // 25 + 1) // 3
    golden = (19 * (year % 19) + century - leaps - moon + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - golden - rest % 4) % 7
    late = (year % 19 + 11 * golden + 22 * sunday) // 451
    month, day = divmod(golden + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
