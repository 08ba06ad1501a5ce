"""Set up by whoever looks: forced colours, less motion, four times as large."""

import pytest
from playwright.sync_api import expect

from tests.e2e import walk
from tests.e2e.access import too_wide

QUESTION = "/criteria/S01-01"
PAGES = ("", "/standards/1", QUESTION, f"{QUESTION}/action", "/actions", "/people", "/evidence/add", "/check")
ZOOMED = {"viewport": {"width": 320, "height": 225}, "device_scale_factor": 4}  # 1280 by 900 at 400%
MOVING = """() => [...document.querySelectorAll("*")].filter(e => {
  const s = getComputedStyle(e);
  return [s.transitionDuration, s.animationDuration].some(d => d.split(",").some(x => parseFloat(x) > 0));
}).map(e => e.outerHTML.slice(0, 120))"""
STUCK = """() => [...document.querySelectorAll("*")]
  .filter(e => ["fixed", "sticky"].includes(getComputedStyle(e).position) && e.offsetHeight > innerHeight / 3)
  .map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def link(marram, chromium):
    """To a return whose profile is filled in."""
    invitation = marram.invitation("display")
    page = chromium.new_page()
    walk.enter(page, invitation)
    page.goto(walk.address(page, "/about"))
    walk.tell_about(page)
    page.close()
    return invitation


def picture(page, element):
    """An element, with its surroundings of a few pixels."""
    box = element.bounding_box()
    clip = {"x": box["x"] - 6, "y": box["y"] - 6, "width": box["width"] + 12, "height": box["height"] + 12}
    return page.screenshot(clip=clip, caret="hide", animations="disabled")


def changes(page, element, act):
    """Whether a person would see what `act` does to an element."""
    before = picture(page, element)
    act()
    return picture(page, element) != before


def test_in_forced_colours_focus_and_choice_are_seen(link, new_context, look):
    page = new_context(forced_colors="active").new_page()
    walk.enter(page, link)
    page.goto(walk.address(page, QUESTION))
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    radio = page.get_by_label("Good", exact=True)
    for one in (
        page.get_by_role("link", name="Back"),
        page.get_by_role("button", name="Finish for now"),
        page.get_by_role("link", name="Safeguarding self-assessment"),
        page.get_by_role("button", name="Save and continue"),
        page.get_by_role("button", name="Save and add evidence"),
        page.get_by_label("What do you do, and where would someone find it?"),
        radio,
    ):
        one.scroll_into_view_if_needed()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("Shift")  # a keyboard is in use: the focus is to be shown
        assert changes(page, one, one.focus), f"no focus to be seen on {one}"
    radio.focus()
    page.keyboard.press("Shift")
    assert changes(page, radio, lambda: page.keyboard.press("Space")), "no choice to be seen"
    expect(radio).to_be_checked()
    look.did("seeing the focus and what is chosen when the system forces its own colours")


def test_in_forced_colours_a_button_has_an_edge(link, new_context):
    page = new_context(forced_colors="active").new_page()
    walk.enter(page, link)
    page.goto(walk.address(page, QUESTION))
    edges = page.locator("button:visible").evaluate_all(
        "all => all.map(e => { const s = getComputedStyle(e);"
        " return parseFloat(s.borderTopWidth) > 0 || parseFloat(s.outlineWidth) > 0; })"
    )
    assert edges
    assert all(edges)


@pytest.mark.parametrize("below", PAGES)
def test_nothing_moves_for_who_wants_less_motion(link, new_context, look, below):
    page = new_context(reduced_motion="reduce").new_page()
    walk.enter(page, link)
    page.goto(walk.address(page, below))
    assert page.evaluate(MOVING) == []
    look.did("keeping still for people who want less motion")


@pytest.mark.parametrize("below", PAGES)
def test_four_times_as_large_it_still_fits_and_nothing_covers_it(link, new_context, look, below):
    page = new_context(**ZOOMED).new_page()
    walk.enter(page, link)
    page.goto(walk.address(page, below))
    assert too_wide(page) == []
    assert page.evaluate(STUCK) == []
    look.did("zooming to 400% without scrolling sideways")


@pytest.mark.parametrize(
    "path", ["/", "/help", "/accessibility", "/privacy", "/cookies", "/link-help", "/verify"]
)
def test_so_do_the_public_pages(marram, new_context, path):
    page = new_context(**ZOOMED, reduced_motion="reduce").new_page()
    page.goto(marram.system.base_url + path)
    assert too_wide(page) == []
    assert page.evaluate(STUCK) == []
    assert page.evaluate(MOVING) == []
