"""What staff state before a draw: outside facts about an organisation, or that it should be visited."""

from collections.abc import Collection

from chalicelib.domain.cycles import Cycle, Header
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.returns import LINE_LIMIT, too_long
from chalicelib.domain.sampling import Fact
from chalicelib.domain.sampling_frame import Stated
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Parts


def found_by_name(parts: Parts, cycle: Cycle, words: str, most: int) -> list[Header]:
    """Organisations of a cycle whose name has these words in it, by name; each once."""
    wanted = words.casefold().strip()
    named = parts.returns.headers(cycle.id, ("organisation_name",))
    found = {h.organisation_id: h for h in named if wanted in h.organisation_name.casefold()}
    return sorted(found.values(), key=lambda h: h.organisation_name.casefold())[:most]


def in_cycle(parts: Parts, cycle: Cycle, organisation_id: str) -> Header:
    """Raises NotFound for an organisation that is not in the cycle."""
    found = parts.returns.headers(cycle.id, organisation_id=organisation_id) if organisation_id else iter(())
    header = next(iter(found), None)
    if header is None:
        raise NotFound
    return header


def state(
    parts: Parts, cycle: Cycle, organisation_id: str, facts: Collection[Fact], named: str, actor: str
) -> None:
    """Counts in every draw from now on; draws that were made keep their frame.

    Raises NotFound for an organisation that is not in the cycle, Invalid when nothing is stated.
    """
    header = in_cycle(parts, cycle, organisation_id)
    problems = too_long(named=named)
    if not facts and not named.strip():
        problems["facts"] = "stated_needed"
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)
    stated = Stated(
        organisation_id=organisation_id,
        organisation_name=header.organisation_name,
        facts=tuple(fact for fact in Fact if fact in facts),
        named=named.strip(),
        by=actor,
        at=parts.now(),
    )
    parts.commit(
        parts.verification.stated_saved(cycle.id, stated),
        parts.trail.recorded(_event(parts, cycle, organisation_id, actor, "sample.stated")),
    )


def unstate(parts: Parts, cycle: Cycle, organisation_id: str, actor: str) -> None:
    """Takes it back. Doing so twice is fine."""
    parts.commit(
        parts.verification.stated_removed(cycle.id, organisation_id),
        parts.trail.recorded(_event(parts, cycle, organisation_id, actor, "sample.unstated")),
    )


def _event(parts: Parts, cycle: Cycle, organisation_id: str, actor: str, what: str) -> Event:
    return Event(
        subject=f"CYCLE#{cycle.id}",
        at=parts.now(),
        actor=actor,
        what=what,
        details={"organisation": organisation_id},
    )
