"""The bank holidays of England, substitute days among them. The library is imported when first asked."""

from datetime import date
from functools import cache


@cache
def of_england(year: int) -> frozenset[date]:
    """Every bank holiday of a year, as far as that year's are known."""
    from holidays import country_holidays

    return frozenset(country_holidays("GB", subdiv="ENG", years=year))
