"""What an organisation tells us beside its answers: optional, and never rated."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.errors import Invalid

TEXT_LIMIT = 2_000
TEXTS = ("proud_of", "in_the_way")
TIMES_TAKEN = {
    "under_1_hour": "Less than 1 hour",
    "1_to_2_hours": "1 to 2 hours",
    "2_to_4_hours": "2 to 4 hours",
    "over_4_hours": "More than 4 hours",
}


def told(values: Mapping[str, str]) -> dict[str, str]:
    """What to keep of a form: the texts, `may_share` ("yes" or ""), `time_taken`. Raises Invalid."""
    problems = {name: "text_too_long" for name in TEXTS if len(values.get(name, "")) > TEXT_LIMIT}
    if values.get("time_taken") and values["time_taken"] not in TIMES_TAKEN:
        problems["time_taken"] = "choice_needed"
    if problems:
        raise Invalid(problems, limit=f"{TEXT_LIMIT:,}")
    kept = {name: values.get(name, "").strip() for name in (*TEXTS, "time_taken")}
    kept["may_share"] = "yes" if values.get("may_share") and kept["proud_of"] else ""
    return kept


def mark_of(said: Mapping[str, str]) -> str:
    """Differs whenever what was said differs: a form carries it, so that no other text is overwritten."""
    return hashlib.sha256(json.dumps(dict(said), sort_keys=True).encode()).hexdigest()[:16]


def as_copied(said: Mapping[str, str]) -> dict[str, Any] | None:
    """How a submitted copy shows it; None when nothing was said."""
    if not any(said.values()):
        return None
    return {
        "proud_of": said.get("proud_of", ""),
        "may_share": said.get("may_share") == "yes",
        "in_the_way": said.get("in_the_way", ""),
        "time_taken": TIMES_TAKEN.get(said.get("time_taken", "")),
    }
