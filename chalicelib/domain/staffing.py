"""The staff list: who signs in for a partnership, and what must stay so."""

from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.organisations import StaffMember, StaffRole, looks_like_an_address, same_address
from chalicelib.domain.returns import LINE_LIMIT, too_long


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffForm:
    """As typed. `role` is any text; an address is given once, when somebody is added."""

    name: str
    role: str
    email: str = ""
    active: bool = True


def refuse_form(form: StaffForm) -> None:
    """Raises Invalid for a name or role that cannot be right."""
    problems = {} if form.name.strip() else {"name": "name_needed"}
    if form.role not in set(StaffRole):
        problems["role"] = "role_needed"
    problems |= too_long(name=form.name)
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)


def refuse_address(email: str, listed: Iterable[StaffMember]) -> None:
    """Raises Invalid for what is no address, or one that is on the list, in use or not."""
    problems = too_long(email=email)
    if not looks_like_an_address(email):
        problems = {"email": "email_not_real" if email.strip() else "email_needed"}
    elif any(same_address(member.email) == same_address(email) for member in listed):
        problems = {"email": "staff_known"}
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)


def coordinates(member: StaffMember) -> bool:
    """Whether the partnership can be run with them alone."""
    return member.active and member.role is StaffRole.COORDINATOR


def who_stays(before: StaffMember, after: StaffMember, listed: Iterable[StaffMember]) -> StaffMember | None:
    """The coordinator who must still be one when this change is made; None where it takes none away.

    Raises Refused when there is no other.
    """
    if not coordinates(before) or coordinates(after):
        return None
    others = [m for m in listed if m.id != before.id and coordinates(m)]
    if not others:
        raise Refused("last_coordinator")
    return min(others, key=lambda member: member.id)
