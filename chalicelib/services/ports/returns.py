"""Returns and their headers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from chalicelib.domain.comments import Comments
from chalicelib.domain.credentials import Credential
from chalicelib.domain.cycles import Cycle, Header
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.last_time import AnswerPlace
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.returns import ActionNote, Answer, Part, Plan, Return, ReturnStatus
from chalicelib.domain.submissions import Submission
from chalicelib.services.ports.commits import Writes


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
    """One more read: who asks, in which cycle, and the evidence, plans and answers that a page names.

    The cycle's due date and last day are those that hold for this return.
    """

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
        for_partnership: str = "",
    ) -> Around:
        """Who asks is the first audience, unless another one's partnership is named."""
        ...

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

        Paths are dotted. `header` adds attributes that only headers have; a change of what they show dates
        them (`moved_on`). `while_part` maps a person's id to the part that they must still have, or to None
        while they must not be there. Without `counted`, `seq` stays: for what nobody approves.
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
