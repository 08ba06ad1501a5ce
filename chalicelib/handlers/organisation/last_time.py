"""Last time's answers: confirming one, and what has changed since."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, NotFound, Outdated
from chalicelib.domain.last_time import to_confirm
from chalicelib.domain.mapping import Kind
from chalicelib.domain.rights import Right
from chalicelib.handlers.organisation.criteria import after, opening_of, show_again, show_both
from chalicelib.handlers.organisation.frame import show, whole_number
from chalicelib.handlers.web import Request, redirect
from chalicelib.services.answering import Writing
from chalicelib.services.confirming import confirm
from chalicelib.services.desk import look_around, sit_down
from chalicelib.services.looking_back import past_of


def confirm_last_time(request: Request, ref: str, criterion: str) -> Response:
    """What was said last time is still true."""
    typed = request.form
    try:
        saved = confirm(
            parts(),
            ref,
            request.token,
            criterion,
            read=typed.get("_read"),
            typed=typed.get("narrative"),
            version=whole_number(typed.get("_version")),
            writing=Writing(opening_of(typed), whole_number(typed.get("_turn"))),
        )
    except Invalid as invalid:
        return show_again(request, ref, criterion, invalid)
    except Outdated as outdated:
        return show_both(request, ref, criterion, outdated.current, rating=typed.get("rating"))
    return redirect(after(saved, ""))


def what_changed(request: Request, ref: str) -> Response:
    """Every question that is not as it was, and what is asked no more."""
    seat = sit_down(parts(), ref, request.token, Right.ENTER)
    past = past_of(parts(), seat.framework, seat.return_)
    if not past:
        raise NotFound
    changes, criteria = past[0].changes, {c.id: c for c in seat.criteria()}
    mapped = [(criteria[m.criterion], m) for m in changes.now.values() if m.criterion in criteria]
    return show(
        request,
        "last_time.html",
        seat,
        look_around(parts(), seat),
        previous=past[0].previous,
        changed=[(c, m) for c, m in mapped if m.kind not in (Kind.SAME, Kind.NEW)],
        new=[(c, m) for c, m in mapped if m.kind is Kind.NEW],
        same=sum(1 for _, m in mapped if m.kind is Kind.SAME),
        retired=changes.retired if seat.may(Right.READ) else (),
        left=len(to_confirm(past, seat.return_, criteria.values())),
        same_scale=changes.same_scale,
    )
