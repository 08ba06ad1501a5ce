"""A reviewer's own list, exceptions first; what comes next; and one criterion across all of theirs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.cycles import Cycle, CycleStatus, Header
from chalicelib.domain.framework import Framework
from chalicelib.domain.organisations import StaffMember
from chalicelib.domain.review_exceptions import Exceptional, ExceptionKind, in_ratings, in_words
from chalicelib.domain.reviews import Assignment, CriterionReview, ReturnReview
from chalicelib.domain.sector_counts import SectorCounts
from chalicelib.domain.sharing import sight_of, what_partnership_sees
from chalicelib.services.ports import Parts
from chalicelib.services.review_seats import own_ratings

SIDEWAYS = 20  # returns on one page: each is a file to read

LIVE = frozenset({CycleStatus.OPENING, CycleStatus.OPEN, CycleStatus.CLOSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """One return in somebody's hands. `exceptions` are those that its ratings and plan tell; `unchanged` how
    many of its texts are as before. `blind` says that they are its second reader.
    """

    review: ReturnReview
    hand: Assignment
    header: Header
    exceptions: tuple[Exceptional, ...]

    @property
    def blind(self) -> bool:
        return self.hand == self.review.second

    @property
    def to_read(self) -> bool:
        return self.header.is_in and self.review.is_to_read(self.hand, self.header.submitted_at)

    @property
    def came_again(self) -> bool:
        """A newer copy came in after they had begun or finished."""
        since = self.hand.finished_at or self.hand.begun_at
        return bool(since and self.header.submitted_at and self.header.submitted_at > since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sideways:
    """What one return says about a criterion, with what its reviewer wrote about it."""

    mine: Mine
    criterion: Mapping[str, Any]
    own: int
    said: CriterionReview | None
    kinds: tuple[ExceptionKind, ...]
    submission: int


def queue(parts: Parts, member: StaffMember) -> list[Mine]:
    """Everything in their hands: to read before what waits or is done, most exceptions first, then by name.

    For each live cycle one query, and two batches.
    """
    found = []
    for cycle in live_cycles(parts, member.partnership_id):
        every = parts.reviews.of_cycle(member.partnership_id, cycle.id)
        held = [(r, hand) for r in every if (hand := r.hand_of(member.id)) is not None]
        headers = parts.reviews.headers_of([r for r, _ in held])
        places = {(h.sector, h.framework or cycle.framework) for h in headers.values()}
        figures = parts.reviews.figures(member.partnership_id, cycle.id, places)
        for review, hand in held:
            if (header := headers.get(review.ref)) is not None:
                exceptions = _exceptions(parts, cycle, header, figures)
                found.append(Mine(review=review, hand=hand, header=header, exceptions=exceptions))
    return sorted(found, key=_place)


def live_cycles(parts: Parts, partnership_id: str) -> list[Cycle]:
    """Those whose returns are reviewed: an archived one is over."""
    return [c for c in parts.cycles.of_partnership(partnership_id) if c.status in LIVE]


def next_ref(parts: Parts, member: StaffMember, after: str = "") -> str:
    """The next return to read; "" when there is none."""
    return next((m.review.ref for m in queue(parts, member) if m.to_read and m.review.ref != after), "")


def sideways(
    parts: Parts, member: StaffMember, criterion: str, page: int = 1
) -> tuple[list[Sideways], int, Framework | None]:
    """One criterion across everything of theirs that is in and asks it, by sector and name; how many there
    are; and the framework of the first. Two reads a return shown: its record and its copy.
    """
    asking = [m for m in queue(parts, member) if m.header.is_in and criterion in m.header.ratings]
    asking.sort(key=lambda m: (m.header.sector, m.review.organisation_name.casefold(), m.review.ref))
    shown = asking[(page - 1) * SIDEWAYS : page * SIDEWAYS]
    places = [(m.review.ref, member.id) for m in shown]
    said = parts.reviews.about(member.partnership_id, criterion, places)
    found = [row for m in shown if (row := _sideways(parts, m, criterion, said)) is not None]
    framework = (
        parts.framework(shown[0].header.framework or _framework_of(parts, shown[0])) if shown else None
    )
    return found, len(asking), framework


def _sideways(
    parts: Parts, mine: Mine, criterion: str, said: Mapping[str, CriterionReview]
) -> Sideways | None:
    return_, cycle = parts.returns.get(mine.review.ref), parts.cycles.get(mine.review.cycle_id)
    submissions = parts.returns.submissions(mine.review.ref)
    if return_ is None or cycle is None or not submissions:
        return None
    copy = json.loads(parts.files.get(submissions[-1].key))
    sight = sight_of(cycle, return_)
    seen = what_partnership_sees(copy, sight, submitted=True)
    found = next((c for s in seen["standards"] for c in s["criteria"] if c["id"] == criterion), None)
    if found is None:
        return None
    framework = parts.framework(return_.framework)
    kinds = {e.kind for e in (*mine.exceptions, *in_words([found], sight)) if e.criterion == criterion}
    return Sideways(
        mine=mine,
        criterion=found,
        own=own_ratings(framework, copy)[criterion],
        said=said.get(mine.review.ref),
        kinds=tuple(kind for kind in ExceptionKind if kind in kinds),
        submission=submissions[-1].number,
    )


def _framework_of(parts: Parts, mine: Mine) -> str:
    cycle = parts.cycles.get(mine.review.cycle_id)
    return cycle.framework if cycle else ""


def _exceptions(
    parts: Parts, cycle: Cycle, header: Header, figures: Mapping[tuple[str, str], SectorCounts]
) -> tuple[Exceptional, ...]:
    key = header.framework or cycle.framework
    found = in_ratings(
        parts.framework(key), header.ratings, header.plans.values(), figures.get((header.sector, key))
    )
    return (*found, *([Exceptional(ExceptionKind.UNCHANGED)] if header.unchanged else []))


def _place(mine: Mine) -> tuple[Any, ...]:
    waits = 0 if mine.to_read else 1 if mine.hand.finished_at is None else 2
    return (waits, not mine.came_again, -len(mine.exceptions), mine.review.organisation_name.casefold())


def left(every: Sequence[Mine]) -> tuple[int, int]:
    """How many are to read, and about how many minutes they take."""
    to_read = [m for m in every if m.to_read]
    return len(to_read), sum(m.review.minutes for m in to_read)
