"""What an organisation said before about what is one question now: to be confirmed or rewritten, and never
carried over in silence.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from chalicelib.domain.framework import NOT_APPLICABLE, Criterion, Framework, Level, Wording
from chalicelib.domain.mapping import Changes, Kind, Mapped
from chalicelib.domain.returns import Answer, PreviousReturn, Return, asked


class AnswerPlace(NamedTuple):
    """Where an answer stands: in a return, or `noted` in its working copy."""

    ref: str
    criterion: str
    noted: bool = False


Answers = Mapping[AnswerPlace, Answer]

UNCHANGED = 2
"""After so many submissions in a row with the same text, both sides are told."""


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier return beside the one of now, and the framework that it answered."""

    previous: PreviousReturn
    framework: Framework
    changes: Changes

    @property
    def variant(self) -> str:
        """The wording that the organisation read then."""
        return self.framework.variant_for(self.previous.sector, self.previous.profile)

    def was(self, criterion: Criterion) -> tuple[str, ...]:
        """The questions of then that have become this one."""
        return self.changes.now[criterion.id].was


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One earlier answer, with the question and the level as they were read when it was given.

    `noted` tells what was noted in the working copy since from what was submitted. `level` is None where the
    question was not rated, or did not apply.
    """

    criterion: Criterion
    wording: Wording
    level: Level | None
    answer: Answer
    noted: bool = False

    @property
    def key(self) -> str:
        """Names it among all that was said about one question."""
        return f"{self.criterion.id}:noted" if self.noted else self.criterion.id

    @property
    def mark(self) -> str:
        """Differs whenever what was said differs: whoever confirms it confirms what they have read."""
        said = (self.key, self.answer.rating, self.answer.narrative, self.answer.reason)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTime:
    """What stands beside one question. `said` has what was noted since after what was submitted.

    `confirmable` is what may be confirmed as it is. `unchanged_since` names the earlier two, newest first,
    when the text of now is that of both; `the_same_before` the one before last when last time's text was
    that one's.
    """

    previous: PreviousReturn
    mapped: Mapped
    same_scale: bool
    said: tuple[Said, ...]
    confirmable: Said | None
    unchanged_since: tuple[PreviousReturn, ...] = ()
    the_same_before: PreviousReturn | None = None

    def by_key(self, key: str) -> Said | None:
        """What `Said.key` names."""
        return next((said for said in self.said if said.key == key), None)


def places(past: Sequence[Past], criterion: Criterion) -> list[AnswerPlace]:
    """What to read for one question: of the last return also what was noted in its working copy since."""
    found = [AnswerPlace(one.previous.ref, was) for one in past for was in one.was(criterion)]
    noted = [AnswerPlace(one.previous.ref, was, noted=True) for one in past[:1] for was in one.was(criterion)]
    return found + noted


def last_time(
    criterion: Criterion, now: Answer | None, past: Sequence[Past], answers: Answers
) -> LastTime | None:
    """From the answers that stand at `places`. None where nothing was said before."""
    said = tuple(_said(past[0], criterion, answers)) if past else ()
    if not said:
        return None
    changes = past[0].changes
    mapped = changes.now[criterion.id]
    then, before = _earlier(past, criterion, answers)
    names = tuple(one.previous for one in past)
    run = unchanged_cycles(now, then, before) if now is not None else 0
    echoed = any(unchanged_cycles(answer, before) for answer in then)
    return LastTime(
        previous=past[0].previous,
        mapped=mapped,
        same_scale=changes.same_scale,
        said=said,
        confirmable=_confirmable(criterion, mapped, changes.same_scale, said[-1]),
        unchanged_since=names if run >= UNCHANGED else (),
        the_same_before=names[1] if echoed else None,
    )


def noted_since(submitted: Answer | None, noted: Answer | None) -> Answer | None:
    """What the working copy says, saved later than what was submitted, where it says something else."""
    if noted is None or submitted is None or submitted.saved_at is None:
        return noted
    later = noted.saved_at is not None and noted.saved_at > submitted.saved_at
    return noted if later and not noted.gives_the_same_answer_as(submitted) else None


def unchanged_cycles(now: Answer, then: Iterable[Answer], before: Iterable[Answer] = ()) -> int:
    """How many submissions in a row said in the same words what is said now: 0, 1 or 2.

    The words count, whatever the rating; an answer without words counts where it was confirmed.
    """
    for answer in then:
        if _repeats(now, answer):
            return 1 + any(_repeats(answer, earlier) for earlier in before)
    return 0


def unchanged_in(
    framework: Framework, return_: Return, said: Iterable[Answer], past: Sequence[Past], answers: Answers
) -> dict[str, int]:
    """Criterion → how many submissions in a row its words have been the same, where there is one at least."""
    found = {}
    now = {answer.criterion: answer for answer in said}
    for criterion in asked(framework, return_) if past else ():
        if criterion.id in now:
            found[criterion.id] = unchanged_cycles(now[criterion.id], *_earlier(past, criterion, answers))
    return {criterion: run for criterion, run in found.items() if run}


def to_confirm(past: Sequence[Past], return_: Return, criteria: Iterable[Criterion]) -> tuple[str, ...]:
    """The questions that something was said about last time, and nothing yet this time."""
    if not past:
        return ()
    return tuple(c.id for c in criteria if past[0].was(c) and c.id not in return_.ratings)


def _repeats(one: Answer, earlier: Answer) -> bool:
    said = _words(one)
    return said == _words(earlier) and bool(said or one.confirmed_from)


def _words(answer: Answer) -> str:
    """White space and capitals are no change."""
    return " ".join(answer.narrative.split()).casefold()


def _earlier(
    past: Sequence[Past], criterion: Criterion, answers: Answers
) -> tuple[list[Answer], list[Answer]]:
    """What was submitted about a question last time, and the time before."""
    found = [
        [a for i in one.was(criterion) if (a := answers.get(AnswerPlace(one.previous.ref, i))) is not None]
        for one in past
    ]
    then, before = [*found, [], []][:2]
    return then, before


def _said(past: Past, criterion: Criterion, answers: Answers) -> Iterable[Said]:
    levels = {level.id: level for level in past.framework.scale.levels}
    for criterion_id in past.was(criterion):
        then, place = past.framework.criterion(criterion_id), AnswerPlace(past.previous.ref, criterion_id)
        first, since = answers.get(place), answers.get(place._replace(noted=True))
        for answer, is_noted in ((first, False), (noted_since(first, since), True)):
            if answer is not None and (answer.rating or answer.narrative):
                yield Said(
                    criterion=then,
                    wording=then.wording(past.variant),
                    level=levels.get(answer.rating),
                    answer=answer,
                    noted=is_noted,
                )


def _confirmable(criterion: Criterion, mapped: Mapped, same_scale: bool, latest: Said) -> Said | None:
    """The latest word on the very question, where it has a rating that can be given now."""
    if mapped.kind not in (Kind.SAME, Kind.REWORDED) or not same_scale:
        return None
    does_not_apply = latest.answer.rating == NOT_APPLICABLE and not criterion.core
    return latest if latest.level is not None or does_not_apply else None
