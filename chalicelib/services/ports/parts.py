"""Everything that a service may ask for."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

from chalicelib.domain.feedback_words import Words
from chalicelib.domain.framework import Framework
from chalicelib.domain.guides import Guide
from chalicelib.domain.tasks import Queue
from chalicelib.services.ports.calls import Calls, Circulars
from chalicelib.services.ports.commits import Writes
from chalicelib.services.ports.cycle_mail import CycleMail
from chalicelib.services.ports.data_protection import DataProtectionFacts
from chalicelib.services.ports.exports import Exports
from chalicelib.services.ports.feedback import FeedbackKeeping
from chalicelib.services.ports.holdings import Holdings
from chalicelib.services.ports.keeping import Credentials, EvidenceRegister, Files, Tasks, Trail
from chalicelib.services.ports.mail import Composer, Sender
from chalicelib.services.ports.making import Documents, Renderer
from chalicelib.services.ports.questions import OwnSets, QuestionFiles
from chalicelib.services.ports.register import Cycles, Organisations
from chalicelib.services.ports.removals import Removals
from chalicelib.services.ports.returns import Returns
from chalicelib.services.ports.reviews import Reviews
from chalicelib.services.ports.staff import IdentityProvider, StaffList
from chalicelib.services.ports.verification import Verification
from chalicelib.services.ports.visits import Visits


class Parts(Protocol):
    """Everything a service may ask for. Attributes are built when first used."""

    @property
    def returns(self) -> Returns: ...
    @property
    def reviews(self) -> Reviews: ...
    @property
    def organisations(self) -> Organisations: ...
    @property
    def cycles(self) -> Cycles: ...
    @property
    def cycle_mail(self) -> CycleMail: ...
    @property
    def calls(self) -> Calls: ...
    @property
    def circulars(self) -> Circulars: ...
    @property
    def evidence(self) -> EvidenceRegister: ...
    @property
    def feedback(self) -> FeedbackKeeping: ...
    @property
    def own_sets(self) -> OwnSets: ...
    @property
    def question_files(self) -> QuestionFiles: ...
    @property
    def credentials(self) -> Credentials: ...
    @property
    def tasks(self) -> Tasks: ...
    @property
    def exports(self) -> Exports: ...
    @property
    def holdings(self) -> Holdings: ...
    @property
    def removals(self) -> Removals: ...
    @property
    def data_protection(self) -> DataProtectionFacts: ...
    @property
    def staff_list(self) -> StaffList: ...
    @property
    def identity(self) -> IdentityProvider | None: ...
    @property
    def verification(self) -> Verification: ...
    @property
    def visits(self) -> Visits: ...
    @property
    def trail(self) -> Trail: ...
    @property
    def files(self) -> Files: ...
    @property
    def sender(self) -> Sender: ...
    @property
    def compose(self) -> Composer: ...
    @property
    def renderer(self) -> Renderer: ...
    @property
    def documents(self) -> Documents: ...

    def commit(self, *writes: Writes) -> None:
        """All or nothing. Raises Conflict or Busy."""
        ...

    def framework(self, key: str) -> Framework:
        """One of ours, or of any partnership's own: services see to whose it is. Raises KeyError."""
        ...

    def frameworks(self) -> tuple[str, ...]:
        """The keys of every framework that we published, oldest first."""
        ...

    def guide(self, framework_id: str) -> Guide:
        """The guide and worked example of a framework, whatever its version. Raises KeyError."""
        ...

    def first_words(self) -> Words:
        """The library that every partnership begins with."""
        ...

    def now(self) -> datetime:
        """Aware UTC."""
        ...

    def new_token(self) -> str:
        """256 random bits, URL-safe."""
        ...

    def new_code(self) -> str:
        """Six random digits."""
        ...

    def new_ref(self) -> str:
        """A public reference like K7P-2QX."""
        ...

    def new_id(self) -> str:
        """Sorts by time; unique."""
        ...

    def poke(self, queue: Queue) -> None:
        """Wake the worker of a queue; a hint that may be lost."""
        ...

    def bank_holidays(self, year: int) -> frozenset[date]:
        """Those of England."""
        ...

    @property
    def public_url(self) -> str:
        """No slash at the end."""
        ...

    @property
    def malware_scan(self) -> bool: ...


Clock = Callable[[], datetime]
