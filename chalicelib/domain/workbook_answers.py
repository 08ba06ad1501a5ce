"""The answers of a spreadsheet that came back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from chalicelib.domain.errors import Refused
from chalicelib.domain.framework import DOES_NOT_APPLY, NOT_APPLICABLE, Criterion, Framework
from chalicelib.domain.limits import refuse_narrative, refuse_reason
from chalicelib.domain.returns import Return, asked
from chalicelib.domain.sheets import Found, FoundLine, lines_of
from chalicelib.domain.workbook import ANSWERS
from chalicelib.domain.workbook_cells import Trouble, chosen, number, text, told
from chalicelib.domain.workbook_columns import YES_NO, answer_columns, labels_of


@dataclass(slots=True)
class BroughtAnswer:
    """What the file says of one question; None for what cannot be used.

    `rating` is a level's id, NOT_APPLICABLE or "", with the reason why it does not apply.
    """

    rating: tuple[str, str] | None = None
    narrative: str | None = None
    help_wanted: bool | None = None


@dataclass(slots=True)
class BroughtAnswers:
    """By question. `left_out` are questions that are not in the file."""

    answers: dict[str, BroughtAnswer] = field(default_factory=dict)
    left_out: list[Criterion] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def bring_answers(rows: Sequence[Sequence[Found]], framework: Framework, return_: Return) -> BroughtAnswers:
    """Raises Refused when a column is missing."""
    brought = BroughtAnswers()
    criteria = {criterion.id: criterion for criterion in asked(framework, return_)}
    lines = list(lines_of(ANSWERS, answer_columns(framework), rows))
    often = Counter(_id(line) for line in lines)
    for line in lines:
        place = f"{ANSWERS}, row {line.number}"
        with told(brought.troubles, place):
            id = number(line).upper()
            if id and often[id] > 1:
                raise Refused("cell_id_twice", id=id)
            if id not in criteria:
                raise unknown(framework, id)
            brought.answers[id] = _answer(brought.troubles, place, line, framework, criteria[id])
    brought.left_out = [criterion for id, criterion in criteria.items() if id not in often]
    return brought


def unknown(framework: Framework, id: str) -> Refused:
    """Why this is not the number of a question here."""
    if not id:
        return Refused("cell_id_missing")
    known = any(criterion.id == id for criterion in framework.criteria)
    return Refused("cell_id_not_asked" if known else "cell_id_unknown", id=id)


def _id(line: FoundLine) -> str:
    try:
        return number(line).upper()
    except Refused:  # a formula
        return ""


def _answer(
    troubles: list[Trouble], place: str, line: FoundLine, framework: Framework, criterion: Criterion
) -> BroughtAnswer:
    """A mistake in the rating does not cost the text, nor the other way round."""
    answer = BroughtAnswer()
    with told(troubles, place):
        answer.rating = _rating(line, framework, criterion)
    with told(troubles, place):
        narrative = text(line, "narrative")
        refuse_narrative(narrative)
        answer.narrative = narrative
    if framework.help_wanted:
        with told(troubles, place):
            wanted: bool | None = chosen(line, "help", YES_NO, "cell_yes_or_no")
            answer.help_wanted = wanted or False
    return answer


def _rating(line: FoundLine, framework: Framework, criterion: Criterion) -> tuple[str, str]:
    rating = chosen(line, "rating", labels_of(framework), "cell_rating_unknown") or ""
    reason = text(line, "reason")
    if rating == NOT_APPLICABLE:
        refuse_reason(criterion, reason)
    elif reason:
        raise Refused("cell_reason_alone", label=DOES_NOT_APPLY)
    return rating, reason
