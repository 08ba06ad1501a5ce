"""What services need from outside, as Protocols; bootstrap.py is where real parts meet them.

Stores hand out writes (opaque here) and `commit` carries them out in one transaction, so that a service
can say in one place everything that happens together: the answer, the header, the mail it causes.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from chalicelib.domain.comments import Comments
from chalicelib.domain.credentials import Credential
from chalicelib.domain.cycles import Cycle, CycleStatus, Header
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.framework import Framework
from chalicelib.domain.guides import Guide
from chalicelib.domain.last_time import AnswerPlace
from chalicelib.domain.organisations import Contact, Organisation, Partnership, StaffMember
from chalicelib.domain.own_questions import CheckedQuestions, Draft, OwnSet
from chalicelib.domain.pack import Pack
from chalicelib.domain.returns import ActionNote, Answer, Part, Plan, Return, ReturnStatus
from chalicelib.domain.sheets import Book, FoundBook
from chalicelib.domain.submissions import Submission
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.trail import Event

Write = object
Writes = Sequence[Write]


class Conflict(Exception):
    """A condition of a commit did not hold. `kind` is the stored kind that refused, like "ANSWER" or
    "RETURN"; `current` is the object as it stands now, or None.
    """

    def __init__(self, kind: str, current: Any) -> None:
        super().__init__(kind)
        self.kind = kind
        self.current = current


@dataclass(frozen=True, slots=True)
class Desk:
    """One read: the session, the return, and the one answer or plan that a page is about."""

    session: Credential | None
    return_: Return | None
    answer: Answer | None
    plan: Plan | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """When somebody of a return last opened it, and why mail does not reach them ("" while it does)."""

    opened_at: datetime | None = None
    mail_state: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """One more read: who asks, in which cycle, and the evidence, plans and answers that a page names."""

    partnership: Partnership
    cycle: Cycle
    evidence: tuple[Evidence, ...]
    plans: tuple[Plan, ...] = ()
    answers: Mapping[AnswerPlace, Answer] = field(default_factory=dict)
    comments: Comments = field(default_factory=Comments)
    activity: Mapping[str, Activity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything under a return's key."""

    return_: Return
    answers: tuple[Answer, ...]
    plans: tuple[Plan, ...]
    submissions: tuple[Submission, ...]
    comments: Comments = field(default_factory=Comments)


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """What a return said when it was submitted, and what its organisation has noted for itself since.

    `noted` and `notes` are by criterion and by plan.
    """

    answers: Mapping[str, Answer]
    plans: tuple[Plan, ...]
    noted: Mapping[str, Answer]
    notes: Mapping[str, ActionNote]


class Returns(Protocol):
    """Returns and their headers."""

    def desk(self, token_hash: str, ref: str, criterion: str = "", plan_id: str = "") -> Desk: ...

    def around(
        self,
        return_: Return,
        evidence_ids: Sequence[str] = (),
        plan_ids: Sequence[str] = (),
        answers: Sequence[AnswerPlace] = (),
        *,
        with_comments: bool = False,
        with_activity: bool = False,
    ) -> Around: ...

    def get(self, ref: str) -> Return | None: ...

    def whole(self, ref: str) -> Whole | None:
        """All but the working copy, which is the organisation's own."""
        ...

    def plans_of(self, wanted: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[Return, tuple[Plan, ...]]]:
        """By reference, the return with some of its plans: all in one batch. What is gone is left out."""
        ...

    def submissions(self, ref: str) -> tuple[Submission, ...]:
        """Oldest first; none for a return that is not there."""
        ...

    def answers(self, ref: str) -> list[Answer]:
        """Those of the return itself."""
        ...

    def working_copy(self, ref: str) -> WorkingCopy: ...

    def plan_of(self, ref: str) -> tuple[tuple[Plan, ...], Mapping[str, ActionNote]]:
        """The action plan, and by plan what was noted about it since."""
        ...

    def submitted_by(self, organisation_id: str) -> list[tuple[date, Return]]:
        """What an organisation has submitted to anybody, as each return stands now; the last first."""
        ...

    def headers(
        self, cycle_id: str, only: tuple[str, ...] = (), organisation_id: str = ""
    ) -> Iterator[Header]:
        """Those of a cycle, or of one organisation in it. `only` names the fields that are needed beside
        whose header it is and its status.
        """
        ...

    def created(self, return_: Return, total: int) -> Writes:
        """Refuses (kind "HEADER") when the organisation already has this return in the cycle."""
        ...

    def changed(
        self,
        return_: Return,
        changes: Mapping[str, Any],
        *,
        remove: tuple[str, ...] = (),
        while_in: Sequence[ReturnStatus],
        at_seq: int | None = None,
        while_part: Mapping[str, Part | None] | None = None,
        counted: bool = True,
        header: Mapping[str, Any] | None = None,
    ) -> Writes:
        """Changes META under its status (never a version), adds 1 to `seq`, and mirrors what headers show.

        Paths are dotted. `header` adds attributes that only headers have. `while_part` maps a person's id to
        the part that they must still have, or to None while they must not be there. Without `counted`, `seq`
        stays: for what nobody approves.
        """
        ...

    def mail_state_noted(self, return_: Return, partnership_id: str, state: str) -> Writes:
        """In the headers of one partnership's cycles alone: whoever reads the return meanwhile is not
        disturbed. Refuses (kind "HEADER") when the state is noted already.
        """
        ...

    def answer_saved(self, ref: str, answer: Answer, evidence: frozenset[str] = frozenset()) -> Writes:
        """`answer.version` is the new one; refuses (kind "ANSWER") unless the stored one is one less.

        The evidence that it uses stays; `evidence` is added to it.
        """
        ...

    def evidence_used(self, ref: str, criterion: str, add: str = "", remove: str = "") -> Writes: ...

    def plan_saved(self, ref: str, plan: Plan) -> Writes:
        """As `answer_saved`, kind "ACTION"."""
        ...

    def plan_removed(self, ref: str, plan: Plan) -> Writes: ...

    def answer_noted(self, ref: str, answer: Answer) -> Writes:
        """In the working copy. As `answer_saved`, kind "WORKING"; the return itself stays as it is."""
        ...

    def action_noted(self, ref: str, note: ActionNote) -> Writes:
        """As `answer_noted`, kind "ACTION_NOTE"."""
        ...

    def submitted(self, return_: Return, submission: Submission) -> Writes: ...

    def comments(self, ref: str) -> Comments: ...

    def comments_saved(self, ref: str, comments: Comments) -> Writes:
        """As `answer_saved`, kind "COMMENTS"."""
        ...

    def seen(self, ref: str, person_id: str, at: datetime) -> Writes:
        """When somebody last opened the return; nobody who reads it meanwhile is disturbed."""
        ...

    def mail_to_person_noted(self, ref: str, person_id: str, state: str) -> Writes: ...


