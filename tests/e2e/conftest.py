"""One local run and one browser for all journeys; a partnership of their own beside the demonstration."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from chalicelib.domain.times import london_day
from tests.e2e import people, system
from tests.e2e.access import WIDE, Looked
from tests.e2e.people import Marram
from tests.e2e.system import System

expect.set_options(timeout=15_000)  # milliseconds: a busy machine is slow, and that is no fault of a page
LAST = "test_every_page.py"  # asks what the others have seen


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name == LAST)


@pytest.fixture(scope="session")
def local(tmp_path_factory) -> Iterator[System]:
    """The started system. When the tests are over it ends by itself, cleanly, and leaves nothing."""
    running = system.start(tmp_path_factory.mktemp("local"))
    try:
        without_copies_to_come(running)
        yield running
    finally:
        output = system.stop(running)
    assert running.process.returncode == 0, output
    assert "Traceback" not in output, output
    assert system.left_behind(running) == []


def without_copies_to_come(running: System) -> None:
    """The demonstration's fifty PDFs would take the processor from the tests."""
    for (pk, sk), item in running.items().items():
        if item.get("kind") in ("render.copy", "render.feedback") and item["state"] == "ready":
            running.change(pk, sk, due="2999-01-01T00:00:00+00:00")


@pytest.fixture(scope="session")
def marram(local: System) -> Marram:
    return people.found(local, london_day(datetime.now(UTC)))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    executable = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    assert executable, "no Chromium on this machine: make setup installs it or says how"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Another person's browser; `java_script_enabled=False` and the like are passed on.

    Whatever a script or the content security policy complains about fails the test.
    """
    made: list[BrowserContext] = []
    complaints: list[str] = []

    def make(**options: Any) -> BrowserContext:
        context = chromium.new_context(**{"viewport": WIDE, "accept_downloads": True, **options})
        context.set_default_timeout(20_000)
        context.on("console", lambda message: complaints.extend(complaint(message)))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert not complaints


def complaint(message: ConsoleMessage) -> list[str]:
    """That a page was answered with 404 or 410 is no fault."""
    wrong = message.type in ("error", "warning") and "Failed to load resource" not in message.text
    return [f"{message.text} ({message.location})"] if wrong else []


@pytest.fixture
def page(new_context) -> Page:
    """One person's browser with one tab."""
    return new_context().new_page()


@pytest.fixture(scope="session")
def look(chromium: Browser) -> Looked:
    return Looked(browser=chromium.version)
