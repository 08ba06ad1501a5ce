"""What a scrutineer challenges in a review, and what the partnership's people answer. No rating changes."""

from dataclasses import dataclass
from datetime import datetime

CHALLENGE_LIMIT = 2_000
MOST_CHALLENGES = 20  # of one return


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """`criterion` is "" for the return as a whole. Names are those that staff read."""

    id: str
    criterion: str
    text: str
    by: str
    by_name: str
    at: datetime
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    version: int = 0
