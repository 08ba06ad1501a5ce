"""The page before something is added that looks as if it should not be: what was noticed, and the choice."""

from collections.abc import Collection, Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.noticing import CHILD, STAFF, WORDS, Noticed, known
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.web import Request
from chalicelib.services.desk import Seat, look_around
from chalicelib.services.evidence_doubts import DECISIONS, turn_back

OURS = ("form_token", "_decision", "_known")


def show_doubts(
    request: Request,
    seat: Seat,
    noticed: Collection[str],
    *,
    action: str,
    shown: Mapping[str, str],
    typed: Mapping[str, str],
    **more: Any,
) -> Response:
    """`action` takes the decision, with all that was `typed`; `shown` is what it is about, by its label."""
    found = [Noticed(code) for code in noticed]
    return show(
        request,
        "evidence/noticed.html",
        seat,
        look_around(parts(), seat),
        findings=[WORDS[code] for code in found],
        of_child=not CHILD.isdisjoint(found),
        of_staff=not STAFF.isdisjoint(found),
        action=action,
        shown=shown,
        known=",".join(found),
        typed={name: value for name, value in typed.items() if name not in OURS},
        **more,
    )


def decided(request: Request) -> frozenset[Noticed]:
    """What the person has seen and decided about, as their form says."""
    return known(request.form.get("_known")) if request.form.get("_decision") == "add" else frozenset()


def turned_back(request: Request, ref: str, evidence_id: str) -> str:
    """What they chose to change instead, which is then on the trail; "" when they did not."""
    chosen = request.form.get("_decision")
    if chosen not in DECISIONS:
        return ""
    turn_back(parts(), ref, request.token, evidence_id, known(request.form.get("_known")), chosen)
    return chosen
