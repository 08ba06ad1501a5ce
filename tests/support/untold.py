"""Which of the staff's forms changed something without a line on their trail: noted as every test posts."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib import bootstrap

UNTOLD: set[str] = set()
"""Routes that changed the table and wrote nothing on the trail."""
TOLD: set[str] = set()
# What stands beside a change without being one: a session that is used, a link, a task's progress.
_NO_CHANGE = ("CRED#", "LOG#")


@contextmanager
def note_untold(path: str) -> Iterator[None]:
    """Looks at the table before and after a POST of staff."""
    if not path.startswith("/staff"):
        yield
        return
    before = _items()
    yield
    after = _items()
    changed = {key for key, item in after.items() if before.get(key) is not item} | (before.keys() - after)
    if any(pk.startswith("TRAIL#") for pk, _ in changed):
        TOLD.add(_route(path))
    elif any(not pk.startswith(_NO_CHANGE) for pk, _ in changed):
        UNTOLD.add(_route(path))


def _items() -> dict:
    table = getattr(bootstrap.parts(), "table", None)
    table = getattr(table, "inner", table)
    return dict(getattr(table, "items", {}))


def _route(path: str) -> str:
    from chalicelib.handlers.routes import ROUTES

    plain = path.partition("?")[0]
    for route in sorted(ROUTES, key=lambda route: route.path.count("{")):
        if route.method == "POST" and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", route.path), plain):
            return route.path
    return plain
