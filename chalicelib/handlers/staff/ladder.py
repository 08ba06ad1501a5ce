"""Who is written to, and when: one page a sector, with the days that it gives."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.ladder import OF_STEP, VOLUNTARY, From, Step, ladder_of, steps_for
from chalicelib.handlers.staff.frame import cycle_of, seat, sector_names, whole_number
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.ladders import OVER, previews, refuse_ladder, save_ladder

# Step → who, and what about.
STEPS = {
    Step.HEADS_UP: ("Heads-up", "To the lead, with a copy to the approver"),
    Step.NOT_OPENED: ("Not opened", "To the lead, if nobody has opened the link"),
    Step.STARTED: ("Started", "To the lead, with how far they are"),
    Step.NEARLY_DUE: ("Nearly due", "To the lead"),
    Step.JUST_PAST: ("Just past", "To the lead, without blame"),
    Step.OFFER_TO_TALK: ("Would it help to talk?", "To the lead, from your named person; then nothing more"),
    Step.APPROVERS_HELP: (
        "The approver’s help",
        "To the approver, with a copy to the lead, who was told",
    ),
    Step.CALL: ("A person rings", "On your list of calls to make"),
    Step.CHAIR: ("Chair or trust", "Only after somebody has rung"),
    Step.APPROVAL_1: ("First reminder to approve", "To the approver"),
    Step.APPROVAL_2: ("Second reminder to approve", "To the approver"),
    Step.LETTER: ("Formal letter", "You decide, one by one. Never sent by itself"),
}
STARTS = {From.OPENING: "it opens", From.DUE: "it is due", From.ASKED: "approval was asked for"}


def show(request: Request, cycle: str) -> Response:
    found = cycle_of(request, cycle)
    sector = _sector(request.query.get("sector"), found)
    return _page(request, found, sector, ladder_of(found, sector))


def change(request: Request, cycle: str) -> Response:
    """“Show the days” keeps nothing."""
    found, form = cycle_of(request, cycle), request.form
    sector = _sector(form.get("sector"), found)
    typed = {step: form.get(f"days-{step}") for step in steps_for(sector)}
    on = [step for step in steps_for(sector) if form.get(f"on-{step}") == "yes"]
    days = {step: 0 if step is Step.LETTER else whole_number(typed[step]) for step in on}
    unread = {step.value: "days_needed" for step, number in days.items() if number is None}
    ladder = {step: (number or 0) * (-1 if OF_STEP[step].days < 0 else 1) for step, number in days.items()}
    try:
        if unread:
            raise Invalid(unread, most=90)
        refuse_ladder(sector, ladder)
        if form.get("do") != "save":
            return _page(request, found, sector, ladder, shown=True)
        save_ladder(
            parts(), found, sector, ladder, seat(request).member.id, for_all=form.get("for_all") == "yes"
        )
    except Invalid as invalid:
        return _page(request, found, sector, ladder, typed, status=400, errors=invalid.messages())
    except Refused as refusal:
        return _page(request, found, sector, ladder, typed, status=409, refused=refusal.words)
    return redirect(f"/staff/cycles/{found.id}/ladder?sector={sector}&done=saved")


def _sector(wanted: str, cycle: Cycle) -> str:
    return wanted if wanted in cycle.sectors else cycle.sectors[0]


def _page(
    request: Request,
    cycle: Cycle,
    sector: str,
    ladder: Mapping[Step, int],
    typed: Mapping[Step, str] | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> Response:
    names = sector_names()
    steps = [
        {
            "step": step,
            "name": STEPS[step][0],
            "hint": STEPS[step][1],
            "on": step in ladder,
            "days": (typed or {}).get(step) or str(abs(ladder.get(step, OF_STEP[step].days))),
            "unit": _unit(step),
        }
        for step in steps_for(sector)
    ]
    shown = () if more.get("errors") else previews(parts(), seat(request).partnership, cycle, sector, ladder)
    return page(
        request,
        "pages/staff/ladder.html",
        status=status,
        cycle=cycle,
        sector=sector,
        sectors={each: names.get(each, each) for each in cycle.sectors},
        steps=steps,
        step_names={step: words for step, (words, _) in STEPS.items()},
        previews=list(shown),
        may_change=cycle.status not in OVER,
        voluntary=sector in VOLUNTARY,
        done=request.query.get("done") == "saved",
        **more,
    )


def _unit(step: Step) -> str:
    """Like “working days before it is due”; "" for a letter."""
    rung = OF_STEP[step]
    if step is Step.LETTER:
        return ""
    days = "Working days" if rung.working else "Days"
    return f"{days} {'before' if rung.days < 0 else 'after'} {STARTS[rung.start]}"
