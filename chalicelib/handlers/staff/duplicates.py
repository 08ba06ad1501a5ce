"""Records that may be one organisation: proposed, looked at side by side, merged or told apart."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.duplicates import pairs
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.register_changes import FACTS, OF_ORGANISATION, said
from chalicelib.handlers.staff.frame import partnership_id, seat, sector_names
from chalicelib.handlers.staff.paging import paged
from chalicelib.handlers.staff.words import ROLES
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.merging import call_two, merge, plan_merge
from chalicelib.services.register_list import Wanted, listed

HERE = "/staff/organisations"
MOST_FOUND = 20


def proposed(request: Request) -> Response:
    found = pairs(parts().organisations.members(partnership_id(request)))
    return page(
        request,
        "pages/staff/duplicates.html",
        list=paged(request, found, f"{HERE}/duplicates", {}),
        names=sector_names(),
    )


def look(request: Request, organisation: str) -> Response:
    """With `other`: both, side by side, and what would happen. Else a search for the other."""
    whose, names = partnership_id(request), sector_names()
    other = request.query.get("other")
    if other:
        return _compared(request, organisation, other)
    this = parts().organisations.organisation(whose, organisation)
    if this is None:
        raise NotFound
    q = request.query.get("q").strip()[:200]
    members = parts().organisations.members(whose) if q else ()
    found = listed(parts(), whose, members, Wanted(q=q), names) if q else []
    others = [each.organisation for each in found if each.organisation.id != organisation]
    return page(
        request,
        "pages/staff/merge_search.html",
        organisation=this,
        q=q,
        found=others[:MOST_FOUND],
        more=len(others) > MOST_FOUND,
        names=names,
    )


def carry_out(request: Request, organisation: str) -> Response:
    """Merges the other into this one, or says that they are two."""
    form, actor = request.form, seat(request).member.id
    other = form.get("other")
    if form.get("choice") == "two":
        call_two(parts(), partnership_id(request), organisation, other, actor)
        return redirect(f"{HERE}/{organisation}/record?done=apart")
    try:
        merge(parts(), partnership_id(request), organisation, other, actor, form.get("_seen"))
    except Refused as refusal:
        return _compared(request, organisation, other, refusal.words)
    return redirect(f"{HERE}/{organisation}/record?done=merged")


def _compared(request: Request, organisation: str, other: str, refused: str = "") -> Response:
    plan = plan_merge(parts(), partnership_id(request), organisation, other)
    names = sector_names()

    def words(fact: str, value: object) -> str:
        return names.get(str(value), str(value)) if fact == "sector" else said(fact, value)

    return page(
        request,
        "pages/staff/merge.html",
        status=409 if refused else 200,
        plan=plan,
        facts=[
            (FACTS[fact], *(words(fact, getattr(each, fact)) for each in (plan.stays, plan.goes, plan.after)))
            for fact in OF_ORGANISATION
        ],
        refused=refused or (Refused(plan.refused).words if plan.refused else ""),
        may=not plan.refused,
        roles=ROLES,
    )
