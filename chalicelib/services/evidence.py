"""The organisation's evidence: added once, used for any of its answers.

What a return uses stands still while somebody reads that return for approval.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from chalicelib.domain import objects
from chalicelib.domain.errors import Busy, NotFound, Refused
from chalicelib.domain.evidence import Evidence, EvidenceFile, EvidenceKind, EvidenceState, refuse_words
from chalicelib.domain.file_checks import (
    BUCKET_LIMIT,
    SIZE_LIMIT,
    SIZE_WORDS,
    CheckedFile,
    check_file,
    clean_name,
)
from chalicelib.domain.returns import EDITABLE, ReturnStatus, refuse_unless_editable
from chalicelib.domain.rights import Right
from chalicelib.services.desk import Seat, again, sit_down
from chalicelib.services.ports import Conflict, Parts, StoredFile, UploadForm, Writes

EVIDENCE_ID = re.compile(r"[0-9A-Z]{26}")
CLEAN = "NO_THREATS_FOUND"
UNSAFE = "THREATS_FOUND"

Uses = Mapping[str, tuple[str, ...]]
"""Evidence id → the criteria whose answers use it."""


@dataclass(frozen=True, slots=True)
class Register:
    """Every item that is not removed, newest first, and what uses it in this return."""

    items: tuple[Evidence, ...]
    uses: Uses


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file in the bucket that nobody has added yet; `refused` says why it cannot be."""

    stored: StoredFile
    name: str
    checked: CheckedFile | None
    sha256: str
    refused: Refused | None


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
    return seat.may(Right.READ) or _own(seat).issuperset(used.get(item.id, ()))


