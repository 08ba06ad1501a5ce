"""One question a page: the answer, its rating, and what happens when two people save at once."""

import re
from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, Outdated
from chalicelib.domain.evidence import EvidenceState, reviews
from chalicelib.domain.framework import Criterion
from chalicelib.domain.progress import section_progress
from chalicelib.domain.returns import NARRATIVE_LIMIT, Answer
from chalicelib.domain.rights import Right
from chalicelib.domain.times import duration, london_day, saved_at
from chalicelib.handlers import cookies
from chalicelib.handlers.forms import Form
from chalicelib.handlers.organisation.beside import beside, joined, read_beside, with_text
from chalicelib.handlers.organisation.frame import is_own, label_of, name_of, show, whole_number
from chalicelib.handlers.web import Request, redirect
from chalicelib.services.answering import Saved, Writing, save_answer
from chalicelib.services.desk import Seat, look_around, sit_down
from chalicelib.services.replying import questions

PATH = "/r/{ref}/criteria/{criterion}"
USE = "use:"


def criterion(request: Request, ref: str, criterion: str) -> Response:
    seat = sit_down(parts(), ref, request.token, Right.ENTER, criterion=criterion)
    answer = seat.answer or Answer(criterion=criterion)
    values = {"narrative": answer.narrative, "rating": answer.rating}
    return _page(request, seat, criterion, values | ({"help_wanted": "yes"} if answer.help_wanted else {}))


def save(request: Request, ref: str, criterion: str) -> Response:
    """`next` says which button was pressed."""
    typed = request.form
    pressed = typed.get("_next")
    if pressed.startswith(USE):
        return _start_from(request, ref, criterion, pressed.removeprefix(USE))
    rating = "" if pressed == "clear" else typed.get("rating")
    try:
        saved = save_typed(request, ref, criterion, rating)
    except Invalid as invalid:
        return show_again(request, ref, criterion, invalid)
    except Outdated as outdated:
        return show_both(request, ref, criterion, outdated.current, rating=rating)
    return redirect(after(saved, pressed))


def _start_from(request: Request, ref: str, criterion: str, key: str) -> Response:
    """The page again, with an earlier text in the box. Nothing is saved."""
    seat = sit_down(parts(), ref, request.token, Right.ANSWER, criterion=criterion)
    version = whole_number(request.form.get("_version"))
    return _page(request, seat, criterion, request.form.first(), use=key, version=version)


def page_with(
    request: Request, seat: Seat, criterion_id: str, text: str, whose: str, version: int
) -> Response:
    """The question's page with another organisation's text below what stands there. Nothing is saved."""
    answer = seat.answer or Answer(criterion=criterion_id)
    values = {"narrative": joined(answer.narrative, text), "rating": answer.rating}
    return _page(request, seat, criterion_id, values, used_text=whose, used_from=whose, version=version)


def show_again(request: Request, ref: str, criterion: str, invalid: Invalid) -> Response:
    """The page with what was typed, and what to put right."""
    seat = sit_down(parts(), ref, request.token, Right.ENTER, criterion=criterion)
    more: dict[str, Any] = {
        "version": whole_number(request.form.get("_version")),
        "errors": invalid.messages(),
    }
    return _page(request, seat, criterion, request.form.first(), status=400, **more)


def save_typed(request: Request, ref: str, criterion: str, rating: str, *, by_itself: bool = False) -> Saved:
    """What is in the form, with this rating. Raises Invalid, Refused and Outdated."""
    typed = request.form
    return save_answer(
        parts(),
        ref,
        request.token,
        criterion,
        rating=rating,
        narrative=typed.get("narrative"),
        version=whole_number(typed.get("_version")),
        help_wanted=typed.get("help_wanted") == "yes",
        writing=Writing(opening_of(typed), whole_number(typed.get("_turn")), by_itself),
    )


def next_page(seat: Seat, criterion: Criterion) -> str:
    """The next question of the standard, or the standard's own page after the last.

    From an answer that a reviewer asked about, back to what else they ask.
    """
    ref = seat.return_.ref
    if criterion.id in seat.return_.asked_about:
        return f"/r/{ref}/questions"
    ids = [c.id for c in section_progress(seat.framework, seat.return_, criterion.section).criteria]
    later = ids[ids.index(criterion.id) + 1 :]
    return f"/r/{ref}/criteria/{later[0]}" if later else f"/r/{ref}/standards/{criterion.section}"


