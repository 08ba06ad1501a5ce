"""What a cycle's visits say of its self-ratings."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.framework import Framework
from chalicelib.domain.verified import Pair, Trust, Visited, trust
from chalicelib.domain.visits import Visit, VisitState
from chalicelib.services.ports import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`added` visits were in no draw, `apart` were rated on another scale: neither counts. `open` are planned
    or booked. `not_first`: ratings given or changed with the organisation's own in sight.
    """

    trust: Trust
    returns: int
    confirmed: int
    added: int
    apart: int
    open: int


def standing_of(parts: Parts, cycle: Cycle) -> Standing:
    """One item a return, and one a visit."""
    framework = parts.framework(cycle.framework)
    visits = parts.visits.of_cycle(cycle.id)
    done = [v for v in visits if v.state is VisitState.CONFIRMED]
    drawn = [v for v in done if v.chance]
    counted = [v for v in drawn if _same_scale(parts, v, framework)]
    headers = [
        h for h in parts.returns.headers(cycle.id, ("ratings", "submitted_at", "framework")) if h.is_in
    ]
    rated = Counter(
        order
        for h in headers
        if h.framework in ("", cycle.framework)
        for order in h.ratings.values()
        if order > 0
    )
    levels = max(level.order for level in framework.scale.levels)
    return Standing(
        trust=trust([_visited(v, framework) for v in counted], levels, rated),
        returns=len(headers),
        confirmed=len(done),
        added=len(done) - len(drawn),
        apart=len(drawn) - len(counted),
        open=sum(1 for v in visits if v.is_open),
    )


def _visited(visit: Visit, framework: Framework) -> Visited:
    known = {criterion.id: criterion.standard for criterion in framework.criteria}
    return Visited(
        organisation=visit.organisation_id,
        sector=visit.sector,
        chance=float(Fraction(visit.chance)),
        pairs=tuple(
            Pair(criterion, known[criterion], visit.own[criterion], order)
            for criterion, order in sorted(visit.ratings.items())
            if criterion in visit.own and criterion in known
        ),
    )


def _same_scale(parts: Parts, visit: Visit, framework: Framework) -> bool:
    return visit.framework == framework.key or parts.framework(visit.framework).scale == framework.scale
