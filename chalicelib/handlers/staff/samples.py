"""Drawing organisations for verification visits, and every draw that was made."""

import json

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain import objects
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.errors import WORDS, NotFound, Refused
from chalicelib.domain.returns import LINE_LIMIT, too_long
from chalicelib.domain.trail import Event
from chalicelib.handlers.staff.frame import (
    cycle_of,
    partnership_id,
    seat,
    sector_names,
    whole_number,
)
from chalicelib.handlers.web import Request, leave_for, page, redirect
from chalicelib.services.sample_drawing import keep_sample

CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def samples(request: Request, cycle: str) -> Response:
    return _form(request, cycle_of(request, cycle))


def draw(request: Request, cycle: str) -> Response:
    found, seed = cycle_of(request, cycle), request.form.get("seed")
    if too_long(seed=seed):
        words = WORDS["line_too_long"].format(limit=LINE_LIMIT)
        return _form(request, found, status=400, errors={"seed": words})
    try:
        sample = keep_sample(
            parts(),
            found,
            size=whole_number(request.form.get("size")) or 0,
            seed=seed,
            actor=seat(request).member.id,
        )
    except Refused as refusal:
        return _form(request, found, status=400, errors={"size": refusal.words})
    return redirect(f"/staff/cycles/{cycle}/sample/{sample}")


def one_sample(request: Request, cycle: str, sample: str) -> Response:
    """Whom to visit, and how they were chosen, for the minutes."""
    found = cycle_of(request, cycle)
    event = _draw(found, sample)
    drawn = json.loads(parts().files.get(objects.sample(found.id, sample, "json")))
    return page(
        request,
        "pages/staff/sample.html",
        cycle=found,
        event=event,
        drawn=drawn,
        strata={part["id"]: part for part in drawn["strata"]},
        names=sector_names(),
        who=_names(request).get(event.actor, "Somebody who has left"),
    )


def download(request: Request, cycle: str, sample: str, file: str) -> Response:
    found = cycle_of(request, cycle)
    kind = file.removeprefix("sample.")
    if kind not in CONTENT_TYPES:
        raise NotFound
    drawn_on = f"{_draw(found, sample).at:%Y-%m-%d}"
    key = objects.sample(found.id, sample, kind)
    name = f"{found.name} sample {drawn_on}.{kind}"
    return leave_for(parts().files.download_url(key, name, CONTENT_TYPES[kind]))


def _form(
    request: Request, cycle: Cycle, *, status: int = 200, errors: dict[str, str] | None = None
) -> Response:
    headers = parts().returns.headers(cycle.id, ("submitted_at",))
    return page(
        request,
        "pages/staff/samples.html",
        status=status,
        cycle=cycle,
        frame=sum(1 for header in headers if header.is_in),
        draws=list(reversed(_draws(cycle))),
        names=_names(request),
        values=request.form,
        errors=errors,
    )


def _draws(cycle: Cycle) -> list[Event]:
    return [event for event in parts().trail.of(f"CYCLE#{cycle.id}") if event.what == "sample.drawn"]


def _draw(cycle: Cycle, sample: str) -> Event:
    """Raises NotFound for a draw that this cycle never had."""
    for event in _draws(cycle):
        if event.details.get("sample") == sample:
            return event
    raise NotFound


def _names(request: Request) -> dict[str, str]:
    """Staff → name; the command line signs its draws as "operator"."""
    staff = parts().organisations.staff(partnership_id(request))
    return {"operator": "The operator", **{member.id: member.name for member in staff}}
