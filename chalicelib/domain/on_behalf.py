"""A return that staff enter because somebody of the organisation told them: on paper or over the telephone.

It is never theirs: whoever told it is named wherever the answers are read, and so is whoever approved it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class ToldBy(StrEnum):
    """How it reached us."""

    PAPER = "paper"
    TELEPHONE = "telephone"


BY = {ToldBy.PAPER: "on paper", ToldBy.TELEPHONE: "by telephone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBehalf:
    """Who told us (`name`, `job` in the organisation), how and on which day in London; and which member of
    staff wrote it down, and when.
    """

    way: ToldBy
    name: str
    job: str
    told_on: date
    staff: str
    staff_name: str
    at: datetime

    @property
    def how(self) -> str:
        return BY[self.way]

    def as_copied(self) -> dict[str, Any]:
        """As a submitted copy keeps it."""
        return {
            "way": self.way.value,
            "name": self.name,
            "job": self.job,
            "on": self.told_on.isoformat(),
            "by": self.staff_name,
        }
