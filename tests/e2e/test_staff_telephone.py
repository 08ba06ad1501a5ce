"""Staff with an organisation on the line: find it, note the call, write to a list, enter a paper return."""

import re

import pytest
from playwright.sync_api import expect

from infra.demonstration.rehearsal import CYCLE_ID
from tests.e2e import walk
from tests.e2e.people import COORDINATOR, ORGANISATIONS
from tests.support.html import elements

FERN = "fern@saltmarsh.example.org"
CYCLE = f"/staff/cycles/{CYCLE_ID}"


@pytest.fixture(scope="module")
def corin(local, chromium):
    """A coordinator of the demonstration, signed in by mail: one who asks for no other link in the same
    minute. Goes to a path below the base address.
    """
    who = ("--name", "Fern Seablite", "--email", FERN, "--role", "coordinator")
    local.operate("staff", "add", "saltmarsh", *who)
    context = chromium.new_context()
    page = context.new_page()
    walk.sign_in(page, local, FERN)

    def go(path):
        page.goto(local.base_url + path)
        return page

    yield go
    context.close()


def test_today_leads_to_a_list_that_is_written_to(corin, look):
    page = corin("/staff")
    look(page, "with work and mail to come")
    look(corin(CYCLE), "beside the cycle before")
    page = corin(f"{CYCLE}/returns?state=in_progress")
    look(page, "to write to")
    walk.press(page, "Write to these")
    look(page)
    walk.press(page, "Look at it first")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    page.get_by_label("Subject").fill("Would it help to talk?")
    page.get_by_label("What you want to say").fill("We can ring you any day this week.\n\nOr write back.")
    walk.press(page, "Look at it first")
    walk.reads(page, "Look at it before it goes")
    look(page)
    page.get_by_role("button", name=re.compile("^Send ")).click()
    walk.reads(page, "Would it help to talk?")
    look(page)


def test_an_organisation_is_found_and_the_call_noted(corin, look):
    page = corin("/staff")
    page.get_by_label("Find an organisation").fill("school")
    walk.press(page, "Look up")
    walk.reads(page, "Find an organisation")
    look(page, "several")
    page = corin("/staff/organisations/demo003")
    look(page, "before a call")
    page.get_by_role("button", name="Note a call or conversation").click()
    look(page)
    walk.press(page, "Save")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    page.get_by_label("Asked for help").check()
    page.get_by_label("Note", exact=True).fill("Would like somebody to go through it with them.")
    walk.press(page, "Save")
    expect(page.locator("main")).to_contain_text("The call is noted.")
    look(page, "with a call")
    look(corin("/staff/after-calls"), "with somebody who waits")


def test_a_return_is_entered_by_telephone_and_approved(marram, page, look):
    walk.sign_in(page, marram.system, COORDINATOR)
    page.get_by_label("Find an organisation").fill(ORGANISATIONS["telephone"])
    walk.press(page, "Look up")
    walk.reads(page, ORGANISATIONS["telephone"])
    here = page.url
    page.get_by_role("link", name=re.compile("^Enter answers for them")).click()
    look(page)
    walk.press(page, "Go to their pages")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    told(page, "Lee Thrift", "Trustee")
    walk.press(page, "Go to their pages")
    expect(page.locator("main")).to_contain_text("You are entering what Lee Thrift, Trustee, told you")
    look(page, "while staff enter it")
    page.goto(walk.address(page, "/about"))
    walk.tell_about(page)
    answer_everything(page)
    page.goto(here)
    walk.follow(page, "record their approval")
    look(page)
    told(page, "Chris Chair", "Chair")
    page.get_by_label("This person may approve").check()
    walk.press(page, "Record and submit")
    expect(page.locator("main")).to_contain_text("The approval is recorded")
    look(page, "approved by telephone")


def answer_everything(page):
    """From the standards' pages: the page that asks for approval is not for staff."""
    visitor, home = walk.visitor_like(page), f"/r/{walk.reference(page)}"
    for standard in links(visitor.get(home), r"/standards/\d+$"):
        for path in links(visitor.get(standard), r"/criteria/[\w-]+$"):
            fields = visitor.get(path).fields(path, narrative="In our handbook, page 4.", rating="good")
            assert visitor.post(path, fields).status == 303


def links(answer, pattern):
    found = (a.get("href", "").removeprefix("/api") for a in elements(answer.root, "a"))
    return list(dict.fromkeys(href for href in found if re.search(pattern, href)))


def told(page, name, job):
    page.get_by_label("Over the telephone").check()
    page.get_by_label("Their name").fill(name)
    page.get_by_label("Their role in the organisation").fill(job)
    for label, value in (("Day", "1"), ("Month", "11"), ("Year", "2026")):
        page.get_by_label(label, exact=True).fill(value)
