"""A return as its reviewer reads it: each answer with what stands out, and last time’s and the sector’s."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.framework import Framework, Level
from chalicelib.domain.organisations import StaffMember
from chalicelib.domain.review_exceptions import ExceptionKind, by_criterion, in_ratings, in_words
from chalicelib.domain.reviews import SETTLED, CriterionReview, Outcome, outcomes
from chalicelib.domain.sector_counts import SectorCounts
from chalicelib.domain.sharing import sight_of
from chalicelib.services import submitted_copies
from chalicelib.services.looking_back import past_of
from chalicelib.services.ports import Parts
from chalicelib.services.review_seats import ReviewSeat, own_ratings, sit_at_review
from chalicelib.services.sector_counts import of_sector
from chalicelib.services.submitted_copies import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One answer. `said` is what this reader wrote about it, `others` what they may see of others.

    `own` is the organisation's rating (domain/reviews.py), `last_time` the labels it gave then, `sector`
    level → how many of its sector rated themselves so. `changed` says that this copy says something else
    than the one before.
    """

    criterion: Mapping[str, Any]
    standard: str
    own: int
    kinds: tuple[ExceptionKind, ...]
    last_time: tuple[str, ...]
    sector: tuple[tuple[Level, int], ...]
    said: CriterionReview | None
    others: tuple[CriterionReview, ...]
    outcome: Outcome
    changed: bool
    actions: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """`whole` are the exceptions of the return as such. `exceptional` come first on the page, then `rest`."""

    seat: ReviewSeat
    seen: Seen
    framework: Framework
    rows: tuple[Row, ...]
    whole: tuple[ExceptionKind, ...]
    figures: SectorCounts | None
    last_cycle: str
    themes: Mapping[str, str]

    @property
    def exceptional(self) -> list[Row]:
        return [row for row in self.rows if row.kinds or row.changed]

    @property
    def rest(self) -> list[Row]:
        return [row for row in self.rows if not row.kinds and not row.changed]

    @property
    def submission(self) -> int:
        return self.seen.submission.number

    @property
    def rest_agreed(self) -> bool:
        """Whether they agreed with the other ratings of this very copy."""
        return self.seat.hand is not None and self.seat.hand.rest_agreed == self.submission

    def row(self, criterion: str) -> Row | None:
        return next((row for row in self.rows if row.criterion["id"] == criterion), None)


def open_review(parts: Parts, member: StaffMember, ref: str) -> Opened:
    """Always of the newest copy. Raises NotFound, NotAllowed."""
    seat = sit_at_review(parts, member, ref)
    seen = submitted_copies.read(parts, member.partnership_id, ref, 0)
    framework = parts.framework(seat.return_.framework)
    figures = of_sector(parts, seat.cycle, seat.return_.sector, seat.return_.framework)
    criteria = [c for s in seen.content["standards"] for c in s["criteria"]]
    own = own_ratings(framework, seen.content)
    plan = seen.content["plan"]
    sight = sight_of(seat.cycle, seat.return_)
    plans = [line["criteria"] for line in plan]
    kinds = by_criterion([*in_ratings(framework, own, plans, figures), *in_words(criteria, sight)])
    every = parts.reviews.written(member.partnership_id, ref)
    visible = [w for w in every if seat.sees(w)]
    stands = outcomes(seat.review, visible, own) if seat.review else {}
    before, cycle_name = _last_time(parts, seat, framework)
    changed = {d.id for d in seen.changes.answers} if seen.changes else set()
    rows = []
    for standard in seen.content["standards"]:
        for criterion in standard["criteria"]:
            name = criterion["id"]
            about = [w for w in visible if w.criterion == name]
            mine = [w for w in about if seat.hand and w.reviewer == seat.hand.reviewer]
            rows.append(
                Row(
                    criterion=criterion,
                    standard=standard["title"],
                    own=own[name],
                    kinds=kinds.get(name, ()),
                    last_time=before.get(name, ()),
                    sector=_levels(framework, figures, name),
                    said=mine[0] if mine else None,
                    others=tuple(w for w in about if w not in mine),
                    outcome=stands.get(name) or Outcome(name, own[name]),
                    changed=name in changed,
                    actions=tuple(line for line in plan if name in line["criteria"]),
                )
            )
    return Opened(
        seat=seat,
        seen=seen,
        framework=framework,
        rows=tuple(rows),
        whole=kinds.get("", ()),
        figures=figures,
        last_cycle=cycle_name,
        themes=parts.reviews.themes(member.partnership_id).names,
    )


def _last_time(
    parts: Parts, seat: ReviewSeat, framework: Framework
) -> tuple[dict[str, tuple[str, ...]], str]:
    """Criterion → the labels of what it, or what became it, was rated in the last return. One read."""
    past = past_of(parts, framework, seat.return_)
    earlier = parts.returns.get(past[0].previous.ref) if past else None
    if earlier is None:
        return {}, ""
    labels = {level.order: level.label for level in past[0].framework.scale.levels}
    labels[0] = "Does not apply"
    found = {}
    for criterion in framework.criteria:
        if criterion.id in past[0].changes.now:
            orders = [earlier.ratings.get(was, -1) for was in past[0].was(criterion)]
            found[criterion.id] = tuple(labels[order] for order in orders if order in labels)
    return found, past[0].previous.cycle_name


def _levels(
    framework: Framework, figures: SectorCounts | None, criterion: str
) -> tuple[tuple[Level, int], ...]:
    """Lowest first, those that nobody chose too; nothing where nobody rated themselves."""
    if figures is None or not figures.rated(criterion) or figures.framework != framework.key:
        return ()
    counts = figures.at(criterion)
    levels = sorted(framework.scale.levels, key=lambda level: level.order)
    return tuple((level, counts.get(level.order, 0)) for level in levels)


def who_wrote(written: CriterionReview) -> str:
    """How a page names somebody else's review."""
    if written.reviewer == SETTLED:
        return f"Settled by {written.saved_as}"
    return written.saved_as
