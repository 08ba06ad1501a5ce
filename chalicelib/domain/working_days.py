"""Working days: Monday to Friday without bank holidays. Which days those are comes from outside."""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta

Holidays = AbstractSet[date]
DAY = timedelta(days=1)
SATURDAY = 5


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Whether offices are open."""
    return day.weekday() < SATURDAY and day not in holidays


def working_days_from(day: date, number: int, holidays: Holidays) -> date:
    """The day that many working days after `day`, or before it for a negative number; `day` never counts."""
    step = DAY if number > 0 else -DAY
    for _ in range(abs(number)):
        day += step
        while not is_working_day(day, holidays):
            day += step
    return day
