"""The coordinator keeps the staff list. Whoever is made inactive is out at once, on every device,
and what they had to review goes to others."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.organisations import StaffMember, StaffRole, same_address
from chalicelib.domain.staffing import StaffForm, refuse_address, refuse_form, who_stays
from chalicelib.domain.trail import Event
from chalicelib.services.assigning import give_on, may_review
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.staff_sessions import end_sessions


def staff_of(parts: Parts, partnership_id: str) -> list[StaffMember]:
    """Everybody who is or was on the list: who signs in first, then by name."""
    return sorted(parts.staff_list.of(partnership_id), key=lambda m: (not m.active, m.name.casefold()))


def staff_member(parts: Parts, partnership_id: str, staff_id: str) -> StaffMember:
    """Raises NotFound."""
    found = parts.organisations.staff_member(partnership_id, staff_id)
    if found is None:
        raise NotFound
    return found


def add_staff(parts: Parts, partnership_id: str, form: StaffForm, *, actor: str) -> StaffMember:
    """Raises Invalid. They sign in by mail, or through the provider, from now on."""
    refuse_form(form)
    refuse_address(form.email, parts.staff_list.of(partnership_id))
    made = StaffMember(
        id=_id_of(form.email),
        partnership_id=partnership_id,
        name=form.name.strip(),
        email=form.email.strip(),
        role=StaffRole(form.role),
    )
    event = _event(parts, made, actor, "staff.added")
    _unless_changed(lambda: parts.commit(parts.staff_list.added(made), parts.trail.recorded(event)))
    return made


def change_staff(parts: Parts, partnership_id: str, staff_id: str, form: StaffForm, *, actor: str) -> None:
    """Name, role, and whether they may sign in. Raises Invalid, NotFound and Refused."""
    refuse_form(form)
    before = staff_member(parts, partnership_id, staff_id)
    after = replace(before, name=form.name.strip(), role=StaffRole(form.role), active=form.active)
    if after != before:
        stays = who_stays(before, after, parts.staff_list.of(partnership_id))
        event = _event(parts, after, actor, _what(before, after))
        changed = parts.staff_list.changed(before, after, stays)
        _unless_changed(lambda: parts.commit(changed, parts.trail.recorded(event)))
    if not after.active or not before.active:
        end_sessions(parts, partnership_id, staff_id)
    if not may_review(after):
        _give_on(parts, partnership_id, staff_id, actor)


def _give_on(parts: Parts, partnership_id: str, staff_id: str, actor: str) -> None:
    """What they hold to review goes to others; what they wrote stays."""
    by = parts.organisations.staff_member(partnership_id, actor)
    if by is not None:
        give_on(parts, by, staff_id)


def _unless_changed(write: Callable[[], None]) -> None:
    try:
        write()
    except Conflict as conflict:
        raise Refused("staff_changed") from conflict


def _what(before: StaffMember, after: StaffMember) -> str:
    if before.active != after.active:
        return "staff.added_again" if after.active else "staff.ended"
    return "staff.role_changed" if before.role is not after.role else "staff.changed"


def _event(parts: Parts, member: StaffMember, actor: str, what: str) -> Event:
    return Event(
        subject=f"PARTNERSHIP#{member.partnership_id}",
        at=parts.now(),
        actor=actor,
        what=what,
        details={"staff": member.id, "role": member.role.value},
    )


def _id_of(email: str) -> str:
    """The same for the same address, so that two who add somebody at once add them once."""
    return "s" + hashlib.sha256(same_address(email).encode()).hexdigest()[:24]
