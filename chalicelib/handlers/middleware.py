"""Around every page: a log line, HTML in place of Chalice's own errors, and security headers."""

import time
from collections.abc import Callable

from chalice.app import Request as ChaliceRequest
from chalice.app import Response

from chalicelib.handlers import logs
from chalicelib.handlers.errors import page_for_status
from chalicelib.handlers.web import NO_STORE, content_security_policy, read_request

Next = Callable[[ChaliceRequest], Response]

_HEADERS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Cache-Control": NO_STORE,
}

# For when even the templates cannot be read.
LAST_RESORT = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>Sorry, there is a problem with the service - Safeguarding self-assessment</title></head>
<body><main><h1>Sorry, there is a problem with the service</h1>
<p>Try again in a few minutes. Everything you saved before is still there.</p></main>
<aside aria-label="Help"><p>If a child is in immediate danger, ring 999.</p></aside></body></html>
"""


def logged(current: ChaliceRequest, get_response: Next) -> Response:
    """One line a request, with the route's pattern: the address itself may hold a link's token."""
    logs.logger()  # set up before Chalice itself may write to it
    started = time.perf_counter()
    response = get_response(current)
    logs.write(
        "request",
        method=current.method,
        route=current.path,
        status=response.status_code,
        ms=round((time.perf_counter() - started) * 1000, 1),
        request_id=current.context.get("requestId", ""),
    )
    return response


def secured(current: ChaliceRequest, get_response: Next) -> Response:
    """Headers that a response does not set itself."""
    response = get_response(current)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", content_security_policy())
    return response


def presented(current: ChaliceRequest, get_response: Next) -> Response:
    """Our pages in place of the JSON that Chalice answers when no view did."""
    response = get_response(current)
    if not (isinstance(response.body, dict) and "Code" in response.body):
        return response
    try:
        page = page_for_status(response.status_code, read_request(current))
    except Exception as error:
        logs.write_error("no_error_page", error, route=current.path)
        return Response(LAST_RESORT, {"Content-Type": "text/html; charset=utf-8"}, 500)
    if "Allow" in response.headers:
        page.headers["Allow"] = response.headers["Allow"]
    return page
