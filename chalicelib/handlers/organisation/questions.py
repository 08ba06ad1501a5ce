"""What a reviewer asks about answers that are in, and what the organisation says to it."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, Outdated
from chalicelib.domain.questions import REPLY_LIMIT, Question
from chalicelib.domain.rights import Right
from chalicelib.handlers.organisation.frame import labels, show
from chalicelib.handlers.web import Request, redirect
from chalicelib.services import replying
from chalicelib.services.desk import Seat, look_around, sit_down


def questions(request: Request, ref: str) -> Response:
    """Those that are open, in the order of the answers."""
    seat = sit_down(parts(), ref, request.token, Right.ENTER)
    asked = replying.questions(seat)
    return show(
        request,
        "questions.html",
        seat,
        look_around(parts(), seat),
        asked=[(question, seat.criterion(question.criterion)) for question in asked],
        all_answered=all(question.answered for question in asked),
        may_answer=seat.may(Right.ANSWER) and seat.with_the_lead,
        labels=labels(seat.framework, seat.return_),
        open_here=True,
    )


def question(request: Request, ref: str, question: str) -> Response:
    """One, with a place for a reply that leaves the answer as it is."""
    seat, asked = _sit(request, ref, question)
    return _page(request, seat, asked, {"reply": asked.reply, "_before": asked.reply})


def save_reply(request: Request, ref: str, question: str) -> Response:
    typed = request.form
    try:
        replying.save_reply(
            parts(), ref, request.token, question, reply=typed.get("reply"), before=typed.get("_before")
        )
    except Invalid as invalid:
        seat, asked = _sit(request, ref, question)
        return _page(request, seat, asked, typed.first(), status=400, errors=invalid.messages())
    except Outdated as outdated:
        seat, asked = _sit(request, ref, question)
        values = {"reply": typed.get("reply"), "_before": outdated.current.reply}
        return _page(request, seat, asked, values, status=409, theirs=outdated.current)
    return redirect(f"/r/{ref}/questions")


def _sit(request: Request, ref: str, question_id: str) -> tuple[Seat, Question]:
    seat = sit_down(parts(), ref, request.token, Right.ENTER)
    return seat, replying.question(seat, question_id)


def _page(request: Request, seat: Seat, asked: Question, values: dict[str, str], **more: Any) -> Response:
    criterion = seat.criterion(asked.criterion)
    context = {
        "asked": asked,
        "criterion": criterion,
        "may_edit": seat.may_edit_criterion(criterion),
        "label": labels(seat.framework, seat.return_).get(criterion.id, ""),
        "values": values,
        "limit": REPLY_LIMIT,
        "theirs": None,
        "open_here": True,
    }
    return show(request, "question.html", seat, look_around(parts(), seat), **{**context, **more})
