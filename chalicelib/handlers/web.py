"""What handlers take and give back: a request with its form, and pages and redirects."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from chalice.app import Request as ChaliceRequest
from chalice.app import Response

from chalicelib.domain import credentials
from chalicelib.domain.texts import clean
from chalicelib.handlers import cookies, forms
from chalicelib.handlers.forms import Form
from chalicelib.handlers.templating import render
from chalicelib.services.staff_entry import StaffSeat
from chalicelib.settings import settings

NO_STORE = "no-store"
FOR_A_YEAR = "public, max-age=31536000, immutable"


@dataclass(slots=True, kw_only=True)
class Request:
    """One request. `route` is the pattern: the address itself may hold a link's token, so it is never logged.
    `address` is "" where nothing can be opened, only posted.

    `cookies` are ours only. A guard fills in `token`, the session's, and `staff`, who is signed in.
    """

    method: str
    route: str
    address: str = ""
    headers: Any = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)
    query: Form = field(default_factory=Form)
    form: Form = field(default_factory=Form)
    too_large: bool = False
    token: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    staff: StaffSeat | None = None

    @property
    def form_token(self) -> str:
        """What every form of this session carries; "" before entry."""
        return credentials.form_token(self.token) if self.token else ""


def read_request(current: ChaliceRequest) -> Request:
    """Our view of Chalice's request. Never raises: what is too large is only marked, and still shown back."""
    request = Request(
        method=current.method,
        route=current.path,
        headers=current.headers,
        params=current.uri_params or {},
        query=_query(current),
        cookies=cookies.read(_cookie_header(current)),
    )
    if current.method == "POST":
        body = current.raw_body
        body = body.encode() if isinstance(body, str) else body
        request.too_large = len(body) > forms.MAX_BYTES
        try:
            request.form = forms.parse(body)
        except ValueError:
            request.too_large = True
    return request


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    upload_to: str = "",
    set_cookies: Sequence[str] = (),
    **context: Any,
) -> Response:
    """An HTML page; on staff pages the layout's facts are there already.

    `upload_to` is the address of a bucket that a form on this page may post to.
    """
    if request.staff:
        context = {"staff": request.staff.member, "partnership": request.staff.partnership, **context}
    body = render(template, form_token=request.form_token, **context)
    headers: dict[str, Any] = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": NO_STORE,
        "Content-Security-Policy": content_security_policy(upload_to),
    }
    return _with_cookies(Response(body, headers, status), set_cookies)


def redirect(path: str, *, set_cookies: Sequence[str] = ()) -> Response:
    """303 to one of our own paths."""
    return _with_cookies(leave_for(settings().base_path + path), set_cookies)


def leave_for(address: str) -> Response:
    """303 to any address, for downloads straight from the bucket."""
    return Response("", {"Location": address, "Content-Type": "text/plain", "Cache-Control": NO_STORE}, 303)


def public_url(request: Request) -> str:
    """The address that every page of ours starts with; from the Host header where no setting says it."""
    return settings().public_url or f"https://{request.headers.get('host', '')}{settings().base_path}"


def content_security_policy(upload_to: str = "") -> str:
    """Nothing but our own assets and forms; no inline script or style at all."""
    assets = " ".join(filter(None, ["'self'", _origin(settings().asset_base)]))
    bucket = " ".join(filter(None, ["'self'", upload_to]))  # path and all: the host may serve other buckets
    return (
        f"default-src 'none'; script-src {assets}; style-src {assets}; img-src {assets}; font-src {assets}; "
        f"connect-src {bucket}; form-action {bucket}; frame-ancestors 'none'; base-uri 'none'; "
        "object-src 'none'"
    )


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _with_cookies(response: Response, set_cookies: Sequence[str]) -> Response:
    if set_cookies:
        response.headers["Set-Cookie"] = list(set_cookies)
    return response


def _query(current: ChaliceRequest) -> Form:
    found = current.query_params
    if found is None:
        return Form()
    return Form([(name, clean(value)) for name in found for value in found.getlist(name)])


def _cookie_header(current: ChaliceRequest) -> str:
    # Over HTTP/2 a browser may send its cookies as several headers; `headers` has only the last of them.
    every = current.to_original_event().get("multiValueHeaders") or {}
    found = next((values for name, values in every.items() if name.lower() == "cookie"), None)
    return "; ".join(found) if found else current.headers.get("cookie", "")
