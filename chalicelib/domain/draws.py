"""Every draw of a cycle, in the order in which they were made: none can be forgotten afterwards."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """One draw. `seed_given`: the words that decide it came from whoever drew; else they were made up by the
    system, after the frame was fixed.
    """

    cycle_id: str
    number: int
    id: str
    at: datetime
    actor: str
    visits: int
    seed: str
    seed_given: bool
    frame_sha256: str
