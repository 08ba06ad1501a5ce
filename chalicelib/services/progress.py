"""What staff see of a cycle: how far it is, who is where, and what needs somebody today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.cycles import NO_CONTACT, Cycle, CycleStatus, Header
from chalicelib.domain.funnel import HEADER_FIELDS, Funnel, Stage, funnels, help_asked, stage_of, waits_long
from chalicelib.domain.organisations import ContactState, Organisation, Role
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.tasks import Task
from chalicelib.services.ports import Parts

LIVE = frozenset({CycleStatus.OPENING, CycleStatus.OPEN})
FAILED_SINCE = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One cycle in figures: by sector, in the cycle's order, and altogether."""

    cycle: Cycle
    sectors: dict[str, Funnel]
    whole: Funnel


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What needs a person: each list leads to whom to ring.

    `helping` would like help; `unsent` is mail that was given up lately.
    """

    no_contact: tuple[Header, ...]
    bounced: tuple[Header, ...]
    waiting: tuple[Header, ...]
    helping: tuple[Header, ...]
    unsent: tuple[Task, ...]
    live: tuple[Standing, ...]
    planned: tuple[Cycle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom a cycle would ask in one sector, and who of them has no lead that mail reaches."""

    sector: str
    asked: int
    without: tuple[Organisation, ...]


def standing(parts: Parts, cycle: Cycle) -> Standing:
    """From the headers alone: one query."""
    return _standing(cycle, list(parts.returns.headers(cycle.id, HEADER_FIELDS)))


def returns_at(parts: Parts, cycle: Cycle, stage: Stage | None, sector: str) -> list[Header]:
    """The returns of a cycle by name, those of one stage or sector if given."""
    headers = parts.returns.headers(cycle.id, (*HEADER_FIELDS, "total", "ratings"))
    found = [h for h in headers if stage in (None, stage_of(h)) and sector in ("", h.sector)]
    return sorted(found, key=lambda h: h.organisation_name.casefold())


def today(parts: Parts, partnership_id: str) -> Today:
    """One query for each cycle that is running."""
    cycles = parts.cycles.of_partnership(partnership_id)
    now, every = parts.now(), []
    live = []
    for cycle in cycles:
        if cycle.status in LIVE:
            headers = list(parts.returns.headers(cycle.id, HEADER_FIELDS))
            live.append(_standing(cycle, headers))
            every += headers
    every.sort(key=lambda h: h.organisation_name.casefold())
    unreached = [h for h in every if h.mail_state and h.status is not ReturnStatus.SUBMITTED]
    return Today(
        no_contact=tuple(h for h in unreached if h.mail_state == NO_CONTACT),
        bounced=tuple(h for h in unreached if h.mail_state != NO_CONTACT),
        waiting=tuple(h for h in every if waits_long(h, now)),
        helping=tuple(h for h in every if help_asked(h)),
        unsent=tuple(t for t in parts.tasks.failed(partnership_id, now - FAILED_SINCE, now) if _puzzling(t)),
        live=tuple(live),
        planned=tuple(c for c in cycles if c.status is CycleStatus.PLANNED),
    )


def audience(parts: Parts, partnership_id: str, sectors: Sequence[str]) -> list[Audience]:
    """Whom a cycle over these sectors would ask."""
    reached = {
        contact.organisation_id
        for contact in parts.organisations.contacts(partnership_id)
        if contact.role is Role.LEAD and contact.state is ContactState.OK
    }
    members = sorted(parts.organisations.members(partnership_id), key=lambda o: o.name.casefold())
    return [
        Audience(
            sector=sector,
            asked=sum(1 for o in members if o.sector == sector),
            without=tuple(o for o in members if o.sector == sector and o.id not in reached),
        )
        for sector in sectors
    ]


def _puzzling(task: Task) -> bool:
    """An address that does not work is told by its organisation already."""
    return task.note not in ("bounced", "address")


def _standing(cycle: Cycle, headers: Sequence[Header]) -> Standing:
    by_sector, whole = funnels(headers, cycle.sectors)
    return Standing(cycle=cycle, sectors=by_sector, whole=whole)
