"""Some visits: eight drawn, six of them done, the others still to come."""

from datetime import timedelta
from itertools import islice

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.sampling import Terms
from chalicelib.domain.times import london_day
from chalicelib.services import visiting
from chalicelib.services.ports import Parts
from chalicelib.services.sample_drawing import Wishes, keep_sample
from chalicelib.services.visiting import Booking
from infra.demonstration.register import STAFF

COORDINATOR, DRAWN, DONE, LOOKED_AT = STAFF[0], 8, 6, 12
VISITORS = f"{STAFF[0].name} and {STAFF[1].name}"
SEEN = (
    "The policy on the wall of the staff room, and three people who could say what it asks of them.",
    "The record of the last twelve months, with what was done about each entry.",
    "A conversation with two children and the person who runs the breakfast club.",
)


def visit_some(parts: Parts, cycle: Cycle) -> None:
    """Visitors mostly agree, and now and then rate one level lower."""
    drawn = keep_sample(
        parts, cycle, Wishes(terms=Terms(visits=DRAWN), seed="numbers of the autumn lottery"), COORDINATOR.id
    )
    visiting.plan_drawn(parts, COORDINATOR, cycle, drawn.id)
    # The first organisations are those whose links are shown: their visits are still to come.
    visits = sorted(parts.visits.of_cycle(cycle.id), key=lambda visit: visit.organisation_id)
    for number, visit in enumerate(visits[-DONE:]):
        _record(parts, visit.ref, number)


def _record(parts: Parts, ref: str, number: int) -> None:
    day = london_day(parts.now()) - timedelta(days=1 + number % 3)
    visiting.book(parts, COORDINATOR, ref, Booking(day=day, visitors=VISITORS))
    seat = visiting.sit_at_visit(parts, COORDINATOR, ref)
    levels = {level.order: level.id for level in seat.framework.scale.levels}
    rated = ((c.id, seat.return_.ratings.get(c.id, 0)) for c in seat.criteria)
    for place, (criterion, own) in enumerate(islice((r for r in rated if r[1] in levels), LOOKED_AT)):
        order = max(own - ((place + number) % 4 == 0), 1)
        seen = SEEN[place % len(SEEN)]
        visiting.rate(parts, COORDINATOR, ref, criterion, rating=levels[order], seen=seen, version=0)
    visiting.agree(
        parts,
        COORDINATOR,
        ref,
        strengths="Everybody we met knew whom to tell, and had an example.",
        actions="Show how the last concern was followed up, at the next staff meeting. The safeguarding lead,"
        " by the end of term. It would help to see how others do it.",
        version=2,
    )
    names = {
        "name": "Robin Redshank",
        "role": "Safeguarding lead",
        "visitor_name": COORDINATOR.name,
        "visitor_role": "Partnership coordinator",
    }
    visiting.confirm(parts, COORDINATOR, ref, names)
