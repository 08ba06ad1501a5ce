"""The organisation's evidence: the register, what uses it, and removing it."""

from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import NotFound
from chalicelib.domain.evidence import Evidence, EvidenceState, reviews
from chalicelib.domain.framework import Criterion
from chalicelib.domain.rights import Right
from chalicelib.domain.times import london_day
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.web import Request, redirect
from chalicelib.services import evidence, evidence_keeping, evidence_using
from chalicelib.services.desk import Seat, look_around, sit_down


def register_page(request: Request, ref: str) -> Response:
    seat = sit_down(parts(), ref, request.token, Right.ENTER)
    found, around = evidence.register(parts(), seat), look_around(parts(), seat)
    titles = {c.id: c.title for c in seat.criteria()}
    return show(
        request,
        "evidence/register.html",
        seat,
        around,
        items=[item for item in found.items if item.state is EvidenceState.READY],
        reviews=reviews(found.items, today=london_day(parts().now()), due_on=around.cycle.due_on),
        earlier=evidence.earlier(seat, found.items),
        expected=[item for item in found.items if item.state is EvidenceState.EXPECTED],
        uses={item_id: [(c, titles[c]) for c in used if c in titles] for item_id, used in found.uses.items()},
        may_add=seat.may(Right.EVIDENCE) and seat.may(Right.READ),
        may_change={i.id for i in found.items if evidence.may_change(seat, i, found.uses)},
    )


def choose_kind(request: Request, ref: str) -> Response:
    """What sort of evidence; or one that is there already."""
    seat, criterion = sit_for(request, ref)
    items = evidence.register(parts(), seat).items
    return show(
        request,
        "evidence/add.html",
        seat,
        look_around(parts(), seat),
        criterion=criterion,
        items=[item for item in items if item.state is EvidenceState.READY],
        earlier=evidence.earlier(seat, items),
    )


def use_form(request: Request, ref: str, id: str) -> Response:
    seat, item = sit_with(request, ref, id)
    criteria = [c for c in seat.criteria() if seat.may_edit_criterion(c) or not seat.with_the_lead]
    return show(
        request,
        "evidence/use.html",
        seat,
        look_around(parts(), seat),
        item=item,
        may_edit=seat.may(Right.EVIDENCE) and seat.with_the_lead,
        used=evidence.uses(parts(), seat).get(item.id, ()),
        sections=[(s, [c for c in criteria if c.section == s.number]) for s in seat.framework.sections],
    )


def use_item(request: Request, ref: str, id: str) -> Response:
    evidence_using.use_in(parts(), ref, request.token, id, request.form.getlist("criteria"))
    return redirect(f"/r/{ref}/evidence")


def attach_item(request: Request, ref: str, id: str) -> Response:
    """Uses what is there already for one more answer."""
    criterion = request.form.get("_for")
    evidence_using.attach(parts(), ref, request.token, id, criterion)
    return redirect(f"/r/{ref}/criteria/{criterion}")


def remove_form(request: Request, ref: str, id: str) -> Response:
    seat, item = sit_to_change(request, ref, id)
    used = evidence.uses(parts(), seat).get(item.id, ())
    criteria = [c for c in seat.criteria() if c.id in used and seat.may_edit_criterion(c)]
    around, may_edit = look_around(parts(), seat), seat.with_the_lead
    return show(
        request, "evidence/remove.html", seat, around, item=item, criteria=criteria, may_edit=may_edit
    )


def remove_item(request: Request, ref: str, id: str) -> Response:
    evidence_keeping.remove(parts(), ref, request.token, id)
    return redirect(f"/r/{ref}/evidence")


def sit_for(request: Request, ref: str) -> tuple[Seat, Criterion | None]:
    """Who adds evidence, and the criterion that it is for: a contributor must name one.

    Raises NotFound for one that is not asked, or that is not theirs.
    """
    seat = sit_down(parts(), ref, request.token, Right.EVIDENCE)
    found = asked_for(request, seat)
    if found is None and not seat.may(Right.READ):
        raise NotFound
    return seat, found


def asked_for(request: Request, seat: Seat) -> Criterion | None:
    """The criterion that the address or the form names, if it names one. Raises NotFound as above."""
    wanted = request.query.get("for") or request.form.get("_for")
    return seat.criterion(wanted) if wanted else None


def sit_with(request: Request, ref: str, evidence_id: str) -> tuple[Seat, Evidence]:
    """Who works with evidence, and an item that they may see. Raises NotFound."""
    seat = sit_down(parts(), ref, request.token, Right.EVIDENCE)
    return seat, evidence.one(parts(), seat, evidence_id)


def sit_to_change(request: Request, ref: str, evidence_id: str) -> tuple[Seat, Evidence]:
    """The same for an item that they may change."""
    seat = sit_down(parts(), ref, request.token, Right.EVIDENCE)
    return seat, evidence.one_to_change(parts(), seat, evidence_id)


def path_of(ref: str, evidence_id: str, step: str, criterion: str, **query: str) -> str:
    """One of an item's pages, with the answer that it is for."""
    asked = {**query, **({"for": criterion} if criterion else {})}
    return f"/r/{ref}/evidence/{evidence_id}/{step}" + (f"?{urlencode(asked)}" if asked else "")


def after_adding(ref: str, criterion: str) -> Response:
    """Back to the answer that it was added for, or to the register."""
    return redirect(f"/r/{ref}/criteria/{criterion}" if criterion else f"/r/{ref}/evidence")
