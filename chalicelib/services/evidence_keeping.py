"""Adding an item of evidence, putting right what is said of it, and taking it away."""

from dataclasses import replace

from chalicelib.domain.editing import is_open
from chalicelib.domain.errors import NotFound
from chalicelib.domain.evidence import Evidence, EvidenceKind, EvidenceState
from chalicelib.domain.evidence_words import Described, refuse_words, tidy
from chalicelib.domain.rights import Right
from chalicelib.services.desk import Seat, again, sit_down
from chalicelib.services.evidence import EVIDENCE_ID, one, one_to_change, uses
from chalicelib.services.evidence_writes import commit, unless_being_read, used
from chalicelib.services.ports import Parts


def add(
    parts: Parts,
    ref: str,
    token: str,
    evidence_id: str,
    *,
    kind: EvidenceKind,
    said: Described,
    criterion: str = "",
) -> Evidence:
    """Adds an item under the id that its form carried, so that a double click adds one. Raises Invalid.

    A file is only expected yet: `evidence_files.accept` adds it to its criterion. A contributor adds it for
    an answer of theirs.
    """
    seat = sit_down(parts, ref, token, Right.EVIDENCE)
    if not EVIDENCE_ID.fullmatch(evidence_id):
        raise NotFound
    if criterion or not seat.may(Right.READ):
        seat.criterion(criterion)
    before = parts.evidence.get_many(seat.return_.organisation_id, [evidence_id])
    if before:
        return one(parts, seat, evidence_id)
    refuse_words(kind, said)
    item = _new(parts, seat, evidence_id, kind, said)
    in_answers = (
        used(parts, seat, [criterion], item.id) if criterion and kind is not EvidenceKind.FILE else []
    )
    commit(parts, parts.evidence.saved(item), *in_answers)
    return item


def change(parts: Parts, ref: str, token: str, evidence_id: str, *, said: Described) -> None:
    """Another title, another place, another date. Raises Invalid."""
    again(lambda: _changed(parts, ref, token, evidence_id, said))


def remove(parts: Parts, ref: str, token: str, evidence_id: str) -> None:
    """Takes an item out of the register and of this return's answers. Submitted copies keep what they pin.

    Removing twice is fine.
    """
    again(lambda: _removed(parts, ref, token, evidence_id))


def _removed(parts: Parts, ref: str, token: str, evidence_id: str) -> None:
    seat = sit_down(parts, ref, token, Right.EVIDENCE)
    try:
        item = one_to_change(parts, seat, evidence_id)
    except NotFound:
        return
    used_in = uses(parts, seat).get(item.id, ())
    in_answers = [criterion for criterion in used_in if is_open(seat.return_, criterion)]
    commit(
        parts,
        parts.evidence.saved(replace(item, state=EvidenceState.REMOVED), item),
        *(parts.returns.evidence_used(ref, criterion, remove=item.id) for criterion in in_answers),
        *unless_being_read(parts, seat, item),
    )


def _new(parts: Parts, seat: Seat, evidence_id: str, kind: EvidenceKind, said: Described) -> Evidence:
    cycle = parts.returns.around(seat.return_).cycle
    return Evidence(
        id=evidence_id,
        organisation_id=seat.return_.organisation_id,
        partnership_id=seat.return_.audience.partnership_id,
        kind=kind,
        state=EvidenceState.EXPECTED if kind is EvidenceKind.FILE else EvidenceState.READY,
        added_at=parts.now(),
        added_by=seat.name,
        person=seat.person.id,
        cycle_id=cycle.id,
        cycle_name=cycle.name,
        **tidy(kind, said),
    )


def _changed(parts: Parts, ref: str, token: str, evidence_id: str, said: Described) -> None:
    seat = sit_down(parts, ref, token, Right.EVIDENCE)
    item = one_to_change(parts, seat, evidence_id)
    refuse_words(item.kind, said)
    changed = replace(item, **tidy(item.kind, said))
    if changed != item:
        commit(parts, parts.evidence.saved(changed, item), *unless_being_read(parts, seat, item))
