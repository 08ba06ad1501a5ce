"""A reviewer asks about answers that have been submitted: only those can then be changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.organisations import StaffMember
from chalicelib.domain.questions import MOST_QUESTIONS, QUESTION_LIMIT, Question
from chalicelib.domain.returns import Part, Return, ReturnStatus, asked
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.times import london_day
from chalicelib.domain.trail import Event
from chalicelib.services.desk import again
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Parts, Writes

ASKED_FROM = (ReturnStatus.SUBMITTED, ReturnStatus.QUESTIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """`texts`: criterion → what somebody wants to know; `due` is None when no real date was typed."""

    texts: Mapping[str, str]
    due: date | None


def may_be_asked(return_: Return) -> bool:
    """Whether a question can be put now."""
    return return_.status in ASKED_FROM


def ask(parts: Parts, member: StaffMember, ref: str, asking: Asking) -> tuple[Question, ...]:
    """Opens the answers and writes to the lead. Asked twice in one moment, both questions are kept.

    Raises NotFound for another partnership's return or a criterion that is not asked there, Invalid, and
    Refused while nothing is submitted or the answers to other questions are with the approver.
    """
    made = again(lambda: _asked(parts, member, _found(parts, member, ref), asking))
    parts.poke(Queue.WORK)
    return made


def _found(parts: Parts, member: StaffMember, ref: str) -> Return:
    return_ = parts.returns.get(ref)
    if return_ is None or member.partnership_id not in {a.partnership_id for a in return_.audiences}:
        raise NotFound
    return return_


def _asked(parts: Parts, member: StaffMember, return_: Return, asking: Asking) -> tuple[Question, ...]:
    if return_.status is ReturnStatus.AWAITING_APPROVAL and return_.submitted_at is not None:
        raise Refused("return_being_approved")
    if not may_be_asked(return_):
        raise Refused("return_not_submitted")
    _refuse_problems(parts, return_, asking)
    made = [_question(parts, member, criterion, text, asking) for criterion, text in asking.texts.items()]
    questions = {**return_.questions, **{question.id: question for question in made}}
    changes = {"status": ReturnStatus.QUESTIONS, "questions": questions}
    event = Event(
        subject=return_subject(return_.ref),
        at=parts.now(),
        actor=member.id,
        what="question.asked",
        details={"about": " ".join(asking.texts)},
    )
    parts.commit(
        # Whole, and only as it was read: what two people ask at once must not push each other out.
        parts.returns.changed(return_, changes, while_in=ASKED_FROM, at_seq=return_.seq),
        *_mail(parts, return_, member, made),
        parts.trail.recorded(event),
    )
    return tuple(made)


def _refuse_problems(parts: Parts, return_: Return, asking: Asking) -> None:
    shown = {criterion.id for criterion in asked(parts.framework(return_.framework), return_)}
    if not shown.issuperset(asking.texts):
        raise NotFound
    if not asking.texts:
        raise Invalid({"criterion": "questions_needed"})
    if len(return_.questions) + len(asking.texts) > MOST_QUESTIONS:
        raise Refused("too_many_questions", most=MOST_QUESTIONS, open=len(return_.questions))
    problems = {f"text-{criterion}": _wrong(text) for criterion, text in asking.texts.items() if _wrong(text)}
    if asking.due is None:
        problems["due"] = "date_not_real"
    elif asking.due < london_day(parts.now()):
        problems["due"] = "date_is_past"
    if problems:
        raise Invalid(problems, limit=f"{QUESTION_LIMIT:,}")


def _wrong(text: str) -> str:
    if not text.strip():
        return "question_needed"
    return "text_too_long" if len(text) > QUESTION_LIMIT else ""


def _question(parts: Parts, member: StaffMember, criterion: str, text: str, asking: Asking) -> Question:
    if asking.due is None:
        raise ValueError("a question has a day")
    return Question(
        id=f"q{parts.new_ref()}",
        criterion=criterion,
        text=text.strip(),
        partnership_id=member.partnership_id,
        asked_by=member.name,
        staff=member.id,
        asked_at=parts.now(),
        due=asking.due,
    )


def _mail(parts: Parts, return_: Return, member: StaffMember, made: Sequence[Question]) -> list[Writes]:
    """One mail for what was asked together; none where there is nobody to write to."""
    lead = return_.person(Part.LEAD)
    if lead is None:
        return []
    ids = " ".join(question.id for question in made)
    task = Task(
        partnership_id=member.partnership_id,
        subject=return_subject(return_.ref),
        intent=f"mail#question#{made[0].id}",
        kind="mail.question",
        payload={"ref": return_.ref, "part": Part.LEAD.value, "questions": ids},
        due=parts.now(),
    )
    return [parts.tasks.added(task)]
