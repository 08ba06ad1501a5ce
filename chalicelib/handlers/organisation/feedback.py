"""What the partnership says about a return: to read, to download, and to talk about."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.follow_up import ABOUT_LIMIT
from chalicelib.domain.rights import Right
from chalicelib.domain.sharing import sight_of
from chalicelib.handlers.organisation.frame import show, whole_number
from chalicelib.handlers.web import Request, leave_for, redirect
from chalicelib.services import feedback_reading
from chalicelib.services.desk import Surroundings
from chalicelib.services.feedback_reading import Reading


def feedback(request: Request, ref: str) -> Response:
    """The newest, or one of those before it."""
    return _page(request, _read(request, ref), {}, asked_now=request.query.get("done") == "asked")


def as_pdf(request: Request, ref: str) -> Response:
    url = feedback_reading.pdf_url(parts(), _read(request, ref))
    if not url:
        raise NotFound
    return leave_for(url)


def ask_to_talk(request: Request, ref: str) -> Response:
    """Pressing twice asks once."""
    typed = request.form
    try:
        feedback_reading.ask_to_talk(
            parts(),
            ref,
            request.token,
            partnership_id=typed.get("_from"),
            name=typed.get("name"),
            phone=typed.get("phone"),
            when=typed.get("when"),
            about=typed.get("about"),
        )
    except Invalid as invalid:
        reading = feedback_reading.read(parts(), ref, request.token, partnership_id=typed.get("_from"))
        return _page(request, reading, typed.first(), status=400, errors=invalid.messages())
    return redirect(f"/r/{ref}/feedback?done=asked")


def _read(request: Request, ref: str) -> Reading:
    return feedback_reading.read(
        parts(),
        ref,
        request.token,
        partnership_id=request.query.get("from"),
        number=whole_number(request.query.get("number")),
    )


def _page(request: Request, reading: Reading, values: dict[str, str], **more: Any) -> Response:
    seat, told = reading.seat, reading.told
    around = Surroundings(partnership=told.partnership, cycle=told.cycle, evidence=(), plans=())
    archived = told.cycle.status is CycleStatus.ARCHIVED
    context = {
        "cycle": told.cycle,
        "feedback": told.feedback,
        "is_newest": reading.is_newest,
        "every": reading.every,
        "others": reading.others,
        "replies": reading.replies_apart.every,
        "talk": told.talk,
        "may_talk": seat.may(Right.TALK) and not archived and not seat.only_copies,
        "pdf": feedback_reading.has_pdf(parts(), reading),
        "own_name": seat.name,
        "about_limit": ABOUT_LIMIT,
        "asked_now": False,
        "values": values,
        "sight": sight_of(told.cycle, seat.return_),
    }
    return show(request, "feedback.html", seat, around, **{**context, **more})
