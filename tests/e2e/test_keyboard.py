"""A return from its start page to its approver's desk without a mouse, and every stop of the focus seen."""

import re

from playwright.sync_api import expect

from tests.e2e import walk
from tests.e2e.keyboard import Keyboard
from tests.e2e.people import APPROVAL

APPROVER = "approver@keyboard.example.org"
STANDARDS = 12


def test_a_return_by_keyboard_alone(marram, page, look):
    keys = Keyboard(page)
    page.goto(marram.invitation("keyboard"))
    keys.press("Continue")
    keys.write("Your role in the organisation", "Trustee")
    keys.press("Continue")
    walk.reads(page, "Your self-assessment")
    keys.follow("About your organisation")
    for question, answer in walk.SHORT_PROFILE.items():
        keys.choose(question, answer)
    keys.press("Save and continue")
    for number in range(1, STANDARDS + 1):
        answer_standard(page, keys, number)
    name_approver(page, keys)
    ask(page, keys)
    assert marram.system.wait_for_mail(APPROVER, APPROVAL)
    look.did(
        "filling in a whole self-assessment with a keyboard alone, with the focus in sight at every step"
    )


def home(page, keys):
    """Back to the task list, by the name of the service."""
    if not re.search(r"/r/[\w-]+$", page.url):
        keys.follow("Safeguarding self-assessment")
    walk.reads(page, "Your self-assessment")


def answer_standard(page, keys, number):
    """One question after the other, as they come; then it is completed."""
    home(page, keys)
    keys.follow(f"{number}. ")
    if page.get_by_role("button", name="Start").count() == 0:
        return  # this organisation has nothing to answer here
    keys.press("Start", "a")
    while "/criteria/" in page.url:
        keys.write("What do you do, and where would someone find it?", "In our handbook, page 4.")
        keys.choose("Which of these is most like you today?", "Good")
        keys.press("Save and continue")
    keys.choose("Have you completed this standard?", "Yes, I have completed it")
    keys.press("Save and continue")


def name_approver(page, keys):
    home(page, keys)
    keys.follow("People who work on this")
    keys.press("Add an approver", "a")
    keys.choose("Who", "Somebody else")
    keys.write("Full name", "Ray Marsh")
    keys.write("Role in your organisation", "Chair")
    keys.write("Email address", APPROVER)
    keys.press("Save and continue")


def ask(page, keys):
    home(page, keys)
    keys.follow("Check your answers and ask for approval")
    keys.press("Ask for approval")
    walk.reads(page, "Waiting for approval")


def test_the_way_past_the_header_and_to_what_is_wrong(marram, page):
    keys = Keyboard(page)
    page.goto(marram.system.base_url + "/link-help")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    keys.to("Reference")
    keys.press("Email me a new link")
    expect(page.locator(":focus")).to_have_class(re.compile("govuk-error-summary"))
    keys.to("Enter the reference", "a")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Reference")).to_be_focused()


def test_what_a_script_puts_on_the_page_is_reached_in_its_place(marram, page):
    """Text that waits in this browser, and what may be done with it."""
    walk.enter(page, marram.invitation("kept"))
    page.goto(walk.address(page, "/anything-else"))
    page.get_by_label("What are you proud of?").press_sequentially("Our young leaders.")
    page.goto(walk.address(page, "/anything-else"))
    keys = Keyboard(page)
    keys.to("Put it back")
    page.keyboard.press("Enter")
    expect(page.get_by_label("What are you proud of?")).to_be_focused()
