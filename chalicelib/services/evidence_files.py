"""Files of evidence: from the browser straight to the bucket, looked at there, then added; and back again."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace

from chalicelib.domain import objects
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.evidence import Evidence, EvidenceFile, EvidenceKind, EvidenceState
from chalicelib.domain.file_checks import (
    BUCKET_LIMIT,
    SIZE_LIMIT,
    SIZE_WORDS,
    CheckedFile,
    check_file,
    clean_name,
)
from chalicelib.domain.noticing import Noticed
from chalicelib.domain.rights import Right
from chalicelib.services.desk import again, sit_down
from chalicelib.services.evidence import one_to_change
from chalicelib.services.evidence_doubts import decision, of_file, refuse_unless_decided
from chalicelib.services.evidence_writes import commit, unless_being_read, used
from chalicelib.services.ports import Parts, StoredFile, UploadForm

CLEAN = "NO_THREATS_FOUND"
UNSAFE = "THREATS_FOUND"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file in the bucket that nobody has added yet; `refused` says why it cannot be, `noticed` what
    somebody should decide about first.
    """

    stored: StoredFile
    name: str
    checked: CheckedFile | None
    sha256: str
    refused: Refused | None
    noticed: tuple[Noticed, ...] = ()


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
    sha256 = hashlib.sha256(content).hexdigest()
    return Arrived(stored, checked.name, checked, sha256, None, of_file(parts, item.title, checked, content))


def accept(
    parts: Parts,
    ref: str,
    token: str,
    evidence_id: str,
    *,
    criterion: str = "",
    decided: Collection[Noticed] = (),
) -> Evidence:
    """Adds what has been uploaded, once it has been checked. Adding twice is fine.

    Raises Refused, and Doubtful until what was noticed has been `decided`.
    """
    return again(lambda: _accepted(parts, ref, token, evidence_id, criterion, decided))


def _accepted(
    parts: Parts, ref: str, token: str, evidence_id: str, criterion: str, decided: Collection[Noticed]
) -> Evidence:
    seat = sit_down(parts, ref, token, Right.EVIDENCE)
    item = one_to_change(parts, seat, evidence_id)
    arrived = look_at_upload(parts, item)
    if arrived is None:
        raise Refused("file_not_there")
    if arrived.checked is None:
        raise arrived.refused or Refused("file_not_there")
    if item.file is None or item.file.version_id != arrived.stored.version_id:
        refuse_unless_decided(arrived.noticed, decided)
        doubts = decision(parts, seat, item, arrived.noticed)
    else:
        doubts = []  # it is there already
    ready = replace(item, file=_file(item, arrived, arrived.checked), state=EvidenceState.READY)
    if criterion:
        touched = used(parts, seat, [criterion], item.id)
    else:
        touched = unless_being_read(parts, seat, item) if ready != item else []
    commit(parts, parts.evidence.saved(ready, item), *touched, *doubts)
    return ready


def _file(item: Evidence, arrived: Arrived, checked: CheckedFile) -> EvidenceFile:
    return EvidenceFile(
        key=_key(item),
        name=checked.name,
        content_type=checked.content_type,
        size=arrived.stored.size,
        sha256=arrived.sha256,
        version_id=arrived.stored.version_id,
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


def _key(item: Evidence) -> str:
    return objects.upload(item.organisation_id, item.id)
