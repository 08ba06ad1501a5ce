"""Evidence, credentials, tasks, the trail, and files."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Protocol

from chalicelib.domain.credentials import Credential
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.trail import Event
from chalicelib.services.ports.commits import Writes


class EvidenceRegister(Protocol):
    def get_many(self, organisation_id: str, ids: Sequence[str]) -> list[Evidence]: ...

    def of_organisation(self, organisation_id: str) -> list[Evidence]: ...

    def saved(self, evidence: Evidence, before: Evidence | None = None) -> Writes:
        """Only while it is still as in `before`, where that is given."""
        ...


class Credentials(Protocol):
    def get(self, token_hash: str) -> Credential | None: ...

    def of_subject(self, subject: str) -> list[Credential]: ...

    def begin_with(self, subject: str, hash_begins: str) -> bool:
        """Whether any credential of a subject has a hash that begins so."""
        ...

    def issued(self, credential: Credential) -> Writes: ...

    def unrevoked(self, credential: Credential) -> Writes:
        """Changes nothing; refuses (kind "CRED") when it was revoked since it was read."""
        ...

    def used(self, credential: Credential, now: datetime) -> Writes:
        """Refuses (kind "CRED") when it was used or revoked before."""
        ...

    def revoked(self, credential: Credential, now: datetime) -> Writes: ...

    def named(self, credential: Credential, name: str, job: str) -> Writes: ...

    def seen(self, credential: Credential, now: datetime) -> Writes:
        """Somebody is still there. Refuses (kind "CRED") once it was used or revoked."""
        ...

    def coded(self, credential: Credential, code_hash: str, until: datetime) -> Writes:
        """Another code, with all its tries. Refuses (kind "CRED") once it was used or revoked."""
        ...

    def tried(self, credential: Credential) -> Writes:
        """Counts one try of the code as it was read; refuses (kind "CRED") when there are none left."""
        ...


class Tasks(Protocol):
    def added(self, task: Task) -> Writes:
        """Refuses (kind "TASK") when the intent exists: a step happens only once."""
        ...

    def due(self, queue: Queue, until: datetime, limit: int) -> list[Task]: ...

    def failed(self, partnership_id: str, since: datetime, until: datetime) -> list[Task]:
        """Mail that was given up between two moments less than a month apart, oldest first."""
        ...

    def held(self, partnership_id: str, until: datetime, limit: int) -> list[Task]:
        """Mail that staff hold and that was due by then, oldest first."""
        ...

    def get(self, partnership_id: str, subject: str, intent: str) -> Task | None: ...

    def of_subject(self, partnership_id: str, subject: str) -> list[Task]: ...

    def moved(self, before: Task, after: Task) -> Writes:
        """From one state to the next; refuses (kind "TASK") when somebody else moved it first."""
        ...


class Trail(Protocol):
    def recorded(self, event: Event) -> Writes: ...

    def of(self, subject: str) -> list[Event]: ...

    def of_month(self, partnership_id: str, month: str) -> Iterator[Event]:
        """A partnership's trail in one month like "2027-01", oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What the bucket says about an object. `name` is what its owner called it, "" when nobody knows."""

    size: int
    content_type: str
    version_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class UploadForm:
    """Where a browser posts a file, and the hidden fields that it must carry before the file."""

    url: str
    fields: Mapping[str, str]


class Files(Protocol):
    """The evidence bucket."""

    def put(self, key: str, content: bytes, content_type: str) -> None: ...

    def get(self, key: str, version_id: str = "") -> bytes: ...

    def stream(self, key: str) -> AbstractContextManager[IO[bytes]]:
        """Its bytes as they come, for files that are too large to hold."""
        ...

    def head(self, key: str) -> StoredFile | None: ...

    def verdict(self, key: str, version_id: str) -> str:
        """What the malware scan says of a version, in GuardDuty's words; "" until it has one."""
        ...

    def upload_form(self, key: str, *, return_to: str, limit: int) -> UploadForm:
        """With `return_to` the bucket sends the browser on; without, it only answers, as scripts need it."""
        ...

    def download_url(self, key: str, file_name: str, content_type: str, version_id: str = "") -> str: ...

    def delete(self, key: str) -> None: ...

    def purge(self, prefix: str) -> None:
        """Every version, for good: of one key, or of all below a prefix that ends in "/"."""
        ...

    def address(self) -> str:
        """Where browsers find it: every link and form that we sign begins so."""
        ...
