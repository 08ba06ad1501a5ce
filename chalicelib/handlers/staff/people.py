"""The staff list: who signs in, and as what."""

from collections.abc import Mapping

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.organisations import StaffMember, StaffRole
from chalicelib.domain.staffing import StaffForm
from chalicelib.handlers.staff.frame import partnership_id, seat
from chalicelib.handlers.web import Request, page, public_url, redirect
from chalicelib.services.staff_list import add_staff, change_staff, staff_member, staff_of

ROLES = {
    StaffRole.COORDINATOR.value: "Coordinator",
    StaffRole.REVIEWER.value: "Reviewer",
    StaffRole.SCRUTINEER.value: "Scrutineer",
}
MAY = {
    StaffRole.COORDINATOR.value: "Does everything: organisations, cycles, mail, reports, these settings",
    StaffRole.REVIEWER.value: "Reads what was submitted, asks questions and reviews",
    StaffRole.SCRUTINEER.value: "Reads everything, and changes nothing",
}
DONE = {
    "added": "They are on the list. Tell them where to sign in: they get no mail about it.",
    "changed": "The change is saved.",
}


def people(request: Request) -> Response:
    return page(
        request,
        "pages/staff/people.html",
        people=staff_of(parts(), partnership_id(request)),
        roles=ROLES,
        door=public_url(request) + "/staff/sign-in",
        done=DONE.get(request.query.get("done"), ""),
    )


def new(request: Request) -> Response:
    return _form(request, None, {})


def add(request: Request) -> Response:
    typed = request.form
    form = StaffForm(name=typed.get("name"), email=typed.get("email"), role=typed.get("role"))
    try:
        add_staff(parts(), partnership_id(request), form, actor=seat(request).member.id)
    except Refused as refused:
        return _refused(request, None, typed.first(), refused)
    return redirect("/staff/settings/people?done=added")


def edit(request: Request, person: str) -> Response:
    member = staff_member(parts(), partnership_id(request), person)
    values = {"name": member.name, "role": member.role.value, "active": "yes" if member.active else "no"}
    return _form(request, member, values)


def change(request: Request, person: str) -> Response:
    member = staff_member(parts(), partnership_id(request), person)
    typed = request.form
    active = typed.get("active", "yes" if member.active else "no") == "yes"
    form = StaffForm(name=typed.get("name"), role=typed.get("role"), active=active)
    try:
        change_staff(parts(), partnership_id(request), person, form, actor=seat(request).member.id)
    except Refused as refused:
        return _refused(request, member, typed.first(), refused)
    return redirect("/staff/settings/people?done=changed")


def _refused(
    request: Request, member: StaffMember | None, values: Mapping[str, str], refused: Refused
) -> Response:
    where = "active" if values.get("active") == "no" else "role"
    errors = refused.messages() if isinstance(refused, Invalid) else {where: refused.words}
    return _form(request, member, values, status=400, errors=errors)


def _form(
    request: Request,
    member: StaffMember | None,
    values: Mapping[str, str],
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
) -> Response:
    return page(
        request,
        "pages/staff/person.html",
        status=status,
        member=member,
        values=values,
        roles=ROLES,
        may=MAY,
        errors=errors,
    )
