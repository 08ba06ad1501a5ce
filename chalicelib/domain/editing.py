"""What of a return can be changed now: all of it, nothing, or the answers that a reviewer asks about."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chalicelib.domain.errors import Refused
from chalicelib.domain.returns import EDITABLE, Return, ReturnStatus, refuse_unless_editable


def is_open(return_: Return, criterion: str) -> bool:
    """Whether the answer to this criterion can be changed now."""
    if return_.status is ReturnStatus.QUESTIONS:
        return criterion in return_.asked_about
    return return_.status in EDITABLE


def written_in(return_: Return) -> tuple[ReturnStatus, ...]:
    """The statuses in which a change to what is open may be written: another one means another set of what
    is open.
    """
    return (ReturnStatus.QUESTIONS,) if return_.status is ReturnStatus.QUESTIONS else EDITABLE


def back_with_the_lead(return_: Return) -> ReturnStatus:
    """Where a return goes from its approver that is not approved."""
    return ReturnStatus.IN_PROGRESS if return_.submitted_at is None else ReturnStatus.QUESTIONS


def refuse_unless_open(return_: Return, criteria: Iterable[str]) -> None:
    """For a change that touches the answers to these criteria and nothing else."""
    if return_.status is not ReturnStatus.QUESTIONS:
        refuse_unless_editable(return_)
    elif not return_.asked_about.issuperset(criteria):
        raise Refused("only_questions_open")


def refuse_unless_with_lead(return_: Return) -> None:
    """For what can be done whether all of it is open or only some answers."""
    if return_.status is not ReturnStatus.QUESTIONS:
        refuse_unless_editable(return_)


def changed_for_questions(return_: Return, criteria: Iterable[str], now: datetime) -> dict[str, Any]:
    """What the return's own item notes of a change to these answers: that it came after a question."""
    touched = set(criteria)
    return {
        f"questions.{key}.changed_at": now
        for key, question in return_.questions.items()
        if question.criterion in touched
    }


def is_kept_up(return_: Return) -> bool:
    """Whether a working copy stands beside what was submitted: not while all the answers are open again."""
    return return_.submissions > 0 and return_.status not in EDITABLE
