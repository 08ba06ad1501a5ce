"""What is held of a cycle's mail, and how much has gone out."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from chalicelib.domain.holding import Hold
from chalicelib.services.ports.commits import Writes


class CycleMail(Protocol):
    def holds(self, cycle_id: str) -> list[Hold]: ...

    def held(self, hold: Hold) -> Writes:
        """Refuses (kind "HOLD") when it is held already."""
        ...

    def lifted(self, hold: Hold) -> Writes:
        """Refuses (kind "HOLD") when it is held no more."""
        ...

    def counted(self, cycle_id: str, step: str, day: date) -> Writes:
        """One more went out on a day. For a look at the whole: each return's own tasks are the proof."""
        ...

    def counts(self, cycle_id: str) -> Mapping[str, Mapping[date, int]]:
        """Step → day → how many went out."""
        ...
