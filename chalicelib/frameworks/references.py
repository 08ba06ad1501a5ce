"""Rules on ids: none twice, none that points nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.domain.framework import GENERAL, NOT_APPLICABLE
from chalicelib.frameworks.problems import Problem, Spot
from chalicelib.frameworks.wordings import own

Data = Mapping[str, Any]

_NAMED_BY = {
    "scale": "id",
    "profile_questions": "id",
    "sectors": "id",
    "duties": "key",
    "standards": "number",
    "headings": "number",
    "retired": "id",
    "criteria": "id",
}


def check_references(data: Data) -> Iterator[Problem]:
    """Everything wrong with the ids of a file that has the right shape."""
    yield from _duplicates(data)
    yield from _level_ids(data)
    sectors = {sector["id"] for sector in data["sectors"]}
    for kind in ("duties", "caps"):
        for n, part in enumerate(data[kind]):
            named = part["binds"] if kind == "duties" else part["sectors"]
            yield from _unknown(named, sectors, "sector", (kind, n))
    for n, cap in enumerate(data["caps"]):
        yield from _profile({q: [a] for q, a in cap["profile"].items()}, data, ("caps", n, "profile"))
    for kind in ("variants", "instead"):
        for n, rule in enumerate(data[kind]):
            yield from _profile(rule["when"], data, (kind, n, "when"))
    for n, criterion in enumerate(data["criteria"]):
        yield from _criterion(criterion, data, sectors, ("criteria", n))
        yield from _grouping(criterion, data, ("criteria", n))


def _duplicates(data: Data) -> Iterator[Problem]:
    for kind, name in _NAMED_BY.items():
        seen = set()
        for n, part in enumerate(data[kind]):
            if part[name] in seen:
                yield Problem((kind, n, name), f"{part[name]!r} is in {kind} already")
            seen.add(part[name])


def _level_ids(data: Data) -> Iterator[Problem]:
    for n, level in enumerate(data["scale"]):
        if level["id"] == NOT_APPLICABLE:
            yield Problem(("scale", n, "id"), f"{NOT_APPLICABLE!r} is kept for what does not apply")


def _criterion(criterion: Data, data: Data, sectors: set[str], spot: Spot) -> Iterator[Problem]:
    duties = {duty["key"] for duty in data["duties"]}
    levels = [level["id"] for level in data["scale"]]
    yield from _unknown(criterion["duties"], duties, "duty", (*spot, "duties"))
    yield from _unknown([criterion["standard"]], _numbers(data, "standards"), "standard", (*spot, "standard"))
    spine = re.fullmatch(r"[SL](\d\d)-\d\d", criterion["id"])
    if spine and int(spine[1]) != criterion["standard"]:
        yield Problem((*spot, "id"), f"{criterion['id']} is not in standard {criterion['standard']}")
    for n, rule in enumerate(criterion["not_asked"]):
        yield from _rule(rule, data, sectors, (*spot, "not_asked", n))
    variants = {GENERAL} | {part["variant"] for part in (*data["sectors"], *data["variants"])}
    yield from _unknown(criterion["wordings"], variants, "variant", (*spot, "wordings"))
    if GENERAL not in criterion["wordings"]:
        yield Problem((*spot, "wordings"), f"{criterion['id']} has no {GENERAL} wording")
    for variant, wording in own(criterion):
        if list(wording.get("levels", levels)) != levels:
            yield Problem((*spot, "wordings", variant, "levels"), f"levels must be {', '.join(levels)}")


def _rule(rule: Data, data: Data, sectors: set[str], spot: Spot) -> Iterator[Problem]:
    if not rule["sectors"] and not rule["when"]:
        yield Problem(spot, "a not_asked rule needs sectors, when or both")
    yield from _unknown(rule["sectors"], sectors, "sector", (*spot, "sectors"))
    yield from _profile(rule["when"], data, (*spot, "when"))


def _profile(when: Mapping[str, Iterable[str]], data: Data, spot: Spot) -> Iterator[Problem]:
    questions = {question["id"]: question["answers"] for question in data["profile_questions"]}
    for question, answers in when.items():
        if question not in questions:
            yield Problem((*spot, question), f"there is no profile question {question!r}")
        else:
            yield from _unknown(answers, questions[question], f"answer to {question!r}:", (*spot, question))


def _grouping(criterion: Data, data: Data, spot: Spot) -> Iterator[Problem]:
    """Headings, and the mark of what is essential, are for every criterion of a framework or for none."""
    numbers = _numbers(data, "headings") or {0}
    if criterion["heading"] not in numbers:
        yield Problem((*spot, "heading"), f"there is no heading {criterion['heading']}")
    if (criterion["essential"] is None) != (data["criteria"][0]["essential"] is None):
        yield Problem((*spot, "essential"), "say of every criterion whether it is essential, or of none")


def _numbers(data: Data, kind: str) -> set[int]:
    return {part["number"] for part in data[kind]}


def _unknown(named: Iterable[Any], known: Iterable[object], what: str, spot: Spot) -> Iterator[Problem]:
    """`named` is a list, whose spots are positions, or a set of keys, whose spots are the keys."""
    for position, name in enumerate(named):
        if name not in known:
            place = name if isinstance(named, Mapping) else position
            yield Problem((*spot, place), f"there is no {what} {name!r}")
