"""How a sector rates itself in a cycle, for staff who read one of its returns. Nothing of it is published:
published figures are domain/learning.py's.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.cycles import Header


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorCounts:
    """Of the returns that are in, of one sector, answering one framework.

    `counts`: criterion → order of a level, as text → how many rated themselves so. What does not apply is
    left out.
    """

    sector: str
    framework: str
    counted_at: datetime
    returns: int = 0
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def at(self, criterion: str) -> dict[int, int]:
        """Order → how many, lowest first."""
        return dict(sorted((int(order), n) for order, n in self.counts.get(criterion, {}).items()))

    def rated(self, criterion: str) -> int:
        """How many rated themselves here."""
        return sum(self.counts.get(criterion, {}).values())

    def median(self, criterion: str) -> int:
        """The level in the middle, the lower of two; 0 where nobody rated themselves."""
        seen, half = 0, (self.rated(criterion) + 1) // 2
        for order, n in self.at(criterion).items():
            seen += n
            if seen >= half:
                return order
        return 0


def figures(headers: Iterable[Header], framework: str, now: datetime) -> list[SectorCounts]:
    """One for each sector and framework among the returns that are in. `framework` is the cycle's own."""
    returns: Counter[tuple[str, str]] = Counter()
    counts: dict[tuple[str, str], dict[str, Counter[str]]] = {}
    for header in headers:
        if not header.is_in:
            continue
        place = (header.sector, header.framework or framework)
        returns[place] += 1
        by_criterion = counts.setdefault(place, {})
        for criterion, order in header.ratings.items():
            if order > 0:
                by_criterion.setdefault(criterion, Counter())[str(order)] += 1
    return [
        SectorCounts(
            sector=sector, framework=key, counted_at=now, returns=n, counts=counts.get((sector, key), {})
        )
        for (sector, key), n in sorted(returns.items())
    ]
