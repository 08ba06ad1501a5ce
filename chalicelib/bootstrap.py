"""The only place where real parts are wired together. Everything is built when first used."""

import json
import secrets
import threading
import time
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.feedback_words import Words
from chalicelib.domain.framework import Framework, owner_of
from chalicelib.domain.guides import Guide
from chalicelib.domain.tasks import Queue
from chalicelib.frameworks.own.library import Library
from chalicelib.frameworks.registry import available, load_framework
from chalicelib.services.ports import (
    Clock,
    Composer,
    Documents,
    IdentityProvider,
    QuestionFiles,
    Renderer,
    Sender,
    Writes,
)
from chalicelib.settings import Settings, settings
from chalicelib.storage.calls import CallStore
from chalicelib.storage.circulars import CircularStore
from chalicelib.storage.commit import commit
from chalicelib.storage.credentials import CredentialStore
from chalicelib.storage.cycle_mail import CycleMailStore
from chalicelib.storage.cycles import CycleStore
from chalicelib.storage.data_protection import DataProtectionStore
from chalicelib.storage.dynamodb import DynamoTable
from chalicelib.storage.evidence import EvidenceStore
from chalicelib.storage.export_jobs import ExportStore
from chalicelib.storage.feedback import FeedbackStore
from chalicelib.storage.files import BucketFiles
from chalicelib.storage.holdings import HoldingsStore
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

# No vowels, so that no reference spells a word; nothing that reads like something else.
REF_ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXYZ"
ULID_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Clients:
    """AWS clients, each made once: botocore's session is not safe to share while it makes one."""

    def __init__(self, settings_: Settings) -> None:
        self._settings = settings_
        self._session = botocore.session.get_session()
        self._lock = threading.Lock()
        self._made: dict[str, Any] = {}

    def get(self, service: str, config: Config | None = None) -> Any:
        with self._lock:
            if service not in self._made:
                self._made[service] = self._session.create_client(
                    service,
                    region_name=self._settings.region,
                    endpoint_url=self._settings.aws_endpoint_url or None,
                    config=config,
                )
            return self._made[service]