class Organisations(Protocol):
    """Partnerships, organisations, contacts and staff."""

    def partnerships(self) -> list[Partnership]: ...

    def partnership(self, partnership_id: str) -> Partnership | None: ...

    def organisation(self, partnership_id: str, organisation_id: str) -> Organisation | None: ...

    def members(self, partnership_id: str) -> Iterator[Organisation]: ...

    def contacts(self, partnership_id: str, organisation_id: str = "") -> Iterator[Contact]: ...

    def staff(self, partnership_id: str) -> Iterator[StaffMember]: ...

    def owners_of(self, identifiers: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
        """(scheme, value) → the id of the organisation that it belongs to, in any partnership."""
        ...

    def staff_member(self, partnership_id: str, staff_id: str) -> StaffMember | None: ...

    def staff_at(self, email: str) -> list[StaffMember]: ...

    def partnership_saved(self, partnership: Partnership) -> Writes: ...

    def organisation_saved(
        self, partnership_id: str, organisation: Organisation, before: Organisation | None = None
    ) -> Writes:
        """Refuses (kind "IDENT") when an identifier belongs to another organisation.

        The identifiers that only `before` has are free again.
        """
        ...

    def contact_saved(self, partnership_id: str, contact: Contact) -> Writes: ...

    def staff_saved(self, member: StaffMember) -> Writes: ...


class Cycles(Protocol):
    def get(self, cycle_id: str) -> Cycle | None: ...

    def of_partnership(self, partnership_id: str) -> list[Cycle]: ...

    def saved(self, cycle: Cycle) -> Writes: ...

    def moved(self, before: Cycle, status: CycleStatus) -> Writes:
        """Changes the status alone; refuses (kind "CYCLE") when it is no longer what it was."""
        ...


class OwnSets(Protocol):
    """A partnership's own question sets, and the drafts of such."""

    def get(self, partnership_id: str, key: str) -> OwnSet | None: ...

    def of_partnership(self, partnership_id: str) -> list[OwnSet]:
        """Oldest first."""
        ...

    def published(self, own_set: OwnSet) -> Writes:
        """Refuses (kind "FRAMEWORK") when there is a set with this key: it stays what it is."""
        ...

    def draft(self, partnership_id: str, draft_id: str) -> Draft | None: ...

    def drafts(self, partnership_id: str) -> list[Draft]:
        """Oldest first, also those that are published."""
        ...

    def begun(self, draft: Draft) -> Writes: ...

    def finished(self, draft: Draft, key: str) -> Writes:
        """Refuses (kind "DRAFT") when it has been published or dropped."""
        ...

    def dropped(self, draft: Draft) -> Writes:
        """As `finished`."""
        ...


class QuestionFiles(Protocol):
    """Files of a partnership's own questions. `base` is the key of one of our sets."""

    def check(self, content: bytes, partnership_id: str) -> CheckedQuestions:
        """Raises QuestionsRefused with everything that is wrong."""
        ...

    def empty_book(self, base: str, partnership_name: str) -> bytes:
        """The spreadsheet to begin with."""
        ...

    def book(self, checked: CheckedQuestions) -> bytes:
        """What was checked, as a spreadsheet; for sets that have a base."""
        ...

    def as_yaml(self, key: str) -> str:
        """A published set, ours or a partnership's own, to be worked on. Raises KeyError."""
        ...

    def empty_yaml(self, base: str, partnership_name: str) -> str:
        """How a file begins, with one made-up question."""
        ...


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

    def get(self, partnership_id: str, subject: str, intent: str) -> Task | None: ...

    def of_subject(self, partnership_id: str, subject: str) -> list[Task]: ...

    def moved(self, before: Task, after: Task) -> Writes:
        """From one state to the next; refuses (kind "TASK") when somebody else moved it first."""
        ...


class Trail(Protocol):
    def recorded(self, event: Event) -> Writes: ...

    def of(self, subject: str) -> list[Event]: ...


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

    def head(self, key: str) -> StoredFile | None: ...

    def verdict(self, key: str, version_id: str) -> str:
        """What the malware scan says of a version, in GuardDuty's words; "" until it has one."""
        ...

    def upload_form(self, key: str, *, return_to: str, limit: int) -> UploadForm:
        """With `return_to` the bucket sends the browser on; without, it only answers, as scripts need it."""
        ...

    def download_url(self, key: str, file_name: str, content_type: str, version_id: str = "") -> str: ...

    def delete(self, key: str) -> None: ...

    def address(self) -> str:
        """Where browsers find it: every link and form that we sign begins so."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One mail, ready to send. `tag` is that of the task it belongs to; `reply_to` is a person's address."""

    sender: str
    sender_name: str
    reply_to: str
    to: str
    subject: str
    text: str
    html: str
    tag: str
    cc: str = ""


class SendRefused(Exception):
    """Nothing was sent, and why: "later" (throttled or not reached), "stopped" (account or sender),
    "address" (no mail can go there) or "message" (the provider will not take this one).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sender(Protocol):
    def send(self, message: Message) -> str:
        """The provider's message id. Raises SendRefused; anything else leaves the outcome unknown."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What every mail says: from whom, to whom, about which return, and the one link that it carries.

    `reference`, `code` and `link` are "" where there is none.
    """

    partnership: Partnership
    name: str
    public_url: str
    reference: str = ""
    code: str = ""
    link: str = ""


class Composer(Protocol):
    """Turns a message's name and facts into subject, text and HTML. The fact "letter" is a Letter."""

    def __call__(self, message: str, facts: Mapping[str, Any]) -> tuple[str, str, str]: ...


class Renderer(Protocol):
    """Makes PDFs; only the render function has one that works."""

    def return_copy(
        self, copy: Mapping[str, Any], sha256: str, before: Mapping[str, Any] | None = None
    ) -> bytes:
        """`before` is the copy that this one takes the place of."""
        ...

    def draft(self, copy: Mapping[str, Any], made_at: datetime) -> bytes: ...

    def pack(self, copy: Mapping[str, Any], pack: Pack, made_at: datetime) -> bytes: ...

    def blank(self, form: Mapping[str, Any]) -> bytes: ...

    def learning_report(self, report: Any) -> tuple[bytes, str]:
        """PDF and its HTML twin."""
        ...


class Documents(Protocol):
    """Makes files that people open and change, and reads those that come back. Fast enough for a page."""

    def return_word(self, copy: Mapping[str, Any], made_at: datetime) -> bytes: ...

    def plan_word(self, copy: Mapping[str, Any], made_at: datetime) -> bytes: ...

    def blank_word(self, form: Mapping[str, Any], made_at: datetime) -> bytes: ...

    def plan_calendar(
        self, ref: str, name: str, plans: Iterable[Plan], titles: Mapping[str, str], made_at: datetime
    ) -> bytes: ...

    def spreadsheet(self, book: Book) -> bytes: ...

    def read_spreadsheet(self, content: bytes, wanted: Sequence[str]) -> FoundBook:
        """The sheets with these titles. Raises Refused for anything but a spreadsheet that can be read."""
        ...


class Parts(Protocol):
    """Everything a service may ask for. Attributes are built when first used."""

    @property
    def returns(self) -> Returns: ...
    @property
    def organisations(self) -> Organisations: ...
    @property
    def cycles(self) -> Cycles: ...
    @property
    def evidence(self) -> EvidenceRegister: ...
    @property
    def own_sets(self) -> OwnSets: ...
    @property
    def question_files(self) -> QuestionFiles: ...
    @property
    def credentials(self) -> Credentials: ...
    @property
    def tasks(self) -> Tasks: ...
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
