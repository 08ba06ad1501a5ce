"""Where a spreadsheet that came back and what is here differ. Nobody's later work is overwritten unasked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.framework import Criterion, Framework
from chalicelib.domain.returns import Answer, Plan, Return, asked
from chalicelib.domain.workbook_marks import mark, plan_mark, rating_mark, said
from chalicelib.domain.workbook_reading import Brought


class Way(StrEnum):
    """What taking the file's would do here."""

    NEW = "new"
    CHANGED = "changed"
    EMPTIED = "emptied"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing to choose. `key` is the name of its choice in a form, `version` that of what is here.

    `changed_here` means that somebody saved something else here after the file was made.
    """

    key: str
    way: Way
    version: int
    changed_here: bool

    @property
    def has_to_be_chosen(self) -> bool:
        """It goes with no other: taking it would take something away, or overwrite later work."""
        return self.changed_here or self.way in (Way.EMPTIED, Way.REMOVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingDifference(Difference):
    """Ratings are a level's id, NOT_APPLICABLE or "", each with the reason why it does not apply."""

    criterion: Criterion
    here: tuple[str, str]
    file: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDifference(Difference):
    criterion: Criterion
    here: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpDifference(Difference):
    """Whether they would like help with it."""

    criterion: Criterion
    here: bool
    file: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDifference(Difference):
    """`here` is None for a new line, `file` for one that the file no longer has. `shown` are the questions of
    `here` that are asked.
    """

    plan_id: str
    here: Plan | None
    file: Plan | None
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """In the order of the pages. `later_here` counts what was changed here and not in the file."""

    every: tuple[Difference, ...]
    later_here: int


def differences(
    brought: Brought, framework: Framework, return_: Return, answers: Iterable[Answer], plans: Iterable[Plan]
) -> Differences:
    """Of the whole file, as things stand here now."""
    by_criterion = {answer.criterion: answer for answer in answers}
    criteria = asked(framework, return_)
    found = [
        *(d for criterion in criteria for d in _of_answer(brought, criterion, by_criterion)),
        *_of_plan(brought, {plan.id: plan for plan in plans}, {c.id for c in criteria}),
    ]
    every = tuple(difference for difference in found if difference is not None)
    return Differences(every, len(found) - len(every))


def _of_answer(
    brought: Brought, criterion: Criterion, by_criterion: Mapping[str, Answer]
) -> Iterator[Difference | None]:
    """None stands for what was changed here alone."""
    file = brought.answers.answers.get(criterion.id) if brought.answers else None
    if file is None:
        return
    here = by_criterion.get(criterion.id) or Answer(criterion=criterion.id)
    if file.rating is not None and file.rating != (here.rating, said(here.reason)):
        yield _rating(brought, criterion, here, file.rating)
    if file.narrative is not None and file.narrative != said(here.narrative):
        yield _text(brought, criterion, here, file.narrative)
    if file.help_wanted is not None and file.help_wanted != here.help_wanted:
        yield _help(brought, criterion, here, file.help_wanted)


def _rating(
    brought: Brought, criterion: Criterion, here: Answer, file: tuple[str, str]
) -> RatingDifference | None:
    before = brought.book.facts.get(f"rating {criterion.id}")
    if before == rating_mark(*file):
        return None
    return RatingDifference(
        key=f"rating-{criterion.id}",
        way=Way.CHANGED if file[0] else Way.EMPTIED,
        version=here.version,
        changed_here=before not in (None, rating_mark(here.rating, here.reason)),
        criterion=criterion,
        here=(here.rating, here.reason),
        file=file,
    )


def _text(brought: Brought, criterion: Criterion, here: Answer, file: str) -> TextDifference | None:
    before = brought.book.facts.get(f"narrative {criterion.id}")
    if before == mark(file):
        return None
    return TextDifference(
        key=f"text-{criterion.id}",
        way=Way.CHANGED if file else Way.EMPTIED,
        version=here.version,
        changed_here=before not in (None, mark(said(here.narrative))),
        criterion=criterion,
        here=here.narrative,
        file=file,
    )


def _help(brought: Brought, criterion: Criterion, here: Answer, file: bool) -> HelpDifference | None:
    before = brought.book.facts.get(f"help {criterion.id}")
    if before == mark(str(file)):
        return None
    return HelpDifference(
        key=f"help-{criterion.id}",
        way=Way.CHANGED,
        version=here.version,
        changed_here=before not in (None, mark(str(here.help_wanted))),
        criterion=criterion,
        here=here.help_wanted,
        file=file,
    )


def _of_plan(
    brought: Brought, here: Mapping[str, Plan], criteria: set[str]
) -> Iterator[PlanDifference | None]:
    if brought.plan is None:
        return
    for plan_id, file in brought.plan.plans.items():
        yield from _of_line(brought, plan_id, here.get(plan_id), file, criteria)
    for plan_id, plan in here.items():
        before = brought.book.facts.get(f"plan {plan_id}")
        if before is not None and plan_id not in brought.plan.present:
            yield PlanDifference(
                key=f"plan-{plan_id}",
                way=Way.REMOVED,
                version=plan.version,
                changed_here=before != plan_mark(plan, _shown(plan, criteria)),
                plan_id=plan_id,
                here=plan,
                file=None,
                shown=_shown(plan, criteria),
            )


def _of_line(
    brought: Brought, plan_id: str, here: Plan | None, file: Plan, criteria: set[str]
) -> Iterator[PlanDifference | None]:
    shown = _shown(here, criteria) if here else ()
    now = plan_mark(here, shown) if here else None
    theirs, before = plan_mark(file, file.criteria), brought.book.facts.get(f"plan {plan_id}")
    if theirs == now:
        return
    is_new = brought.plan is not None and plan_id in brought.plan.new
    if theirs == before or (is_new and here):  # untouched in the file, or taken from it before and changed
        yield None
        return
    yield PlanDifference(
        key=f"plan-{plan_id}",
        way=Way.CHANGED if here else Way.NEW,
        version=here.version if here else 0,
        changed_here=not is_new and before not in (None, now),
        plan_id=plan_id,
        here=here,
        file=file,
        shown=shown,
    )


def _shown(plan: Plan, criteria: set[str]) -> tuple[str, ...]:
    return tuple(c for c in plan.criteria if c in criteria)
