"""How handlers meet Chalice: each route is guarded, parsed, and its errors turned into pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, cast

from chalice.app import Chalice, Response
from chalice.app import Request as ChaliceRequest

from chalicelib.bootstrap import act_for
from chalicelib.handlers.errors import TooLarge, page_for
from chalicelib.handlers.guards import Guard, admit
from chalicelib.handlers.web import read_request

Handler = Callable[..., Response]


@dataclass(frozen=True, slots=True)
class Route:
    """`target` is "module:function" under chalicelib.handlers: `function(request, **path parameters)`.

    Path parameters are URL-safe ids.
    """

    method: Literal["GET", "POST", "HEAD"]
    path: str
    guard: Guard
    target: str

    def handler(self) -> Handler:
        """Imports its module the first time."""
        module, function = self.target.split(":")
        return cast("Handler", getattr(import_module(f"chalicelib.handlers.{module}"), function))


def register(app: Chalice, routes: Iterable[Route]) -> None:
    """Gives Chalice every route."""
    for route in routes:
        app.route(route.path, methods=[route.method], content_types=_content_types(route.method))(
            _view(app, route)
        )


def _view(app: Chalice, route: Route) -> Handler:
    """Chalice swallows exceptions of views before middleware sees them, so they become pages here."""

    def view(**params: str) -> Response:
        request = read_request(cast("ChaliceRequest", app.current_request))
        if "GET" in app.routes[route.path]:
            request.address = route.path.format(**params)
        try:
            admit(route.guard, request)
            if request.too_large:
                raise TooLarge
            return route.handler()(request, **params)
        except Exception as error:
            return page_for(error, request)
        finally:
            act_for("")

    view.__name__ = route.target.replace(".", "_").replace(":", "_")
    view.__dict__["guard"] = route.guard
    return view


def _content_types(method: str) -> list[str]:
    return ["application/x-www-form-urlencoded"] if method == "POST" else []


def declared_guards(app: Chalice) -> dict[str, Guard | None]:
    """ "GET /path" → its guard, for every route of the application; None for one that declares none."""
    return {
        f"{method} {path}": entry.view_function.__dict__.get("guard")
        for path, by_method in app.routes.items()
        for method, entry in by_method.items()
    }
