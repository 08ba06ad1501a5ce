"""The organisation's evidence: added once, used for any of its answers, in this cycle and in later ones."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.domain.errors import NotFound
from chalicelib.domain.evidence import Evidence, EvidenceState
from chalicelib.domain.rights import Right
from chalicelib.services.desk import Seat
from chalicelib.services.ports import Parts

EVIDENCE_ID = re.compile(r"[0-9A-Z]{26}")

Uses = Mapping[str, tuple[str, ...]]
"""Evidence id → the criteria whose answers use it."""


@dataclass(frozen=True, slots=True)
class Register:
    """Every item that is not removed, newest first, and what uses it in this return."""

    items: tuple[Evidence, ...]
    uses: Uses


def register(parts: Parts, seat: Seat) -> Register:
    """Two reads."""
    every, used = parts.evidence.of_organisation(seat.return_.organisation_id), uses(parts, seat)
    kept = [i for i in every if _may_see(seat, i, used) and i.state is not EvidenceState.REMOVED]
    return Register(tuple(sorted(kept, key=lambda item: item.id, reverse=True)), used)


def uses(parts: Parts, seat: Seat) -> Uses:
    """What uses what, in this return."""
    whole = parts.returns.whole(seat.return_.ref)
    found: dict[str, tuple[str, ...]] = {}
    for answer in whole.answers if whole else ():
        for evidence_id in answer.evidence:
            found[evidence_id] = (*found.get(evidence_id, ()), answer.criterion)
    return found


def one(parts: Parts, seat: Seat, evidence_id: str) -> Evidence:
    """Raises NotFound for what is removed, another organisation's, or behind another partnership's wall."""
    found = parts.evidence.get_many(seat.return_.organisation_id, [evidence_id])
    if not found or found[0].state is EvidenceState.REMOVED:
        raise NotFound
    if not _may_see(seat, found[0], {} if seat.may(Right.READ) else uses(parts, seat)):
        raise NotFound
    return found[0]


def one_to_change(parts: Parts, seat: Seat, evidence_id: str) -> Evidence:
    """As `one`; raises NotFound for what also stands behind answers that are not theirs."""
    item = one(parts, seat, evidence_id)
    if not may_change(seat, item, {} if seat.may(Right.READ) else uses(parts, seat)):
        raise NotFound
    return item


def may_change(seat: Seat, item: Evidence, used: Uses) -> bool:
    """Whether an item that they see is theirs to change: a contributor's serves no answer but their own."""
    if not seat.may(Right.EVIDENCE):
        return False
    return seat.may(Right.READ) or own(seat).issuperset(used.get(item.id, ()))


def earlier(seat: Seat, items: Iterable[Evidence]) -> dict[str, str]:
    """Of items that were added in another cycle: id → that cycle's name."""
    these = {audience.cycle_id for audience in seat.return_.audiences}
    return {item.id: item.cycle_name for item in items if item.cycle_name and item.cycle_id not in these}


def own(seat: Seat) -> set[str]:
    """The questions that are theirs, by id."""
    return {criterion.id for criterion in seat.criteria()}


def _may_see(seat: Seat, item: Evidence, used: Uses) -> bool:
    """A contributor sees what they added, and what stands behind the answers that are theirs."""
    if item.partnership_id not in {audience.partnership_id for audience in seat.return_.audiences}:
        return False
    if seat.may(Right.READ) or item.person == seat.person.id:
        return True
    return not own(seat).isdisjoint(used.get(item.id, ()))
