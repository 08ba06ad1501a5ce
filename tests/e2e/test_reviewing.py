"""Forty returns reviewed in one sitting by keyboard, counted; and what a coordinator and a scrutineer do."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.times import london_day
from chalicelib.services.assigning import assign, share_out
from chalicelib.services.reviewing import Said, agree_with_rest, finish, save
from tests.e2e import walk
from tests.support import builders
from tests.support.in_review import returned, reviewer

DOCS = Path(__file__).parents[2] / "docs" / "reviewing.md"
NAME, CYCLE = "teasel", "teasel-2027"
RETURNS, EXCEPTIONAL, CHANGED = 40, 10, 6
FIRST = 7_001  # the number of the first organisation: others have the smaller ones
REASON = "The action plan says nothing about a date, a name, or how you would know. What would help?"


@dataclass
class Count:
    """Everything that goes in by the keyboard, and every page that comes."""

    page: Page
    keys: int = 0
    characters: int = 0
    loads: int = 0
    pages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("domcontentloaded", lambda page: self.pages.append(page.url))

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def press_and_go(self, key: str) -> None:
        with self.page.expect_navigation(wait_until="load"):
            self.press(key)

    def type(self, text: str) -> None:
        self.characters += len(text)
        self.page.keyboard.insert_text(text)


@pytest.fixture(scope="module")
def teasel(local):
    """A partnership with forty returns in one reviewer's hands: ten have exceptions."""
    patch = pytest.MonkeyPatch()
    for name, value in local.environment.items():
        patch.setenv(name, value)
    parts = local.parts()
    today = london_day(datetime.now(UTC))
    cycle = builders.cycle(id=CYCLE, partnership_id=NAME, sectors=("school",), opens_on=today, due_on=today)
    people = [
        reviewer(1, id="t-r1", partnership_id=NAME, name="Ruth Teasel", email="ruth@teasel.example.org"),
        reviewer(2, id="t-r2", partnership_id=NAME, name="Rory Teasel", email="rory@teasel.example.org"),
        builders.staff(id="t-c", partnership_id=NAME, name="Cara Teasel", email="cara@teasel.example.org"),
        builders.staff(
            StaffRole.SCRUTINEER,
            id="t-s",
            partnership_id=NAME,
            name="Skye Teasel",
            email="skye@teasel.example.org",
        ),
    ]
    partnership = builders.partnership(id=NAME, name="Teasel Safeguarding Children Partnership")
    parts.commit(parts.organisations.partnership_saved(partnership), parts.cycles.saved(cycle))
    for member in people:
        parts.commit(parts.organisations.staff_saved(member))
    for number in range(RETURNS):
        below = {"S01-01": 1, "S02-01": 2} if number < EXCEPTIONAL else {}
        returned(
            parts,
            FIRST + number,
            cycle=cycle,
            ratings=below,
            planned=("S02-01",) if below else (),
            organisation_id=f"teasel{number:02}",
            organisation_name=f"Teasel School {number + 1:02}",
            ref=f"TSL-{number:03}",
        )
    assert share_out(parts, people[2], cycle, ["t-r1"]) == RETURNS
    yield parts, cycle, people
    patch.undo()


def test_forty_reviews_by_keyboard(local, teasel, page, look):
    parts, _cycle, _people = teasel
    walk.sign_in(page, local, "ruth@teasel.example.org")
    page.goto(f"{local.base_url}/staff/reviews")
    walk.reads(page, "Reviews")
    look(page, "forty to read")
    counted = Count(page)
    counted.press_and_go("n")
    for number in range(RETURNS):
        if number < CHANGED:
            rate_the_first_exception(counted)
        counted.press_and_go("a")
        counted.press_and_go("f")
    expect(page.get_by_text("That was the last return on your list")).to_be_visible()
    look(page, "all read")
    reviews = list(parts.reviews.of_cycle(NAME, CYCLE))
    assert len(reviews) == RETURNS
    assert all(r.is_finished for r in reviews)
    written = [w for r in reviews for w in parts.reviews.written(NAME, r.ref)]
    assert [(w.criterion, w.rating, w.reason) for w in written] == [("S01-01", 2, REASON)] * CHANGED
    keys, loads = counted.keys / RETURNS, len(counted.pages) / RETURNS
    sentence = (
        f"In the browser test a reviewer goes through {RETURNS} returns by keyboard, changes a rating with "
        f"its reason in {CHANGED} of them, and needs {keys:.1f} keys and {loads:.1f} pages a return, besides "
        "the words of the reasons."
    )
    assert sentence in DOCS.read_text(encoding="utf-8"), sentence


def rate_the_first_exception(counted):
    """To the first answer, another rating for it, why, and back. Letters that are typed do nothing else."""
    counted.press("j")
    counted.press_and_go("2")
    expect(counted.page.locator("#reason")).to_be_focused()
    counted.type(REASON)
    counted.press_and_go("Control+Enter")


