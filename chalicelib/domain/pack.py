"""What a governing body or board needs on one page: how a return stands, what is planned, what to ask."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.framework import Framework
from chalicelib.domain.times import count, long_date

MOST_BELOW = 7  # what fits on the page; the rest is in the answers
MOST_BARRIERS = 3
LINE = 90  # characters of a line of the summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """An answer below the standard, and what is planned about it, each in a line."""

    title: str
    rating: str
    planned: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """`levels` are label and number, lowest first. `more_below` and `more_barriers` did not fit."""

    levels: tuple[tuple[str, int], ...]
    not_applicable: int
    unanswered: int
    below: tuple[Below, ...]
    more_below: int
    barriers: tuple[str, ...]
    more_barriers: int
    questions: tuple[str, str, str]


def pack_of(framework: Framework, copy: Mapping[str, Any]) -> Pack:
    """Of a copy (domain/snapshots.py), submitted or not."""
    criteria = [criterion for standard in copy["standards"] for criterion in standard["criteria"]]
    rated = [criterion for criterion in criteria if criterion["rating"]]
    meets = {level.id: level.meets_standard for level in framework.scale.levels}
    low = [criterion for criterion in rated if not meets[criterion["rating"]["id"]]]
    barriers = [line for line in copy["plan"] if line["kind"] == "barrier"]
    not_applicable = sum(1 for c in criteria if c["not_applicable_reason"] is not None)
    return Pack(
        levels=tuple(
            (level.label, sum(1 for c in rated if c["rating"]["id"] == level.id))
            for level in sorted(framework.scale.levels, key=lambda level: level.order)
        ),
        not_applicable=not_applicable,
        unanswered=len(criteria) - len(rated) - not_applicable,
        below=tuple(_below(criterion, copy["plan"]) for criterion in low[:MOST_BELOW]),
        more_below=max(len(low) - MOST_BELOW, 0),
        barriers=tuple(_line(barrier["what"]) for barrier in barriers[:MOST_BARRIERS]),
        more_barriers=max(len(barriers) - MOST_BARRIERS, 0),
        questions=_questions(low, barriers),
    )


def _below(criterion: Mapping[str, Any], plan: Iterable[Mapping[str, Any]]) -> Below:
    serving = [line for line in plan if criterion["id"] in line["criteria"]]
    first, others = serving[:1], len(serving) - 1
    planned = [_planned(line) for line in first]
    if others > 0:
        planned.append(f"and {count(others, 'more step')}")
    return Below(title=criterion["title"], rating=criterion["rating"]["label"], planned=tuple(planned))


def _planned(line: Mapping[str, Any]) -> str:
    """Like "Train a second person for panels (The deputy, by 27 March 2027)"."""
    when = f"by {long_date(date.fromisoformat(line['by_when']))}" if line["by_when"] else ""
    facts = ", ".join(filter(None, (_line(line["who"], 40), when)))
    what = _line(line["what"])
    if line["kind"] == "barrier":
        return f"In the way: {what}"
    return f"{what} ({facts})" if facts else what


def _questions(
    below: Sequence[Mapping[str, Any]], barriers: Sequence[Mapping[str, Any]]
) -> tuple[str, str, str]:
    """Three that anybody at the table can ask, whatever they know about safeguarding."""
    first = (
        f"What would help most with “{_line(below[0]['title'], 60)}”, and who has the time for it?"
        if below
        else "We say that all of it meets the standard. When did somebody from outside last look?"
    )
    second = (
        "What can this meeting do about what is in the way?"
        if barriers
        else "Choose one answer that meets the standard. Where would we see the proof today?"
    )
    return first, second, "What have children told us this year, and what did we change because of it?"


def _line(text: str, most: int = LINE) -> str:
    """The beginning of a text on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"
