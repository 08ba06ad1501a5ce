"""What belongs to verifying: what was stated before a draw, the draws, and when each was last visited."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from chalicelib.domain.draws import Draw
from chalicelib.domain.sampling_frame import Stated
from chalicelib.services.ports.commits import Writes


class Verification(Protocol):
    def stated(self, cycle_id: str) -> list[Stated]:
        """What staff said of organisations before a draw of this cycle."""
        ...

    def stated_saved(self, cycle_id: str, stated: Stated) -> Writes: ...

    def stated_removed(self, cycle_id: str, organisation_id: str) -> Writes: ...

    def draws(self, cycle_id: str) -> list[Draw]:
        """Oldest first."""
        ...

    def drawn(self, draw: Draw) -> Writes:
        """Refuses (kind "DRAW") when there is one of this number."""
        ...

    def last_visits(self, partnership_id: str) -> Mapping[str, tuple[str, date]]:
        """Organisation → the cycle and the day of its last visit."""
        ...

    def visited(self, partnership_id: str, organisation_id: str, cycle_id: str, on: date) -> Writes: ...
