"""Reading what was kept of a draw, also of draws that were made by the first method."""

from collections.abc import Mapping
from typing import Any

FIRST = "compact-audit/sample/1"
"""One ticket each, nobody certain before the draw."""


def read_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record as docs/schemas/sample-2.json has it. `chances` is empty where few have theirs recorded."""
    if record["schema"] != FIRST:
        return dict(record)
    chosen = [{**c, "why": ["chance"], "tickets": 1, "facts": []} for c in record["chosen"]]
    return {
        **record,
        "terms": {
            "visits": len(chosen),
            "minimum": record["minimum"],
            "equally": False,
            "promise": 0,
            "missing": False,
        },
        "strata": [{**s, "certain": 0, "tickets": s["units"]} for s in record["strata"]],
        "chosen": chosen,
        "chances": {},
    }
