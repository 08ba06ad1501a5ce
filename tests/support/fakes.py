"""Stand-ins that keep the same promises as the real parts, in memory."""

import itertools
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import IO, Any, Self

from chalicelib.bootstrap import acting_for
from chalicelib.documents.maker import OfficeDocuments
from chalicelib.domain.feedback import Feedback
from chalicelib.domain.feedback_words import Words
from chalicelib.domain.framework import Framework, owner_of
from chalicelib.domain.guides import Guide
from chalicelib.domain.pack import Pack
from chalicelib.domain.tasks import Queue
from chalicelib.domain.visit_records import VisitRecord
from chalicelib.frameworks.feedback import first_words
from chalicelib.frameworks.guides import load_guide
from chalicelib.frameworks.own.desk import Desk
from chalicelib.frameworks.own.library import Library
from chalicelib.frameworks.registry import available, load_framework
from chalicelib.reports.letters import letter_html
from chalicelib.services.ports import Message, StoredFile, UploadForm, Writes
from chalicelib.storage.calls import CallStore
from chalicelib.storage.circulars import CircularStore
from chalicelib.storage.commit import commit
from chalicelib.storage.credentials import CredentialStore
from chalicelib.storage.cycle_mail import CycleMailStore
from chalicelib.storage.cycles import CycleStore
from chalicelib.storage.data_protection import DataProtectionStore
from chalicelib.storage.evidence import EvidenceStore
from chalicelib.storage.export_jobs import ExportStore
from chalicelib.storage.feedback import FeedbackStore
from chalicelib.storage.holdings import HoldingsStore
from chalicelib.storage.memory import MemoryTable
from chalicelib.storage.organisations import OrganisationStore
from chalicelib.storage.own_sets import OwnSetStore
from chalicelib.storage.removing import RemovalStore
from chalicelib.storage.returns import ReturnStore
from chalicelib.storage.reviews import ReviewStore
from chalicelib.storage.staff_list import StaffListStore
from chalicelib.storage.table import Table
from chalicelib.storage.tasks import TaskStore
from chalicelib.storage.trail import TrailStore
from chalicelib.storage.verification import VerificationStore
from chalicelib.storage.visits import VisitStore

MONDAY = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class MemoryFiles:
    """The bucket as a dictionary; each key has one version, named after how often it was written."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, str]] = {}
        self.scans: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.written: dict[str, int] = {}

    def put(self, key: str, content: bytes, content_type: str) -> None:
        self.objects[key] = (content, content_type)
        self.written[key] = self.written.get(key, 0) + 1

    def get(self, key: str, version_id: str = "") -> bytes:
        return self.objects[key][0]

    def stream(self, key: str) -> AbstractContextManager[IO[bytes]]:
        return BytesIO(self.objects[key][0])

    def head(self, key: str) -> StoredFile | None:
        if key not in self.objects:
            return None
        content, content_type = self.objects[key]
        return StoredFile(len(content), content_type, f"v{self.written[key]}", self.names.get(key, ""))

    def verdict(self, key: str, version_id: str) -> str:
        return self.scans.get(key, "")

    def upload_form(self, key: str, *, return_to: str, limit: int) -> UploadForm:
        fields = {"key": key, "success_action_redirect": return_to or "none", "limit": str(limit)}
        return UploadForm("https://bucket.example.org/", fields)

    def download_url(self, key: str, file_name: str, content_type: str, version_id: str = "") -> str:
        return f"https://bucket.example.org/{key}?name={file_name}"

    def address(self) -> str:
        return "https://bucket.example.org"

    def purge(self, prefix: str) -> None:
        for key in [k for k in self.objects if k == prefix or (prefix[-1] == "/" and k.startswith(prefix))]:
            self.delete(key)

    def delete(self, key: str) -> None:
        self.objects.pop(key, None)


class MemorySender:
    """Keeps every message; `refuse` is raised instead of the next sends, one each."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.refuse: list[Exception] = []

    def send(self, message: Message) -> str:
        if self.refuse:
            raise self.refuse.pop(0)
        self.sent.append(message)
        return f"message-{len(self.sent)}"


class PlainComposer:
    """A mail that is nothing but its facts: for tests of when mail goes out, not of its words."""

    def __call__(self, message: str, facts: Mapping[str, Any]) -> tuple[str, str, str]:
        text = "\n".join(f"{key}: {value}" for key, value in sorted(facts.items()))
        return message, text, f"<p>{text}</p>"


