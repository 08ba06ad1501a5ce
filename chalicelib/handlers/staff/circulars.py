"""Write to these: one text to every organisation on a list, looked at before it goes."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.circulars import SUBJECT_LIMIT, TEXT_LIMIT
from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.texts import paragraphs
from chalicelib.handlers.staff.frame import cycle_of, seat
from chalicelib.handlers.staff.paging import paged
from chalicelib.handlers.staff.returns import Chosen, chosen
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.circulars import circular_of, look_at, send
from chalicelib.services.progress import returns_at


def write(request: Request, cycle: str) -> Response:
    return _form(request, chosen(request, cycle))


def change(request: Request, cycle: str) -> Response:
    """Back from the preview, with what was typed."""
    return _form(request, chosen(request, cycle))


def look(request: Request, cycle: str) -> Response:
    """The preview: what each will read, who gets it, and who has to be rung."""
    return _preview(request, chosen(request, cycle))


def send_it(request: Request, cycle: str) -> Response:
    found, form, member = chosen(request, cycle), request.form, seat(request).member
    try:
        made = send(
            parts(),
            found.cycle,
            look_at(found.headers, form.get("subject"), form.get("text")),
            seen=form.get("_seen"),
            once=form.get("_once"),
            chosen=found.words(),
            staff_id=member.id,
            staff_name=member.name,
        )
    except Refused as refusal:
        if refusal.code == "circular_moved":
            return _preview(request, found, status=409, errors={"to": refusal.words})
        return _refused(request, found, refusal)
    return redirect(f"/staff/cycles/{found.cycle.id}/written/{made.id}")


def written(request: Request, cycle: str, circular: str) -> Response:
    """What was sent, and to whom; the organisation's page says what became of each mail."""
    found = cycle_of(request, cycle)
    made = circular_of(parts(), found, circular)
    wanted = {*made.refs, *made.without}
    headers = [header for header in returns_at(parts(), found, "", "") if header.ref in wanted]
    return page(
        request,
        "pages/staff/written.html",
        cycle=found,
        made=made,
        said=paragraphs(made.text),
        list=paged(request, headers, f"/staff/cycles/{found.id}/written/{made.id}", {}),
    )


def _form(request: Request, found: Chosen, *, status: int = 200, **more: Any) -> Response:
    reached = sum(1 for header in found.headers if not header.mail_state)
    return page(
        request,
        "pages/staff/write.html",
        status=status,
        cycle=found.cycle,
        chosen=found,
        words=found.words(),
        reached=reached,
        values=request.form.first(),
        subject_limit=SUBJECT_LIMIT,
        text_limit=TEXT_LIMIT,
        **more,
    )


def _preview(request: Request, found: Chosen, *, status: int = 200, **more: Any) -> Response:
    try:
        preview = look_at(found.headers, request.form.get("subject"), request.form.get("text"))
    except Refused as refusal:
        return _refused(request, found, refusal)
    return page(
        request,
        "pages/staff/write_look.html",
        status=status,
        cycle=found.cycle,
        chosen=found,
        words=found.words(),
        preview=preview,
        said=paragraphs(preview.text),
        once=request.form.get("_once") or parts().new_id(),
        **more,
    )


def _refused(request: Request, found: Chosen, refusal: Refused) -> Response:
    errors = refusal.messages() if isinstance(refusal, Invalid) else {"subject": refusal.words}
    return _form(request, found, status=400, errors=errors)
