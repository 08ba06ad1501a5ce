"""What a whole run has found, as the accessibility statement reads it: templates/data/accessibility.json.

`make accessibility` writes it; every other whole run compares.
"""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.domain.times import london_day
from chalicelib.handlers.statement import RESULTS
from tests.e2e.access import NARROW, RULES, WIDE, Looked
from tests.e2e.system import ROOT

WRITE = "WRITE_ACCESSIBILITY"


def of(looked: Looked) -> dict[str, Any]:
    """Everything but the day."""
    return {
        "tools": {"axe-core": _version("axe-core"), "Chromium": looked.browser},
        "rules": list(RULES),
        "widths": [NARROW["width"], WIDE["width"]],
        "pages": {route: sorted(s for r, s in looked.at if r == route) for route in sorted(looked.routes())},
        "problems": [
            {"page": route, "state": state, "problem": problem}
            for (route, state), problems in sorted(looked.found.items())
            for problem in problems
        ],
        "tried": sorted(looked.tried),
    }


def write(looked: Looked) -> None:
    found = {"date": f"{london_day(datetime.now(UTC))}", **of(looked)}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def differences(looked: Looked) -> list[str]:
    """Where the file says more than this run saw, or hides a problem. Versions of browsers differ between
    machines, and what only this run looked at is no claim.
    """
    kept, now = json.loads(RESULTS.read_text(encoding="utf-8")), of(looked)
    assert date.fromisoformat(kept["date"]) <= london_day(datetime.now(UTC))
    for found in (kept, now):
        found["tools"].pop("Chromium")
    claimed, seen = _states(kept["pages"]), _states(now["pages"])
    lines = [f"only in the file: {state}" for state in sorted(claimed - seen)]
    others = [key for key in now if key != "pages" and kept.get(key) != now[key]]
    return lines + [f"{key}: {kept.get(key)} in the file, {now[key]} now" for key in others]


def _states(pages: dict[str, Iterable[str]]) -> set[str]:
    return {f"{route} ({state})" for route, states in pages.items() for state in states}


def _version(package: str) -> str:
    found = json.loads((ROOT / "node_modules" / package / "package.json").read_text(encoding="utf-8"))
    return str(found["version"])
