"""The dated actions of a plan as an iCalendar file: one all-day event each, which a later file updates."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from chalicelib.domain.returns import Plan
from chalicelib.domain.texts import printable

SHORT = 120  # characters of an event's title; the whole stands below it


def plan_calendar(
    ref: str, name: str, plans: Iterable[Plan], titles: Mapping[str, str], now: datetime
) -> bytes:
    """Events rather than to-dos: the calendars that most people have show no to-dos that come as a file."""
    calendar = Calendar()
    calendar.add("prodid", "-//Compact Audit//Action plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", printable(f"Safeguarding actions, {name}"))
    for plan in plans:
        if plan.by_when is not None:
            calendar.add_component(_event(ref, plan, titles, now))
    content: bytes = calendar.to_ical()
    return content


def _event(ref: str, plan: Plan, titles: Mapping[str, str], now: datetime) -> Any:
    assert plan.by_when is not None  # noqa: S101
    event = Event()
    event.add("uid", f"{ref}-{plan.id}@compact-audit")  # the same in every file: no event comes twice
    event.add("sequence", plan.version)
    event.add("dtstamp", (plan.saved_at or now).astimezone(UTC))
    event.add("dtstart", plan.by_when)
    event.add("dtend", plan.by_when + timedelta(days=1))
    event.add("transp", "TRANSPARENT")  # nobody is busy because of it
    event.add("summary", _short(printable(plan.what)))
    event.add("description", printable(_description(plan, titles)))
    return event


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[: SHORT - 1].rstrip()}…"


def _description(plan: Plan, titles: Mapping[str, str]) -> str:
    helps = "; ".join(titles[c] for c in plan.criteria if c in titles)
    known = f"How we will know: {plan.how_known}" if plan.how_known else ""
    return "\n".join(filter(None, [plan.what, f"Who: {plan.who}", known, f"Helps with: {helps}"]))
