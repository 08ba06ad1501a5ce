"""A coordinator gives returns to reviewers, has some read twice, and sees how all reviews stand."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.review_shares import By
from chalicelib.domain.reviews import ReturnReview
from chalicelib.handlers.staff.frame import cycle_of, partnership_id, seat, sector_names, whole_number
from chalicelib.handlers.staff.paging import paged
from chalicelib.handlers.staff.review_words import agreement_words, standing_of
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.assigning import assign, give_on, loads, reviewers, share_out
from chalicelib.services.review_queue import live_cycles
from chalicelib.services.second_reviews import choose_overlap, standing
from chalicelib.services.sector_counts import FIELDS

BY = {By.RETURNS: "Number of returns", By.MINUTES: "Minutes they take to read"}


def overview(request: Request) -> Response:
    """How the reviews of a cycle stand, and the forms that move them on."""
    return _overview(request, _cycle(request, request.query.get("cycle")))


def share(request: Request) -> Response:
    cycle = _cycle(request, request.form.get("cycle"))
    by = By(chosen) if (chosen := request.form.get("by")) in set(By) else By.RETURNS
    wanted = request.form.getlist("reviewers")
    if cycle is None:
        return _overview(request, cycle)
    try:
        given = share_out(parts(), seat(request).member, cycle, wanted, by)
    except Invalid as invalid:
        return _overview(request, cycle, status=400, errors=invalid.messages())
    return redirect(f"/staff/reviews/assign?cycle={cycle.id}&done=shared&given={given}")


def overlap(request: Request) -> Response:
    cycle = _cycle(request, request.form.get("cycle"))
    wanted = whole_number(request.form.get("wanted"))
    if cycle is None:
        return _overview(request, cycle)
    try:
        given = choose_overlap(parts(), seat(request).member, cycle, wanted)
    except Invalid as invalid:
        typed = request.form.get("wanted")
        return _overview(request, cycle, status=400, errors=invalid.messages(), wanted=typed)
    return redirect(f"/staff/reviews/assign?cycle={cycle.id}&done=twice&given={given}")


def hand_on(request: Request) -> Response:
    """What somebody holds goes to the others."""
    found, lost = give_on(parts(), seat(request).member, request.form.get("reviewer"))
    return redirect(f"/staff/reviews/assign?done=handed&given={found}&lost={lost}")


def by_hand(request: Request, ref: str) -> Response:
    """One return to one reviewer, as first or second."""
    second = request.form.get("place") == "second"
    try:
        assign(parts(), seat(request).member, ref, request.form.get("reviewer"), second=second)
    except Invalid as invalid:
        raise Refused(next(iter(invalid.problems.values())), **invalid.details) from invalid
    return redirect(f"/staff/reviews/{ref}?done=assigned")


def agreement(request: Request) -> Response:
    """How far two who read the same returns agree."""
    cycle = _cycle(request, request.query.get("cycle"))
    found = standing(parts(), cycle) if cycle else None
    people = {m.id: m.name for m in parts().organisations.staff(partnership_id(request))}
    query = {"cycle": cycle.id} if cycle else {}
    twice = paged(request, list(found.twice) if found else [], "/staff/reviews/agreement", query)
    return page(
        request,
        "pages/staff/review_agreement.html",
        cycle=cycle,
        cycles=live_cycles(parts(), partnership_id(request)),
        found=found,
        sentences=agreement_words(found.agreement) if found else (),
        rows=[(r, standing_of(r)) for r in twice.rows],
        list=twice,
        people=people,
    )


def _cycle(request: Request, cycle: str) -> Cycle | None:
    """The one that is named, or the newest of which something has been given out. Raises NotFound."""
    if cycle:
        return cycle_of(request, cycle)
    live = live_cycles(parts(), partnership_id(request))
    begun = (c for c in live if next(parts().reviews.of_cycle(c.partnership_id, c.id), None))
    return next(begun, live[0] if live else None)


def _overview(request: Request, cycle: Cycle | None, status: int = 200, **more: Any) -> Response:
    people = reviewers(parts(), partnership_id(request))
    known: dict[str, ReturnReview] = {}
    headers = []
    if cycle is not None:
        known = {r.ref: r for r in parts().reviews.of_cycle(cycle.partnership_id, cycle.id)}
        headers = [h for h in parts().returns.headers(cycle.id, FIELDS) if h.is_in]
    names = {m.id: m.name for m in parts().organisations.staff(partnership_id(request))}
    held, minutes = loads(known, By.RETURNS), loads(known, By.MINUTES)
    done = _finished(known)
    hands = [
        (who, names.get(who, who), held[who], done.get(who, 0), minutes[who])
        for who in sorted(held, key=lambda who: (names.get(who) or who).casefold())
    ]
    there = {m.id for m in people}
    every = sorted(headers, key=lambda h: (known.get(h.ref) is not None, h.organisation_name.casefold()))
    shown = paged(request, every, "/staff/reviews/assign", {"cycle": cycle.id} if cycle else {})
    return page(
        request,
        "pages/staff/review_assign.html",
        status=status,
        cycle=cycle,
        cycles=live_cycles(parts(), partnership_id(request)),
        people={m.id: m.name for m in people},
        by=BY,
        hands=hands,
        gone=[(who, name) for who, name, n, finished, _ in hands if who not in there and n > finished],
        is_in=len(headers),
        free=sum(1 for h in headers if h.ref not in known or known[h.ref].first is None),
        rows=[(h, known.get(h.ref), standing_of(known[h.ref]) if h.ref in known else "") for h in shown.rows],
        list=shown,
        names=names,
        sectors=sector_names(),
        done=request.query.get("done"),
        given=whole_number(request.query.get("given")) or 0,
        lost=whole_number(request.query.get("lost")) or 0,
        **{"errors": None, "wanted": "", **more},
    )


def _finished(known: dict[str, ReturnReview]) -> dict[str, int]:
    done: dict[str, int] = {}
    for review in known.values():
        for hand in (review.first, review.second):
            if hand is not None and hand.finished_at:
                done[hand.reviewer] = done.get(hand.reviewer, 0) + 1
    return done
