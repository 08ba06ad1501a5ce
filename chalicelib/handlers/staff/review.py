"""One return under review: read on its exceptions, rated, agreed with, finished."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import WORDS, Invalid, NotFound, Outdated
from chalicelib.domain.framework import DOES_NOT_APPLY, NOT_APPLICABLE, Framework
from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.reviews import NOTE_LIMIT, REASON_LIMIT
from chalicelib.handlers.staff.frame import seat, sector_names, whole_number
from chalicelib.handlers.staff.review_words import CONSENTS, EXCEPTIONS, rating_words
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.assigning import reviewers
from chalicelib.services.challenging import reads_blindly
from chalicelib.services.questioning import may_be_asked
from chalicelib.services.review_queue import next_ref
from chalicelib.services.review_reading import Opened, Row, open_review, who_wrote
from chalicelib.services.reviewing import Said, agree_with_rest, finish, save, take_up_again


def one_review(request: Request, ref: str) -> Response:
    """Its exceptions first, then the rest."""
    opened = open_review(parts(), seat(request).member, ref)
    return _review(request, opened)


def agree(request: Request, ref: str) -> Response:
    agree_with_rest(parts(), seat(request).member, ref, _submission(request))
    return redirect(f"/staff/reviews/{ref}?done=agreed")


def finish_review(request: Request, ref: str) -> Response:
    """And on to the next return."""
    member = seat(request).member
    finish(parts(), member, ref, _submission(request))
    following = next_ref(parts(), member, after=ref)
    return redirect(f"/staff/reviews/{following}?done=finished" if following else "/staff/reviews?done=all")


def take_up(request: Request, ref: str) -> Response:
    take_up_again(parts(), seat(request).member, ref)
    return redirect(f"/staff/reviews/{ref}")


def criterion_form(request: Request, ref: str, criterion: str) -> Response:
    """One answer, with what there is to say about it. `rating` in the address is the order of a level."""
    opened = open_review(parts(), seat(request).member, ref)
    row = _row(opened, criterion)
    values: dict[str, Any] = {
        "rating": "",
        "reason": "",
        "note": "",
        "themes": [],
        "consent": "",
        "version": "0",
    }
    if row.said is not None:
        values = {
            "rating": rating_id(opened.framework, row.said.rating),
            "reason": row.said.reason,
            "note": row.said.note,
            "themes": list(row.said.themes),
            "good_practice": row.said.good_practice,
            "consent": row.said.consent,
            "version": f"{row.said.version}",
        }
    wanted = whole_number(request.query.get("rating"))
    if wanted is not None and rating_id(opened.framework, wanted):
        values["rating"] = rating_id(opened.framework, wanted)
    return _criterion(request, opened, row, values)


def save_criterion(request: Request, ref: str, criterion: str) -> Response:
    typed = request.form
    values: dict[str, Any] = {
        "rating": typed.get("rating"),
        "reason": typed.get("reason"),
        "note": typed.get("note"),
        "themes": typed.getlist("theme"),
        "good_practice": typed.get("good_practice") == "yes",
        "consent": typed.get("consent"),
        "version": typed.get("_version"),
    }
    said = Said(
        rating=values["rating"],
        reason=values["reason"],
        note=values["note"],
        themes=tuple(values["themes"]),
        good_practice=values["good_practice"],
        consent=values["consent"],
        submission=_submission(request),
        version=whole_number(values["version"]) or 0,
    )
    member = seat(request).member
    try:
        save(parts(), member, ref, criterion, said)
    except Invalid as invalid:
        opened = open_review(parts(), member, ref)
        row = _row(opened, criterion)
        return _criterion(request, opened, row, values, status=400, errors=invalid.messages())
    except Outdated:
        opened = open_review(parts(), member, ref)
        row = _row(opened, criterion)
        values["version"] = f"{row.said.version}" if row.said else "0"
        overtaken = {"rating": WORDS["review_overtaken"]}
        return _criterion(request, opened, row, values, status=409, errors=overtaken, overtaken=True)
    if typed.get("_from") == "sideways":
        return redirect(f"/staff/reviews/criterion/{criterion}?done=saved#r-{ref}")
    return redirect(f"/staff/reviews/{ref}?done=saved#c-{criterion}")


def rating_id(framework: Framework, order: int) -> str:
    """The id of a level by its order; "" for what is none."""
    if order == 0:
        return NOT_APPLICABLE
    return next((level.id for level in framework.scale.levels if level.order == order), "")


def choices(framework: Framework, *, core: bool) -> dict[str, str]:
    """Rating → its words, lowest first."""
    levels = sorted(framework.scale.levels, key=lambda level: level.order)
    found = {level.id: level.label for level in levels}
    return found if core else {**found, NOT_APPLICABLE: DOES_NOT_APPLY}


def _submission(request: Request) -> int:
    return whole_number(request.form.get("_submission")) or 0


def _row(opened: Opened, criterion: str) -> Row:
    row = opened.row(criterion)
    if row is None:
        raise NotFound
    return row


def _review(request: Request, opened: Opened) -> Response:
    member = seat(request).member
    is_coordinator = member.role is StaffRole.COORDINATOR
    review = opened.seat.review
    people = {m.id: m.name for m in reviewers(parts(), member.partnership_id)} if is_coordinator else {}
    blind = reads_blindly(opened.seat)
    challenges = review.open_challenges if review and not blind else 0
    return page(
        request,
        "pages/staff/review.html",
        opened=opened,
        review=review,
        ref=opened.seat.return_.ref,
        kinds=EXCEPTIONS,
        rating=lambda order: rating_words(opened.framework, order),
        who=who_wrote,
        sector=sector_names().get(opened.seat.return_.sector, opened.seat.return_.sector),
        may_ask=member.role is not StaffRole.SCRUTINEER and may_be_asked(opened.seat.return_),
        people=people,
        evidence_titles={e["id"]: e["title"] for e in opened.seen.content["evidence"]},
        challenges=challenges,
        blind=blind,
        done=request.query.get("done"),
        orders=sorted(level.order for level in opened.framework.scale.levels),
    )


def _criterion(
    request: Request, opened: Opened, row: Row, values: dict[str, Any], status: int = 200, **more: Any
) -> Response:
    framework = opened.framework
    return_ = opened.seat.return_
    variant = framework.variant_for(return_.sector, return_.profile)
    criterion = framework.criterion(row.criterion["id"])
    wording = criterion.wording(variant)
    options = choices(framework, core=criterion.core)
    in_use = parts().reviews.themes(opened.seat.member.partnership_id).in_use
    chosen = {t: opened.themes[t] for t in values["themes"] if t in opened.themes}
    return page(
        request,
        "pages/staff/review_criterion.html",
        status=status,
        opened=opened,
        row=row,
        ref=return_.ref,
        values=values,
        options=options,
        hints={level: sentence for level, sentence in wording.levels.items() if level in options},
        themes={**in_use, **chosen},
        reason_limit=REASON_LIMIT,
        note_limit=NOTE_LIMIT,
        kinds=EXCEPTIONS,
        consents=CONSENTS,
        rating=lambda order: rating_words(framework, order),
        who=who_wrote,
        back_to=request.query.get("from") or request.form.get("_from"),
        sector=sector_names().get(return_.sector, return_.sector),
        **{"errors": None, "overtaken": False, **more},
    )
