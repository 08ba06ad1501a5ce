"""Recording a visit on a phone, at the school: one question a page, what was agreed, and both confirm it."""

from collections.abc import Mapping

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.framework import NOT_APPLICABLE
from chalicelib.domain.returns import NOT_RATED
from chalicelib.domain.visit_records import rating_words, remark_of, words_of
from chalicelib.domain.visits import AGREED_LIMIT, SEEN_LIMIT
from chalicelib.handlers.organisation.frame import whole_number
from chalicelib.handlers.staff.frame import seat
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services import visiting
from chalicelib.services.visiting import VisitSeat


def criterion(request: Request, ref: str, criterion: str) -> Response:
    at = visiting.sit_to_record(parts(), seat(request).member, ref)
    before = at.rated.get(criterion)
    values = {"rating": before.rating, "seen": before.seen} if before else {}
    return _criterion(request, at, criterion, values)


def rate(request: Request, ref: str, criterion: str) -> Response:
    typed, member = request.form, seat(request).member
    here = f"/staff/returns/{ref}/visit/criteria/{criterion}"
    if typed.get("_show"):
        visiting.show_own_first(parts(), member, ref, criterion)
        return redirect(here)
    try:
        visiting.rate(
            parts(),
            member,
            ref,
            criterion,
            rating=typed.get("rating"),
            seen=typed.get("seen"),
            version=whole_number(typed.get("_version")),
        )
    except Invalid as invalid:
        at = visiting.sit_to_record(parts(), member, ref)
        return _criterion(request, at, criterion, typed.first(), status=400, errors=invalid.messages())
    except Refused as refused:
        at = visiting.sit_to_record(parts(), member, ref)
        return _criterion(request, at, criterion, typed.first(), status=409, errors={"rating": refused.words})
    return redirect(f"{here}?saved=yes")


def agreed(request: Request, ref: str) -> Response:
    at = visiting.sit_to_record(parts(), seat(request).member, ref)
    return _agreed(request, at, {"strengths": at.planned.strengths, "actions": at.planned.actions})


def agree(request: Request, ref: str) -> Response:
    typed, member = request.form, seat(request).member
    try:
        visiting.agree(
            parts(),
            member,
            ref,
            strengths=typed.get("strengths"),
            actions=typed.get("actions"),
            version=whole_number(typed.get("_version")),
        )
    except Invalid as invalid:
        at = visiting.sit_to_record(parts(), member, ref)
        return _agreed(request, at, typed.first(), status=400, errors=invalid.messages())
    except Refused as refused:
        at = visiting.sit_to_record(parts(), member, ref)
        return _agreed(request, at, typed.first(), status=409, errors={"strengths": refused.words})
    return redirect(f"/staff/returns/{ref}/visit")


def confirm_form(request: Request, ref: str) -> Response:
    member = seat(request).member
    return _confirm(request, visiting.sit_to_record(parts(), member, ref), {"visitor_name": member.name})


def confirm(request: Request, ref: str) -> Response:
    typed, member = request.form, seat(request).member
    by = {name: typed.get(name) for name in ("name", "role", "visitor_name", "visitor_role")}
    try:
        visiting.confirm(parts(), member, ref, by)
    except Invalid as invalid:
        at = visiting.sit_to_record(parts(), member, ref)
        return _confirm(request, at, typed.first(), status=400, errors=invalid.messages())
    except Refused as refused:
        at = visiting.sit_to_record(parts(), member, ref)
        return _confirm(request, at, typed.first(), status=409, errors={"name": refused.words})
    return redirect(f"/staff/returns/{ref}/visit")


def _criterion(
    request: Request,
    at: VisitSeat,
    criterion_id: str,
    values: Mapping[str, str],
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
) -> Response:
    criteria = list(at.criteria)
    place = next((n for n, c in enumerate(criteria) if c.id == criterion_id), None)
    if place is None:
        raise NotFound
    asked, before = criteria[place], at.rated.get(criterion_id)
    wording = asked.wording(at.framework.variant_for(at.return_.sector, at.return_.profile))
    levels = at.framework.scale.levels
    return page(
        request,
        "pages/staff/visit_criterion.html",
        status=status,
        at=at,
        criterion=asked,
        wording=wording,
        options={**{level.id: level.label for level in levels}, NOT_APPLICABLE: "Does not apply to them"},
        hints={level.id: wording.levels[level.id] for level in levels},
        before=before,
        # Shown only once the visitors' own rating is saved, or they asked to see it first.
        own=words_of(at.framework, at.return_.ratings.get(criterion_id, NOT_RATED)) if before else "",
        theirs=rating_words(at.framework, before.rating) if before and before.rating else "",
        remark=remark_of(before) if before else "",
        next=criteria[place + 1].id if place + 1 < len(criteria) else "",
        limit=SEEN_LIMIT,
        saved=request.query.get("saved") == "yes",
        values=values,
        errors=errors or {},
    )


def _agreed(
    request: Request,
    at: VisitSeat,
    values: Mapping[str, str],
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
) -> Response:
    return page(
        request,
        "pages/staff/visit_agreed.html",
        status=status,
        at=at,
        limit=AGREED_LIMIT,
        values=values,
        errors=errors or {},
    )


def _confirm(
    request: Request,
    at: VisitSeat,
    values: Mapping[str, str],
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
) -> Response:
    return page(
        request,
        "pages/staff/visit_confirm.html",
        status=status,
        at=at,
        rated=sum(1 for one in at.rated.values() if one.rating),
        values=values,
        errors=errors or {},
    )
