"""Finding lines on a partnership's trail."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from chalicelib.domain.times import london_day
from chalicelib.domain.trail import Event, Wanted, months
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Parts

AT_FIRST = timedelta(days=30)
MOST_AT_ONCE = timedelta(days=400)  # on a page; an export takes any time


def between(parts: Parts, since: date | None, until: date | None) -> tuple[date, date]:
    """The days that a page shows: the last 30, or as asked, but not more than it can show at once."""
    last = until or london_day(parts.now())
    first = since or last - AT_FIRST
    return max(first, last - MOST_AT_ONCE), last


def search(parts: Parts, partnership_id: str, wanted: Wanted) -> list[Event]:
    """The newest first. Of one organisation also what its people did, which stands on its returns' trails.

    `wanted` says both days.
    """
    wanted = with_returns(parts, partnership_id, wanted)
    found = [e for e in _of_partnership(parts, partnership_id, wanted) if wanted.covers(e)]
    if wanted.organisation:
        seen = {(e.subject, e.at, e.what, e.actor) for e in found}
        own = [e for ref in sorted(wanted.refs) for e in parts.trail.of(return_subject(ref))]
        found += [e for e in own if wanted.covers(e) and (e.subject, e.at, e.what, e.actor) not in seen]
    return sorted(found, key=lambda event: event.at, reverse=True)


def with_returns(parts: Parts, partnership_id: str, wanted: Wanted) -> Wanted:
    """The same, knowing the references of the organisation's returns to this partnership."""
    if not wanted.organisation:
        return wanted
    refs = {
        header.ref
        for cycle in parts.cycles.of_partnership(partnership_id)
        for header in parts.returns.headers(cycle.id, ("ref",), wanted.organisation)
    }
    return replace(wanted, refs=frozenset(refs))


def _of_partnership(parts: Parts, partnership_id: str, wanted: Wanted) -> Iterator[Event]:
    if wanted.since is None or wanted.until is None:
        raise ValueError("a search says both days")
    for month in months(wanted.since, wanted.until):
        yield from parts.trail.of_month(partnership_id, month)
