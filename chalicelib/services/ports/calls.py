"""What staff say to organisations: calls and conversations, and texts to many at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from chalicelib.domain.calls import Call, Called
from chalicelib.domain.circulars import Circular
from chalicelib.services.ports.commits import Writes


class Calls(Protocol):
    """A partnership's own."""

    def of_organisation(self, partnership_id: str, organisation_id: str) -> list[Call]:
        """Newest first."""
        ...

    def called(self, partnership_id: str) -> Mapping[str, Called]:
        """By organisation, for those that were ever called: one query, one small item each."""
        ...

    def called_one(self, partnership_id: str, organisation_id: str) -> Called | None: ...

    def noted(self, call: Call, before: Called | None) -> Writes:
        """`before` is what was known of calls with this organisation.

        Refuses (kind "CALL") when a call with this id is noted already.
        """
        ...

    def dealt_with(self, call: Call, by: str, at: datetime) -> Writes:
        """Refuses (kind "CALL") when it is dealt with already."""
        ...


class Circulars(Protocol):
    """Texts that staff wrote to several organisations at once."""

    def get(self, partnership_id: str, cycle_id: str, circular_id: str) -> Circular | None: ...

    def of_cycle(self, partnership_id: str, cycle_id: str) -> list[Circular]:
        """Newest first."""
        ...

    def written(self, circular: Circular) -> Writes:
        """Refuses (kind "CIRCULAR") when there is one with this id."""
        ...
