"""A visit on a phone: planned, booked, recorded question by question, confirmed by both, and read."""

import re

import pytest
from playwright.sync_api import expect

from infra.demonstration.rehearsal import CYCLE_ID
from tests.e2e import walk

CYCLE = f"/staff/cycles/{CYCLE_ID}"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def submitted(local, page):
    """The reference of a return that is in; this page is its lead's."""
    for link in local.links["organisation_links"]:
        ref = walk.enter(page, link)
        page.goto(walk.address(page, "/submitted"))
        if page.get_by_role("heading", name="Self-assessment submitted").count():
            return ref
    raise AssertionError("no return of the demonstration is submitted")


def test_a_visit_is_recorded_on_a_phone_and_read_by_the_organisation(
    local, submitted, page, new_context, look
):
    staff = new_context(viewport=PHONE).new_page()
    walk.sign_in(staff, local, "corin@saltmarsh.example.org")
    here = f"{local.base_url}/staff/returns/{submitted}/visit"
    staff.goto(here)
    if staff.get_by_role("button", name="Plan a visit").count():
        look(staff, "not planned")
        walk.press(staff, "Plan a visit")
    page.goto(walk.address(page, "/visit"))
    look(page, "planned")
    staff.goto(here)
    walk.follow(staff, "Call it off")
    walk.press(staff, "Call it off")
    expect(staff).to_have_title(re.compile("^Error: "))
    look(staff, "refused")
    staff.goto(here)
    walk.press(staff, "Book it")
    walk.press(staff, "Save")
    expect(staff).to_have_title(re.compile("^Error: "))
    look(staff, "refused")
    for part, value in (("Day", 3), ("Month", 6), ("Year", 2037)):
        staff.get_by_label(part).fill(str(value))
    staff.get_by_label("Who comes?").fill("Corin Samphire and Rowan Glasswort")
    walk.press(staff, "Save")
    look(staff, "booked")
    page.goto(walk.address(page, "/visit"))
    expect(page.locator("main")).to_contain_text("Wednesday 3 June 2037")
    look(page, "booked")
    staff.locator("main h3 + ul a").first.click()
    expect(staff.get_by_text("Their own rating is shown when yours is saved")).to_be_visible()
    look(staff, "not rated")
    walk.press(staff, "Save")
    expect(staff).to_have_title(re.compile("^Error: "))
    look(staff, "refused")
    staff.get_by_role("radio").nth(2).check()
    staff.get_by_label("What you saw that shows it").fill("The record of the last twelve months.")
    walk.press(staff, "Save")
    expect(staff.get_by_role("status")).to_contain_text("Their own rating:")
    look(staff, "rated")
    staff.goto(here)
    look(staff, "being recorded")
    walk.follow(staff, "What is strong, and what you agree to do next")
    staff.get_by_label("What is strong?").fill("Everybody knows whom to tell.")
    look(staff)
    walk.press(staff, "Save")
    walk.follow(staff, "Both of you confirm the visit")
    walk.press(staff, "We both confirm it")
    expect(staff).to_have_title(re.compile("^Error: "))
    look(staff, "refused")
    staff.get_by_label("Name", exact=True).fill("Robin Redshank")
    staff.get_by_label("Role", exact=True).fill("Head teacher")
    staff.get_by_label("Role of the visitor").fill("Coordinator")
    walk.press(staff, "We both confirm it")
    look(staff, "confirmed")
    page.goto(walk.address(page, "/visit"))
    expect(page.locator("main")).to_contain_text("Robin Redshank, Head teacher")
    look(page, "confirmed")
    for path, state in ((f"{CYCLE}/visits", ""), (f"{CYCLE}/trust", "counts")):
        staff.goto(local.base_url + path)
        look(staff, state)
