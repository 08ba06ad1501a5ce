"""An extract of schools: read by a job as a stream, then somebody chooses from it by local authority."""

import io
import json
from collections.abc import Iterable, Iterator
from typing import IO

from chalicelib.domain import objects
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.register_file import ROW_LIMIT, FileRefused
from chalicelib.domain.schools_file import (
    Authority,
    as_template,
    authorities,
    closed_urns,
    establishments,
    heading_of,
    is_extract,
    read_back,
    written,
)
from chalicelib.domain.tasks import Queue, Task
from chalicelib.services.importing import UPLOAD_LIMIT
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.queue import Outcome

KEPT_LIMIT = 20_000_000  # of what we keep of it
INTENT = "job#read_schools"
SNIFF = 20_000


def is_school_extract(parts: Parts, partnership_id: str, import_id: str) -> bool:
    """Whether what was uploaded is one. Reads its first line alone. Raises NotFound."""
    key = objects.register_file(partnership_id, import_id)
    found = parts.files.head(key)
    if found is None:
        raise NotFound
    if not found.size:
        return False
    with parts.files.stream(key) as body:
        start = body.read(SNIFF)
    return not start.startswith(b"PK") and is_extract(heading_of(start))


def ask_to_read(parts: Parts, partnership_id: str, import_id: str) -> Task:
    """Queues the reading, once; the task as it stands."""
    task = Task(
        partnership_id=partnership_id,
        subject=f"IMPORT#{import_id}",
        intent=INTENT,
        kind="job.read_schools",
        payload={"import": import_id},
        due=parts.now(),
    )
    try:
        parts.commit(parts.tasks.added(task))
    except Conflict:
        return parts.tasks.get(partnership_id, task.subject, INTENT) or task
    parts.poke(Queue.WORK)
    return task


def reading(parts: Parts, partnership_id: str, import_id: str) -> Task | None:
    """How far it is; None when nobody has asked."""
    return parts.tasks.get(partnership_id, f"IMPORT#{import_id}", INTENT)


def read_schools(parts: Parts, task: Task) -> Outcome:
    """The job: one pass over the file, however large. Done twice, it leaves the same."""
    key = objects.register_file(task.partnership_id, task.payload["import"])
    found = parts.files.head(key)
    if found is None or found.size > UPLOAD_LIMIT:
        return Outcome(failed=True, note="The file must be smaller than 100MB")
    try:
        kept = _kept(parts, key)
    except FileRefused as refusal:
        return Outcome(failed=True, note=refusal.words)
    parts.files.put(objects.schools_read(task.partnership_id, task.payload["import"]), kept, "text/csv")
    return Outcome()


def authorities_in(parts: Parts, partnership_id: str, import_id: str) -> list[Authority]:
    """What can be chosen from. Raises NotFound until it was read."""
    return authorities(_rows(parts, partnership_id, import_id))


def choose(parts: Parts, partnership_id: str, import_id: str, codes: Iterable[str]) -> None:
    """Keeps the open schools of these authorities as the file to import. Raises Invalid."""
    rows, chosen = _rows(parts, partnership_id, import_id), frozenset(codes)
    known = {authority.code: authority.schools for authority in authorities(rows)}
    if not chosen or not chosen <= set(known):
        raise Invalid({"authority": "authority_needed"})
    if sum(known[code] for code in chosen) > ROW_LIMIT:
        raise Invalid({"authority": "authorities_too_many"}, most=f"{ROW_LIMIT:,}")
    shut = closed_urns(row for row in rows if row["LA (code)"] in chosen)
    content = json.dumps(sorted(shut)).encode()
    parts.files.put(objects.closed_schools(partnership_id, import_id), content, "application/json")
    text = as_template(rows, chosen)
    parts.files.put(objects.chosen_schools(partnership_id, import_id), text.encode(), "text/csv")


def chosen(parts: Parts, partnership_id: str, import_id: str) -> bool:
    return parts.files.head(objects.chosen_schools(partnership_id, import_id)) is not None


def closed(parts: Parts, partnership_id: str, import_id: str) -> frozenset[str]:
    """URNs that the extract says are closed in the chosen authorities; none where there is no extract."""
    key = objects.closed_schools(partnership_id, import_id)
    return frozenset(json.loads(parts.files.get(key))) if parts.files.head(key) else frozenset()


def _rows(parts: Parts, partnership_id: str, import_id: str) -> list[dict[str, str]]:
    key = objects.schools_read(partnership_id, import_id)
    if parts.files.head(key) is None:
        raise NotFound
    return read_back(parts.files.get(key).decode())


def _kept(parts: Parts, key: str) -> bytes:
    """It comes in Windows-1252; somebody who saved it again may have made UTF-8 of it."""
    try:
        return _read_as(parts, key, "utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return _read_as(parts, key, "cp1252")
    except UnicodeDecodeError as error:
        raise FileRefused(
            "The file is in neither Windows-1252 nor UTF-8. Download it again, and upload it as it is"
        ) from error


def _read_as(parts: Parts, key: str, encoding: str) -> bytes:
    out = io.BytesIO()
    with parts.files.stream(key) as body:
        for piece in written(establishments(_lines(body, encoding))):
            out.write(piece.encode())
            if out.tell() > KEPT_LIMIT:
                raise FileRefused("The file holds more schools than there are. Download it again")
    return out.getvalue()


def _lines(body: IO[bytes], encoding: str) -> Iterator[str]:
    """Line by line, so that no more than one piece of the file is ever in memory."""
    yield from io.TextIOWrapper(io.BufferedReader(_Raw(body)), encoding=encoding, newline="")


class _Raw(io.RawIOBase):
    """What the bucket streams, as the standard library reads files."""

    def __init__(self, body: IO[bytes]) -> None:
        super().__init__()
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        piece = self._body.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)