def show_both(
    request: Request, ref: str, criterion_id: str, theirs: Answer, *, rating: str, reason: str = ""
) -> Response:
    """Both answers side by side: nothing is lost, whichever is kept."""
    seat = sit_down(parts(), ref, request.token, Right.ENTER, criterion=criterion_id)
    return show(
        request,
        "criterion_outdated.html",
        seat,
        look_around(parts(), seat),
        status=409,
        here=f"/r/{ref}/criteria/{criterion_id}",
        **both_sides(request, seat, seat.criterion(criterion_id), theirs, rating=rating, reason=reason),
    )


def both_sides(
    request: Request, seat: Seat, found: Criterion, theirs: Answer, *, rating: str, reason: str = ""
) -> dict[str, Any]:
    """What criterion_outdated.html needs: theirs, and what was typed."""
    framework = seat.framework
    narrative = theirs.narrative if reason else request.form.get("narrative")
    texts = dict.fromkeys(text for text in (theirs.narrative, narrative) if text)
    return {
        "criterion": found,
        "wording": found.wording(seat.variant),
        "levels": framework.scale.levels,
        "theirs": theirs,
        "their_label": label_of(framework, theirs.rating),
        "who": name_of(seat.return_, theirs),
        "who_saved": who_saved(seat, theirs),
        "same_person": is_own(seat, theirs),
        "mine": {
            "narrative": narrative,
            "rating": rating,
            "reason": reason,
            "help_wanted": request.form.get("help_wanted"),
        },
        "help_wanted": framework.help_wanted,
        "my_label": label_of(framework, rating),
        "both": "\n\n".join(texts),
        "opening": opening_of(request.form),
        "limit": NARRATIVE_LIMIT,
    }


def who_saved(seat: Seat, answer: Answer) -> str:
    """Like "You saved another answer in a different window or on another device at 14:02"."""
    mine = is_own(seat, answer)
    who = "You saved another answer in a different window or on another device"
    when = f" at {saved_at(answer.saved_at, parts().now())}" if answer.saved_at else ""
    return f"{who if mine else name_of(seat.return_, answer) + ' saved another answer'}{when}"


def opening_of(form: Form) -> str:
    """The id that a page was given when it was opened; "" for what is none."""
    opening = form.get("_opening")
    return opening if re.fullmatch("[0-9A-Z]{26}", opening) else ""


def after(saved: Saved, pressed: str) -> str:
    ref, criterion_id = saved.seat.return_.ref, saved.criterion.id
    if pressed == "clear":
        return f"/r/{ref}/criteria/{criterion_id}"
    if pressed == "evidence":
        return f"/r/{ref}/evidence/add?for={criterion_id}"
    if saved.needs_plan:
        return f"/r/{ref}/criteria/{criterion_id}/action"
    return next_page(saved.seat, saved.criterion)


def _page(
    request: Request, seat: Seat, criterion_id: str, values: Mapping[str, str], use: str = "", **more: Any
) -> Response:
    found = seat.criterion(criterion_id)
    section = section_progress(seat.framework, seat.return_, found.section)
    answer = seat.answer or Answer(criterion=criterion_id)
    past, around = read_beside(seat, found)
    others = set(cookies.returns_held(request.cookies)) - {seat.return_.ref}
    last_time = beside(seat, found, past, around)
    context = {
        **last_time,
        "criterion": found,
        "asked": questions(seat, criterion_id),
        "may_edit": seat.may_edit_criterion(found),
        "open_here": seat.may_edit_criterion(found),
        "wording": found.wording(seat.variant),
        "levels": seat.framework.scale.levels,
        "help_wanted": seat.framework.help_wanted,
        "added_by_partnership": seat.framework.is_added(found),
        "label": label_of(seat.framework, answer.rating),
        "section": section,
        "position": section.criteria.index(found) + 1,
        "how_long": duration(found.minutes),
        "answer": answer,
        "saved": saved_at(answer.saved_at, parts().now()) if answer.saved_at else "",
        "saved_by": name_of(seat.return_, answer),
        "planned": any(criterion_id in criteria for criteria in seat.return_.plans.values()),
        "comments": around.comments.about(criterion_id),
        "new_comment": parts().new_id() if seat.may(Right.COMMENT) else "",
        "next_page": next_page(seat, found),
        "evidence": [e for e in around.evidence if e.state is EvidenceState.READY],
        "reviews": reviews(around.evidence, today=london_day(parts().now()), due_on=around.cycle.due_on),
        "values": with_text(values, last_time["last"], use) if use else values,
        "used_text": use,
        "has_others": bool(others) and seat.may(Right.ANSWER),
        "version": answer.version,
        "opening": opening_of(request.form) or parts().new_id(),
        "limit": NARRATIVE_LIMIT,
    }
    return show(request, "criterion.html", seat, around, **{**context, **more})
