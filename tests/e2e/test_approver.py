"""What an approver may do instead of approving, and what the lead hears of it."""

import re

from playwright.sync_api import expect

from tests.e2e import walk
from tests.e2e.people import APPROVAL

APPROVER = "approver@back.example.org"
NOTE = "Please say more about online safety."


def test_sent_back_with_a_note_and_then_not_mine(marram, page, new_context, look):
    walk.ready_to_approve(page, marram.invitation("back"), APPROVER)
    approver = new_context().new_page()
    link = marram.system.link_for(APPROVER, APPROVAL)
    walk.enter(approver, link)
    send_back(approver, look)
    walk.enter(page, marram.system.link_for(marram.lead("back"), "asks for some changes"))
    expect(page.get_by_text(NOTE)).to_be_visible()
    look(page, "sent back")
    walk.ask_for_approval(page)
    not_mine(approver, look)
    marram.system.wait_for_mail(marram.lead("back"), "Somebody else needs to approve")
    page.goto(walk.address(page, "/check"))
    expect(page.get_by_role("button", name="Ask for approval")).to_have_count(0)
    look(page, "nobody to approve")
    approver.goto(link)
    walk.reads(approver, "This link has been replaced")


def send_back(page, look):
    page.goto(walk.address(page, "/send-back"))
    walk.press(page, "Send it back")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    page.get_by_label("What should be changed?").fill(NOTE)
    walk.press(page, "Send it back")
    walk.reads(page, "There is nothing for you to approve at the moment")
    look(page, "sent back")


def not_mine(page, look):
    page.goto(walk.address(page, "/approve"))
    walk.reads(page, "Read and approve this self-assessment")
    walk.follow(page, "This is not for me to approve")
    walk.press(page, "It is not for me")
    walk.reads(page, "Thank you for telling us")
    look(page)
