"""How handlers meet Chalice: one decorator that guards, parses, and turns errors into pages."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal

from chalice.app import Blueprint, Response

from chalicelib.handlers.errors import TooLarge, page_for
from chalicelib.handlers.guards import Guard, admit
from chalicelib.handlers.web import read_request

Handler = Callable[..., Response]


@dataclass(frozen=True, slots=True)
class Route:
    """What was declared, for the tests that list every route."""

    method: str
    path: str
    guard: Guard
    handler: str


ROUTES: list[Route] = []


def route(
    bp: Blueprint, method: Literal["GET", "POST", "HEAD"], path: str, guard: Guard
) -> Callable[[Handler], Handler]:
    """Registers `handler(request, **path parameters) -> Response`. Path parameters are URL-safe ids.

    Chalice swallows exceptions of views before middleware sees them, so they become pages here.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        def view(**params: str) -> Response:
            request = read_request(bp.current_request)
            try:
                admit(guard, request)
                if request.too_large:
                    raise TooLarge
                return handler(request, **params)
            except Exception as error:
                return page_for(error, request, guard)

        ROUTES.append(Route(method, path, guard, f"{handler.__module__}.{handler.__name__}"))
        bp.route(path, methods=[method], content_types=_content_types(method))(view)
        return handler

    return decorate


def _content_types(method: str) -> list[str]:
    return ["application/x-www-form-urlencoded"] if method == "POST" else []


def guards_by_route() -> dict[str, Any]:
    """ "GET /path" → guard."""
    return {f"{r.method} {r.path}": r.guard for r in ROUTES}
