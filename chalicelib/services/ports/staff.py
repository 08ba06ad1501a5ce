"""The staff list, and whoever vouches for who somebody is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from chalicelib.domain.organisations import StaffMember
from chalicelib.services.ports.commits import Writes


class StaffList(Protocol):
    """Who signs in for a partnership."""

    def of(self, partnership_id: str) -> Iterator[StaffMember]: ...

    def added(self, member: StaffMember) -> Writes:
        """Refuses (kind "STAFF") when the id is taken."""
        ...

    def changed(self, before: StaffMember, after: StaffMember, stays: StaffMember | None = None) -> Writes:
        """Refuses (kind "STAFF") unless it is still as in `before`, and `stays` still a coordinator."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What we send with somebody to their provider, and compare when they come back."""

    return_to: str
    state: str
    nonce: str
    verifier: str


class IdentityProvider(Protocol):
    """Who signs staff in by OpenID Connect, where a deployment names one."""

    @property
    def name(self) -> str:
        """What people call it, like "Microsoft"."""
        ...

    def address_to_ask(self, asked: Asked) -> str:
        """Where the browser goes. Raises Refused when the provider cannot be reached."""
        ...

    def verified_address(self, code: str, asked: Asked) -> str:
        """The email address that the provider vouches for. Raises Refused."""
        ...
