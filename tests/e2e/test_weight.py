"""What comes over the line: the first time with nothing kept, then the page alone.

How much each page and state weighs is asked wherever it is looked at: see access.py.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from tests.e2e import walk
from tests.support.weight import FIRST_VIEW, LATER_VIEW, MOST_REQUESTS, loads

PUBLIC = ("/", "/help", "/accessibility", "/privacy", "/cookies", "/link-help", "/verify")


@dataclass
class Line:
    """What came over the line: address → bytes, compressed as they came. What was kept is not in it."""

    came: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return ", ".join(
            f"{urlsplit(address).path} {size / 1024:.1f} KB" for address, size in self.came.items()
        )


@contextmanager
def watched(page) -> Iterator[Line]:
    """Everything that the page loads inside; the icon is counted too, though a browser without a window
    does not ask for it.
    """
    line, addresses, kept = Line(), {}, set()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", lambda e: addresses.update({e["requestId"]: e["request"]["url"]}))
    session.on("Network.requestServedFromCache", lambda e: kept.add(e["requestId"]))
    session.on(
        "Network.loadingFinished",
        lambda e: (
            e["requestId"] not in kept
            and e["encodedDataLength"]
            and line.came.update({addresses[e["requestId"]]: int(e["encodedDataLength"])})
        ),
    )
    yield line
    page.wait_for_load_state("networkidle")
    session.detach()


def with_icon(page, line: Line) -> Line:
    """The icon of the page beside what the browser loaded by itself."""
    for address in loads(page.content()):
        whole = f"{urlsplit(page.url).scheme}://{urlsplit(page.url).netloc}{address}"
        if whole not in line.came:
            answer = page.request.get(whole)
            assert "immutable" in answer.headers["cache-control"]
            line.came[whole] = len(answer.body())  # never compressed here: it is small
    return line


def check(new_context, cookies, address) -> None:
    """A first view with nothing kept, and the same page once more."""
    context = new_context()
    context.add_cookies(cookies)
    page = context.new_page()
    with watched(page) as first:
        page.goto(address)
    first = with_icon(page, first)
    assert len(first.came) <= MOST_REQUESTS, str(first)
    assert sum(first.came.values()) <= FIRST_VIEW, str(first)
    with watched(page) as later:
        page.goto(page.url)  # where a redirect has led
    assert set(later.came) == {page.url}, str(later)
    assert later.came[page.url] <= LATER_VIEW, str(later)


@pytest.fixture(scope="module")
def seats(marram, chromium):
    """The sessions of everybody whom the demonstration has a link for, by the address of their task list.

    Its answers are as long as those of people who take care.
    """
    found = {}
    for link in marram.system.links["organisation_links"]:
        page = chromium.new_page()
        walk.enter(page, link)
        found[walk.address(page)] = page.context.cookies()
        page.close()
    return found


BELOW = ("", "/standards/1", "/criteria/S01-01", "/actions", "/evidence", "/people", "/check", "/copies")


@pytest.mark.parametrize("below", BELOW)
def test_a_first_view_is_light_and_a_later_one_is_the_page_alone(seats, new_context, below):
    home, cookies = next(iter(seats.items()))
    check(new_context, cookies, home + below)


def test_so_is_everything_on_one_page_for_whoever_reads_it_all(seats, new_context):
    for home, cookies in seats.items():
        check(new_context, cookies, home + "/approve")


@pytest.mark.parametrize("path", PUBLIC)
def test_every_public_page_is_light(marram, new_context, path):
    check(new_context, [], marram.system.base_url + path)