class Wiring:
    """Keeps `services.ports.Parts` with the real things."""

    def __init__(self, settings_: Settings, clock: Clock = lambda: datetime.now(UTC)) -> None:
        self.settings = settings_
        self._clock = clock
        self.clients = Clients(settings_)

    @cached_property
    def table(self) -> Table:
        return DynamoTable(self.clients.get("dynamodb"), self.settings.table_name)

    @cached_property
    def returns(self) -> ReturnStore:
        return ReturnStore(self.table, self.now)

    @cached_property
    def reviews(self) -> ReviewStore:
        return ReviewStore(self.table)

    @cached_property
    def organisations(self) -> OrganisationStore:
        return OrganisationStore(self.table)

    @cached_property
    def cycles(self) -> CycleStore:
        return CycleStore(self.table)

    @cached_property
    def calls(self) -> CallStore:
        return CallStore(self.table)

    @cached_property
    def circulars(self) -> CircularStore:
        return CircularStore(self.table)

    @cached_property
    def cycle_mail(self) -> CycleMailStore:
        return CycleMailStore(self.table)

    @cached_property
    def evidence(self) -> EvidenceStore:
        return EvidenceStore(self.table)

    @cached_property
    def feedback(self) -> FeedbackStore:
        return FeedbackStore(self.table)

    @cached_property
    def own_sets(self) -> OwnSetStore:
        return OwnSetStore(self.table)

    @cached_property
    def library(self) -> Library:
        return Library(self.own_sets.get, lambda key: self.files.get(key))

    @cached_property
    def question_files(self) -> QuestionFiles:
        from chalicelib.frameworks.own.desk import Desk

        return Desk(self.library, self.documents, self.now)

    @cached_property
    def credentials(self) -> CredentialStore:
        return CredentialStore(self.table)

    @cached_property
    def tasks(self) -> TaskStore:
        return TaskStore(self.table)

    @cached_property
    def exports(self) -> ExportStore:
        return ExportStore(self.table)

    @cached_property
    def holdings(self) -> HoldingsStore:
        return HoldingsStore(self.table)

    @cached_property
    def removals(self) -> RemovalStore:
        return RemovalStore(self.table)

    @cached_property
    def data_protection(self) -> DataProtectionStore:
        return DataProtectionStore(self.table)

    @cached_property
    def staff_list(self) -> StaffListStore:
        return StaffListStore(self.table)

    @cached_property
    def identity(self) -> IdentityProvider | None:
        if not self.settings.oidc_issuer:
            return None
        from chalicelib.identity.openid import OpenIdProvider

        return OpenIdProvider(
            issuer=self.settings.oidc_issuer,
            client_id=self.settings.oidc_client_id,
            client_secret=self.settings.oidc_client_secret,
            name=self.settings.oidc_name,
            trusts_address=self.settings.oidc_trusts_address,
        )

    @cached_property
    def verification(self) -> VerificationStore:
        return VerificationStore(self.table)

    @cached_property
    def visits(self) -> VisitStore:
        return VisitStore(self.table)

    @cached_property
    def trail(self) -> TrailStore:
        return TrailStore(self.table, self.new_id, acting_for)

    @cached_property
    def files(self) -> BucketFiles:
        config = Config(signature_version="s3v4", s3={"addressing_style": "path"})
        return BucketFiles(self.clients.get("s3", config), self.settings.bucket_name)

    @cached_property
    def sender(self) -> Sender:
        if self.settings.notify_api_key:
            return self._notify()
        from chalicelib.emails.ses import SesSender

        # A send is never repeated behind our back: nobody could tell whether the first arrived.
        client = self.clients.get("sesv2", Config(retries={"total_max_attempts": 1}))
        return SesSender(client, self.settings.configuration_set)

    def _notify(self) -> Sender:
        from chalicelib.emails.notify import NotifySender, client_of

        chosen = self.settings
        return NotifySender(
            lambda: client_of(chosen.notify_api_key, chosen.notify_url),
            chosen.notify_template,
            chosen.notify_reply_to,
        )

    @cached_property
    def compose(self) -> Composer:
        from chalicelib.emails.messages import compose

        return compose

    @cached_property
    def renderer(self) -> Renderer:
        from chalicelib.reports.renderer import WeasyRenderer

        return WeasyRenderer()

    @cached_property
    def documents(self) -> Documents:
        from chalicelib.documents.maker import OfficeDocuments

        return OfficeDocuments()

    def commit(self, *writes: Writes) -> None:
        commit(self.table, writes)

    def framework(self, key: str) -> Framework:
        return self.library.framework(key) if owner_of(key) else load_framework(key)

    def frameworks(self) -> tuple[str, ...]:
        return available()

    def guide(self, framework_id: str) -> Guide:
        from chalicelib.frameworks.guides import load_guide

        return load_guide(framework_id)

    def first_words(self) -> Words:
        from chalicelib.frameworks.feedback import first_words

        return first_words()

    def now(self) -> datetime:
        return self._clock()

    def new_token(self) -> str:
        return secrets.token_urlsafe(32)

    def new_code(self) -> str:
        return f"{secrets.randbelow(1_000_000):06}"

    def new_ref(self) -> str:
        letters = "".join(secrets.choice(REF_ALPHABET) for _ in range(6))
        return f"{letters[:3]}-{letters[3:]}"

    def new_id(self) -> str:
        return ulid(time.time_ns() // 1_000_000, secrets.randbits(80))

    def bank_holidays(self, year: int) -> frozenset[date]:
        from chalicelib.services.bank_holidays import of_england

        return of_england(year)

    def poke(self, queue: Queue) -> None:
        """Asynchronous, and free to fail: the sweep finds the work within a minute."""
        name = {Queue.WORK: self.settings.worker_function, Queue.RENDER: self.settings.render_function}[queue]
        if name:
            payload = json.dumps({"queue": queue.value}).encode()
            # What was asked for is saved: that must not look failed.
            with suppress(BotoCoreError, ClientError):
                client = self.clients.get("lambda")
                client.invoke(FunctionName=name, InvocationType="Event", Payload=payload)

    @property
    def public_url(self) -> str:
        return self.settings.public_url

    @property
    def malware_scan(self) -> bool:
        return self.settings.malware_scan


def ulid(milliseconds: int, random: int) -> str:
    """A sortable unique id: 48 bits of time and 80 of chance in 26 letters (github.com/ulid/spec)."""
    number = (milliseconds << 80) | random
    return "".join(ULID_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))


# Whose staff are at work in this request: what they do stands on that partnership's trail.
_acting: ContextVar[str] = ContextVar("acting", default="")
_wired: dict[str, Wiring] = {}
_lock = threading.Lock()


def acting_for() -> str:
    """The partnership whose staff are at work here; "" for anybody else."""
    return _acting.get()


def act_for(partnership_id: str) -> None:
    """Says whose staff are at work from here on; "" for nobody's."""
    _acting.set(partnership_id)


def parts() -> Wiring:
    """The parts of this process, wired from its environment."""
    with _lock:
        if "parts" not in _wired:
            _wired["parts"] = Wiring(settings())
        return _wired["parts"]


def use(wiring: Any) -> None:
    """Lets the local run and the tests of the pages put other parts in place of the real ones."""
    _wired["parts"] = wiring
