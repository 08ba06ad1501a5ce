"""How much a partnership may add, and how much anybody may be asked. The rules are the tables below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain.framework import Framework, Sector
from chalicelib.domain.previews import Burden, Seen, seen_by
from chalicelib.frameworks.problems import Problem

Data = Mapping[str, Any]

MOST = Burden(questions=45, minutes=130)
"""For any organisation, whoever asks: about two hours."""
MOST_ADDED = Burden(questions=5, minutes=15)
"""Of a partnership's own beside one of our sets."""
MOST_PROFILES = 5_000
"""Ways of answering the whole profile, each of which is tried."""
MOST_CRITERIA = 150
_ADVICE = "Name questions of ours to leave out, or ask fewer"


def check_size(data: Data) -> Iterator[Problem]:
    """Before anything is tried out."""
    ways = 1
    for question in data["profile_questions"]:
        ways *= len(question["answers"])
    if ways > MOST_PROFILES:
        words = f"the profile can be answered in {ways:,} ways, at most {MOST_PROFILES:,}"
        yield Problem(("profile_questions",), words)
    if len(data["criteria"]) > MOST_CRITERIA:
        yield Problem(("criteria",), f"{len(data['criteria'])} questions, at most {MOST_CRITERIA}")


def check_burden(framework: Framework, caps: Data) -> Iterator[Problem]:
    """For every sector, and every way of answering the profile. `caps` are those of the base."""
    for sector in framework.sectors:
        seen = seen_by(framework, sector.id)
        yield from _added(framework, sector, seen)
        yield from _in_all(framework, sector, seen)
        for cap in caps["caps"] if framework.base else ():
            if not cap["sectors"] or sector.id in cap["sectors"]:
                yield from _capped(framework, sector, seen, cap)


def _added(framework: Framework, sector: Sector, seen: Seen) -> Iterator[Problem]:
    added = [Burden.of(tuple(filter(framework.is_added, criteria))) for _, criteria in seen]
    questions, minutes = max(b.questions for b in added), max(b.minutes for b in added)
    if questions > MOST_ADDED.questions:
        words = f"{sector.name} would get {questions} questions of yours, at most {MOST_ADDED.questions}"
        yield Problem(("criteria",), words)
    if minutes > MOST_ADDED.minutes:
        words = f"your questions would take {sector.name} {minutes} minutes, at most {MOST_ADDED.minutes}"
        yield Problem(("criteria",), words)


def _in_all(framework: Framework, sector: Sector, seen: Seen) -> Iterator[Problem]:
    asked = [Burden.of(criteria) for _, criteria in seen]
    questions, minutes = max(b.questions for b in asked), max(b.minutes for b in asked)
    if questions > MOST.questions:
        yield Problem(("criteria",), _too_many(framework, sector.name, questions, MOST.questions))
    if minutes > MOST.minutes:
        words = f"{sector.name} would need {minutes} minutes in all, at most {MOST.minutes}"
        yield Problem(("criteria",), f"{words}. {_ADVICE}" if framework.base else words)


def _capped(framework: Framework, sector: Sector, seen: Seen, cap: Data) -> Iterator[Problem]:
    fixed = cap["profile"]
    counts = [len(asked) for profile, asked in seen if fixed.items() <= dict(profile).items()]
    if counts and max(counts) > cap["at_most"] and not (cap["at_most"] == MOST.questions and not fixed):
        labels = {q.id: q.answers for q in framework.profile_questions}
        said = [labels[question][answer] for question, answer in fixed.items()]
        who = f"{sector.name} ({', '.join(said)})" if said else sector.name
        yield Problem(("criteria",), _too_many(framework, who, max(counts), cap["at_most"]))


def _too_many(framework: Framework, who: str, seen: int, most: int) -> str:
    words = f"{who} would be asked {seen} questions, at most {most}"
    return f"{words}. {_ADVICE}" if framework.base else words
