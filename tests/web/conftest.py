"""Pages through Chalice's test client, over parts in memory. `browser` checks every page that it gets."""

import pytest

from chalicelib import bootstrap
from chalicelib.settings import settings
from tests.support.browser import BASE_PATH, ORIGIN, Browser
from tests.support.collected import Collected
from tests.support.fakes import FakeParts

LAST = "test_every_page.py"  # looks at what the others have seen


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.parent.name == "web" and item.path.name == LAST)


@pytest.fixture(scope="session")
def collected(tmp_path_factory):
    """Every page that this run has seen."""
    return Collected(tmp_path_factory.mktemp("pages"))


@pytest.fixture(autouse=True)
def _deployed_address(monkeypatch):
    """As when deployed: an address of our own, and a base path before every path."""
    monkeypatch.setenv("PUBLIC_URL", ORIGIN + BASE_PATH)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def parts():
    """What the pages work with."""
    fakes = FakeParts()
    bootstrap.use(fakes)
    return fakes


@pytest.fixture
def new_browser(parts, collected):
    """Makes browsers that share nothing: a colleague's, or the same person's phone."""
    from app import app

    return lambda: Browser(app, collected)


@pytest.fixture
def browser(new_browser):
    return new_browser()
