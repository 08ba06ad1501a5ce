"""Exports that were asked for."""

from typing import Protocol

from chalicelib.domain.export_jobs import Export
from chalicelib.services.ports.commits import Writes


class Exports(Protocol):
    def of_partnership(self, partnership_id: str) -> list[Export]:
        """The newest first."""
        ...

    def get(self, partnership_id: str, export_id: str) -> Export | None: ...

    def added(self, export: Export) -> Writes: ...

    def moved(self, before: Export, after: Export) -> Writes:
        """Refuses (kind "EXPORT") when somebody else took it further."""
        ...
