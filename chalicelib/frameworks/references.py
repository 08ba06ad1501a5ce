"""Rules on ids: none twice, none that points nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.domain.framework import GENERAL, NOT_APPLICABLE
from chalicelib.frameworks.problems import Problem, Spot

Data = Mapping[str, Any]

_NAMED_BY = {
    "scale": "id",
    "profile_questions": "id",
    "sectors": "id",
    "duties": "key",
    "standards": "number",
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
    for n, criterion in enumerate(data["criteria"]):
        yield from _criterion(criterion, data, sectors, ("criteria", n))


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
    yield from _unknown([criterion["standard"]], _numbers(data), "standard", (*spot, "standard"))
    if not criterion["id"].startswith(f"S{criterion['standard']:02}-"):
        yield Problem((*spot, "id"), f"{criterion['id']} is not in standard {criterion['standard']}")
    for n, rule in enumerate(criterion["not_asked"]):
        yield from _rule(rule, data, sectors, (*spot, "not_asked", n))
    variants = {GENERAL} | {sector["variant"] for sector in data["sectors"]}
    yield from _unknown(criterion["wordings"], variants, "variant", (*spot, "wordings"))
    if GENERAL not in criterion["wordings"]:
        yield Problem((*spot, "wordings"), f"{criterion['id']} has no {GENERAL} wording")
    for variant, wording in criterion["wordings"].items():
        if list(wording["levels"]) != levels:
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


def _numbers(data: Data) -> set[int]:
    return {standard["number"] for standard in data["standards"]}


def _unknown(named: Iterable[Any], known: Iterable[object], what: str, spot: Spot) -> Iterator[Problem]:
    """`named` is a list, whose spots are positions, or a set of keys, whose spots are the keys."""
    for position, name in enumerate(named):
        if name not in known:
            place = name if isinstance(named, Mapping) else position
            yield Problem((*spot, place), f"there is no {what} {name!r}")
