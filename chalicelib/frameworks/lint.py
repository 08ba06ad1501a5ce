"""Rules on words: how long a text may be, what it may not say. The rules are the tables below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.frameworks.problems import Problem, Spot
from chalicelib.frameworks.wordings import own

Data = Mapping[str, Any]
Found = tuple[str, Spot, str]
"""The kind of text, where it stands, and the text."""

MOST_WORDS = {
    "title": 6,
    "short_title": 6,
    "question": 20,
    "why": 25,
    "think_about": 15,
    "try_this": 30,
    "where_to_look": 15,
    "do_not_attach": 25,
    "levels": 26,
    "first_step": 25,
    "because": 25,
    "changed": 25,
}
ONE_SENTENCE = frozenset(
    {"title", "short_title", "question", "why", "try_this", "levels", "because", "changed"}
)


@dataclass(frozen=True, slots=True)
class Banned:
    """A way of writing, and the kinds of text that may not use it (empty: none may)."""

    pattern: re.Pattern[str]
    kinds: frozenset[str] = frozenset()


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


# Vague words let anybody choose a high level; the others are for staff or blame the reader.
VAGUE = ("robust", "appropriate(?:ly)?", "effective(?:ly)?", "embed(?:s|ded)?", "regular(?:ly)?")
UNFINISHED = ("as necessary", "being developed", "due to be")
NEVER = ("ensur(?:e|es|ed|ing)", "chas(?:e|es|ed|ing)", "sealed", "moderated", "non-compliant", "failed")
BANNED = (
    Banned(_words(*VAGUE, *UNFINISHED), frozenset({"levels"})),
    Banned(_words(*NEVER)),
)
NOT_ON_CORE = _words("not applicable", "does not apply", "n/a")


def check_words(data: Data) -> Iterator[Problem]:
    """Everything wrong with the texts of a file that has the right shape."""
    for kind, spot, text in _texts(data):
        yield from _length(kind, spot, text)
        yield from _stops(kind, spot, text)
        for rule in BANNED:
            if (not rule.kinds or kind in rule.kinds) and (hit := rule.pattern.search(text)):
                yield Problem(spot, f"do not say {hit.group()!r} here")
    yield from _top_levels(data)
    yield from _core(data)


def _texts(data: Data) -> Iterator[Found]:
    for kind in ("standards", "headings"):
        for n, standard in enumerate(data[kind]):
            yield "short_title", (kind, n, "short_title"), standard["short_title"]
    yield from _reasons(data)
    for n, criterion in enumerate(data["criteria"]):
        spot: Spot = ("criteria", n)
        yield "title", (*spot, "title"), criterion["title"]
        for i, rule in enumerate(criterion["not_asked"]):
            yield "because", (*spot, "not_asked", i, "because"), rule["because"]
        for variant, wording in own(criterion):
            yield from _wording_texts(wording, (*spot, "wordings", variant))


def _reasons(data: Data) -> Iterator[Found]:
    for n, retired in enumerate(data["retired"]):
        yield "changed", ("retired", n, "why"), retired["why"]
    for kind in ("instead", "leave_out"):
        for n, part in enumerate(data.get(kind, ())):
            yield "because", (kind, n, "because"), part["because"]


def _wording_texts(wording: Data, spot: Spot) -> Iterator[Found]:
    for kind, value in wording.items():
        if isinstance(value, str):
            yield kind, (*spot, kind), value
            continue
        items = enumerate(value) if isinstance(value, list) else value.items()
        for key, text in items:
            yield kind, (*spot, kind, key), text


def _length(kind: str, spot: Spot, text: str) -> Iterator[Problem]:
    words = sum(1 for word in text.split() if re.search(r"\w", word))
    if words > MOST_WORDS[kind]:
        most = MOST_WORDS[kind]
        yield Problem(spot, f"{words} words in {kind}, at most {most}", here=f"{words} words, at most {most}")


def _stops(kind: str, spot: Spot, text: str) -> Iterator[Problem]:
    if text != text.strip() or "  " in text:
        yield Problem(spot, f"stray space in {kind}")
    if text.rstrip().endswith("."):
        yield Problem(spot, f"no full stop at the end of {kind}")
    if kind in ONE_SENTENCE and re.search(r"[.?!]\s+[A-Z]", text):
        yield Problem(spot, f"{kind} must be one sentence")
    if kind == "question" and not text.endswith("?"):
        yield Problem(spot, "a question ends with a question mark")


def _top_levels(data: Data) -> Iterator[Problem]:
    """The top level builds on the one below it, so it says so."""
    below, top = data["scale"][-2], data["scale"][-1]
    opening = f"As {below['label']}, "
    for n, criterion in enumerate(data["criteria"]):
        for variant, wording in own(criterion):
            if "levels" in wording and not wording["levels"][top["id"]].startswith(opening):
                spot = ("criteria", n, "wordings", variant, "levels", top["id"])
                yield Problem(spot, f"{top['id']} must start with {opening!r}")


def _core(data: Data) -> Iterator[Problem]:
    """Not applicable is never offered on a core criterion, so no text may suggest it."""
    core = {n for n, criterion in enumerate(data["criteria"]) if criterion["core"]}
    for _, spot, text in _texts(data):
        if spot[0] == "criteria" and spot[1] in core and (hit := NOT_ON_CORE.search(text)):
            yield Problem(spot, f"a core criterion may not say {hit.group()!r}")
