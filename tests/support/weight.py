"""What a page weighs on a line: each answer compressed as the gateway does it, headers left out."""

import gzip
from collections.abc import Callable
from functools import cache

from chalicelib.handlers.templating import ROOT
from tests.support.html import elements, parse

FIRST_VIEW = 45 * 1024
LATER_VIEW = 15 * 1024
MOST_REQUESTS = 4
BASE_PATH = "/api"

Fetch = Callable[[str], str]


def too_heavy(body: str, fetch: Fetch) -> list[str]:
    """What is wrong with the weight of an organisation's page. `fetch` gets what an address leads to."""
    loaded = sorted(loads(body))
    later = compressed(body)
    first = later + sum(_weight(address, fetch) for address in loaded)
    problems = []
    if 1 + len(loaded) > MOST_REQUESTS:
        problems.append(f"a first view takes {1 + len(loaded)} requests: {loaded}")
    if first > FIRST_VIEW:
        problems.append(f"a first view weighs {first / 1024:.1f} KB")
    if later > LATER_VIEW:
        problems.append(f"a later view weighs {later / 1024:.1f} KB")
    return problems


def loads(body: str) -> set[str]:
    """Every address that a browser asks for by itself to show this page, its icon among them."""
    root = parse(body)
    found = {e.get("href") for e in elements(root, "link")} | {e.get("src") for e in elements(root, "script")}
    return {address for address in found | {e.get("src") for e in elements(root, "img")} if address}


def compressed(text: str) -> int:
    """How many bytes gzip leaves of it."""
    return len(gzip.compress(text.encode(), 6))


def _weight(address: str, fetch: Fetch) -> int:
    path = address.removeprefix(BASE_PATH)
    return _asset(path) if path.startswith("/assets/") else compressed(fetch(path))


@cache
def _asset(path: str) -> int:
    return compressed((ROOT / path.lstrip("/")).read_text(encoding="utf-8"))
