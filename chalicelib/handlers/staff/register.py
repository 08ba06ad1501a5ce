"""The register: searched, filtered and sorted, its trusts and groups, and the contacts to put right."""

from contextlib import suppress

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import NotFound
from chalicelib.domain.parents import parents
from chalicelib.domain.taxonomy import kind_of, kinds_in
from chalicelib.handlers.staff.frame import partnership_id, sector_names
from chalicelib.handlers.staff.paging import paged
from chalicelib.handlers.staff.words import CONTACT_STATES, NEXT_STEPS, ROLES
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.contact_tasks import contact_tasks
from chalicelib.services.register_list import BAD_CONTACT, NO_CONTACT, RETIRED, SORTS, Wanted, listed
from chalicelib.services.telephone import organisation_of
from chalicelib.services.way_back import as_reference

HERE = "/staff/organisations"
STATES = {
    "": "All that are asked",
    NO_CONTACT: "Nobody to write to",
    BAD_CONTACT: "A contact to put right",
    RETIRED: "Retired",
}


def register(request: Request) -> Response:
    """A reference leads straight to its organisation."""
    whose, names = partnership_id(request), sector_names()
    asked = request.query.get("q").strip()
    if asked:
        with suppress(NotFound):
            return redirect(f"{HERE}/{organisation_of(parts(), whose, as_reference(asked))}")
    wanted = _wanted(request, names)
    members = list(parts().organisations.members(whose, retired=True))
    groups = parents(members)
    query = {
        "q": wanted.q,
        "sector": wanted.sector,
        "kind": wanted.kind,
        "state": wanted.state,
        "parent": wanted.parent,
        "sort": "" if wanted.sort == "name" else wanted.sort,
        "down": "yes" if wanted.downwards else "",
    }
    return page(
        request,
        "pages/staff/organisations.html",
        list=paged(request, listed(parts(), whose, members, wanted, names), HERE, query),
        wanted=wanted,
        filtered=any((wanted.q, wanted.sector, wanted.kind, wanted.state, wanted.parent)),
        names=names,
        kinds={k.id: k.name for k in kinds_in(wanted.sector)} if wanted.sector else {},
        parents={p.id: p.name for p in groups},
        states=STATES,
    )


def every_parent(request: Request) -> Response:
    found = parents(parts().organisations.members(partnership_id(request)))
    return page(request, "pages/staff/parents.html", list=paged(request, found, f"{HERE}/parents", {}))


def one_parent(request: Request, parent: str) -> Response:
    """A trust, federation or group: its members, and whom to write to at each."""
    whose, names = partnership_id(request), sector_names()
    every = list(parts().organisations.members(whose))
    found = next((p for p in parents(every) if p.id == parent), None)
    if found is None:
        raise NotFound
    members = listed(parts(), whose, every, Wanted(parent=parent), names)
    return page(
        request,
        "pages/staff/parent.html",
        parent=found,
        list=paged(request, members, f"{HERE}/parents/{parent}", {}),
        names=names,
    )


def to_put_right(request: Request) -> Response:
    """Contacts who bounced, complained, left or say that it is not them, and what to do about each."""
    found = contact_tasks(parts(), partnership_id(request))
    return page(
        request,
        "pages/staff/contact_tasks.html",
        list=paged(request, found, f"{HERE}/contacts-to-put-right", {}),
        steps=NEXT_STEPS,
        states=CONTACT_STATES,
        roles=ROLES,
    )


def _wanted(request: Request, names: dict[str, str]) -> Wanted:
    """What the address asks for; what makes no sense is left out."""
    query = request.query
    sector = query.get("sector") if query.get("sector") in names else ""
    kind = kind_of(query.get("kind"))
    return Wanted(
        q=query.get("q").strip()[:200],
        sector=sector,
        kind=kind.id if kind and kind.sector == sector else "",
        state=query.get("state") if query.get("state") in STATES else "",
        parent=query.get("parent")[:40],
        sort=query.get("sort") if query.get("sort") in SORTS else "name",
        downwards=query.get("down") == "yes",
    )