def test_single_keys_can_be_found_and_switched_off(local, teasel, page, look):
    """WCAG 2.2, success criterion 2.1.4."""
    parts, cycle, people = teasel
    ready(parts, cycle, people, 50)
    walk.sign_in(page, local, "ruth@teasel.example.org")
    page.goto(f"{local.base_url}/staff/reviews/TSL-050")
    walk.reads(page, "Teasel School 51")
    look(page, "to read")
    page.keyboard.press("?")
    box = page.get_by_label("Use single keys")
    expect(box).to_be_visible()
    look(page, "keys shown")
    box.uncheck()
    page.keyboard.press("a")
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Agree with the rest")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_label("Use single keys")).not_to_be_visible()
    page.get_by_text("Keys on this page").click()
    page.get_by_label("Use single keys").check()
    page.keyboard.press("k")
    page.keyboard.press("o")
    walk.reads(page, re.compile("."))
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    look(page)
    walk.press(page, "Save")
    walk.refuses(page, "Select a rating")
    look(page, "refused")
    page.locator("#note").focus()
    page.keyboard.type("a1f")
    expect(page.locator("#note")).to_have_value("a1f")
    walk.follow(page, "Read this question across your returns")
    expect(page.get_by_text("One question across your returns")).to_be_visible()
    look(page)
    page.goto(f"{local.base_url}/staff/reviews/interests")
    walk.reads(page, "Interests")
    look(page, "own")
    walk.press(page, "Save")
    walk.refuses(page, "Select what the interest is in")
    look(page, "refused")


def ready(parts, cycle, people, number, second=False):
    made = returned(
        parts,
        FIRST + number,
        cycle=cycle,
        ratings={"S01-01": 1},
        organisation_id=f"teasel{number:02}",
        organisation_name=f"Teasel School {number + 1:02}",
        ref=f"TSL-{number:03}",
    )
    assign(parts, people[2], made.ref, "t-r1")
    if second:
        assign(parts, people[2], made.ref, "t-r2", second=True)
    return made


def test_what_coordinators_and_scrutineers_see(local, teasel, new_context, look):
    parts, cycle, people = teasel
    made = ready(parts, cycle, people, 60, second=True)
    lower = Said(rating="requires_improvement", reason="No date on it", submission=1)
    save(parts, people[0], made.ref, "S01-02", lower)
    for member in people[:2]:
        agree_with_rest(parts, member, made.ref, 1)
        finish(parts, member, made.ref, 1)
    returned(
        parts,
        FIRST + 61,
        cycle=cycle,
        organisation_id="teasel61",
        organisation_name="Teasel 62",
        ref="TSL-061",
    )
    challenges(new_context().new_page(), local, look)
    coordinates(new_context().new_page(), local, look)


def challenges(page, local, look):
    walk.sign_in(page, local, "skye@teasel.example.org")
    page.goto(f"{local.base_url}/staff/reviews/TSL-060")
    walk.reads(page, "Teasel School 61")
    look(page, "for a scrutineer")
    walk.follow(page, "Challenges")
    walk.press(page, "Add it")
    walk.refuses(page, "Enter what you want to challenge")
    page.get_by_label("What do you challenge, and why?").fill("Why is this good?")
    walk.press(page, "Add it")
    walk.reads(page, "Challenges")
    look(page, "for a scrutineer")


def coordinates(page, local, look):
    walk.sign_in(page, local, "cara@teasel.example.org")
    page.goto(f"{local.base_url}/staff/reviews")
    walk.reads(page, "Reviews")
    look(page, "none of mine")
    walk.follow(page, "Give returns to reviewers")
    walk.reads(page, "Give returns to reviewers")
    look(page)
    page.get_by_role("button", name=re.compile("^Share out")).click()
    walk.refuses(page, "Select at least one reviewer")
    look(page, "refused")
    page.goto(f"{local.base_url}/staff/reviews/TSL-060")
    walk.follow(page, "Challenges (1 to answer)")
    walk.reads(page, "Challenges")
    look(page, "to answer")
    page.get_by_label("Your answer").fill("They showed us the minutes.")
    walk.press(page, "Answer")
    expect(page.get_by_text("Cara Teasel answered")).to_be_visible()
    page.goto(f"{local.base_url}/staff/reviews/agreement")
    walk.reads(page, "How far two readers agree")
    look(page)
    walk.follow(page, "Teasel School 61")
    walk.reads(page, "Where the two readers differ")
    look(page)
    page.get_by_label(re.compile("^The rating that counts")).select_option("good")
    page.get_by_role("button", name=re.compile("^Settle")).click()
    expect(page.get_by_text("Settled by Cara Teasel")).to_be_visible()
    page.goto(f"{local.base_url}/staff/reviews/TSL-060")
    look(page, "for a coordinator")
    page.goto(f"{local.base_url}/staff/reviews/interests")
    walk.reads(page, "Interests")
    look(page, "everybody’s")
    page.goto(f"{local.base_url}/staff/reviews/themes")
    walk.reads(page, "Themes")
    look(page)
