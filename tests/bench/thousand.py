"""Staff pages with a thousand organisations in a cycle: processor time in our code, the table in memory."""

import time
from collections.abc import Iterator

from chalice.test import Client

from chalicelib import bootstrap
from tests.support.browser import Browser
from tests.support.fakes import FakeParts
from tests.support.staffing import signed_in, stored_cycle
from tests.support.thousand import ORGANISATIONS, pages

SLOWEST = 8


def main() -> None:
    times = sorted(_times(), reverse=True)
    print(f"Staff pages with {ORGANISATIONS} organisations, the slowest of {len(times)}\n")
    for milliseconds, path in times[:SLOWEST]:
        print(f"  {path:48} {milliseconds:7.0f} ms")
    print()


def _times() -> Iterator[tuple[float, str]]:
    from app import app

    parts = FakeParts()
    bootstrap.use(parts)
    stored_cycle(parts, ORGANISATIONS)
    client, browser = Client(app), Browser(app)
    signed_in(parts, browser)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
    for path in pages(app):
        client.http.get(path, headers=headers)  # what is imported once is not counted
        started = time.process_time()
        client.http.get(path, headers=headers)
        yield (time.process_time() - started) * 1000, path
