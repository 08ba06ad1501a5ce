"""What staff hold back of a cycle's mail: a step for everybody, everything for one organisation, or all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

EVERYTHING = ""
EVERYBODY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """`step` is the name of a mail, like "invitation". EVERYTHING and EVERYBODY leave nothing out."""

    cycle_id: str
    step: str = EVERYTHING
    organisation_id: str = EVERYBODY
    by: str
    at: datetime

    def covers(self, step: str, organisation_id: str) -> bool:
        """Whether a mail of this step to this organisation waits."""
        return self.step in (EVERYTHING, step) and self.organisation_id in (EVERYBODY, organisation_id)


def held_by(holds: Iterable[Hold], step: str, organisation_id: str) -> Hold | None:
    """The first hold that a mail waits for."""
    return next((hold for hold in holds if hold.covers(step, organisation_id)), None)
