"""What a copy says of itself: a draft and when it was made, or when it was submitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.times import clock_time, long_date


@dataclass(frozen=True, slots=True)
class Standing:
    """`foot` stands on every page, `notice` once at the beginning."""

    foot: str
    notice: str


def standing(copy: Mapping[str, Any], made_at: datetime) -> Standing:
    """Of a copy as domain/snapshots.py makes it, for a file that anybody could change."""
    moment, submitted = f"{clock_time(made_at)} on {long_date(made_at)}", copy["submitted_at"]
    if submitted:
        return Standing(
            foot=f"{copy['reference']} · As submitted on {long_date(datetime.fromisoformat(submitted))}",
            notice="These are the answers as they were submitted. To show somebody that a copy is unchanged, "
            "use the PDF with the check code.",
        )
    return Standing(
        foot=f"{copy['reference']} · Draft, not submitted · {moment}",
        notice=f"Draft, not submitted. These are the answers at {moment}. They can still change.",
    )
