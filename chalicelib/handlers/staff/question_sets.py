"""One published question set, ours or the partnership's own: what it asks of whom, and its files."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.framework import name_of
from chalicelib.handlers.staff.frame import partnership_id
from chalicelib.handlers.staff.question_preview import context_of, question_page
from chalicelib.handlers.web import NO_STORE, Request, leave_for, page
from chalicelib.services.own_questions import book_url, yaml_of
from chalicelib.services.question_sets import cycles_using, set_of


def one_set(request: Request, framework: str) -> Response:
    whose = partnership_id(request)
    found = set_of(parts(), whose, framework)
    own = parts().own_sets.get(whose, framework)
    return page(
        request,
        "pages/staff/questions/set.html",
        own=own,
        name=name_of(framework),
        publisher=name_of_staff(whose, own.published_by) if own else "",
        cycles=cycles_using(parts(), whose, framework),
        **context_of(found, request.query, address_of(framework)),
    )


def question(request: Request, framework: str, criterion: str) -> Response:
    found = set_of(parts(), partnership_id(request), framework)
    return question_page(request, found, criterion, address_of(framework))


def as_yaml(request: Request, framework: str) -> Response:
    return yaml_file(yaml_of(parts(), partnership_id(request), framework), name_of(framework))


def as_book(request: Request, framework: str) -> Response:
    return leave_for(book_url(parts(), partnership_id(request), framework))


def address_of(framework: str) -> str:
    return f"/staff/questions/sets/{framework}"


def name_of_staff(whose: str, staff_id: str) -> str:
    """Who it was; the operator has no name here."""
    member = parts().organisations.staff_member(whose, staff_id)
    return member.name if member else "the operator"


def yaml_file(text: str, name: str) -> Response:
    """A text to download. `name` is the key of a set, or what it begins with."""
    headers: dict[str, Any] = {
        "Content-Type": "application/yaml; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name.replace("@", "-")}.yaml"',
        "Cache-Control": NO_STORE,
    }
    return Response(text, headers)
