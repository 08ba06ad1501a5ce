"""What needs a person today: the first page after sign-in is made of this."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.calls import Called, rung_since
from chalicelib.domain.cycles import Cycle, CycleStatus, Header, due_of
from chalicelib.domain.feedback_clock import FeedbackClock, feedback_clock
from chalicelib.domain.funnel import help_asked
from chalicelib.domain.lists import LIST_FIELDS, Need, moved, needs
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.tasks import Task
from chalicelib.domain.times import london_day
from chalicelib.services.contact_tasks import how_many
from chalicelib.services.ports import Parts
from chalicelib.services.progress import Standing, stands

LIVE = frozenset({CycleStatus.OPENING, CycleStatus.OPEN, CycleStatus.PAUSED})
FAILED_SINCE = timedelta(days=14)
RUNG_LATELY = timedelta(days=7)
ANSWERED_WITHIN = timedelta(days=180)  # of closing: after that, feedback is no matter of today
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needing:
    """The returns of one cycle that need somebody for one reason, whom to turn to first at the head."""

    cycle: Cycle
    need: Need
    headers: tuple[Header, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """An organisation that waits for us after a call."""

    organisation: Organisation
    called: Called


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """`contacts` counts those to put right, `talks` who asked to talk about feedback. `unsent` is mail that
    was given up lately; `late` are the cycles in which organisations have waited too long for feedback.
    """

    needing: tuple[Needing, ...]
    waits: tuple[Waits, ...]
    contacts: int
    talks: int
    late: tuple[FeedbackClock, ...]
    unsent: tuple[Task, ...]
    live: tuple[Standing, ...]
    planned: tuple[Cycle, ...]


def today(parts: Parts, partnership_id: str) -> Today:
    """One query for each cycle that is running, one for all calls, one for what they left to do."""
    cycles, now = parts.cycles.of_partnership(partnership_id), parts.now()
    read = {cycle.id: _headers(parts, cycle) for cycle in cycles if _matters(cycle, now)}
    live = [cycle for cycle in cycles if cycle.status in LIVE]
    called = parts.calls.called(partnership_id)
    clocks = [feedback_clock(c, read[c.id], london_day(now)) for c in cycles if c.id in read]
    return Today(
        needing=tuple(each for cycle in live for each in _needing(cycle, read[cycle.id], called, now)),
        waits=waiting(parts, partnership_id, called),
        contacts=how_many(parts, partnership_id),
        talks=len(parts.feedback.talks(partnership_id)),
        late=tuple(clock for clock in clocks if clock.late),
        unsent=tuple(t for t in parts.tasks.failed(partnership_id, now - FAILED_SINCE, now) if _puzzling(t)),
        live=tuple(stands(parts, cycle, read[cycle.id]) for cycle in live),
        planned=tuple(c for c in cycles if c.status is CycleStatus.PLANNED),
    )


def waiting(
    parts: Parts, partnership_id: str, called: Mapping[str, Called] | None = None
) -> tuple[Waits, ...]:
    """Who waits for us after a call, the longest first."""
    every = parts.calls.called(partnership_id) if called is None else called
    asking = {organisation: each for organisation, each in every.items() if each.waiting}
    if not asking:
        return ()
    known = parts.organisations.some(partnership_id, set(asking))
    found = [Waits(organisation=known[o], called=each) for o, each in asking.items() if o in known]
    return tuple(sorted(found, key=lambda w: (w.called.at, w.organisation.name.casefold())))


def _matters(cycle: Cycle, now: datetime) -> bool:
    closed = cycle.status is CycleStatus.CLOSED and london_day(now) - cycle.closes_on <= ANSWERED_WITHIN
    return closed or cycle.status in LIVE


def _headers(parts: Parts, cycle: Cycle) -> list[Header]:
    return list(parts.returns.headers(cycle.id, (*LIST_FIELDS, "feedback")))


def _needing(
    cycle: Cycle, headers: Sequence[Header], called: Mapping[str, Called], now: datetime
) -> Iterable[Needing]:
    found: dict[Need, list[Header]] = {need: [] for need in Need}
    for header in headers:
        for need in needs(header, cycle, now):
            found[need].append(header)
    for need, listed in found.items():
        if listed:
            yield Needing(cycle=cycle, need=need, headers=tuple(_first(need, listed, cycle, called, now)))


def _first(
    need: Need, headers: Iterable[Header], cycle: Cycle, called: Mapping[str, Called], now: datetime
) -> list[Header]:
    """Whoever was rung this week comes last; before that, who has waited longest or wants most."""
    worst: Mapping[Need, Callable[[Header], Any]] = {
        Need.OVERDUE: lambda h: due_of(cycle, h),
        Need.STUCK: lambda h: moved(h) or london_day(now),
        Need.WAITING: lambda h: h.sent_for_approval_at or _NEVER,
        Need.HELP: lambda h: -help_asked(h),
    }
    by: Callable[[Header], Any] = worst.get(need, lambda h: 0)

    def place(header: Header) -> tuple[Any, ...]:
        lately = rung_since(called.get(header.organisation_id), now - RUNG_LATELY)
        return lately, by(header), header.organisation_name.casefold()

    return sorted(headers, key=place)


def _puzzling(task: Task) -> bool:
    """An address that does not work is told by its organisation already."""
    return task.note not in ("bounced", "address")
