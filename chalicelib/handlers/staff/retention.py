"""How long records are kept: the periods, what goes in the next 30 days, and holding it."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import WORDS, Invalid, NotFound, Refused
from chalicelib.domain.retention import BACKUPS_KEPT, LOGS_KEPT, NOTICE, PERIODS, Holding, Record
from chalicelib.handlers.staff.frame import partnership_id, seat
from chalicelib.handlers.staff.paging import paged
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services import retention
from chalicelib.services.telephone import organisation_of
from chalicelib.services.way_back import as_reference

PATH = "/staff/settings/retention"
DONE = {
    "periods": "The new periods hold. Nothing goes in the next 30 days.",
    "held": "These records are held until you release them.",
    "released": "Released. What is past its end goes in the next night.",
}


def periods(request: Request) -> Response:
    return _page(request)


def change(request: Request) -> Response:
    try:
        retention.change_periods(
            parts(), partnership_id(request), request.form.first(), seat(request).member.id
        )
    except Invalid as invalid:
        return _page(request, status=400, errors=invalid.messages(), typed=request.form.first())
    return redirect(f"{PATH}?done=periods")


def hold(request: Request) -> Response:
    """A cycle or organisation from the list, or the organisation of a reference that was typed."""
    form, whose = request.form, partnership_id(request)
    what, id_ = form.get("_what"), form.get("_id")
    if not id_:
        what = Holding.ORGANISATION
        try:
            id_ = organisation_of(parts(), whose, as_reference(form.get("reference")))
        except NotFound:
            words = {"reference": WORDS["hold_reference_unknown"]}
            return _page(request, status=400, errors=words, typed=form.first())
    try:
        retention.hold(parts(), whose, what, id_, form.get("reason"), seat(request).member.id)
    except Refused as refused:
        words = refused.messages() if isinstance(refused, Invalid) else {"reason": refused.words}
        return _page(request, status=400, errors=words, typed=form.first())
    return redirect(f"{PATH}?done=held")


def release(request: Request) -> Response:
    form = request.form
    retention.release(
        parts(), partnership_id(request), form.get("_what"), form.get("_id"), seat(request).member.id
    )
    return redirect(f"{PATH}?done=released")


def _page(
    request: Request, *, status: int = 200, typed: Mapping[str, str] | None = None, **more: Any
) -> Response:
    whose = partnership_id(request)
    kept = parts().removals.retention(whose)
    going = retention.soon(parts(), whose)
    list_ = paged(request, going, PATH, {})
    cycles = {cycle.id: cycle for cycle in parts().cycles.of_partnership(whose)}
    holds = parts().removals.holds(whose)
    names = {h.id: _name(whose, h.what, h.id) for h in holds}
    return page(
        request,
        "pages/staff/retention.html",
        status=status,
        records=[(record, PERIODS[record], kept.of(record)) for record in Record],
        list=list_,
        counts={g.id: retention.how_many(parts(), cycles[g.id]) for g in going if g.record is Record.RETURNS},
        later=retention.later(parts(), whose),
        holds=[(hold, names[hold.id]) for hold in holds],
        typed=typed or {},
        changed_at=kept.changed_at,
        notice=NOTICE.days,
        backups=BACKUPS_KEPT.days,
        logs=LOGS_KEPT.days,
        done=DONE.get(request.query.get("done"), ""),
        **more,
    )


def _name(whose: str, what: Holding, id_: str) -> str:
    found: Any
    if what is Holding.ORGANISATION:
        found = parts().organisations.organisation(whose, id_)
    else:
        found = parts().cycles.get(id_)
    return found.name if found else "Something that has gone"
