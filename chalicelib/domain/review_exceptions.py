"""What a reviewer looks at first in a return. Each rule is plain, because people are asked about it:

- **no action**: a rating below the standard that calls for an action, and neither an action nor a barrier;
- **far from its sector**: two levels or more from the middle rating of its sector, where ten or more have
  rated themselves;
- **nothing written**: a rating with no text, where the partnership reads the text;
- **thin**: fewer than six words and no evidence, where the partnership reads the text;
- **unchanged**: the text has been the same for two submissions before this one;
- **all at the top**: ten ratings or more, and every one is the highest level.

The docs say the same in docs/reviewing.md.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chalicelib.domain.framework import Framework
from chalicelib.domain.last_time import UNCHANGED
from chalicelib.domain.sector_counts import SectorCounts
from chalicelib.domain.sharing import Sight

FAR = 2  # levels
ENOUGH = 10  # returns of a sector, and ratings of a return, before anything is said of them
THIN = 6  # words


class ExceptionKind(StrEnum):
    """In the order in which they count."""

    NO_ACTION = "no_action"
    FAR_BELOW = "far_below"
    FAR_ABOVE = "far_above"
    NOTHING_WRITTEN = "nothing_written"
    THIN = "thin"
    UNCHANGED = "unchanged"
    ALL_AT_TOP = "all_at_top"


@dataclass(frozen=True, slots=True)
class Exceptional:
    """`criterion` is "" for the return as a whole."""

    kind: ExceptionKind
    criterion: str = ""


def in_ratings(
    framework: Framework,
    ratings: Mapping[str, int],
    plans: Iterable[Sequence[str]],
    sector: SectorCounts | None,
) -> list[Exceptional]:
    """What the ratings and the plan alone tell: queues have no more than those."""
    found = list(_without_action(framework, ratings, plans))
    if sector is not None and sector.framework == framework.key:
        found += _far(ratings, sector)
    rated = [order for order in ratings.values() if order > 0]
    top = max(level.order for level in framework.scale.levels)
    if len(rated) >= ENOUGH and set(rated) == {top}:
        found.append(Exceptional(ExceptionKind.ALL_AT_TOP))
    return found


def in_words(criteria: Iterable[Mapping[str, Any]], sight: Sight) -> list[Exceptional]:
    """What the texts tell, from the criteria of a copy as far as the partnership reads them."""
    found = []
    for criterion in criteria:
        name, words = criterion["id"], criterion["narrative"].split()
        if criterion["rating"] and sight.reads(name) and len(words) < THIN and not criterion["evidence"]:
            kind = ExceptionKind.THIN if words else ExceptionKind.NOTHING_WRITTEN
            found.append(Exceptional(kind, name))
        if criterion.get("unchanged_cycles", 0) >= UNCHANGED:
            found.append(Exceptional(ExceptionKind.UNCHANGED, name))
    return found


def by_criterion(found: Iterable[Exceptional]) -> dict[str, tuple[ExceptionKind, ...]]:
    """Those of each criterion, in the order in which they count."""
    kinds: dict[str, set[ExceptionKind]] = {}
    for each in found:
        kinds.setdefault(each.criterion, set()).add(each.kind)
    return {name: tuple(kind for kind in ExceptionKind if kind in those) for name, those in kinds.items()}


def _without_action(
    framework: Framework, ratings: Mapping[str, int], plans: Iterable[Sequence[str]]
) -> Iterator[Exceptional]:
    needing = {level.order for level in framework.scale.levels if level.needs_action}
    planned = {criterion for criteria in plans for criterion in criteria}
    for criterion, order in ratings.items():
        if order in needing and criterion not in planned:
            yield Exceptional(ExceptionKind.NO_ACTION, criterion)


def _far(ratings: Mapping[str, int], sector: SectorCounts) -> Iterator[Exceptional]:
    for criterion, order in ratings.items():
        if order > 0 and sector.rated(criterion) >= ENOUGH:
            apart = order - sector.median(criterion)
            if abs(apart) >= FAR:
                kind = ExceptionKind.FAR_ABOVE if apart > 0 else ExceptionKind.FAR_BELOW
                yield Exceptional(kind, criterion)
