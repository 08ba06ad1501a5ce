"""The next cycle as it follows from the last: the same settings, a year or two on, on the same weekdays."""

import re
from dataclasses import replace
from datetime import date, timedelta

from chalicelib.domain.cycles import Cycle, Group, Rhythm

YEARS = {Rhythm.TWO_YEARLY: 2}
WEEKS = timedelta(weeks=52)
YEAR = re.compile(r"\b20\d\d\b")
SATURDAY = 5


def next_cycle(cycle: Cycle) -> Cycle:
    """A proposal, of which staff change what they like. Its groups wait to be confirmed again, except that
    those of a cycle that is not rolling open as they did.
    """
    years = YEARS.get(cycle.rhythm, 1)
    by = WEEKS * years
    return replace(
        cycle,
        name=YEAR.sub(lambda found: str(int(found[0]) + years), cycle.name),
        opens_on=cycle.opens_on + by,
        due_on=cycle.due_on + by,
        closes_on=cycle.closes_on + by,
        groups=tuple(_moved(group, by, cycle.rhythm) for group in cycle.groups),
        pauses=(),
    )


def _moved(group: Group, by: timedelta, rhythm: Rhythm) -> Group:
    return replace(
        group,
        opens_on=group.opens_on + by,
        due_on=group.due_on + by,
        closes_on=group.closes_on + by,
        confirmed=rhythm is not Rhythm.ROLLING,
    )


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month; on a weekend, the Monday after."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    moved = min(
        first_of_next - timedelta(days=1),
        date(year, month + 1, min(day.day, 28)) + timedelta(days=max(day.day - 28, 0)),
    )
    while moved.weekday() >= SATURDAY:
        moved += timedelta(days=1)
    return moved
