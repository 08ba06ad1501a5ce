"""A worked example of a completed return: read, checked against the framework that it answers.

organisation, sector, about: who they are (made up), and what kind of place it is
profile: question → answer, all of them
answers: criterion → rating, narrative, reason, help_wanted, evidence (keys of `evidence`)
evidence: key → title, where
plan: a list of kind (action or barrier), criteria, what, who, by_when, how_known
anything_else: fields of domain/telling.py
notes: criterion → why this answer is a good one
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from chalicelib.domain.framework import NOT_APPLICABLE, Framework, visible_criteria
from chalicelib.frameworks.problems import Problem, Spot, refuse
from chalicelib.frameworks.reader import read_yaml

MOST_WORDS_IN_A_NOTE = 35
KEYS = (
    "organisation",
    "sector",
    "about",
    "profile",
    "answers",
    "evidence",
    "plan",
    "anything_else",
    "notes",
)
Data = Mapping[str, Any]


def read_example(path: Path, framework: Framework, *, file: str | None = None) -> dict[str, Any]:
    """Raises FrameworkRefused with everything that does not fit the framework."""
    file = file or str(path)
    data, lines = read_yaml(path.read_text(encoding="utf-8"), file)
    missing = [key for key in KEYS if not isinstance(data, dict) or key not in data]
    refuse(file, lines, [Problem((), f"the key {key!r} is missing") for key in missing])
    refuse(file, lines, _problems(data, framework))
    found: dict[str, Any] = data
    return found


def _problems(data: Data, framework: Framework) -> Iterator[Problem]:
    for question in framework.profile_questions:
        if data["profile"].get(question.id) not in question.answers:
            yield Problem(("profile",), f"{question.id!r} has no answer that the framework offers")
    asked = {c.id: c for c in visible_criteria(framework, data["sector"], data["profile"])}
    yield from (
        Problem(("answers",), f"{c} is asked and not answered") for c in asked if c not in data["answers"]
    )
    for criterion, said in data["answers"].items():
        if criterion not in asked:
            yield Problem(("answers", criterion), f"{criterion} is not asked with this profile")
        else:
            yield from _answer(said, asked[criterion].core, framework, data, ("answers", criterion))
    yield from _plan(data, framework)
    for criterion, note in data["notes"].items():
        if criterion not in data["answers"]:
            yield Problem(("notes", criterion), f"{criterion} is not answered")
        if len(note.split()) > MOST_WORDS_IN_A_NOTE:
            yield Problem(("notes", criterion), f"a note has at most {MOST_WORDS_IN_A_NOTE} words")


def _answer(said: Data, core: bool, framework: Framework, data: Data, spot: Spot) -> Iterator[Problem]:
    if said["rating"] == NOT_APPLICABLE:
        if core:
            yield Problem(spot, "a core criterion always applies")
        if not said.get("reason"):
            yield Problem(spot, "say why it does not apply")
    elif said["rating"] not in {level.id for level in framework.scale.levels}:
        yield Problem((*spot, "rating"), f"there is no level {said['rating']!r}")
    for key in said.get("evidence", ()):
        if key not in data["evidence"]:
            yield Problem((*spot, "evidence"), f"there is no evidence {key!r}")


def _plan(data: Data, framework: Framework) -> Iterator[Problem]:
    low = {level.id for level in framework.scale.levels if level.needs_action}
    planned = {criterion for line in data["plan"] for criterion in line["criteria"]}
    for criterion, said in data["answers"].items():
        if said["rating"] in low and criterion not in planned:
            yield Problem(("answers", criterion), f"{criterion} is below the standard and has no action")
    for n, line in enumerate(data["plan"]):
        if line["kind"] == "action" and not _is_day(line.get("by_when", "")):
            yield Problem(("plan", n), "an action has a real by_when, as in 2027-03-26")
        for criterion in line["criteria"]:
            if criterion not in data["answers"]:
                yield Problem(("plan", n, "criteria"), f"{criterion} is not answered")


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
