"""The date of a date input: three fields that somebody typed."""

from collections.abc import Mapping
from datetime import date

from chalicelib.handlers.organisation.frame import whole_number

PARTS = ("day", "month", "year")


def read_date(values: Mapping[str, str], name: str) -> tuple[date | None, bool]:
    """The date, if there is one, and whether what was typed is a real date or nothing at all."""
    typed = [values.get(f"{name}-{part}", "") for part in PARTS]
    if not any(typed):
        return None, True
    day, month, year = (whole_number(text) for text in typed)
    try:
        return (date(year, month, day), True) if year > 1999 else (None, False)
    except ValueError:
        return None, False


def as_typed(name: str, day: date | None) -> dict[str, str]:
    """A date as the three fields hold it; empty ones for none."""
    numbers = (day.day, day.month, day.year) if day else ("", "", "")
    return {f"{name}-{part}": str(number) for part, number in zip(PARTS, numbers, strict=True)}
