"""Organisations, the people at them, and the cycles that ask them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Protocol

from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.domain.organisations import Contact, Organisation, Partnership, StaffMember
from chalicelib.services.ports.commits import Writes


class Organisations(Protocol):
    """Partnerships, organisations, contacts and staff."""

    def partnerships(self) -> list[Partnership]: ...

    def partnership(self, partnership_id: str) -> Partnership | None: ...

    def organisation(self, partnership_id: str, organisation_id: str) -> Organisation | None: ...

    def members(self, partnership_id: str, *, retired: bool = False) -> Iterator[Organisation]:
        """Whom it may ask; with `retired` also those it has retired."""
        ...

    def some(self, partnership_id: str, ids: Iterable[str]) -> Mapping[str, Organisation]:
        """Those of these ids that it lists."""
        ...

    def contacts(self, partnership_id: str, organisation_id: str = "") -> Iterator[Contact]: ...

    def unsettled(self, partnership_id: str) -> Iterator[Contact]:
        """Those whom staff have to put right. One query over as many items as there are."""
        ...

    def staff(self, partnership_id: str) -> Iterator[StaffMember]: ...

    def owners_of(self, identifiers: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
        """(scheme, value) → the id of the organisation that it belongs to, in any partnership."""
        ...

    def staff_member(self, partnership_id: str, staff_id: str) -> StaffMember | None: ...

    def staff_at(self, email: str) -> list[StaffMember]: ...

    def partnership_saved(self, partnership: Partnership) -> Writes: ...

    def partnership_changed(self, partnership_id: str, changes: Mapping[str, Any]) -> Writes:
        """Some of its settings, whatever others are changed at the same time."""
        ...

    def organisation_saved(
        self, partnership_id: str, organisation: Organisation, before: Organisation | None = None
    ) -> Writes:
        """Refuses (kind "IDENT") when an identifier belongs to another organisation.

        The identifiers that only `before` has are free again.
        """
        ...

    def listing_saved(self, partnership_id: str, organisation: Organisation) -> Writes:
        """What this partnership alone says of it: that it is retired, or what it was merged into."""
        ...

    def merged(
        self, partnership_id: str, stays: Organisation, gone: Organisation, numbers: Mapping[str, str]
    ) -> Writes:
        """One record takes the place of another, and its `numbers`. Refuses (kind "ORG") when the one that
        stays has been retired meanwhile.
        """
        ...

    def contact_saved(self, partnership_id: str, contact: Contact) -> Writes: ...

    def contact_put_aside(self, partnership_id: str, contact: Contact) -> Writes:
        """Staff need not put it right: its organisation is retired."""
        ...

    def contact_removed(self, partnership_id: str, contact: Contact) -> Writes: ...

    def staff_saved(self, member: StaffMember) -> Writes: ...


class Cycles(Protocol):
    def get(self, cycle_id: str) -> Cycle | None: ...

    def of_partnership(self, partnership_id: str) -> list[Cycle]: ...

    def saved(self, cycle: Cycle) -> Writes: ...

    def moved(self, before: Cycle, status: CycleStatus) -> Writes:
        """Changes the status alone; refuses (kind "CYCLE") when it is no longer what it was."""
        ...

    def changed(self, before: Cycle, changes: Mapping[str, Any]) -> Writes:
        """These attributes and no others; refuses (kind "CYCLE") when status, dates or groups are no longer
        what they were.
        """
        ...
