"""Who is written to when, school terms, and formal letters, as staff find them."""

import re

import pytest
from playwright.sync_api import expect

from infra.demonstration.rehearsal import CYCLE_ID
from tests.e2e import walk

LADDER = f"/staff/cycles/{CYCLE_ID}/ladder"


@pytest.fixture(scope="module")
def staff(local, chromium):
    """The demonstration's coordinator, signed in. Goes to a path below the base address."""
    context = chromium.new_context()
    page = context.new_page()
    walk.sign_in(page, local, "corin@saltmarsh.example.org")

    def go(path):
        page.goto(local.base_url + path)
        return page

    yield go
    context.close()


def test_the_ladder_of_a_sector_is_looked_at_and_changed(staff, look):
    page = staff(f"{LADDER}?sector=voluntary")
    look(page, "voluntary groups")
    page = staff(f"{LADDER}?sector=school")
    look(page)
    days = page.get_by_label("Days after it opens")
    before = days.input_value()
    days.fill("ninety")
    walk.press(page, "Save")
    look(page, "refused")
    days.fill("14")
    walk.press(page, "Show the days")
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    look(page, "looked at")
    page.get_by_label("Days after it opens").fill(before)
    walk.press(page, "Save")
    expect(page.get_by_role("status")).to_contain_text("Saved")


def test_school_terms_and_the_basis_of_letters(staff, look):
    page = staff("/staff/settings/terms")
    look(page)
    page.locator("#starts_on-0-day").fill("31")
    page.locator("#starts_on-0-month").fill("2")
    walk.press(page, "Save")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    page = staff("/staff/settings/letters")
    look(page)
    page.locator("#checked_on-year").fill("3000")
    walk.press(page, "Save")
    look(page, "refused")


def test_a_letter_is_for_a_person_to_decide(staff, look):
    page = staff(f"/staff/cycles/{CYCLE_ID}/returns?state=in_progress")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="Formal letter").first.click()
    walk.reads(page, "Formal letter")
    look(page)
