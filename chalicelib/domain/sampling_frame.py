"""The frame of a draw: a cycle's returns, what is known of each from outside, and who is certain."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.cycles import Header
from chalicelib.domain.errors import Refused
from chalicelib.domain.sampling import Fact, Terms, Unit, Why

LOWEST = 1
"""The order of the lowest level of every scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What staff said of an organisation before a draw: outside facts, and why they name it, or ""."""

    organisation_id: str
    organisation_name: str = ""
    facts: tuple[Fact, ...] = ()
    named: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What else goes into the frame, by organisation: phase or size, what staff stated, and for how many
    cycles before this one it has been asked without a visit.
    """

    bands: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, Stated] = field(default_factory=dict)
    waited: Mapping[str, int] = field(default_factory=dict)


def frame(
    headers: Iterable[Header], terms: Terms, certain: Collection[Why] = (), known: Known | None = None
) -> tuple[Unit, ...]:
    """The organisations of a cycle whose return is in and, by the terms, those whose is not. `certain` are
    the reasons that count in this draw. An organisation with two returns in the cycle stands there once.
    """
    found: dict[str, Header] = {}
    for header in headers:
        if header.is_in or (terms.missing and header.organisation_id not in found):
            found[header.organisation_id] = header
    return tuple(_unit(header, terms, certain, known or Known()) for header in found.values())


def refuse_unless_promise_holds(waited: Iterable[int], terms: Terms) -> None:
    """Raises Refused when this many visits a cycle cannot keep the promise, with the number that can."""
    needed = visits_needed(waited, terms.promise) if terms.promise else 0
    if needed > terms.visits:
        raise Refused("sample_promise_needs", needed=needed, promise=terms.promise)


def visits_needed(waited: Iterable[int], promise: int) -> int:
    """The fewest visits a cycle, from now on, with which nobody waits longer than promised: those who have to
    be visited within the next one, two, three … cycles must fit into so many cycles' visits.
    """
    slack = [max(promise - 1 - wait, 0) for wait in waited]
    within = [sum(1 for s in slack if s <= later) for later in range(promise)]
    return max((-(-count // (later + 1)) for later, count in enumerate(within)), default=0)


def _unit(header: Header, terms: Terms, certain: Collection[Why], known: Known) -> Unit:
    stated = known.stated.get(header.organisation_id, Stated(organisation_id=header.organisation_id))
    waited = known.waited.get(header.organisation_id, 0)
    facts = set(stated.facts)
    if terms.promise and 2 * waited >= terms.promise:
        facts.add(Fact.LONG_UNVISITED)
    why = {
        Why.DUE: bool(terms.promise) and waited >= terms.promise - 1,
        Why.NOT_RETURNED: not header.is_in,
        Why.LOWEST_RATING: header.is_in and LOWEST in header.ratings.values(),
        Why.NAMED: bool(stated.named),
    }
    counted = {*certain, Why.DUE, Why.NAMED}
    return Unit(
        header.organisation_id,
        header.organisation_name,
        header.sector,
        known.bands.get(header.organisation_id, ""),
        tuple(fact for fact in Fact if fact in facts),
        tuple(reason for reason, holds in why.items() if holds and reason in counted),
    )
