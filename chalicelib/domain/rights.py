"""Who may see and do what in a return: one table, and the few rules that look at more than somebody's part.

Nothing else decides by part. A service names a right when it sits somebody down (services/desk.py), and pages
ask the seat. What a return's status forbids is no matter of rights: see `refuse_unless_editable`.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from chalicelib.domain.framework import Criterion
from chalicelib.domain.returns import Part, Person


class Right(StrEnum):
    """What somebody may do. The first five end where somebody's own standards end: see `sees`."""

    ENTER = "enter"  # pages that show nobody more than what is theirs
    ANSWER = "answer"  # rate, write, say that a question does not apply
    EVIDENCE = "evidence"  # add to the register and use what they may see
    PLAN = "plan"  # actions and barriers
    MARK = "mark"  # say that a standard is completed
    READ = "read"  # all that the return says, its evidence and its copies
    COPIES = "copies"  # what was submitted, also once the cycle is archived and nothing else is
    DESCRIBE = "describe"  # the profile
    TELL = "tell"  # what stands beside the answers
    PEOPLE = "people"  # name people, change what they do, hand over the lead
    SHARE = "share"  # decide what else the partnership sees
    ASK = "ask"  # ask for approval, and take it back
    APPROVE = "approve"  # approve and submit
    SEND_BACK = "send_back"  # send it back with a note, or say that it is not theirs
    COMMENT = "comment"  # on a question or on the whole
    SEE_COMMENTS = "see_comments"
    SETTLE = "settle"  # mark a comment as dealt with
    FINISH = "finish"  # say that their own part is done
    FEEDBACK = "feedback"  # what the partnership says about it, for as long as the copies
    TALK = "talk"  # ask to be rung about that


LASTING = frozenset({Right.COPIES, Right.FEEDBACK, Right.TALK})
"""What does not end when the cycle is archived."""

_WRITES = frozenset({Right.ANSWER, Right.EVIDENCE, Right.PLAN, Right.MARK})

RIGHTS: Mapping[Part, frozenset[Right]] = {
    Part.LEAD: _WRITES
    | {
        Right.ENTER,
        Right.READ,
        Right.COPIES,
        Right.FEEDBACK,
        Right.TALK,
        Right.DESCRIBE,
        Right.TELL,
        Right.PEOPLE,
        Right.SHARE,
        Right.ASK,
        Right.SEE_COMMENTS,
        Right.SETTLE,
    },
    Part.CONTRIBUTOR: _WRITES | {Right.ENTER, Right.FINISH},
    Part.READER: frozenset(
        {
            Right.ENTER,
            Right.READ,
            Right.COPIES,
            Right.FEEDBACK,
            Right.COMMENT,
            Right.SEE_COMMENTS,
            Right.FINISH,
        }
    ),
    # What the organisation's own people decide, nobody decides for them: no people, sharing or approval.
    Part.SCRIBE: _WRITES | {Right.ENTER, Right.READ, Right.COPIES, Right.DESCRIBE, Right.TELL},
    Part.APPROVER: frozenset(
        {
            Right.ENTER,
            Right.READ,
            Right.COPIES,
            Right.FEEDBACK,
            Right.TALK,
            Right.APPROVE,
            Right.SEND_BACK,
            Right.SEE_COMMENTS,
        }
    ),
}


def may(person: Person, right: Right) -> bool:
    """Whether this is theirs at all. A lead who also approves has nobody to send it back to."""
    return right in RIGHTS[person.part] or (person.also_approves and right is Right.APPROVE)


def sees_section(person: Person, number: int) -> bool:
    """Whether a standard, or another page of questions with this number, is theirs to see."""
    return may(person, Right.READ) or number in person.standards


def sees(person: Person, criterion: Criterion) -> bool:
    """Whether a question is theirs to see. A contributor sees those of their own standards alone."""
    return sees_section(person, criterion.section)


def may_edit(person: Person, criterion: Criterion) -> bool:
    """Whether they may answer a question, and add evidence and actions to it."""
    return may(person, Right.ANSWER) and sees(person, criterion)


def sees_plan(person: Person, criteria: Iterable[Criterion]) -> bool:
    """Whether an action or barrier is theirs to see, by the questions that it serves."""
    return may(person, Right.READ) or any(sees(person, criterion) for criterion in criteria)


def may_edit_plan(person: Person, criteria: Iterable[Criterion]) -> bool:
    """Whether they may change it: a contributor only while it serves nobody else's questions."""
    if not may(person, Right.PLAN):
        return False
    served = [sees(person, criterion) for criterion in criteria]
    return may(person, Right.READ) or (bool(served) and all(served))
