"""What people read of a time: London's clock and calendar.

Stored times are aware UTC; stored dates are days in London.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london(moment: datetime) -> datetime:
    """The same moment on London's clock. Raises ValueError for a time that does not say its zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone could be any moment")
    return moment.astimezone(LONDON)


def london_day(moment: datetime) -> date:
    """The day that it is in London."""
    return london(moment).date()


def long_date(day: date) -> str:
    """Like "20 March 2027"; of a moment, the day in London."""
    if isinstance(day, datetime):
        day = london_day(day)
    return f"{day.day} {day:%B %Y}"


def month_and_year(day: date) -> str:
    """Like "March 2027", for what is past."""
    return f"{day:%B %Y}"


def day_of_week(day: date) -> str:
    """Like "Friday 20 March 2027", for dates that somebody has to act by."""
    if isinstance(day, datetime):
        day = london_day(day)
    return f"{day:%A} {long_date(day)}"


def long_iso_date(day: str) -> str:
    """The same of a day or a moment as data keeps it, like "2027-03-20"."""
    return long_date(datetime.fromisoformat(day) if "T" in day else date.fromisoformat(day))


def clock_time(moment: datetime) -> str:
    """Like "2:02pm", in London; "midday" and "midnight" because 12pm is read both ways."""
    local = london(moment)
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    hour = local.hour % 12 or 12
    return f"{hour}:{local.minute:02}{'am' if local.hour < 12 else 'pm'}"


def saved_at(moment: datetime, now: datetime) -> str:
    """When something was saved, as short as it can be: "14:02" today, else "14:02 on 20 March 2027".

    In 24 hours, as a clock on a screen shows it: people compare the two.
    """
    clock = f"{london(moment):%H:%M}"
    return clock if london_day(moment) == london_day(now) else f"{clock} on {long_date(moment)}"


def count(number: int, singular: str, plural: str = "") -> str:
    """Like "1 question" and "3 questions"."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def duration(minutes: int) -> str:
    """An estimate as people say it: "8 minutes", "35 minutes", "1 hour", "2 and a half hours"."""
    if minutes <= 10:
        return count(minutes, "minute")
    if minutes < 55:
        return f"{round(minutes / 5) * 5} minutes"
    hours, half = divmod(round(minutes / 30), 2)
    if not half:
        return count(hours, "hour")
    return f"{hours} and a half hours"
