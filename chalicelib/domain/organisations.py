"""Partnerships, the organisations they ask, and the people they know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.branding import Logo
from chalicelib.domain.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """A local safeguarding children partnership and the words its pages and mails need.

    `colour` is "" where it has none of its own: see domain/branding.py. `terms` are its schools' own: see
    domain/terms.py. `legal_basis` is what a formal letter rests on, and when somebody last checked that.
    """

    id: str
    name: str
    help_name: str
    help_phone: str
    help_email: str
    child_at_risk_phone: str
    sender_email: str
    colour: str = ""
    logo: Logo | None = None
    terms: tuple[Term, ...] = ()
    legal_basis: str = ""
    legal_basis_checked_on: date | None = None


class Role(StrEnum):
    """What a contact is to the partnership."""

    LEAD = "lead"
    APPROVER = "approver"
    CHAIR = "chair"
    IMPROVEMENT_REPRESENTATIVE = "improvement_representative"
    OTHER = "other"


class ContactState(StrEnum):
    """Whether we may write to a contact. `NOT_THEM` said that somebody else is the right person."""

    OK = "ok"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    NOT_THEM = "not_them"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One organisation. It belongs to no partnership: boundaries move, and some serve several.

    `kind` is one of domain/taxonomy.py, `size` a band of it; `parent` is the name of the trust, federation or
    group that it is part of. Whether it is retired is what one partnership says of it: nobody is asked any
    more whom it has retired. `merged_into` is the id of the record that took its place, `also` the ids of
    those whose place it took. `not_the_same` are others that staff have said are not this one.
    """

    id: str
    name: str
    sector: str
    identifiers: Mapping[str, str] = field(default_factory=dict)
    size: str = ""
    parent: str = ""
    kind: str = ""
    address: str = ""
    phone: str = ""
    retired_at: datetime | None = None
    retired_because: str = ""
    merged_into: str = ""
    also: tuple[str, ...] = ()
    not_the_same: frozenset[str] = frozenset()

    @property
    def retired(self) -> bool:
        return self.retired_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One person at an organisation, as this partnership knows them.

    `since` is when `state` became what it is. `nobody_follows` says that they left and nobody took over.
    """

    id: str
    organisation_id: str
    name: str
    email: str
    role: Role
    state: ContactState = ContactState.OK
    phone: str = ""
    since: datetime | None = None
    nobody_follows: bool = False

    @property
    def needs_staff(self) -> bool:
        """Whether somebody has to ring and put it right."""
        return self.nobody_follows if self.state is ContactState.LEFT else self.state is not ContactState.OK


class StaffRole(StrEnum):
    """What a member of the partnership's staff may do."""

    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"
    SCRUTINEER = "scrutineer"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """Somebody who signs in for a partnership."""

    id: str
    partnership_id: str
    name: str
    email: str
    role: StaffRole
    active: bool = True


def same_address(email: str) -> str:
    """The form of an address under which we look it up: no surrounding spaces, lower case."""
    return email.strip().lower()


def masked(email: str) -> str:
    """Enough for its owner to know it by, and little for anybody else: "l…@school.example.org"."""
    name, _, domain = email.strip().rpartition("@")
    return f"{name[:1]}…@{domain}"


def looks_like_an_address(email: str) -> bool:
    """Enough to catch a slip; whether it works, only a mail can tell."""
    name, at, domain = email.strip().rpartition("@")
    labels = domain.split(".")
    if not (at and name and len(labels) > 1 and all(labels)):
        return False
    # What cannot be printed could make one address look like another.
    return not any(c.isspace() or not c.isprintable() or c in "<>,;" for c in name + domain)
