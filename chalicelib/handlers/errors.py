"""What people see when something goes wrong: the tree of domain/errors.py, mapped to pages once.

Whatever somebody typed is shown back on each of these pages, so that an error never costs text.
"""

from chalice.app import Response

from chalicelib.domain.errors import (
    Busy,
    CompactAuditError,
    LinkRefused,
    NotAllowed,
    NotFound,
    OnlyCopies,
    Outdated,
    Refused,
    SignedOut,
)
from chalicelib.handlers import logs
from chalicelib.handlers.guards import NotFromOurPage
from chalicelib.handlers.web import Request, page
from chalicelib.services.ports import Conflict


class TooLarge(CompactAuditError):
    """A form with more in it than we take."""


_PAGES: dict[type[Exception], tuple[int, str]] = {
    NotFound: (404, "not_found"),
    NotAllowed: (403, "not_allowed"),
    OnlyCopies: (403, "only_copies"),
    NotFromOurPage: (403, "not_from_our_page"),
    SignedOut: (401, "signed_out"),
    Refused: (409, "refused"),
    Outdated: (409, "outdated"),
    Conflict: (409, "outdated"),
    TooLarge: (413, "too_large"),
    Busy: (503, "busy"),
}
_BY_STATUS = {403: "not_allowed", 404: "not_found", 405: "not_found", 415: "not_from_our_page"}


def page_for(error: Exception, request: Request) -> Response:
    """The page of an error; an unexpected one is logged."""
    if isinstance(error, LinkRefused):
        return _link_refused(error, request)
    for kind in type(error).__mro__:
        if kind in _PAGES:
            status, name = _PAGES[kind]
            words = error.words if isinstance(error, Refused) else ""
            return error_page(name, status, request, words=words)
    logs.write_error("unexpected", error, route=request.route, method=request.method)
    return error_page("unexpected", 500, request)


def page_for_status(status: int, request: Request) -> Response:
    """The page in place of an error that Chalice itself answers with."""
    return error_page(_BY_STATUS.get(status, "unexpected"), status, request)


def error_page(name: str, status: int, request: Request, words: str = "") -> Response:
    """One of templates/pages/errors, with what was typed."""
    return page(
        request,
        f"pages/errors/{name}.html",
        status=status,
        typed=request.form.typed(),
        ref=request.params.get("ref", ""),
        again=request.address,
        for_staff=_for_staff(request),
        words=words,
    )


def _link_refused(error: LinkRefused, request: Request) -> Response:
    return page(
        request,
        "pages/errors/link_refused.html",
        status=404 if error.reason == "unknown" else 410,
        reason=error.reason,
        for_staff=_for_staff(request),
        old_link=request.params.get("token", ""),
    )


def _for_staff(request: Request) -> bool:
    return request.route.startswith("/staff")
