"""Where two reviewers differ, and what a scrutineer challenges."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.challenges import CHALLENGE_LIMIT
from chalicelib.domain.errors import Invalid, Outdated
from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.reviews import REASON_LIMIT
from chalicelib.handlers.staff.frame import partnership_id, seat, whole_number
from chalicelib.handlers.staff.review import choices, rating_id
from chalicelib.handlers.staff.review_words import rating_words
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.challenging import answer, challenge, challenges
from chalicelib.services.reviewing import Said
from chalicelib.services.second_reviews import differences, settle


def where_they_differ(request: Request, ref: str) -> Response:
    return _differences(request, ref)


def settle_one(request: Request, ref: str, criterion: str) -> Response:
    typed = request.form
    said = Said(
        rating=typed.get("rating"),
        reason=typed.get("reason"),
        submission=whole_number(typed.get("_submission")) or 0,
        version=whole_number(typed.get("_version")) or 0,
    )
    try:
        settle(parts(), seat(request).member, ref, criterion, said)
    except Invalid as invalid:
        errors = {f"{field}-{criterion}": words for field, words in invalid.messages().items()}
        return _differences(request, ref, typed=(criterion, said), status=400, errors=errors)
    except Outdated:
        return _differences(request, ref, typed=(criterion, said), status=409, overtaken=True)
    return redirect(f"/staff/reviews/{ref}/differences?done=settled")


def every_challenge(request: Request, ref: str) -> Response:
    return _challenges(request, ref)


def add_challenge(request: Request, ref: str) -> Response:
    text, about = request.form.get("text"), request.form.get("criterion")
    try:
        challenge(parts(), seat(request).member, ref, about, text)
    except Invalid as invalid:
        typed = {"text": text, "criterion": about}
        return _challenges(request, ref, typed=typed, status=400, errors=invalid.messages())
    return redirect(f"/staff/reviews/{ref}/challenges?done=added")


def answer_challenge(request: Request, ref: str, challenge: str) -> Response:
    text = request.form.get(f"answer-{challenge}")
    try:
        answer(parts(), seat(request).member, ref, challenge, text)
    except Invalid as invalid:
        typed = {f"answer-{challenge}": text}
        return _challenges(request, ref, typed=typed, status=400, errors=invalid.messages())
    return redirect(f"/staff/reviews/{ref}/challenges?done=answered")


def _differences(request: Request, ref: str, status: int = 200, **more: Any) -> Response:
    review, found = differences(parts(), seat(request).member, ref)
    return_ = parts().returns.get(ref)
    framework = parts().framework(return_.framework) if return_ else None
    people = {m.id: m.name for m in parts().organisations.staff(partnership_id(request))}
    return page(
        request,
        "pages/staff/review_differences.html",
        status=status,
        review=review,
        ref=ref,
        found=[(d, framework.criterion(d.criterion)) for d in found] if framework else [],
        framework=framework,
        submission=return_.submissions if return_ else 0,
        choices=lambda criterion: choices(framework, core=criterion.core) if framework else {},
        rating=lambda order: rating_words(framework, order) if framework else "",
        rating_id=lambda order: rating_id(framework, order) if framework else "",
        people=people,
        limit=REASON_LIMIT,
        done=request.query.get("done"),
        **{"errors": None, "typed": None, "overtaken": False, **more},
    )


def _challenges(request: Request, ref: str, status: int = 200, **more: Any) -> Response:
    member = seat(request).member
    seated, every = challenges(parts(), member, ref)
    framework = parts().framework(seated.return_.framework)
    asked = set(seated.return_.ratings)
    return page(
        request,
        "pages/staff/review_challenges.html",
        status=status,
        every=every,
        ref=ref,
        organisation=seated.return_.organisation_name,
        titles={c.id: c.title for c in framework.criteria if c.id in asked},
        may_add=member.role is StaffRole.SCRUTINEER and seated.review is not None,
        may_answer=member.role is StaffRole.COORDINATOR or seated.hand is not None,
        limit=CHALLENGE_LIMIT,
        done=request.query.get("done"),
        **{"errors": None, "typed": {}, **more},
    )
