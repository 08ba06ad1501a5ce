"""The lists of a cycle: which returns need something, and what. A return can be on several."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.domain.cycles import NO_CONTACT, RETIRED, Cycle, Header, due_of
from chalicelib.domain.funnel import HEADER_FIELDS, Stage, help_asked, last_seen, stage_of, waits_long
from chalicelib.domain.returns import EDITABLE
from chalicelib.domain.times import london_day

LIST_FIELDS = (*HEADER_FIELDS, "invited_at", "due_on", "moved_on")
"""What tells of a header on which lists it is."""

STUCK_AFTER = timedelta(days=14)


class Need(StrEnum):
    """Why a return needs somebody, the most pressing first."""

    NO_CONTACT = "no_contact"
    BOUNCED = "bounced"
    HELP = "help"
    OVERDUE = "overdue"
    STUCK = "stuck"
    WAITING = "waiting"


LISTS: frozenset[str] = frozenset({*Stage, *Need})


def moved(header: Header) -> date | None:
    """The day of the last step that is known: an answer begun or rated, a line of the plan, a new status.

    Words alone leave the header as it is (ADR 37). Of headers written before that day was kept, only the
    steps that have a time of their own are known.
    """
    seen = last_seen(header)
    days = [day for day in (header.moved_on, london_day(seen) if seen else None) if day is not None]
    return max(days, default=None)


def is_stuck(header: Header, today: date) -> bool:
    """Opened, with its people, and nothing has moved for a fortnight."""
    last = moved(header)
    return (
        header.status in EDITABLE
        and header.opened_at is not None
        and last is not None
        and today - last >= STUCK_AFTER
    )


def is_overdue(header: Header, cycle: Cycle, today: date) -> bool:
    """Not in, and its day is over."""
    return not header.is_in and due_of(cycle, header) < today


def needs(header: Header, cycle: Cycle, now: datetime) -> frozenset[Need]:
    """Every reason why it needs somebody; none for an organisation that is retired."""
    if header.mail_state == RETIRED:
        return frozenset()
    today = london_day(now)
    unreached = stage_of(header) is Stage.UNREACHED
    found: Mapping[Need, Callable[[], bool]] = {
        Need.NO_CONTACT: lambda: unreached and header.mail_state == NO_CONTACT,
        Need.BOUNCED: lambda: unreached and header.mail_state != NO_CONTACT,
        Need.HELP: lambda: help_asked(header) > 0,
        Need.OVERDUE: lambda: is_overdue(header, cycle, today),
        Need.STUCK: lambda: is_stuck(header, today),
        Need.WAITING: lambda: waits_long(header, now),
    }
    return frozenset(need for need, applies in found.items() if applies())


def is_on(header: Header, cycle: Cycle, wanted: str, now: datetime) -> bool:
    """Whether it is on a list, by the value of a Stage or a Need; "" is the list of all."""
    return not wanted or wanted == stage_of(header) or wanted in needs(header, cycle, now)


def by_name(headers: Iterable[Header]) -> list[Header]:
    return sorted(headers, key=lambda header: (header.organisation_name.casefold(), header.ref))
