"""The booked visits of a cycle as an iCalendar file, which a later file updates."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from chalicelib.domain.texts import printable
from chalicelib.domain.visits import Visit


def visit_calendar(cycle: str, visits: Iterable[Visit], now: datetime) -> bytes:
    """Whole days: the time is what somebody typed, and stands in the title."""
    calendar = Calendar()
    calendar.add("prodid", "-//Compact Audit//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", printable(f"Visits, {cycle}"))
    for visit in visits:
        if visit.day is None:
            continue
        event = Event()
        event.add("uid", f"visit-{visit.ref}-{visit.partnership_id}@compact-audit")
        event.add("sequence", visit.version)
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", visit.day)
        event.add("dtend", visit.day + timedelta(days=1))
        at = f", {visit.time}" if visit.time else ""
        event.add("summary", printable(f"Visit: {visit.organisation_name}{at}"))
        event.add("description", printable(f"Visitors: {visit.visitors or 'not named yet'}"))
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
