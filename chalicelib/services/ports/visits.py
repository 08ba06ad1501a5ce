"""Visits: each under its return and partnership, and listed under its cycle."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.returns import Return
from chalicelib.domain.visits import Rated, Visit
from chalicelib.services.ports.commits import Writes


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTold:
    """What an organisation's page needs."""

    partnership: Partnership
    cycle: Cycle
    visit: Visit | None


class Visits(Protocol):
    def get(self, partnership_id: str, ref: str) -> Visit | None: ...

    def whole(self, partnership_id: str, ref: str) -> tuple[Visit | None, Mapping[str, Rated]]:
        """With what has been rated so far, by criterion."""
        ...

    def of_cycle(self, cycle_id: str) -> list[Visit]:
        """Without their texts."""
        ...

    def told(self, return_: Return, partnership_id: str) -> VisitTold:
        """One read."""
        ...

    def saved(self, visit: Visit) -> Writes:
        """`visit.version` is the new one; refuses (kind "VISIT") unless the stored one is one less."""
        ...

    def rated_saved(self, visit: Visit, rated: Rated) -> Writes:
        """As `saved`, kind "VISIT" too; refuses as well once the visit is confirmed."""
        ...
