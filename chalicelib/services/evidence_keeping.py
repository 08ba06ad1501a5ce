"""Adding an item of evidence, putting right what is said of it, and taking it away."""

from collections.abc import Collection
from dataclasses import replace

from chalicelib.domain.editing import is_open
from chalicelib.domain.errors import NotFound
from chalicelib.domain.evidence import Evidence, EvidenceKind, EvidenceState
from chalicelib.domain.evidence_words import Described, described, refuse_words, tidy
from chalicelib.domain.noticing import Noticed
from chalicelib.domain.rights import Right
from chalicelib.services.desk import Seat, again, sit_down
from chalicelib.services.evidence import EVIDENCE_ID, one, one_to_change, uses
from chalicelib.services.evidence_doubts import decision, of_words, refuse_unless_decided
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
    decided: Collection[Noticed] = (),
) -> Evidence:
    """Adds an item under the id that its form carried, so that a double click adds one.

    Raises Invalid, and Doubtful until what was noticed has been `decided`. A file is only expected yet:
    `evidence_files.accept` judges it with its title and adds it to its criterion. A contributor adds
    it for an answer of theirs.
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
    if kind is EvidenceKind.FILE:
        commit(parts, parts.evidence.saved(item))
        return item
    noticed = of_words(parts, said)
    refuse_unless_decided(noticed, decided)
    in_answers = used(parts, seat, [criterion], item.id) if criterion else []
    commit(parts, parts.evidence.saved(item), *in_answers, *decision(parts, seat, item, noticed))
    return item


def change(
    parts: Parts,
    ref: str,
    token: str,
    evidence_id: str,
    *,
    said: Described,
    decided: Collection[Noticed] = (),
) -> Evidence:
    """Another title, another place, another date.

    Raises Invalid, and Doubtful for what nobody could notice in what was said before.
    """
    return again(lambda: _changed(parts, ref, token, evidence_id, said, decided))


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


def _changed(
    parts: Parts, ref: str, token: str, evidence_id: str, said: Described, decided: Collection[Noticed]
) -> Evidence:
    seat = sit_down(parts, ref, token, Right.EVIDENCE)
    item = one_to_change(parts, seat, evidence_id)
    refuse_words(item.kind, said)
    changed = replace(item, **tidy(item.kind, said))
    if changed == item:
        return item
    noticed = _newly_noticed(parts, item, said)
    refuse_unless_decided(noticed, decided)
    doubts = decision(parts, seat, item, noticed)
    commit(parts, parts.evidence.saved(changed, item), *unless_being_read(parts, seat, item), *doubts)
    return changed


def _newly_noticed(parts: Parts, item: Evidence, said: Described) -> set[Noticed]:
    """A file that is only expected is judged later, together with its title."""
    if item.state is EvidenceState.EXPECTED:
        return set()
    return set(of_words(parts, said)) - set(of_words(parts, described(item)))
