"""Forms of evidence: a web address, a place, an answer given elsewhere; and changing what is said of one."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Doubtful, Invalid
from chalicelib.domain.evidence import Evidence, EvidenceKind
from chalicelib.domain.evidence_words import DATES, Described, described
from chalicelib.handlers.forms import Form
from chalicelib.handlers.organisation.dates import as_typed, read_date
from chalicelib.handlers.organisation.evidence import after_adding, path_of, sit_for, sit_to_change
from chalicelib.handlers.organisation.evidence_doubts import decided, show_doubts, turned_back
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.web import Request, redirect
from chalicelib.services import evidence_keeping
from chalicelib.services.desk import Seat, look_around

TEXTS = ("title", "where", "owner", "given_to")


def link_form(request: Request, ref: str) -> Response:
    return _place_form(request, ref, EvidenceKind.LINK)


def add_link(request: Request, ref: str) -> Response:
    return _add_place(request, ref, EvidenceKind.LINK)


def location_form(request: Request, ref: str) -> Response:
    return _place_form(request, ref, EvidenceKind.LOCATION)


def add_location(request: Request, ref: str) -> Response:
    return _add_place(request, ref, EvidenceKind.LOCATION)


def given_form(request: Request, ref: str) -> Response:
    return _place_form(request, ref, EvidenceKind.GIVEN)


def add_given(request: Request, ref: str) -> Response:
    return _add_place(request, ref, EvidenceKind.GIVEN)


def change_form(request: Request, ref: str, id: str) -> Response:
    seat, item = sit_to_change(request, ref, id)
    return _change_form(request, seat, item, values_of(described(item)))


def change_item(request: Request, ref: str, id: str) -> Response:
    form = request.form
    if turned_back(request, ref, id):
        seat, item = sit_to_change(request, ref, id)
        return _change_form(request, seat, item, form.first())
    try:
        evidence_keeping.change(parts(), ref, request.token, id, said=said_in(form), decided=decided(request))
    except Invalid as invalid:
        seat, item = sit_to_change(request, ref, id)
        return _change_form(request, seat, item, form.first(), status=400, errors=invalid.messages())
    except Doubtful as doubtful:
        seat, _ = sit_to_change(request, ref, id)
        return _doubts(request, seat, doubtful, path_of(ref, id, "change", ""), "Save it all the same")
    if form.get("_then") == "uploaded":  # its file is waiting to be added
        return redirect(path_of(ref, id, "uploaded", form.get("_for")))
    return redirect(f"/r/{ref}/evidence")


def said_in(form: Form) -> Described:
    """What was typed, with the names of dates that are none."""
    typed = form.first()
    read = {name: read_date(typed, name) for name in DATES}
    return Described(
        title=typed.get("title", ""),
        where=typed.get("where", ""),
        owner=typed.get("owner", ""),
        given_to=typed.get("given_to", ""),
        approved_on=read["approved_on"][0],
        review_by=read["review_by"][0],
        given_on=read["given_on"][0],
        not_real=frozenset(name for name, (_, is_real) in read.items() if not is_real),
    )


def values_of(said: Described) -> dict[str, str]:
    """The fields of a form that says this."""
    values = {name: getattr(said, name) for name in TEXTS}
    for name in DATES:
        values |= as_typed(name, getattr(said, name))
    return values


def _place_form(request: Request, ref: str, kind: EvidenceKind, **more: Any) -> Response:
    seat, criterion = sit_for(request, ref)
    return show(
        request,
        "evidence/place.html",
        seat,
        look_around(parts(), seat),
        kind=kind.value,
        criterion=criterion,
        new_id=request.form.get("_id") or parts().new_id(),
        values=request.form.first(),
        **more,
    )


def _add_place(request: Request, ref: str, kind: EvidenceKind) -> Response:
    form = request.form
    said, criterion, new_id = said_in(form), form.get("_for"), form.get("_id")
    if turned_back(request, ref, new_id):
        return _place_form(request, ref, kind)
    try:
        evidence_keeping.add(
            parts(),
            ref,
            request.token,
            new_id,
            kind=kind,
            said=said,
            criterion=criterion,
            decided=decided(request),
        )
    except Invalid as invalid:
        return _place_form(request, ref, kind, status=400, errors=invalid.messages())
    except Doubtful as doubtful:
        seat, _ = sit_for(request, ref)
        return _doubts(request, seat, doubtful, f"/r/{ref}/evidence/add/{kind}", "Add it all the same")
    return after_adding(ref, criterion)


def _doubts(request: Request, seat: Seat, doubtful: Doubtful, action: str, keep_words: str) -> Response:
    typed = request.form.first()
    labels = {"title": "Title", "where": "Where to find it", "owner": "Who keeps it"}
    shown = {words: typed[name] for name, words in labels.items() if typed.get(name)}
    return show_doubts(
        request, seat, doubtful.noticed, action=action, shown=shown, typed=typed, keep_words=keep_words
    )


def _change_form(
    request: Request, seat: Seat, item: Evidence, values: Mapping[str, str], **more: Any
) -> Response:
    return show(
        request,
        "evidence/change.html",
        seat,
        look_around(parts(), seat),
        item=item,
        values=values,
        then=request.query.get("then") or request.form.get("_then"),
        criterion=request.query.get("for") or request.form.get("_for"),
        **more,
    )
