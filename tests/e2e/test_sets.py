"""The sets for those with little time, and the lead of three schools: whole journeys on the demonstration."""

import re

from playwright.sync_api import expect

from tests.e2e import walk
from tests.e2e.system import link_in

CHECKLIST_PROFILE = {
    "How many people work or volunteer for you?": "2 to 9",
    "Does the council or the NHS pay you to provide a service?": "No",
    "Do you work with children directly?": "Yes, we have contact with children",
    "Who do you mostly work with?": "Children and young people aged 5 to 17",
    "Where do you mostly meet?": "In our own building",
    "Do you also work in the area of another safeguarding children partnership?": "No",
}
ALONE = {**walk.SHORT_PROFILE, "How many people work or volunteer for you?": "Just me"}
INVITATION = "please send by"


def test_a_guide_and_a_worked_example_are_there_for_anybody(local, page, look):
    page.goto(f"{local.links['base_url']}/guides")
    walk.reads(page, "One-minute guides")
    look(page)
    for name in ("Safeguarding checklist for voluntary and community groups", "A worked example"):
        walk.follow(page, name)
        look(page)
    expect(page.get_by_text("Why this is a good answer.").first).to_be_visible()


def test_a_small_club_answers_in_half_an_hour(local, page, new_context, look):
    page.goto(local.link_for("club@pebble-bank.example.org", INVITATION))
    expect(page.get_by_text("About 30 minutes in all")).to_be_visible()
    walk.enter(page, page.url)
    walk.follow(page, "About your organisation")
    walk.tell_about(page, CHECKLIST_PROFILE)
    walk.reads(page, "Your self-assessment")
    expect(page.get_by_text("We ask you 24 questions.")).to_be_visible()
    walk.follow(page, "1. Someone to tell")
    look(page, "checklist")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Essential: every group needs this.")).to_be_visible()
    look(page, "checklist")
    walk.write_answer(page, "Our chair, since May. It is in the minutes.", "In place")
    page.get_by_label("We would like help with this").check()
    walk.press(page, "Save and continue")
    walk.reads(page, re.compile("If a child told a volunteer"))
    page.go_back()
    expect(page.get_by_label("We would like help with this")).to_be_checked()
    assert walk.answer_the_rest(page, "in_place") == 23
    walk.name_approver(page, "chair@pebble-bank.example.org")
    walk.ask_for_approval(page)
    chair = new_context().new_page()
    walk.open_as_approver(chair, local, "chair@pebble-bank.example.org")
    walk.state_and_declare(chair)
    walk.press(chair, "Approve and submit")
    expect(chair.locator("h1")).to_have_text(re.compile("submitted|received|Received|Submitted"))


def test_a_group_that_is_paid_by_the_council_is_asked_the_fuller_set(local, page, look):
    walk.enter(page, local.link_for("reed@tansy-lane.example.org", INVITATION))
    walk.follow(page, "About your organisation")
    paid = "Does the council or the NHS pay you to provide a service?"
    walk.tell_about(page, {**CHECKLIST_PROFILE, paid: "Yes"})
    walk.reads(page, "About your organisation")
    expect(page.locator(".govuk-inset-text")).to_contain_text("Safeguarding children self-assessment")
    look(page, "another set")
    page.get_by_role("group", name="Do you commission or buy in services for children?").get_by_label(
        "No", exact=True
    ).check()
    walk.press(page, "Save and continue")
    walk.reads(page, "Your self-assessment")
    expect(page.get_by_text("The 12 standards")).to_be_visible()


def test_somebody_who_works_alone_reads_words_for_one(local, page):
    walk.enter(page, local.link_for("robin@sea-lavender.example.org", INVITATION))
    walk.follow(page, "About your organisation")
    walk.tell_about(page, ALONE)
    walk.reads(page, "Your self-assessment")
    asked = int(re.search(r"We ask you (\d+) questions", page.locator("main").inner_text())[1])
    assert 10 <= asked <= 20
    page.goto(walk.address(page, "/criteria/S02-01"))
    walk.reads(page, re.compile("whom would you ring"))


def test_a_lead_of_three_schools_has_three_tabs(local, new_context):
    browser = new_context()
    links = set(_links(local, "merle@three-schools.example.org"))
    assert len(links) == 3
    tabs = [browser.new_page() for _ in links]
    for tab, link in zip(tabs, sorted(links), strict=True):
        walk.enter(tab, link)
    names = [tab.locator(".govuk-caption-l").first.inner_text() for tab in tabs]
    assert len(set(names)) == 3
    for tab in tabs:  # each is filled in while the other two are open
        tab.goto(walk.address(tab, "/criteria/S01-02"))
        walk.write_answer(tab, f"The policy of {walk.reference(tab)}", "Good")
    for tab in tabs:
        walk.press(tab, "Save and continue")
        walk.reads(tab, re.compile(r"\?$"))
    for tab in tabs:
        tab.goto(walk.address(tab, "/criteria/S01-02"))
        assert walk.saved_answer(tab) == f"The policy of {walk.reference(tab)}"


def _links(local, to: str) -> list[str]:
    local.wait_for_mail(to, INVITATION, more_than=2)
    return [link_in(mail) for mail in local.mails(to, INVITATION)]
