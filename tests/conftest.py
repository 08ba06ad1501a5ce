"""The level of a test is its folder: its marker follows from it, and the quickest levels run first."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LEVELS = ("unit", "contract", "web", "reports", "packaging", "e2e")


def level_of(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LEVELS.index(level_of(item)))
    for item in items:
        item.add_marker(level_of(item))
