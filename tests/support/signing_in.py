"""A real OpenID Connect provider on this machine, and its tokens as they should not be."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPErrorProcessor, Request, build_opener

from oidc_provider_mock import User, run_server_in_thread

from chalicelib.identity.openid import OpenIdProvider

CLIENT = "compact-audit"


class _Stays(HTTPErrorProcessor):
    """Shows a redirect instead of following it."""

    def http_response(self, request: Any, response: Any) -> Any:
        return response


@contextmanager
def running(*people: dict[str, Any]) -> Iterator[OpenIdProvider]:
    """A provider that knows these people, by their claims; `sub` is how they sign in there."""
    users = [User(sub=p["sub"], claims={k: v for k, v in p.items() if k != "sub"}) for p in people]
    with run_server_in_thread(user_claims=users) as server:
        yield OpenIdProvider(
            issuer=f"http://localhost:{server.server_port}",
            client_id=CLIENT,
            client_secret="a-made-up-secret",
            name="Saltmarsh Council",
        )


def signed_in_there(address: str, sub: str) -> dict[str, str]:
    """Somebody signs in at the provider: the query that it sends them back with."""
    body = urlencode({"sub": sub}).encode()
    answer = build_opener(_Stays).open(Request(address, body), timeout=5)
    back = answer.headers["Location"]
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
