"""Adding a contact, and putting one right."""

from collections.abc import Mapping

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.organisations import Contact, ContactState, Role
from chalicelib.handlers.staff.frame import partnership_id, seat
from chalicelib.handlers.staff.words import ROLES
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.contacts import ContactForm, contact_of, save_contact


def new(request: Request, organisation: str) -> Response:
    return _form(request, organisation, None, {"role": Role.LEAD.value})


def add(request: Request, organisation: str) -> Response:
    return _save(request, organisation, None)


def edit(request: Request, organisation: str, contact: str) -> Response:
    found = contact_of(parts(), partnership_id(request), organisation, contact)
    values = {
        "name": found.name,
        "email": found.email,
        "role": found.role.value,
        "phone": found.phone,
        "state": found.state.value,
    }
    return _form(request, organisation, found, values)


def change(request: Request, organisation: str, contact: str) -> Response:
    found = contact_of(parts(), partnership_id(request), organisation, contact)
    return _save(request, organisation, found)


def _save(request: Request, organisation: str, contact: Contact | None) -> Response:
    typed = request.form
    form = ContactForm(
        name=typed.get("name"),
        email=typed.get("email"),
        role=typed.get("role"),
        phone=typed.get("phone"),
        state=typed.get("state") if contact else ContactState.OK.value,
    )
    try:
        save_contact(
            parts(),
            partnership_id(request),
            organisation,
            form,
            actor=seat(request).member.id,
            contact=contact.id if contact else "",
        )
    except Invalid as invalid:
        return _form(request, organisation, contact, typed.first(), status=400, errors=invalid.messages())
    return redirect(f"/staff/organisations/{organisation}?done=contact")


def _form(
    request: Request,
    organisation: str,
    contact: Contact | None,
    values: Mapping[str, str],
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
) -> Response:
    whose = parts().organisations.organisation(partnership_id(request), organisation)
    if whose is None:
        raise NotFound
    return page(
        request,
        "pages/staff/contact.html",
        status=status,
        organisation=whose,
        contact=contact,
        values=values,
        roles=ROLES,
        states=_states(contact) if contact else {},
        errors=errors,
    )


def _states(contact: Contact) -> dict[str, str]:
    """What may be said of a contact's address."""
    states = {
        ContactState.OK.value: "Yes, it works",
        ContactState.LEFT.value: "No: they have left, or are no contact any more",
    }
    if contact.state not in (ContactState.OK, ContactState.LEFT):
        states[ContactState.OK.value] = "Yes, try it again: it works now"
        states[contact.state.value] = "Not for now: leave it as it is"
    return states
