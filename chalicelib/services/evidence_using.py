"""Which answers an item of evidence supports."""

from collections.abc import Iterable

from chalicelib.domain.editing import is_open, refuse_unless_open
from chalicelib.domain.errors import NotFound
from chalicelib.domain.evidence import EvidenceState
from chalicelib.domain.rights import Right
from chalicelib.services.desk import sit_down
from chalicelib.services.evidence import one, own, uses
from chalicelib.services.evidence_writes import commit, used
from chalicelib.services.ports import Parts


def attach(parts: Parts, ref: str, token: str, evidence_id: str, criterion: str) -> None:
    """Uses an item for one more criterion. Attaching twice is fine."""
    seat = sit_down(parts, ref, token, Right.EVIDENCE)
    item = one(parts, seat, evidence_id)
    if item.state is not EvidenceState.READY:
        raise NotFound
    commit(parts, *used(parts, seat, [criterion], item.id))


def use_in(parts: Parts, ref: str, token: str, evidence_id: str, criteria: Iterable[str]) -> None:
    """Uses an item for exactly these of the criteria that can be changed; others keep what they have."""
    seat = sit_down(parts, ref, token, Right.EVIDENCE)
    item = one(parts, seat, evidence_id)
    if item.state is not EvidenceState.READY:
        raise NotFound
    wanted = {seat.criterion(criterion).id for criterion in criteria}
    refuse_unless_open(seat.return_, wanted)
    shown = {criterion for criterion in own(seat) if is_open(seat.return_, criterion)}
    now = shown & set(uses(parts, seat).get(item.id, ()))
    if wanted != now:
        commit(
            parts,
            *used(parts, seat, sorted(wanted - now), item.id, also=now - wanted),
            *(
                parts.returns.evidence_used(ref, criterion, remove=item.id)
                for criterion in sorted(now - wanted)
            ),
        )
