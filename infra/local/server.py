"""Our pages on Chalice's own local server, under the same prefix as when they are deployed."""

import gzip
import sys
from http.server import HTTPServer
from typing import Any

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import ChaliceRequestHandler, LocalChalice, LocalDevServer, ThreadedHTTPServer

from infra.local.inbox import Inbox
from infra.stack import read_template

HOST = "127.0.0.1"
PREFIX = "/api"
COMPRESSED_FROM = 1000  # bytes, as in .chalice/config.json: API Gateway compresses, and so do we
RESPONSES = "x-amazon-apigateway-gateway-responses"


class Server(ThreadedHTTPServer):
    """Many browsers at once; one that goes away in the middle is not worth a trace."""

    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception() if sys.version_info >= (3, 12) else sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(ChaliceRequestHandler):
    """Takes the prefix off, as API Gateway does with its stage, and shows the inbox beside it."""

    inbox: Inbox
    path: str
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._dispatch()

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET

    def _dispatch(self) -> None:
        path, _, query = self.path.partition("?")
        if path.startswith("/inbox"):
            kind, body = self.inbox.page(path)
            self._send_http_response(200, {"Content-Type": kind, "Cache-Control": "no-store"}, body)
        elif path == PREFIX or path.startswith(f"{PREFIX}/"):
            self.path = (path.removeprefix(PREFIX) or "/") + (f"?{query}" if query else "")
            self._generic_handle()
        else:
            self._send_http_response(303, {"Location": f"{PREFIX}/", "Content-Type": "text/plain"}, "")

    def _send_http_response_with_body(self, code: int, headers: Any, body: str | bytes) -> None:
        body = body.encode() if isinstance(body, str) else body
        if len(body) >= COMPRESSED_FROM and "gzip" in self.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, 6)
        super()._send_http_response_with_body(code, headers, body)

    def _send_error_response(self, error: Any) -> None:
        """Where no function is reached, the page that the deployed API shows."""
        body = NOT_FOUND["responseTemplates"]["text/html"]
        status = int(NOT_FOUND["statusCode"])
        self._send_http_response(status, {"Content-Type": "text/html; charset=utf-8"}, body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: addresses may hold a link's token. Our own log has a line a request."""


def make_server(app: Chalice, port: int, inbox: Inbox) -> HTTPServer:
    """Bound, not serving yet. Raises OSError when the port is taken."""
    app.__class__ = LocalChalice  # keeps the current request apart for each thread
    handler = type("HandlerWithInbox", (Handler,), {"inbox": inbox})
    config = Config.create(lambda_timeout=29)
    server: HTTPServer = LocalDevServer(
        app, config, HOST, port, handler_cls=handler, server_cls=Server
    ).server
    return server


def _not_found() -> dict[str, Any]:
    api = read_template()["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    page: dict[str, Any] = api[RESPONSES]["MISSING_AUTHENTICATION_TOKEN"]
    return page


NOT_FOUND = _not_found()
