"""The partnership answers back: an organisation reads it on a phone, asks to talk, and is rung.

In the demonstration, where one return has been answered in full and last year's round by itself.
"""

import re

from playwright.sync_api import Page, expect

from tests.e2e import walk
from tests.e2e.system import System

COORDINATOR = "corin@saltmarsh.example.org"
NARROW = {"width": 320, "height": 640}


def answered(page: Page, system: System, words: str) -> str:
    """Comes in by the printed link of a return whose feedback says this; its reference."""
    for link in system.links["organisation_links"]:
        ref = walk.enter(page, link)
        page.goto(walk.address(page, "/feedback"))
        if page.get_by_text(words).count():
            return ref
    raise AssertionError(words)


def test_feedback_from_both_sides(local, new_context, look):
    lead = new_context(viewport=NARROW).new_page()
    reads_what_nobody_wrote(lead, local, look)
    reads_what_a_person_wrote(lead, local, look)
    asks_to_talk(lead, look)
    staff = new_context().new_page()
    walk.sign_in(staff, local, COORDINATOR)
    rings_back(staff, local, look)
    replies(staff, look)
    writes(staff, local, look)
    keeps_a_library(staff, local, look)


def reads_what_nobody_wrote(lead, local, look):
    answered(lead, local, "Nobody has read your self-assessment for this.")
    walk.reads(lead, "Your feedback")
    look(lead, "automatic")


def reads_what_a_person_wrote(lead, local, look):
    answered(lead, local, "Read by Rowan Glasswort, reviewer")
    for heading in ("What is strong", "Where the reviewer’s rating is another", "How others are doing"):
        expect(lead.get_by_role("heading", name=heading)).to_be_visible()
    look(lead, "in full")


def asks_to_talk(lead, look):
    walk.press(lead, "Ask to talk")
    walk.refuses(lead, "Enter a telephone number on which we can ring you")
    look(lead, "no number")
    lead.get_by_label("Telephone number").fill("01632 960777")
    lead.get_by_label("When does it suit you? (optional)").fill("After school on Tuesdays")
    walk.press(lead, "Ask to talk")
    expect(lead.get_by_role("heading", name="You asked to talk")).to_be_visible()
    look(lead, "asked to talk")


def rings_back(staff, local, look):
    walk.follow(staff, "Follow-up")
    walk.reads(staff, "Follow-up")
    look(staff)
    expect(staff.get_by_text("01632 960777")).to_be_visible()
    staff.get_by_role("link", name=re.compile("^Note the talk")).first.click()
    walk.reads(staff, "Note the talk")
    look(staff)
    staff.get_by_label("Yes", exact=True).check()
    staff.get_by_label("What about, and what comes of it?").fill("They would like to see the new form first.")
    walk.press(staff, "Save")
    expect(staff.get_by_text("Nobody is waiting for a call.")).to_be_visible()


def replies(staff, look):
    staff.get_by_role("link", name=re.compile("^Reply")).first.click()
    walk.reads(staff, "Reply")
    look(staff)
    staff.get_by_label("Your reply").fill("We have asked the council for you, and ring you on Monday.")
    staff.get_by_label("Now: on their page at once, with an email to the lead").check()
    walk.press(staff, "Reply")
    expect(staff.get_by_text("Your reply is kept.")).to_be_visible()


def writes(staff, local, look):
    staff.goto(f"{local.base_url}/staff/cycles/demonstration/feedback")
    walk.reads(staff, "How long organisations wait for feedback")
    look(staff)
    staff.locator("tbody th a").first.click()
    walk.reads(staff, "Feedback")
    look(staff, "proposed")
    staff.get_by_label("Add a paragraph of the library").select_option("below-11")
    walk.press(staff, "Save and add it")
    expect(staff.get_by_text("Saved.")).to_be_visible()
    staff.get_by_label("Who read it").fill("")
    walk.press(staff, "Save and look at it")
    walk.reads(staff, "Look at the feedback")
    look(staff, "preview")
    walk.press(staff, "Send")
    walk.refuses(staff, "Enter who read it, as the organisation should know them")
    look(staff, "not finished")
    staff.get_by_label("Who read it").fill("Corin Samphire, coordinator")
    walk.press(staff, "Save and look at it")
    walk.press(staff, "Make the PDF")
    assert walk.downloaded(staff, re.compile("Look at the PDF")).startswith(b"%PDF-")
    walk.press(staff, "Send")
    walk.reads(staff, "Feedback that was sent")
    look(staff, "sent")


def keeps_a_library(staff, local, look):
    staff.goto(f"{local.base_url}/staff/library")
    walk.reads(staff, "Library for feedback")
    look(staff)
    walk.press(staff, "Add a paragraph")
    walk.reads(staff, "Add a paragraph")
    look(staff)
    staff.goto(f"{local.base_url}/staff/library")
    walk.press(staff, "Add training")
    walk.reads(staff, "Add training")
    look(staff)
