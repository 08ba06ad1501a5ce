"""Our cookies: a session for each return that this browser holds, who works there, and one for staff."""

import re
from collections.abc import Mapping

STAFF = "__Host-staff"
OPENID = "__Host-openid"  # while somebody is away at their provider
_NAME = re.compile(r"__Host-[A-Za-z0-9-]{1,64}")
_VALUE = re.compile(r"[A-Za-z0-9_-]{0,200}")


def for_return(ref: str) -> str:
    """The name of the cookie that opens the return with this public reference."""
    return f"__Host-r-{ref}"


def returns_held(held: Mapping[str, str]) -> dict[str, str]:
    """Reference → token, of every return whose session this browser holds."""
    prefix = for_return("")
    return {name.removeprefix(prefix): token for name, token in held.items() if name.startswith(prefix)}


def for_device(ref: str) -> str:
    """The name of the cookie by which we know who works on this return in this browser."""
    return f"__Host-d-{ref}"


def cookie(name: str, value: str, max_age: int) -> str:
    """A Set-Cookie value. Raises ValueError for anything but our names and URL-safe tokens: Chalice lets
    a line break in a list of cookies through to the headers.
    """
    if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
        raise ValueError("not a cookie of ours")
    return f"{name}={value}; Path=/; Max-Age={max_age}; Secure; HttpOnly; SameSite=Lax"


def removed(name: str) -> str:
    """A Set-Cookie value that makes the browser forget."""
    return cookie(name, "", 0)


def read(header: str) -> dict[str, str]:
    """Our cookies in a Cookie header; anything else is left out."""
    pairs = (pair.strip().partition("=") for pair in header.split(";"))
    return {
        name: value for name, _, value in pairs if _NAME.fullmatch(name) and value and _VALUE.fullmatch(value)
    }
