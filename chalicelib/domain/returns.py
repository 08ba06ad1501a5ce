"""One organisation's return: its status, people, answers and plan, and the rules between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.errors import Refused
from chalicelib.domain.framework import NOT_APPLICABLE, Criterion, Framework, visible_criteria
from chalicelib.domain.on_behalf import OnBehalf
from chalicelib.domain.questions import Question

NARRATIVE_LIMIT = 10_000
REASON_LIMIT = 1_000
LINE_LIMIT = 200  # what fits on one line: a name, a role, an address

# In `Return.ratings` a level is stored as its order on the framework's scale (1 is the lowest).
RATED_NOT_APPLICABLE = 0
NOT_RATED = -1


class ReturnStatus(StrEnum):
    """Where a return is. Only these transitions exist:

        not_started → in_progress ⇄ awaiting_approval → submitted
        submitted → questions ⇄ awaiting_approval      a reviewer asks about some answers
        submitted or questions → in_progress           staff open all of it again

    From awaiting_approval it goes back to where it came from (taken back, sent back, "not me").
    """

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    AWAITING_APPROVAL = "awaiting_approval"
    SUBMITTED = "submitted"
    QUESTIONS = "questions"


# Everything can be changed; with questions open, only the answers that they are about.
EDITABLE = (ReturnStatus.NOT_STARTED, ReturnStatus.IN_PROGRESS)
WITH_THE_LEAD = (*EDITABLE, ReturnStatus.QUESTIONS)


class Part(StrEnum):
    """What a person does in a return; what each may see and do is in domain/rights.py.

    A reader is a link governor or trustee: reads everything and comments. A scribe is staff who enter what
    somebody told them (domain/on_behalf.py).
    """

    LEAD = "lead"
    CONTRIBUTOR = "contributor"
    READER = "reader"
    SCRIBE = "scribe"
    APPROVER = "approver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a link to this return. `job` is their role in the organisation.

    `standards` are the numbers of the sections (domain/framework.py) that a contributor answers.
    `finished_at` is when they said that their part is done. A lead may be the one who approves as well
    (`also_approves`); `reads_alone` says that they were asked who else would read it, and have nobody.
    """

    id: str
    part: Part
    name: str
    email: str
    job: str = ""
    standards: tuple[int, ...] = ()
    invited_at: datetime | None = None
    finished_at: datetime | None = None
    also_approves: bool = False
    reads_alone: bool = False

    def plays(self, part: Part) -> bool:
        """Whether this is theirs to do."""
        return self.part is part or (self.also_approves and part is Part.APPROVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """A partnership and cycle that this return is for; `number` counts its submissions there."""

    partnership_id: str
    cycle_id: str
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack:
    """Why a return came back from its approver: `kind` is "changes" or "not_me"."""

    kind: str
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting of the governing body or board that looked at the return. `body` is whose meeting it was."""

    held_on: date
    body: str
    agreed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousReturn:
    """What a return knows of an earlier one of the same organisation for the same partnership.

    `framework`, `sector` and `profile` tell what it was asked.
    """

    ref: str
    cycle_name: str
    submitted_on: date
    framework: str
    sector: str
    profile: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """The authority on one return (RETURN#r/META). `ref` is its public reference, like K7P-2QX.

    `ratings`: criterion → order of the level, or RATED_NOT_APPLICABLE, or NOT_RATED (text only).
    `plans`: plan id → the criteria that it serves.
    `anything_else`: field of domain/telling.py → what was said there.
    `help_wanted`: the criteria with which its people would like help.
    `questions`: id → what a reviewer asks since the last submission.
    `submitted_at` stands while questions are open, and is gone once staff have opened all of it again.
    `standards_done`: number of a section (domain/framework.py) → whether its people call it completed.
    `shared_notes`: its people share what a cycle leaves theirs; `chosen_for_visit`: partnership → since when
    it sees all of it, because it comes to visit (domain/sharing.py).
    `due_on` is its own due date as kept, None for the cycle's: read it through `cycles.due_of`.
    `longer_asked_at` is when its people gave themselves more time, which they may do once.
    `entered_for`: whom staff last entered answers for, where they did.
    `seq` grows with every change; approval names the `seq` that was read.
    `previous`: the last two that were submitted before this one was opened, newest first.
    `unchanged`: the criteria whose text was the same in those two, as found when this one was submitted.
    `feedback`: a mark for each feedback that was sent on it (domain/feedback_marks.py).
    """

    ref: str
    organisation_id: str
    organisation_name: str
    sector: str
    framework: str
    audiences: tuple[Audience, ...]
    status: ReturnStatus = ReturnStatus.NOT_STARTED
    seq: int = 0
    people: Mapping[str, Person] = field(default_factory=dict)
    profile: Mapping[str, str] = field(default_factory=dict)
    ratings: Mapping[str, int] = field(default_factory=dict)
    plans: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    standards_done: Mapping[str, bool] = field(default_factory=dict)
    help_wanted: Mapping[str, bool] = field(default_factory=dict)
    invited_at: datetime | None = None
    opened_at: datetime | None = None
    sent_for_approval_at: datetime | None = None
    submitted_at: datetime | None = None
    submissions: int = 0
    sent_back: SentBack | None = None
    anything_else: Mapping[str, str] = field(default_factory=dict)
    previous: tuple[PreviousReturn, ...] = ()
    unchanged: tuple[str, ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    shared_notes: bool = False
    chosen_for_visit: Mapping[str, datetime] = field(default_factory=dict)
    meeting: Meeting | None = None
    entered_for: OnBehalf | None = None
    due_on: date | None = None
    feedback: frozenset[str] = frozenset()
    longer_asked_at: datetime | None = None

    @property
    def asked_about(self) -> frozenset[str]:
        """The criteria of the open questions."""
        return frozenset(question.criterion for question in self.questions.values())

    @property
    def audience(self) -> Audience:
        """The first audience: the partnership whose name the pages carry."""
        return self.audiences[0]

    def person(self, part: Part) -> Person | None:
        """The person who plays this part, if there is one."""
        return next((p for p in self.people.values() if p.plays(part)), None)

    def everybody(self, part: Part) -> tuple[Person, ...]:
        """Everybody who plays this part, in the order in which they were asked."""
        found = [person for person in self.people.values() if person.plays(part)]
        return tuple(sorted(found, key=lambda p: (p.invited_at is not None, p.invited_at, p.name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said about one criterion. `rating` is a level's id, NOT_APPLICABLE or "" for none yet.

    `saved_by` is the person whose link was used, `saved_as` the name of whoever was at the keyboard.
    `saved_from` is the opening of a page that it was saved from, `saved_turn` how many times that had saved
    by then: see services/answering.py.
    `confirmed_from` is the reference of the earlier return whose answer was said to be still true, until
    something in it is changed.
    """

    criterion: str
    rating: str = ""
    narrative: str = ""
    reason: str = ""
    help_wanted: bool = False
    evidence: frozenset[str] = frozenset()
    version: int = 0
    saved_at: datetime | None = None
    saved_by: str = ""
    saved_as: str = ""
    saved_from: str = ""
    saved_turn: int = 0
    confirmed_from: str = ""

    def gives_the_same_answer_as(self, other: "Answer") -> bool:
        """Whether the words and the rating are the same; wanting help is no part of the answer."""
        return (self.rating, self.narrative, self.reason) == (other.rating, other.narrative, other.reason)


class PlanKind(StrEnum):
    """An action is ours to do; a barrier is outside our control and goes to the partnership."""

    ACTION = "action"
    BARRIER = "barrier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One line of the action plan: an action (what, who, by when), or a barrier (what is in the way).

    `added_at` is when it was first written; None on what earlier versions kept. `saved_by` and `saved_as`
    are as in an answer.
    """

    id: str
    kind: PlanKind
    criteria: tuple[str, ...]
    what: str
    who: str = ""
    by_when: date | None = None
    how_known: str = ""
    version: int = 0
    added_at: datetime | None = None
    saved_at: datetime | None = None
    saved_by: str = ""
    saved_as: str = ""


class ActionState(StrEnum):
    """How an action goes between two returns."""

    DONE = "done"
    ON_TRACK = "on_track"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionNote:
    """What an organisation notes for itself about one of its actions after it was submitted."""

    plan: str
    state: ActionState
    line: str = ""
    version: int = 0
    saved_at: datetime | None = None
    saved_by: str = ""
    saved_as: str = ""


def rating_order(framework: Framework, rating: str) -> int:
    """How an answer's rating is kept in `Return.ratings`."""
    if rating == NOT_APPLICABLE:
        return RATED_NOT_APPLICABLE
    return framework.scale.level(rating).order if rating else NOT_RATED


def asked(framework: Framework, return_: Return) -> tuple[Criterion, ...]:
    """The criteria that this organisation sees, in the framework's order."""
    return visible_criteria(framework, return_.sector, return_.profile)


def is_profiled(framework: Framework, return_: Return) -> bool:
    """Whether every question about the organisation has its answer. Questions come after that."""
    return all(return_.profile.get(q.id) in q.answers for q in framework.profile_questions)


@dataclass(frozen=True, slots=True)
class Gaps:
    """What stands between a return and approval, as criteria in the framework's order."""

    unanswered: tuple[Criterion, ...]
    without_plan: tuple[Criterion, ...]

    def __bool__(self) -> bool:
        return bool(self.unanswered or self.without_plan)


def gaps(framework: Framework, return_: Return) -> Gaps:
    """The criteria that still need a rating, and those below the standard with no action or barrier."""
    needing = {level.order for level in framework.scale.levels if level.needs_action}
    planned = {criterion for criteria in return_.plans.values() for criterion in criteria}
    criteria = asked(framework, return_)
    return Gaps(
        unanswered=tuple(c for c in criteria if return_.ratings.get(c.id, NOT_RATED) == NOT_RATED),
        without_plan=tuple(
            c for c in criteria if return_.ratings.get(c.id, NOT_RATED) in needing and c.id not in planned
        ),
    )


def refuse_unless_editable(return_: Return) -> None:
    """Answers stand still while somebody reads them for approval, and once submitted."""
    if return_.status is ReturnStatus.QUESTIONS:
        raise Refused("only_questions_open")
    if return_.status is ReturnStatus.AWAITING_APPROVAL:
        approver = return_.person(Part.APPROVER)
        raise Refused("return_is_waiting", approver=approver.name if approver else "your approver")
    if return_.status is ReturnStatus.SUBMITTED:
        raise Refused("return_is_submitted")


def refuse_unless_complete(framework: Framework, return_: Return) -> None:
    """Raises Refused unless the return may go to its approver."""
    if not is_profiled(framework, return_):
        raise Refused("profile_needed")
    found = gaps(framework, return_)
    if found.unanswered:
        raise Refused("answers_missing")
    if found.without_plan:
        raise Refused("plan_needed")
    shown = {criterion.id for criterion in asked(framework, return_)}
    if any(q.criterion in shown and not q.answered for q in return_.questions.values()):
        raise Refused("replies_missing")


def too_long(**lines: str) -> dict[str, str]:
    """Problems, as Invalid takes them, for each line of more than LINE_LIMIT characters."""
    return {name: "line_too_long" for name, line in lines.items() if len(line.strip()) > LINE_LIMIT}


def answered_in(criteria: Sequence[Criterion], ratings: Mapping[str, int]) -> int:
    """How many of these criteria have a rating or are not applicable."""
    return sum(1 for c in criteria if ratings.get(c.id, NOT_RATED) != NOT_RATED)
