"""Drawing organisations for verification visits, and every draw that was made."""

from collections import Counter

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain import objects
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.errors import WORDS, NotFound, Refused
from chalicelib.domain.returns import LINE_LIMIT, too_long
from chalicelib.domain.sample_files import FACTS, WHY
from chalicelib.domain.sampling import Terms, Why
from chalicelib.handlers.forms import Form
from chalicelib.handlers.staff.frame import (
    cycle_of,
    partnership_id,
    seat,
    sector_names,
    whole_number,
)
from chalicelib.handlers.web import Request, leave_for, page, redirect
from chalicelib.services.sample_drawing import CONTENT_TYPES, Wishes, keep_sample
from chalicelib.services.sample_reading import draw_of, drawn_once_more, draws_of, kept_sample

MOST_MINIMUM, PROMISES = 20, range(2, 11)
REASONS = (Why.NOT_RETURNED, Why.LOWEST_RATING)
FIRST_VALUES = {"minimum": "2", "share": "size"}


def samples(request: Request, cycle: str) -> Response:
    return _form(request, cycle_of(request, cycle), values=FIRST_VALUES)


def draw(request: Request, cycle: str) -> Response:
    found = cycle_of(request, cycle)
    wishes, errors = _wishes(request.form)
    if errors:
        return _form(request, found, status=400, errors=errors)
    try:
        drawn = keep_sample(parts(), found, wishes, actor=seat(request).member.id)
    except Refused as refusal:
        return _form(request, found, status=400, errors={"size": refusal.words})
    return redirect(f"/staff/cycles/{cycle}/sample/{drawn.id}")


def one_sample(request: Request, cycle: str, sample: str) -> Response:
    """Whom to visit, and how they were chosen, for the minutes."""
    found = cycle_of(request, cycle)
    kept = kept_sample(parts(), found, sample)
    return page(
        request,
        "pages/staff/sample.html",
        cycle=found,
        draw=kept.draw,
        drawn=kept.record,
        strata={part["id"]: part for part in kept.record["strata"]},
        tickets=Counter(unit.tickets for unit in kept.frame if not unit.certain),
        certain=[c for c in kept.record["chosen"] if c["probability"] == "1/1"],
        why={reason.value: words for reason, words in WHY.items()},
        facts={fact.value: words for fact, words in FACTS.items()},
        names=sector_names(),
        who=_names(request).get(kept.draw.actor, "Somebody who has left"),
    )


def again(request: Request, cycle: str, sample: str) -> Response:
    """The same draw made again from what was kept, and whether both agree."""
    found = cycle_of(request, cycle)
    replay = drawn_once_more(parts(), found, sample)
    return page(
        request,
        "pages/staff/sample_again.html",
        cycle=found,
        draw=draw_of(parts(), found, sample),
        replay=replay,
    )


def download(request: Request, cycle: str, sample: str, file: str) -> Response:
    found = cycle_of(request, cycle)
    kind = file.removeprefix("sample.")
    if kind not in CONTENT_TYPES:
        raise NotFound
    key = objects.sample(found.id, draw_of(parts(), found, sample).id, kind)
    drawn_on = f"{draw_of(parts(), found, sample).at:%Y-%m-%d}"
    name = f"{found.name} sample {drawn_on}.{kind}"
    return leave_for(parts().files.download_url(key, name, CONTENT_TYPES[kind]))


def _wishes(form: Form) -> tuple[Wishes, dict[str, str]]:
    """What was decided, and what is to put right."""
    errors: dict[str, str] = {}
    minimum, promise = whole_number(form.get("minimum") or "2"), whole_number(form.get("promise") or "0")
    if minimum is None or minimum > MOST_MINIMUM:
        errors["minimum"] = WORDS["sample_minimum_needed"]
    if promise is None or (promise and promise not in PROMISES):
        errors["promise"] = WORDS["sample_promise_needed"]
    if too_long(seed=form.get("seed")):
        errors["seed"] = WORDS["line_too_long"].format(limit=LINE_LIMIT)
    chosen = form.getlist("certain")
    terms = Terms(
        visits=whole_number(form.get("size")) or 0,
        minimum=minimum or 0,
        equally=form.get("share") == "equally",
        promise=promise or 0,
        missing=form.get("missing") == "yes" or Why.NOT_RETURNED in chosen,
    )
    certain = frozenset(reason for reason in REASONS if reason.value in chosen)
    return Wishes(terms=terms, certain=certain, seed=form.get("seed")), errors


def _form(
    request: Request,
    cycle: Cycle,
    *,
    status: int = 200,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    headers = list(parts().returns.headers(cycle.id, ("submitted_at",)))
    returned = sum(1 for header in headers if header.is_in)
    return page(
        request,
        "pages/staff/samples.html",
        status=status,
        cycle=cycle,
        frame=returned,
        missing=len(headers) - returned,
        stated=len(parts().verification.stated(cycle.id)),
        draws=draws_of(parts(), cycle),
        names=_names(request),
        values=request.form if values is None else values,
        certain=[] if values is not None else request.form.getlist("certain"),
        errors=errors,
    )


def _names(request: Request) -> dict[str, str]:
    """Staff → name; the command line signs its draws as "operator"."""
    staff = parts().organisations.staff(partnership_id(request))
    return {"operator": "The operator", **{member.id: member.name for member in staff}}
