"""Taking over what a spreadsheet says, choice by choice.

Everything is saved by the functions that pages use, so the same limits, rights and conflicts hold. What is
interrupted can simply be done again: what is saved already no longer differs.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.domain.errors import Outdated
from chalicelib.domain.framework import NOT_APPLICABLE
from chalicelib.domain.returns import Answer
from chalicelib.domain.workbook_differences import (
    Difference,
    HelpDifference,
    PlanDifference,
    RatingDifference,
    TextDifference,
)
from chalicelib.services.answering import mark_not_applicable, save_answer
from chalicelib.services.bringing_back import Review
from chalicelib.services.planning import remove_plan, save_plan
from chalicelib.services.ports import Parts

AnswerDifference = RatingDifference | TextDifference | HelpDifference


@dataclass(slots=True)
class Taken:
    """What was saved, and the choices that lost to what somebody else saved meanwhile."""

    keys: list[str] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)


def take(
    parts: Parts, ref: str, token: str, review: Review, chosen: Collection[str], seen: Mapping[str, int]
) -> Taken:
    """Saves what the file says for each key in `chosen`. `seen`: key → the version that was shown with it.

    Raises Refused when the return as a whole is no longer open to change.
    """
    taken = Taken()
    here = {answer.criterion: answer for answer in review.whole.answers}
    for group in _groups(d for d in review.found.every if d.key in chosen):
        keys = [difference.key for difference in group]
        try:
            for difference in group:
                if isinstance(difference, PlanDifference):
                    _take_line(parts, ref, token, difference, seen.get(difference.key, 0))
            answers = [d for d in group if isinstance(d, AnswerDifference)]
            if answers:
                criterion = answers[0].criterion.id
                before = here.get(criterion) or Answer(criterion=criterion)
                _take_answer(parts, ref, token, before, answers, seen.get(keys[0], 0))
        except Outdated:
            taken.outdated += keys
        else:
            taken.keys += keys
    return taken


def _groups(chosen: Iterable[Difference]) -> Iterator[list[Difference]]:
    """What is saved together: all of one answer, or one line of the plan."""
    together: dict[str, list[Difference]] = {}
    for difference in chosen:
        whose = difference.criterion.id if isinstance(difference, AnswerDifference) else difference.key
        together.setdefault(whose, []).append(difference)
    yield from together.values()


def _take_answer(
    parts: Parts, ref: str, token: str, here: Answer, file: Sequence[AnswerDifference], version: int
) -> None:
    """What was not chosen stays as it was read: the version says whether it still is so."""
    rating, reason, narrative, help_wanted = here.rating, here.reason, here.narrative, here.help_wanted
    for difference in file:
        match difference:
            case RatingDifference():
                rating, reason = difference.file
            case TextDifference():
                narrative = difference.file
            case HelpDifference():
                help_wanted = difference.file
    if rating == NOT_APPLICABLE and (rating, reason) != (here.rating, here.reason):
        saved = mark_not_applicable(parts, ref, token, here.criterion, reason=reason, version=version)
        here, version = saved.answer, saved.answer.version
    if (rating, narrative, help_wanted) != (here.rating, here.narrative, here.help_wanted):
        save_answer(
            parts,
            ref,
            token,
            here.criterion,
            rating=rating,
            narrative=narrative,
            help_wanted=help_wanted,
            version=version,
        )


def _take_line(parts: Parts, ref: str, token: str, difference: PlanDifference, version: int) -> None:
    plan = difference.file
    if plan is None:
        remove_plan(parts, ref, token, difference.plan_id, version=version)
        return
    save_plan(
        parts,
        ref,
        token,
        plan.id,
        criteria=plan.criteria,
        what=plan.what,
        who=plan.who,
        by_when=plan.by_when,
        how_known=plan.how_known,
        version=version,
    )
