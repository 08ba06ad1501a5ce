"""A base and a partnership's own questions as one question set, in the plain data that `build` takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Data = Mapping[str, Any]
ELSEWHERE = "Your partnership asks this of other kinds of organisation"


def merged(base: Data, overlay: Data, partnership_id: str, before: str) -> dict[str, Any]:
    """`before` is the key of the base of the own set that this one follows, "" where it follows none.

    Its past is that of the base as far as `before` does not hold it already: an organisation that answered
    the base itself last time finds each of its questions again.
    """
    base_key = f"{base['id']}@{base['version']}"
    same_base = before in ("", base_key)
    left_out = {part["id"]: part for part in overlay["leave_out"]}
    own = [_own(criterion, base, partnership_id) for criterion in overlay["criteria"]]
    kept = [_kept(criterion, left_out.get(criterion["id"]), same_base) for criterion in base["criteria"]]
    return {
        **base,
        "id": f"{partnership_id}.{overlay['id']}",
        "version": overlay["version"],
        "title": overlay["title"],
        "base": base_key,
        "left_out": [part["id"] for part in overlay["leave_out"]],
        "follows": f"{partnership_id}.{overlay['follows']}" if overlay["follows"] else base_key,
        "retired": [*([] if same_base else base["retired"]), *overlay["retired"]],
        "criteria": in_place(kept, own),
    }


def in_place(kept: Iterable[Data], own: Iterable[Data]) -> list[Data]:
    """Each own question after the last of its section."""
    found = list(kept)
    for criterion in own:
        after = [n for n, other in enumerate(found) if _section(other) <= _section(criterion)]
        found.insert(after[-1] + 1 if after else 0, criterion)
    return found


def _section(criterion: Data) -> int:
    return int(criterion["heading"] or criterion["standard"])


def _own(criterion: Data, base: Data, partnership_id: str) -> dict[str, Any]:
    others = [s["id"] for s in base["sectors"] if s["id"] not in criterion["sectors"]]
    rule = {"because": ELSEWHERE, "sectors": others, "when": {}}
    rules = [rule] if criterion["sectors"] and others else []
    facts = {key: value for key, value in criterion.items() if key != "sectors"}
    return {
        **facts,
        "corresponds": {},
        "own_of": partnership_id,
        "not_asked": [*criterion["not_asked"], *rules],  # last, so that those of the file keep their places
    }


def _kept(criterion: Data, left_out: Data | None, same_base: bool) -> Data:
    """Left out is not taken out: the organisation reads why it is not asked, like any other reason."""
    changes: dict[str, Any] = {}
    if left_out:
        rule = {"because": left_out["because"], "sectors": left_out["sectors"], "when": {}}
        changes["not_asked"] = [rule, *criterion["not_asked"]]
    if same_base:
        changes["was"] = []
        changes["wordings"] = {v: {**words, "changed": ""} for v, words in criterion["wordings"].items()}
    return {**criterion, **changes}
