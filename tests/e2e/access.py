"""axe and reflow, once for each distinct page and state."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from app import app
from chalicelib.handlers.routing import declared_guards

AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """rules => axe.run(document, {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]})
  .then(found => found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${v.help}: ${n.html}`)))"""
TOO_WIDE = """() => {
  const wide = document.scrollingElement.scrollWidth;
  if (wide <= innerWidth) return [];
  const sticking = [...document.querySelectorAll("body *")]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 200));
  return [`${wide} px wide in ${innerWidth}`, ...sticking.slice(0, 5)];
}"""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
PREFIX = "/api"


def shown_routes() -> Iterator[str]:
    """The path of every route that answers a GET."""
    for route in declared_guards(app):
        method, path = route.split(" ")
        if method == "GET":
            yield path


def route_of(url: str) -> str:
    """The route that a page's address belongs to: the one with most fixed parts."""
    path = urlsplit(url).path.removeprefix(PREFIX) or "/"
    every = {r.split(" ")[1] for r in declared_guards(app)}
    matching = [route for route in every if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", route), path)]
    assert matching, f"{path} belongs to no route"
    return min(matching, key=lambda route: route.count("{"))


@dataclass
class Looked:
    """Which pages were looked at, in which states."""

    at: set[tuple[str, str]] = field(default_factory=set)

    def __call__(self, page: Page, state: str = "") -> None:
        """Raises AssertionError with every violation at 1280 or 320 px. Looks once at each page and state."""
        seen = route_of(page.url), state
        if seen in self.at:
            return
        before = page.viewport_size
        problems = [p for size in (NARROW, WIDE) for p in problems_at(page, size)]
        if before is not None:
            page.set_viewport_size(before)
        assert not problems, f"{seen}:\n" + "\n".join(problems)
        self.at.add(seen)

    def routes(self) -> set[str]:
        return {route for route, _ in self.at}


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways, if it does."""
    page.wait_for_load_state()
    found: list[str] = page.evaluate(TOO_WIDE)
    return found


def problems_at(page: Page, size: Any) -> list[str]:
    """Every violation on the page at this size."""
    page.evaluate(AXE)
    page.set_viewport_size(size)
    found = [*too_wide(page), *page.evaluate(RUN, list(RULES))]
    return [f"at {size['width']} px: {problem}" for problem in found]
