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
from tests.support.weight import FIRST_VIEW, LATER_VIEW, MOST_REQUESTS, loads

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
# What a browser asked for to show the page, as it came over the line; not what scripts asked for later.
LOADED = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const kinds = ["link", "script", "img", "css"];
  const parts = performance.getEntriesByType("resource").filter(e => kinds.includes(e.initiatorType));
  return Object.fromEntries([page, ...parts].map(e => [e.name, e.encodedBodySize]));
}"""
# WCAG 2.2, success criterion 1.4.12: people who need more space between lines, words and letters.
MORE_SPACE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
AS_BEFORE = "() => { document.adoptedStyleSheets = []; }"
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
    """Which pages were looked at, in which states, and what else was tried: what the accessibility statement
    is made from (results.py).
    """

    at: set[tuple[str, str]] = field(default_factory=set)
    found: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)
    browser: str = ""

    def __call__(self, page: Page, state: str = "") -> None:
        """Raises AssertionError with every violation at 1280 or 320 px. Looks once at each page and state."""
        seen = route_of(page.url), state
        if seen in self.at:
            return
        before = page.viewport_size
        barriers = [p for size in (NARROW, WIDE) for p in problems_at(page, size)]
        if before is not None:
            page.set_viewport_size(before)
        self.at.add(seen)
        self.found[seen] = barriers
        problems = [*too_heavy(page), *barriers]
        assert not problems, f"{seen}:\n" + "\n".join(problems)
        self.did("giving organisations’ pages more space between lines, words and letters")

    def did(self, what: str) -> None:
        """Something that was tried and worked, in the words of the statement."""
        self.tried.add(what)

    def routes(self) -> set[str]:
        return {route for route, _ in self.at}


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways, if it does."""
    page.wait_for_load_state()
    found: list[str] = page.evaluate(TOO_WIDE)
    return found


def too_heavy(page: Page) -> list[str]:
    """What is wrong with the weight of an organisation's page, each part as it came over the line."""
    if "/staff" in page.url:
        return []
    page.wait_for_load_state()
    came: dict[str, int] = page.evaluate(LOADED)
    first, later = sum(came.values()), came[next(iter(came))]
    icon = {a for a in loads(page.content()) if not any(name.endswith(a) for name in came)}
    problems = {
        f"{len(came) + len(icon)} requests": len(came) + len(icon) > MOST_REQUESTS,
        f"{first} bytes in a first view": first > FIRST_VIEW,
        f"{later} bytes in a later view": later > LATER_VIEW,
    }
    return [f"{problem}: {came}" for problem, so in problems.items() if so]


def cramped(page: Page) -> list[str]:
    """What makes the page scroll sideways with more space between lines, words and letters."""
    page.evaluate(MORE_SPACE)
    found = too_wide(page)
    page.evaluate(AS_BEFORE)
    return found


def problems_at(page: Page, size: Any) -> list[str]:
    """Every violation on the page at this size."""
    page.evaluate(AXE)
    page.set_viewport_size(size)
    found = [*too_wide(page), *cramped(page), *page.evaluate(RUN, list(RULES))]
    return [f"at {size['width']} px: {problem}" for problem in found]