class FakeRenderer:
    """Bytes that say what they stand for."""

    def return_copy(
        self, copy: Mapping[str, Any], sha256: str, before: Mapping[str, Any] | None = None
    ) -> bytes:
        since = f" since {before['submitted_at']}" if before else ""
        return f"PDF of {copy['reference']} {sha256}{since}".encode()

    def draft(self, copy: Mapping[str, Any], made_at: datetime) -> bytes:
        return f"PDF of {copy['reference']} at {made_at:%H:%M}".encode()

    def pack(self, copy: Mapping[str, Any], pack: Pack, made_at: datetime) -> bytes:
        return f"PDF for the meeting about {copy['reference']} at {made_at:%H:%M}".encode()

    def letter(self, facts: Mapping[str, Any]) -> bytes:
        assert facts["organisation"] in letter_html(facts)  # nothing that it needs is missing
        return f"PDF to {facts['name']} about {facts['reference']}".encode()

    def blank(self, form: Mapping[str, Any]) -> bytes:
        return f"PDF of {form['how_many']} questions".encode()

    def feedback(self, feedback: Feedback) -> bytes:
        return f"PDF of feedback {feedback.number} on {feedback.ref}".encode()

    def visit(self, record: VisitRecord) -> bytes:
        return f"PDF of the visit to {record.visit.ref}".encode()

    def learning_report(self, report: Any) -> tuple[bytes, str]:
        return b"PDF of the learning report", "<p>learning report</p>"


class FakeParts:
    """`services.ports.Parts` in memory. Pass a table that counts or breaks to see what happens then."""

    public_url = "https://audit.example.org/api"
    malware_scan = False

    def __init__(self, table: Table | None = None, clock: Clock | None = None) -> None:
        self.table: Table = table if table is not None else MemoryTable()
        self.clock = clock or Clock()
        self._numbers = itertools.count(1)
        self.returns = ReturnStore(self.table, self.now)
        self.reviews = ReviewStore(self.table)
        self.organisations = OrganisationStore(self.table)
        self.cycles = CycleStore(self.table)
        self.calls = CallStore(self.table)
        self.circulars = CircularStore(self.table)
        self.cycle_mail = CycleMailStore(self.table)
        self.evidence = EvidenceStore(self.table)
        self.feedback = FeedbackStore(self.table)
        self.credentials = CredentialStore(self.table)
        self.tasks = TaskStore(self.table)
        self.exports = ExportStore(self.table)
        self.holdings = HoldingsStore(self.table)
        self.removals = RemovalStore(self.table)
        self.data_protection = DataProtectionStore(self.table)
        self.staff_list = StaffListStore(self.table)
        self.identity: Any = None
        self.trail = TrailStore(self.table, self.new_id, acting_for)
        self.verification = VerificationStore(self.table)
        self.visits = VisitStore(self.table)
        self.files = MemoryFiles()
        self.own_sets = OwnSetStore(self.table)
        self.library = Library(self.own_sets.get, lambda key: self.files.get(key))
        self.question_files = Desk(self.library, OfficeDocuments(), self.now)
        self.sender = MemorySender()
        self.compose: Any = PlainComposer()
        self.renderer = FakeRenderer()
        self.documents = OfficeDocuments()  # the real ones: they touch nothing outside the process
        self.pokes: list[Queue] = []

    def beside(self, table: Table) -> Self:
        """Another process on the same data: `table` is the one that ours wraps, or wraps ours."""
        other = type(self)(table, self.clock)
        other.files, other._numbers = self.files, self._numbers
        return other

    def commit(self, *writes: Writes) -> None:
        commit(self.table, writes)

    def framework(self, key: str) -> Framework:
        return self.library.framework(key) if owner_of(key) else load_framework(key)

    def frameworks(self) -> tuple[str, ...]:
        return available()

    def guide(self, framework_id: str) -> Guide:
        return load_guide(framework_id)

    def first_words(self) -> Words:
        return first_words()

    def now(self) -> datetime:
        return self.clock()

    def new_token(self) -> str:
        return f"token-{next(self._numbers):06}-not-random"

    def new_code(self) -> str:
        return f"{next(self._numbers) * 7919 % 1_000_000:06}"

    def new_ref(self) -> str:
        number = next(self._numbers)
        letters = "23456789BCDFGHJKLMNPQRSTVWXYZ"
        text = "".join(letters[number // len(letters) ** place % len(letters)] for place in range(6))
        return f"{text[:3]}-{text[3:]}"

    def new_id(self) -> str:
        return f"{next(self._numbers):026}"

    def poke(self, queue: Queue) -> None:
        self.pokes.append(queue)

    def bank_holidays(self, year: int) -> frozenset[date]:
        return frozenset({date(year, 12, 25), date(year, 12, 26), date(year, 1, 1), date(2027, 3, 26)})
