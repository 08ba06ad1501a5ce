"""Who may use a route. Every route declares one of these, and a test lists them.

The guard proves that a POST was made on our own pages and finds the session's token. For staff it also
looks up who it is and compares roles, here and nowhere else. For an organisation the session is proved by
the same read that fetches the return: handlers hand the token to a service (services/desk.py), which
raises SignedOut or NotAllowed.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from chalicelib.bootstrap import act_for, parts
from chalicelib.domain.errors import CompactAuditError, SignedOut
from chalicelib.domain.organisations import StaffRole
from chalicelib.handlers import cookies
from chalicelib.handlers.web import Request
from chalicelib.services.staff_entry import sit_as_staff
from chalicelib.settings import settings


class NotFromOurPage(CompactAuditError):
    """A POST that did not come from a form we served to this session."""


@dataclass(frozen=True, slots=True)
class Guard:
    """`cookie` names the cookie that must be there; None means that anybody may come.

    `roles` are the staff roles that are let in.
    """

    name: str
    cookie: Callable[[Request], str] | None = None
    roles: frozenset[StaffRole] = frozenset()


def _cookie_of_return(request: Request) -> str:
    return cookies.for_return(request.params["ref"])


PUBLIC = Guard("public")
LINK = Guard("link")
ORGANISATION = Guard("organisation", _cookie_of_return)
APPROVER = Guard("approver", _cookie_of_return)


def staff(*roles: StaffRole) -> Guard:
    """Staff with one of these roles; without any named, every role."""
    return Guard("staff", lambda request: cookies.STAFF, frozenset(roles or StaffRole))


def admit(guard: Guard, request: Request) -> None:
    """Fills in the session's token. Raises NotFromOurPage, SignedOut, NotAllowed."""
    if request.method == "POST":
        refuse_other_sites(request)
    if guard.cookie is None:
        return
    token = request.cookies.get(guard.cookie(request), "")
    if not token:
        raise SignedOut
    request.token = token
    if request.method == "POST" and not _form_is_ours(request):
        raise NotFromOurPage
    if guard.roles:
        request.staff = sit_as_staff(parts(), token, guard.roles)
        act_for(request.staff.partnership.id)


def refuse_other_sites(request: Request) -> None:
    """Raises NotFromOurPage when the browser says that another site sent this."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise NotFromOurPage
    origin = request.headers.get("origin")
    if origin is not None and not _is_ours(origin, request):
        raise NotFromOurPage


def _is_ours(origin: str, request: Request) -> bool:
    ours = urlsplit(settings().public_url)
    theirs = urlsplit(origin)
    if ours.netloc:
        return (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)
    return bool(theirs.netloc) and theirs.netloc == request.headers.get("host", "")


def _form_is_ours(request: Request) -> bool:
    return hmac.compare_digest(request.form.get("form_token").encode(), request.form_token.encode())
