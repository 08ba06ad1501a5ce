"""One standard: its questions, what we do not ask and why, and whether it is completed."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.framework import removed_criteria
from chalicelib.domain.progress import needing_plan, section_progress
from chalicelib.domain.rights import Right
from chalicelib.domain.times import duration
from chalicelib.handlers.organisation.beside import untouched
from chalicelib.handlers.organisation.frame import labels, show, whole_number
from chalicelib.handlers.web import Request, redirect
from chalicelib.services.desk import Seat, look_around, sit_down
from chalicelib.services.looking_back import past_of
from chalicelib.services.profiling import mark_standard


def standard(request: Request, ref: str, number: str) -> Response:
    return _page(request, sit_down(parts(), ref, request.token, Right.ENTER), number)


def mark(request: Request, ref: str, number: str) -> Response:
    """Completed, or to come back to; either way on to the task list."""
    chosen = request.form.get("done")
    try:
        if chosen not in ("yes", "later"):
            raise Invalid({"done": "completed_needed"})
        mark_standard(parts(), ref, request.token, whole_number(number), done=chosen == "yes")
    except Invalid as invalid:
        seat = sit_down(parts(), ref, request.token, Right.ENTER)
        return _page(request, seat, number, status=400, errors=invalid.messages())
    return redirect(f"/r/{ref}")


def _page(request: Request, seat: Seat, number: str, **more: Any) -> Response:
    framework, return_ = seat.framework, seat.return_
    try:
        found = section_progress(framework, return_, seat.section(whole_number(number)))
    except KeyError:
        raise NotFound from None
    removed = removed_criteria(framework, return_.sector, return_.profile)
    planned = {criterion for criteria in return_.plans.values() for criterion in criteria}
    return show(
        request,
        "standard.html",
        seat,
        look_around(parts(), seat),
        found=found,
        questions=[(c, c.wording(seat.variant).question) for c in found.criteria],
        labels=untouched(seat, past_of(parts(), framework, return_)) | labels(framework, return_),
        without_plan={c.id for c in needing_plan(framework, return_)} - planned,
        removed=[(c, because) for c, because in removed if c.section == found.section.number],
        marked=return_.standards_done.get(str(found.section.number)),
        how_long=duration(sum(c.minutes for c in found.left)),
        **more,
    )
