"""How handlers meet Chalice: one decorator that guards, parses, and turns errors into pages."""

from collections.abc import Callable
from functools import wraps
from typing import Literal

from chalice.app import Blueprint, Chalice, Response

from chalicelib.handlers.errors import TooLarge, page_for
from chalicelib.handlers.guards import Guard, admit
from chalicelib.handlers.web import read_request

Handler = Callable[..., Response]


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
            if "GET" in bp.current_app.routes[path]:
                request.address = path.format(**params)
            try:
                admit(guard, request)
                if request.too_large:
                    raise TooLarge
                return handler(request, **params)
            except Exception as error:
                return page_for(error, request)

        view.__dict__["guard"] = guard
        bp.route(path, methods=[method], content_types=_content_types(method))(view)
        return handler

    return decorate


def _content_types(method: str) -> list[str]:
    return ["application/x-www-form-urlencoded"] if method == "POST" else []


def declared_guards(app: Chalice) -> dict[str, Guard | None]:
    """ "GET /path" → its guard, for every route of the application; None for one that declares none."""
    return {
        f"{method} {path}": entry.view_function.__dict__.get("guard")
        for path, by_method in app.routes.items()
        for method, entry in by_method.items()
    }
