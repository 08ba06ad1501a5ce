"""How far a return is: what is answered, what is left, and about how long that takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.framework import Criterion, Framework, Standard, minutes
from chalicelib.domain.returns import NOT_RATED, WITH_THE_LEAD, Gaps, Return, asked, gaps, is_profiled


class TaskStatus(StrEnum):
    """What the task list says of a task."""

    CANNOT_START = "cannot_start"
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    HAS_QUESTION = "has_question"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionProgress:
    """One section, which is a standard in most frameworks: what is asked there and what is left, in order."""

    section: Standard
    criteria: tuple[Criterion, ...]
    left: tuple[Criterion, ...]
    status: TaskStatus

    @property
    def answered(self) -> int:
        """How many have a rating or do not apply."""
        return len(self.criteria) - len(self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A whole return. `profiled`: its people have said what decides what they are asked."""

    profiled: bool
    sections: tuple[SectionProgress, ...]
    gaps: Gaps
    plan: TaskStatus

    @property
    def total(self) -> int:
        """How many criteria are asked."""
        return sum(len(s.criteria) for s in self.sections)

    @property
    def answered(self) -> int:
        """How many of them are answered."""
        return sum(s.answered for s in self.sections)

    @property
    def minutes_left(self) -> int:
        """The estimate for what is not answered yet."""
        return minutes(self.gaps.unanswered)


def progress(framework: Framework, return_: Return) -> Progress:
    """Worked out from the return alone: no answer is read."""
    criteria = asked(framework, return_)
    found = gaps(framework, return_)
    return Progress(
        profiled=is_profiled(framework, return_),
        sections=tuple(_section(framework, s, criteria, return_) for s in framework.sections),
        gaps=found,
        plan=_plan(found, return_),
    )


def section_progress(framework: Framework, return_: Return, number: int) -> SectionProgress:
    """Raises KeyError for a section that is not in the framework."""
    return _section(framework, framework.section(number), asked(framework, return_), return_)


def needing_plan(framework: Framework, return_: Return) -> tuple[Criterion, ...]:
    """The criteria whose level calls for an action or a barrier, whether or not there is one."""
    orders = {level.order for level in framework.scale.levels if level.needs_action}
    return tuple(c for c in asked(framework, return_) if return_.ratings.get(c.id) in orders)


def _section(
    framework: Framework, section: Standard, every: Sequence[Criterion], return_: Return
) -> SectionProgress:
    criteria = tuple(c for c in every if c.section == section.number)
    left = tuple(c for c in criteria if return_.ratings.get(c.id, NOT_RATED) == NOT_RATED)
    return SectionProgress(
        section=section,
        criteria=criteria,
        left=left,
        status=_status(section, criteria, left, return_, is_profiled(framework, return_)),
    )


def _status(
    section: Standard,
    criteria: Sequence[Criterion],
    left: Sequence[Criterion],
    return_: Return,
    profiled: bool,
) -> TaskStatus:
    if return_.status in WITH_THE_LEAD and _is_asked_about(criteria, return_):
        return TaskStatus.HAS_QUESTION
    if not criteria or (not left and return_.standards_done.get(str(section.number), False)):
        return TaskStatus.COMPLETED
    if not profiled:
        return TaskStatus.CANNOT_START
    touched = any(c.id in return_.ratings for c in criteria)
    return TaskStatus.IN_PROGRESS if touched else TaskStatus.NOT_STARTED


def _is_asked_about(criteria: Sequence[Criterion], return_: Return) -> bool:
    """Whether a reviewer waits for something here."""
    waiting = {q.criterion for q in return_.questions.values() if not q.answered}
    return any(criterion.id in waiting for criterion in criteria)


def _plan(found: Gaps, return_: Return) -> TaskStatus:
    if not found:
        return TaskStatus.COMPLETED
    if return_.plans:
        return TaskStatus.IN_PROGRESS
    return TaskStatus.NOT_STARTED if found.without_plan else TaskStatus.CANNOT_START
