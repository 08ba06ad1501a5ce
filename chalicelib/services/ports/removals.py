"""How long records are kept, what is held back, and taking away what has come to its end."""

from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

from chalicelib.domain.cycles import Header
from chalicelib.domain.retention import Hold, Holding, Retention
from chalicelib.services.ports.commits import Writes


class Removals(Protocol):
    """What takes away gives its writes in an order that may stop anywhere: done again, it goes on."""

    def retention(self, partnership_id: str) -> Retention: ...

    def retention_saved(self, partnership_id: str, retention: Retention) -> Writes:
        """`retention.version` is the new one; refuses (kind "RETENTION") unless the stored is one less."""
        ...

    def holds(self, partnership_id: str) -> list[Hold]: ...

    def held(self, partnership_id: str, hold: Hold) -> Writes: ...

    def released(self, partnership_id: str, what: Holding, id_: str) -> Writes: ...

    def of_return(
        self, partnership_id: str, header: Header, months: Iterable[str], *, shared: bool
    ) -> Iterator[Writes]: ...

    def of_organisation(
        self, partnership_id: str, organisation_id: str, months: Iterable[str], *, shared: bool
    ) -> Iterator[Writes]: ...

    def of_cycle(self, partnership_id: str, cycle_id: str) -> Iterator[Writes]: ...

    def evidence(self, organisation_id: str, evidence_id: str) -> Writes: ...

    def contact(self, partnership_id: str, organisation_id: str, contact_id: str) -> Writes: ...

    def calls_until(self, partnership_id: str, until: str, held: Collection[str]) -> Iterator[Writes]:
        """But those with the organisations that are held."""
        ...

    def trail_month(self, partnership_id: str, month: str) -> Iterator[Writes]: ...

    def sign_ins(self, partnership_id: str, until: str) -> Iterator[Writes]: ...

    def exports_until(self, partnership_id: str, until: str) -> Iterator[Writes]: ...
