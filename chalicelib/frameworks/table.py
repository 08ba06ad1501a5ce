"""How much each question set asks, as the Markdown of docs/question-sets.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chalicelib.domain.framework import Framework, Profile, Sector, minutes, visible_criteria
from chalicelib.domain.previews import every_profile

_HEAD = """\
# How much each question set asks

Made by `python -m chalicelib.frameworks table > docs/question-sets.md`; a test compares the two.

Each line covers every way of answering the other questions about the organisation. It is asked between the
two numbers of questions; the minutes are the estimate for the larger one."""


def table(frameworks: Iterable[Framework]) -> Iterator[str]:
    """Line by line, one table a framework."""
    yield _HEAD
    for framework in frameworks:
        yield f"\n## {framework.title} ({framework.key})\n"
        first = framework.profile_questions[0]
        yield f"| sector | {first.question[0].lower()}{first.question[1:]} | questions | about |"
        yield "| --- | --- | --- | --- |"
        for sector in framework.sectors:
            for answer, label in first.answers.items():
                yield _row(framework, sector, {first.id: answer}, label)


def _row(framework: Framework, sector: Sector, fixed: Profile, label: str) -> str:
    seen = [visible_criteria(framework, sector.id, profile) for profile in _profiles(framework, fixed)]
    fewest, most = min(map(len, seen)), max(map(len, seen))
    questions = f"{most}" if fewest == most else f"{fewest} to {most}"
    return f"| {sector.name} | {label} | {questions} | {max(map(minutes, seen))} minutes |"


def _profiles(framework: Framework, fixed: Profile) -> Iterator[Profile]:
    """Every complete profile that has the fixed answers and keeps to this framework."""
    return (p for p in every_profile(framework, fixed) if framework.instead_for(p) is None)
