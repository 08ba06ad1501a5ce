"""What of a return may go to whom: a partnership's own questions, and what answers them, go to no other."""

from collections.abc import Mapping
from typing import Any


def for_audience(copy: Mapping[str, Any], partnership_id: str) -> dict[str, Any]:
    """A copy (domain/snapshots.py) without the own questions of other partnerships, and without the plans and
    the evidence that serve nothing else.
    """
    hidden = {c["id"] for c in _criteria(copy) if c.get("own_of", "") not in ("", partnership_id)}
    if not hidden:
        return dict(copy)
    standards = [
        {**s, "criteria": [c for c in s["criteria"] if c["id"] not in hidden]} for s in copy["standards"]
    ]
    plan = [{**line, "criteria": [c for c in line["criteria"] if c not in hidden]} for line in copy["plan"]]
    used = {e for s in standards for c in s["criteria"] for e in c["evidence"]}
    return {
        **copy,
        "standards": standards,
        "plan": [line for line in plan if line["criteria"]],
        "evidence": [item for item in copy["evidence"] if item["id"] in used],
    }


def _criteria(copy: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [criterion for standard in copy["standards"] for criterion in standard["criteria"]]
