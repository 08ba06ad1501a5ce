"""The bank holidays of England, substitute days among them. The library is imported when first asked."""

from datetime import date
from functools import cache


@cache
def of_england(year: int) -> frozenset[date]:
    """Every bank holiday of a year, as far as that year's are known."""
    from holidays.countries.united_kingdom import UnitedKingdom

    return frozenset(UnitedKingdom(subdiv="ENG", years=year))
