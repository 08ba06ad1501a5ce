"""What staff see of a cycle: how far it is, beside the one before, and which returns need somebody."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chalicelib.domain.calls import Called
from chalicelib.domain.cycles import Cycle, Header, due_of
from chalicelib.domain.funnel import Funnel, funnels
from chalicelib.domain.lists import LIST_FIELDS, Need, by_name, is_on, needs
from chalicelib.domain.organisations import ContactState, Organisation, Role
from chalicelib.domain.times import london_day
from chalicelib.domain.trend import TREND_FIELDS, Trend, cycle_before, trend
from chalicelib.services.ports import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One cycle in figures: by sector, in the cycle's order, and altogether.

    `due` tells for each sector the first and the last day by which its returns that are not in are wanted.
    """

    cycle: Cycle
    sectors: dict[str, Funnel]
    whole: Funnel
    needs: Mapping[Need, int] = field(default_factory=dict)
    due: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    trend: Trend | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom a cycle would ask in one sector, and who of them has no lead that mail reaches."""

    sector: str
    asked: int
    without: tuple[Organisation, ...]


def standing(parts: Parts, cycle: Cycle) -> Standing:
    """From the headers alone: one query, and one more for the cycle before."""
    headers = list(parts.returns.headers(cycle.id, LIST_FIELDS))
    last = cycle_before(cycle, parts.cycles.of_partnership(cycle.partnership_id))
    return stands(parts, cycle, headers, _beside(parts, cycle, headers, last))


def stands(parts: Parts, cycle: Cycle, headers: Sequence[Header], beside: Trend | None = None) -> Standing:
    """The same of headers that were read already."""
    by_sector, whole = funnels(headers, cycle.sectors)
    now = parts.now()
    return Standing(
        cycle=cycle,
        sectors=by_sector,
        whole=whole,
        needs=Counter(need for header in headers for need in needs(header, cycle, now)),
        due=_due(cycle, headers),
        trend=beside,
    )


def returns_at(parts: Parts, cycle: Cycle, wanted: str, sector: str) -> list[Header]:
    """The returns of a cycle by name, those on one list (domain/lists.py) or of one sector if given."""
    headers = parts.returns.headers(cycle.id, (*LIST_FIELDS, "total", "ratings"))
    now = parts.now()
    return by_name(h for h in headers if sector in ("", h.sector) and is_on(h, cycle, wanted, now))


def called(parts: Parts, partnership_id: str) -> Mapping[str, Called]:
    """By organisation, what is known of calls with it."""
    return parts.calls.called(partnership_id)


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


def _beside(parts: Parts, cycle: Cycle, headers: Sequence[Header], last: Cycle | None) -> Trend | None:
    if last is None:
        return None
    last_headers = list(parts.returns.headers(last.id, TREND_FIELDS))
    return trend(cycle, headers, last, last_headers, london_day(parts.now()))


def _due(cycle: Cycle, headers: Iterable[Header]) -> dict[str, tuple[date, date]]:
    days: dict[str, list[date]] = {}
    for header in headers:
        if not header.is_in:
            days.setdefault(header.sector, []).append(due_of(cycle, header))
    return {sector: (min(found), max(found)) for sector, found in days.items()}
