"""A reviewer's list, one criterion across it, and what reviewing needs around it: interests and themes."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.interests import Interest, InterestKind
from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.times import duration
from chalicelib.handlers.staff.frame import partnership_id, seat, sector_names, whole_number
from chalicelib.handlers.staff.paging import Paged, paged
from chalicelib.handlers.staff.review_words import EXCEPTIONS, in_short, rating_words, state_of
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services import review_queue
from chalicelib.services.assigning import reviewers
from chalicelib.services.interests import InterestForm, declare, remove
from chalicelib.services.review_queue import Sideways
from chalicelib.services.review_themes import edit

KINDS = {
    InterestKind.ORGANISATION: "One organisation",
    InterestKind.PARENT: "Everything of one trust or group",
    InterestKind.SECTOR: "A whole sector",
}


def my_queue(request: Request) -> Response:
    """Everything in my hands, exceptions first."""
    every = review_queue.queue(parts(), seat(request).member)
    shown = paged(request, every, "/staff/reviews", {})
    to_read, minutes = review_queue.left(every)
    first = every[0] if every else None
    framework = None
    if first is not None:
        cycle = parts().cycles.get(first.review.cycle_id)
        framework = parts().framework(first.header.framework or (cycle.framework if cycle else ""))
    return page(
        request,
        "pages/staff/reviews.html",
        rows=[(mine, in_short(mine.exceptions), state_of(mine)) for mine in shown.rows],
        list=shown,
        to_read=to_read,
        minutes=duration(minutes),
        next=next((m.review.ref for m in every if m.to_read), ""),
        names=sector_names(),
        framework=framework,
        done=request.query.get("done"),
    )


def sideways(request: Request, criterion: str) -> Response:
    """One criterion across my returns."""
    number = max(1, whole_number(request.query.get("page")) or 1)
    rows, total, framework = review_queue.sideways(parts(), seat(request).member, criterion, number)
    if framework is None:
        raise NotFound
    asked = [c.id for c in framework.criteria]
    place = asked.index(criterion) if criterion in asked else 0
    return page(
        request,
        "pages/staff/review_sideways.html",
        rows=rows,
        list=_twenty(rows, number, total, f"/staff/reviews/criterion/{criterion}"),
        framework=framework,
        criterion=framework.criterion(criterion),
        before=asked[place - 1] if place else "",
        after=asked[place + 1] if place + 1 < len(asked) else "",
        kinds=EXCEPTIONS,
        rating=lambda order: rating_words(framework, order),
        names=sector_names(),
        done=request.query.get("done"),
    )


def interests(request: Request) -> Response:
    return _interests(request)


def declare_interest(request: Request) -> Response:
    form = _interest_form(request)
    try:
        given_on, lost = declare(parts(), seat(request).member, form)
    except Invalid as invalid:
        return _interests(request, values=request.form.first(), errors=invalid.messages(), status=400)
    return redirect(f"/staff/reviews/interests?done=declared&given={given_on}&lost={lost}")


def remove_interest(request: Request) -> Response:
    remove(parts(), seat(request).member, _interest_form(request))
    return redirect("/staff/reviews/interests?done=removed")


def themes(request: Request) -> Response:
    return _themes(request)


def edit_themes(request: Request) -> Response:
    names = {
        name.removeprefix("theme-"): value
        for name, value in request.form.first().items()
        if name.startswith("theme-")
    }
    try:
        edit(parts(), seat(request).member, names, request.form.get("added"))
    except Invalid as invalid:
        return _themes(request, typed=request.form.first(), errors=invalid.messages(), status=400)
    return redirect("/staff/reviews/themes?done=saved")


def _twenty(rows: Sequence[Sideways], number: int, total: int, path: str) -> Paged[Sideways]:
    """Fewer on a page than elsewhere: each is a file to read."""
    pages = max(1, -(-total // review_queue.SIDEWAYS))
    return Paged(rows=rows, number=number, pages=pages, total=total, path=path, query={})


def _interest_form(request: Request) -> InterestForm:
    """The value stands in the field of its kind: the form has one for each."""
    kind = request.form.get("kind")
    reviewer = request.form.get("reviewer") or seat(request).member.id
    return InterestForm(reviewer=reviewer, kind=kind, value=request.form.get(f"value-{kind}"))


def _interests(request: Request, status: int = 200, **more: Any) -> Response:
    member = seat(request).member
    is_coordinator = member.role is StaffRole.COORDINATOR
    every = parts().reviews.interests(partnership_id(request)) if is_coordinator else []
    if not is_coordinator:
        every = [parts().reviews.interests_of(partnership_id(request), member.id)]
    people = {m.id: m.name for m in parts().organisations.staff(partnership_id(request))}
    names = sector_names()
    shown = [
        (
            each.reviewer,
            people.get(each.reviewer, each.reviewer),
            interest,
            _interest_words(request, interest),
        )
        for each in every
        for interest in each.interests
    ]
    return page(
        request,
        "pages/staff/review_interests.html",
        status=status,
        shown=sorted(shown, key=lambda row: row[1].casefold()),
        people={m.id: m.name for m in reviewers(parts(), partnership_id(request))} if is_coordinator else {},
        kinds=KINDS,
        sectors=names,
        done=request.query.get("done"),
        given_on=whole_number(request.query.get("given")) or 0,
        lost=whole_number(request.query.get("lost")) or 0,
        **{"values": {}, "errors": None, **more},
    )


def _interest_words(request: Request, interest: Interest) -> str:
    match interest.kind:
        case InterestKind.ORGANISATION:
            found = parts().organisations.organisation(partnership_id(request), interest.value)
            return found.name if found else interest.value
        case InterestKind.PARENT:
            return f"{interest.value}, and all that belongs to it"
        case InterestKind.SECTOR:
            return f"Sector: {sector_names().get(interest.value, interest.value)}"


def _themes(request: Request, status: int = 200, **more: Any) -> Response:
    found = parts().reviews.themes(partnership_id(request))
    typed: Mapping[str, str] = more.pop("typed", {})
    return page(
        request,
        "pages/staff/review_themes.html",
        status=status,
        in_use=[(i, typed.get(f"theme-{i}", name)) for i, name in found.in_use.items()],
        retired=[theme.name for theme in found.themes if theme.retired],
        added=typed.get("added", ""),
        done=request.query.get("done"),
        **{"errors": None, **more},
    )
