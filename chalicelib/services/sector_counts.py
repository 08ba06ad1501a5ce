"""A sector's figures are counted when reviews are given out and finished, and read wherever a return is."""

from collections.abc import Iterable
from datetime import timedelta

from chalicelib.domain.cycles import Cycle, Header
from chalicelib.domain.sector_counts import SectorCounts, figures
from chalicelib.services.ports import Parts

OLD = timedelta(minutes=30)
FIELDS = ("framework", "ratings", "submitted_at")


def count(parts: Parts, cycle: Cycle, headers: Iterable[Header] | None = None) -> None:
    """One query of the cycle, unless whoever asks has its headers; then a small item a sector."""
    every = parts.returns.headers(cycle.id, FIELDS) if headers is None else headers
    for found in figures(every, cycle.framework, parts.now()):
        parts.commit(parts.reviews.figures_saved(cycle.partnership_id, cycle.id, found))


def count_when_old(parts: Parts, cycle: Cycle) -> None:
    """Counting again at every review would read the cycle forty times a day for each reviewer."""
    known = parts.reviews.figures(
        cycle.partnership_id, cycle.id, [(s, cycle.framework) for s in cycle.sectors]
    )
    newest = max((f.counted_at for f in known.values()), default=None)
    if newest is None or newest + OLD < parts.now():
        count(parts, cycle)


def of_sector(parts: Parts, cycle: Cycle, sector: str, framework: str) -> SectorCounts | None:
    """None until they have been counted."""
    place = (sector, framework or cycle.framework)
    return parts.reviews.figures(cycle.partnership_id, cycle.id, [place]).get(place)