def add(
    parts: Parts,
    ref: str,
    token: str,
    evidence_id: str,
    *,
    kind: EvidenceKind,
    title: str,
    where: str = "",
    criterion: str = "",
) -> Evidence:
    """Adds an item under the id that its form carried, so that a double click adds one. Raises Invalid.

    A file is only expected yet: `accept` adds it to its criterion. A contributor adds it for
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
    is_file = kind is EvidenceKind.FILE
    refuse_words(kind, title, where)
    item = Evidence(
        id=evidence_id,
        organisation_id=seat.return_.organisation_id,
        partnership_id=seat.return_.audience.partnership_id,
        kind=kind,
        title=title.strip(),
        where="" if is_file else where.strip(),
        state=EvidenceState.EXPECTED if is_file else EvidenceState.READY,
        added_at=parts.now(),
        added_by=seat.name,
        person=seat.person.id,
    )
    used = _used(parts, seat, [criterion], item.id) if criterion and not is_file else []
    _commit(parts, parts.evidence.saved(item), *used)
    return item


def change(parts: Parts, ref: str, token: str, evidence_id: str, *, title: str, where: str = "") -> None:
    """Another title, or another place. Raises Invalid."""
    again(lambda: _changed(parts, ref, token, evidence_id, title, where))


def _changed(parts: Parts, ref: str, token: str, evidence_id: str, title: str, where: str) -> None:
    seat = sit_down(parts, ref, token, Right.EVIDENCE)
    item = one_to_change(parts, seat, evidence_id)
    refuse_words(item.kind, title, where)
    where = "" if item.kind is EvidenceKind.FILE else where.strip()
    changed = replace(item, title=title.strip(), where=where)
    if changed != item:
        _commit(parts, parts.evidence.saved(changed, item), *_unless_being_read(parts, seat, item))


def upload_form(parts: Parts, item: Evidence, *, return_to: str = "") -> UploadForm:
    """`return_to` is where the bucket sends a browser; without it the form is for a script.

    Raises NotFound for what is not a file.
    """
    if item.kind is not EvidenceKind.FILE:
        raise NotFound
    return parts.files.upload_form(_key(item), return_to=return_to, limit=BUCKET_LIMIT)


def has_arrived(parts: Parts, item: Evidence) -> bool:
    """Whether there is a file in the bucket that nobody has added yet."""
    stored = parts.files.head(_key(item))
    return stored is not None and (item.file is None or item.file.version_id != stored.version_id)


def look_at_upload(parts: Parts, item: Evidence) -> Arrived | None:
    """What lies in the bucket for this item, checked; None when nothing does. Changes nothing."""
    if item.kind is not EvidenceKind.FILE:
        raise NotFound
    stored = parts.files.head(_key(item))
    if stored is None:
        return None
    # Never read more than we would keep: a form that somebody has changed may have sent anything.
    content = parts.files.get(_key(item), stored.version_id) if stored.size <= SIZE_LIMIT else b""
    name = clean_name(stored.name)
    try:
        if stored.size > SIZE_LIMIT:
            raise Refused("file_too_large", limit=SIZE_WORDS)
        checked = check_file(name, content, title=item.title)
    except Refused as refused:
        return Arrived(stored, name, None, "", refused)
    return Arrived(stored, checked.name, checked, hashlib.sha256(content).hexdigest(), None)


def accept(parts: Parts, ref: str, token: str, evidence_id: str, *, criterion: str = "") -> Evidence:
    """Adds what has been uploaded, once it has been checked. Adding twice is fine. Raises Refused."""
    return again(lambda: _accepted(parts, ref, token, evidence_id, criterion))


def _accepted(parts: Parts, ref: str, token: str, evidence_id: str, criterion: str) -> Evidence:
    seat = sit_down(parts, ref, token, Right.EVIDENCE)
    item = one_to_change(parts, seat, evidence_id)
    arrived = look_at_upload(parts, item)
    if arrived is None:
        raise Refused("file_not_there")
    if arrived.checked is None:
        raise arrived.refused or Refused("file_not_there")
    file = EvidenceFile(
        key=_key(item),
        name=arrived.checked.name,
        content_type=arrived.checked.content_type,
        size=arrived.stored.size,
        sha256=arrived.sha256,
        version_id=arrived.stored.version_id,
    )
    ready = replace(item, file=file, state=EvidenceState.READY)
    if criterion:
        touched = _used(parts, seat, [criterion], item.id)
    else:
        touched = _unless_being_read(parts, seat, item) if ready != item else []
    _commit(parts, parts.evidence.saved(ready, item), *touched)
    return ready


def attach(parts: Parts, ref: str, token: str, evidence_id: str, criterion: str) -> None:
    """Uses an item for one more criterion. Attaching twice is fine."""
    seat = sit_down(parts, ref, token, Right.EVIDENCE)
    item = one(parts, seat, evidence_id)
    if item.state is not EvidenceState.READY:
        raise NotFound
    _commit(parts, *_used(parts, seat, [criterion], item.id))


def use_in(parts: Parts, ref: str, token: str, evidence_id: str, criteria: Iterable[str]) -> None:
    """Uses an item for exactly these of the criteria that are asked; others keep what they have."""
    seat = sit_down(parts, ref, token, Right.EVIDENCE)
    item = one(parts, seat, evidence_id)
    if item.state is not EvidenceState.READY:
        raise NotFound
    wanted = {seat.criterion(criterion).id for criterion in criteria}
    shown = _own(seat)
    now = shown & set(uses(parts, seat).get(item.id, ()))
    refuse_unless_editable(seat.return_)
    if wanted != now:
        _commit(
            parts,
            *_used(parts, seat, sorted(wanted - now), item.id),
            *(
                parts.returns.evidence_used(ref, criterion, remove=item.id)
                for criterion in sorted(now - wanted)
            ),
        )


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
    in_answers = used_in if seat.return_.status in EDITABLE else ()
    _commit(
        parts,
        parts.evidence.saved(replace(item, state=EvidenceState.REMOVED), item),
        *(parts.returns.evidence_used(ref, criterion, remove=item.id) for criterion in in_answers),
        *_unless_being_read(parts, seat, item),
    )


def download(parts: Parts, item: Evidence) -> str:
    """A short-lived link to exactly what was added.

    Raises Refused("file_being_checked" or "file_unsafe") while it may not be opened, NotFound for no file.
    """
    file = item.file
    if file is None:
        raise NotFound
    if parts.malware_scan:
        verdict = parts.files.verdict(file.key, file.version_id)
        if verdict != CLEAN:
            raise Refused("file_unsafe" if verdict == UNSAFE else "file_being_checked")
    extension = file.name.rpartition(".")[2]
    return parts.files.download_url(
        file.key, f"{item.title}.{extension}", file.content_type, version_id=file.version_id
    )


def _may_see(seat: Seat, item: Evidence, used: Uses) -> bool:
    """A contributor sees what they added, and what stands behind the answers that are theirs."""
    if item.partnership_id not in {audience.partnership_id for audience in seat.return_.audiences}:
        return False
    own = seat.may(Right.READ) or item.person == seat.person.id
    return own or not _own(seat).isdisjoint(used.get(item.id, ()))


def _own(seat: Seat) -> set[str]:
    return {criterion.id for criterion in seat.criteria()}


def _key(item: Evidence) -> str:
    return objects.upload(item.organisation_id, item.id)


def _used(parts: Parts, seat: Seat, criteria: list[str], evidence_id: str) -> list[Writes]:
    """The writes that make answers use an item, and the return's own item with them."""
    ref = seat.return_.ref
    refuse_unless_editable(seat.return_)
    added = [parts.returns.evidence_used(ref, seat.criterion(c).id, add=evidence_id) for c in criteria]
    return [*added, _noticed(parts, seat)]


def _unless_being_read(parts: Parts, seat: Seat, item: Evidence) -> list[Writes]:
    """For a change of an item itself: refused while an approver reads a return that uses it."""
    if seat.return_.status in EDITABLE:
        return [_noticed(parts, seat)]
    if seat.return_.status is ReturnStatus.AWAITING_APPROVAL and item.id in uses(parts, seat):
        refuse_unless_editable(seat.return_)
    return []


def _noticed(parts: Parts, seat: Seat) -> Writes:
    """The return's sequence number grows, so that nobody approves what they have not read."""
    started = seat.return_.status is ReturnStatus.NOT_STARTED
    changes = {"status": ReturnStatus.IN_PROGRESS} if started else {}
    return parts.returns.changed(seat.return_, changes, while_in=EDITABLE)


def _commit(parts: Parts, *writes: Writes) -> None:
    try:
        parts.commit(*writes)
    except Conflict as conflict:
        if conflict.kind == "RETURN" and conflict.current is not None:
            refuse_unless_editable(conflict.current)
        if conflict.kind == "EVIDENCE":  # somebody else changed it since it was read: look again
            raise
        raise Busy from conflict
