"""Gathering the frame of a draw: the cycle's returns, and what is known of each organisation besides."""

from collections.abc import Collection, Mapping

from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.domain.sampling import Terms, Unit, Why
from chalicelib.domain.sampling_frame import Known, frame, refuse_unless_promise_holds
from chalicelib.services.ports import Parts

VISITED_NOW = -1
"""Waited by an organisation that has been visited in this cycle already."""


def frame_of(parts: Parts, cycle: Cycle, terms: Terms, certain: Collection[Why]) -> tuple[Unit, ...]:
    """The frame. Raises Refused when the promise cannot be kept with so few visits."""
    headers = list(parts.returns.headers(cycle.id, ("ratings", "submitted_at")))
    waited = waits(parts, cycle, terms.promise) if terms.promise else {}
    known = Known(
        bands={o.id: o.size for o in parts.organisations.members(cycle.partnership_id)},
        stated={s.organisation_id: s for s in parts.verification.stated(cycle.id)},
        waited=waited,
    )
    units = frame(headers, terms, certain, known)
    refuse_unless_promise_holds((waited.get(unit.id, 0) for unit in units), terms)
    return units


def waits(parts: Parts, cycle: Cycle, promise: int) -> Mapping[str, int]:
    """Organisation → in how many cycles before this one it was asked since its last visit.

    Looks back as far as the promise reaches: whoever has waited longer is due all the same.
    """
    last = parts.verification.last_visits(cycle.partnership_id)
    waited = {o: VISITED_NOW for o, (visited_in, _) in last.items() if visited_in == cycle.id}
    settled = set(waited)
    for earlier in _earlier(parts, cycle)[: promise - 1]:
        settled |= {o for o, (visited_in, _) in last.items() if visited_in == earlier.id}
        asked = {h.organisation_id for h in parts.returns.headers(earlier.id, ("cycle_id",))}
        waited |= {o: waited.get(o, 0) + 1 for o in asked - settled}
    return waited


def _earlier(parts: Parts, cycle: Cycle) -> list[Cycle]:
    """Newest first."""
    every = parts.cycles.of_partnership(cycle.partnership_id)
    return [c for c in every if c.id != cycle.id and c.opens_on < cycle.opens_on and c.status in _HAVE_ASKED]


_HAVE_ASKED = (CycleStatus.OPEN, CycleStatus.CLOSED, CycleStatus.ARCHIVED)
