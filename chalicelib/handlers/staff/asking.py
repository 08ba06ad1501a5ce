"""A question about answers that are in: first which answers, then what somebody wants to know of each."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import WORDS, Invalid, NotFound, Refused
from chalicelib.domain.questions import MOST_QUESTIONS, QUESTION_LIMIT
from chalicelib.domain.times import london_day
from chalicelib.domain.working_days import DAY
from chalicelib.handlers.staff.frame import partnership_id, read_date, seat
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services import submitted_copies
from chalicelib.services.questioning import Asking, ask, may_be_asked
from chalicelib.services.submitted_copies import Seen

USUAL_TIME = timedelta(days=14)


def choose(request: Request, ref: str) -> Response:
    """Which answers, by standard."""
    return _choose(request, _read(request, ref))


def write(request: Request, ref: str) -> Response:
    """One text for each answer that was chosen."""
    found = _read(request, ref)
    chosen = _chosen(found, request.query.getlist("criterion"))
    if not chosen:
        return _choose(request, found, status=400, errors={"criterion": WORDS["questions_needed"]})
    open_now = len(found.return_.questions)
    if len(chosen) + open_now > MOST_QUESTIONS:
        words = WORDS["too_many_questions"].format(most=MOST_QUESTIONS, open=open_now)
        return _choose(request, found, status=400, errors={"criterion": words})
    due = london_day(parts().now()) + USUAL_TIME
    while due.weekday() > 4:
        due += DAY
    return _write(request, found, chosen, {f"due-{part}": f"{getattr(due, part)}" for part in _PARTS})


def send(request: Request, ref: str) -> Response:
    typed = request.form
    found = _read(request, ref)
    chosen = _chosen(found, typed.getlist("criterion"))
    texts = {criterion: typed.get(f"text-{criterion}") for criterion in chosen}
    asking = Asking(texts=texts, due=read_date(typed.first(), "due"))
    try:
        ask(parts(), seat(request).member, ref, asking)
    except Invalid as invalid:
        return _write(request, found, chosen, typed.first(), status=400, errors=_messages(invalid, found))
    except Refused as refused:
        errors = {"due": refused.words}
        return _write(request, found, chosen, typed.first(), status=409, errors=errors)
    return redirect(f"/staff/organisations/{found.return_.organisation_id}?done=asked")


_PARTS = ("day", "month", "year")


def _read(request: Request, ref: str) -> Seen:
    """Raises Refused where nothing can be asked now."""
    found = submitted_copies.read(parts(), partnership_id(request), ref, 0)
    if not may_be_asked(found.return_):
        waits = found.return_.submitted_at is not None
        raise Refused("return_being_approved" if waits else "return_not_submitted")
    return found


def _criteria(found: Seen) -> dict[str, Mapping[str, Any]]:
    return {c["id"]: c for s in found.content["standards"] for c in s["criteria"]}


def _chosen(found: Seen, ids: list[str]) -> list[str]:
    """In the order of the copy. Raises NotFound for what is not in it."""
    known = _criteria(found)
    if not set(ids) <= set(known):
        raise NotFound
    return [criterion for criterion in known if criterion in ids]


def _messages(invalid: Invalid, found: Seen) -> dict[str, str]:
    """Several texts stand below one another: each message says which of them it is about."""
    titles = {f"text-{key}": criterion["title"] for key, criterion in _criteria(found).items()}
    return {
        field: f"{words} about “{titles[field]}”" if field in titles else words
        for field, words in invalid.messages().items()
    }


def _choose(request: Request, found: Seen, **more: Any) -> Response:
    open_ = {question.criterion for question in found.return_.questions.values()}
    return page(
        request,
        "pages/staff/ask_choose.html",
        found=found,
        open=open_,
        chosen=request.query.getlist("criterion"),
        most=MOST_QUESTIONS,
        **more,
    )


def _write(
    request: Request, found: Seen, chosen: list[str], values: Mapping[str, str], **more: Any
) -> Response:
    criteria = _criteria(found)
    return page(
        request,
        "pages/staff/ask_write.html",
        found=found,
        chosen=[criteria[criterion] for criterion in chosen],
        values=values,
        limit=QUESTION_LIMIT,
        **more,
    )
