"""The days on which a partnership's organisations can be written to."""

from datetime import date, timedelta
from functools import lru_cache

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.reminders import Calendar
from chalicelib.domain.terms import Term, quiet_days
from chalicelib.domain.working_days import Holidays
from chalicelib.services.ports import Parts

AROUND = timedelta(days=120)  # before a cycle opens and after it closes: as far as any step can move


def calendar_for(parts: Parts, partnership: Partnership, cycle: Cycle) -> Calendar:
    """Every day that a step of this cycle can touch."""
    last = max(cycle.closes_on, parts.now().date())
    years = range((cycle.opens_on - AROUND).year, (last + AROUND).year + 1)
    holidays = frozenset().union(*(parts.bank_holidays(year) for year in years))
    return _calendar(holidays, partnership.terms, date(years[0], 1, 1), date(years[-1], 12, 31))


@lru_cache(maxsize=32)
def _calendar(holidays: Holidays, terms: tuple[Term, ...], first: date, last: date) -> Calendar:
    return Calendar(holidays, quiet_days(terms, first, last))
