"""An organisation's record: its facts, what happened to it, and retiring it."""

from collections.abc import Mapping

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.identifiers import SCHEMES, scheme_name
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.parents import parent_id
from chalicelib.domain.taxonomy import KINDS, SIZES, kind_name
from chalicelib.handlers.staff.frame import partnership_id, seat, sector_names
from chalicelib.handlers.staff.paging import paged
from chalicelib.handlers.staff.words import happened
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.organisations import OrganisationForm, save_organisation
from chalicelib.services.register_trail import history
from chalicelib.services.retiring import bring_back, retire

HERE = "/staff/organisations"
DONE = {
    "saved": "The record is saved.",
    "retired": "It is retired. Nobody writes to it from now on.",
    "back": "It is asked again from now on.",
    "merged": "The two records are one now.",
    "apart": "They are not proposed as one any more.",
}


def record(request: Request, organisation: str) -> Response:
    return _record(request, organisation)


def retire_it(request: Request, organisation: str) -> Response:
    because = request.form.get("because")
    try:
        retire(parts(), partnership_id(request), organisation, because, seat(request).member.id)
    except Invalid as invalid:
        return _record(request, organisation, errors=invalid.messages(), because=because)
    return redirect(f"{HERE}/{organisation}/record?done=retired")


def bring_it_back(request: Request, organisation: str) -> Response:
    try:
        bring_back(parts(), partnership_id(request), organisation, seat(request).member.id)
    except Refused as refusal:
        return _record(request, organisation, errors={"back": refusal.words})
    return redirect(f"{HERE}/{organisation}/record?done=back")


def new(request: Request) -> Response:
    return _form(request, None, {})


def add(request: Request) -> Response:
    return _save(request, None)


def edit(request: Request, organisation: str) -> Response:
    found = _found(request, organisation)
    facts = ("name", "sector", "kind", "size", "parent", "address", "phone")
    return _form(request, found, {**{fact: getattr(found, fact) for fact in facts}, **found.identifiers})


def change(request: Request, organisation: str) -> Response:
    return _save(request, _found(request, organisation))


def _found(request: Request, organisation: str) -> Organisation:
    found = parts().organisations.organisation(partnership_id(request), organisation)
    if found is None:
        raise NotFound
    return found


def _record(
    request: Request, organisation: str, *, errors: Mapping[str, str] | None = None, because: str = ""
) -> Response:
    whose, found = partnership_id(request), _found(request, organisation)
    people = {member.id: member.name for member in parts().organisations.staff(whose)}
    near = {found.merged_into, *found.also} - {""}
    contacts = {c.id: c.name for c in parts().organisations.contacts(whose, organisation)}
    events = [happened(event, people, contacts) for event in history(parts(), whose, organisation)]
    return page(
        request,
        "pages/staff/record.html",
        status=400 if errors else 200,
        organisation=found,
        names=sector_names(),
        kind=kind_name(found.kind),
        size=SIZES.get(found.size, found.size),
        parent=parent_id(found.parent),
        schemes={scheme: scheme_name(scheme) for scheme in found.identifiers},
        near=parts().organisations.some(whose, near),
        list=paged(request, events, f"{HERE}/{organisation}/record", {}),
        done=DONE.get(request.query.get("done"), ""),
        errors=errors,
        because=because,
    )


def _save(request: Request, organisation: Organisation | None) -> Response:
    typed = request.form
    form = OrganisationForm(
        name=typed.get("name"),
        sector=typed.get("sector"),
        kind=typed.get("kind"),
        identifiers={scheme: typed.get(scheme) for scheme in SCHEMES},
        size=typed.get("size"),
        parent=typed.get("parent"),
        address=typed.get("address"),
        phone=typed.get("phone"),
    )
    known = organisation.id if organisation else ""
    try:
        saved = save_organisation(parts(), partnership_id(request), form, seat(request).member.id, known)
    except Invalid as invalid:
        return _form(request, organisation, typed.first(), errors=invalid.messages())
    return redirect(f"{HERE}/{saved}/record?done=saved")


def _form(
    request: Request,
    organisation: Organisation | None,
    values: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
) -> Response:
    names = sector_names()
    sizes = {"": "Not known", **SIZES}
    if organisation and organisation.size:
        sizes.setdefault(organisation.size, organisation.size)
    return page(
        request,
        "pages/staff/organisation_form.html",
        status=400 if errors else 200,
        organisation=organisation,
        values=values,
        sectors={"": "Select a sector", **names},
        kinds=[(names[s], [k for k in KINDS if k.sector == s]) for s in names],
        sizes=sizes,
        schemes=SCHEMES,
        errors=errors,
    )
