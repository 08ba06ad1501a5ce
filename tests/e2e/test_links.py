"""Emailed addresses: looking at one changes nothing, and each kind of broken one has its own page."""

import pytest
from playwright.sync_api import expect

from chalicelib.domain.credentials import hash_of
from tests.e2e import walk
from tests.e2e.people import APPROVAL, COORDINATOR
from tests.e2e.system import LINK
from tests.support.http import Visitor

TIMES = 50
APPROVERS = ("first@links.example.org", "second@links.example.org")
PAST = "2020-01-01T00:00:00+00:00"


@pytest.fixture(scope="module")
def replaced(marram, chromium):
    """The link of an approver who was asked, and then somebody else instead."""
    context = chromium.new_context()
    page = context.new_page()
    walk.ready_to_approve(page, marram.invitation("links"), APPROVERS[0])
    link = marram.system.link_for(APPROVERS[0], APPROVAL)
    walk.press(page, "Take it back")
    walk.name_approver(page, APPROVERS[1])
    walk.reads(page, "People who work on this")
    context.close()
    return link


def token_of(link):
    return link.rsplit("/", 1)[1]


def test_looking_at_any_emailed_address_changes_nothing(marram, replaced):
    visitor = Visitor(marram.system.base_url)
    assert visitor.post("/staff/sign-in", {"email": COORDINATOR}).status == 200
    marram.system.wait_for_mail(COORDINATOR)
    mails = [mail for mail in marram.system.mails() if marram.system.base_url in mail["BodyText"]]
    links = {found for mail in mails for found in LINK.findall(mail["BodyText"])}
    kinds = {mail["Subject"].split(":")[0].split(",")[0]: LINK.findall(mail["BodyText"]) for mail in mails}
    often = {found for links_of_kind in kinds.values() for found in links_of_kind}
    assert len(often) >= 4
    before = marram.system.items_at_rest()
    answers = {link: visitor.get(link).status for link in links}
    for _ in range(TIMES - 1):
        answers |= {link: visitor.get(link).status for link in often}
    after = marram.system.items()
    assert {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} == set()
    assert answers == {link: 200 if still_works(before, link) else 410 for link in links}
    opened = [visitor.post(link, {}).status == 303 for link in links if still_works(before, link)]
    assert len(opened) > 10
    assert all(opened)


def still_works(items, link):
    """Unless other tests had it revoked, or have signed in with it."""
    credential = items[f"CRED#{hash_of(token_of(link))}", "META"]
    return not credential.get("revoked_at") and not credential.get("used_at")


def test_a_mistyped_link(marram, page, look):
    page.goto(marram.invitation("quiet")[:-3])
    walk.reads(page, "We do not know this link")
    look(page, "mistyped")


def test_a_revoked_link(page, look, replaced):
    page.goto(replaced)
    walk.reads(page, "This link has been replaced")
    look(page, "revoked")


def test_an_expired_link_leads_to_a_new_one(marram, page, look):
    link = marram.invitation("links")
    before = marram.system.mails(marram.lead("links"), "Your new link")
    marram.system.change(f"CRED#{hash_of(token_of(link))}", "META", expires_at=PAST)
    page.goto(link)
    walk.reads(page, "This link has come to its end")
    look(page, "expired")
    walk.press(page, "Email a new link to the address we hold")
    walk.reads(page, "Check your email")
    look(page, "new link sent")
    marram.system.wait_for_mail(marram.lead("links"), "Your new link", more_than=len(before))
    walk.enter(page, marram.system.link_for(marram.lead("links"), "Your new link"))


def test_a_return_that_this_browser_does_not_hold(marram, page, new_context, look):
    ref = walk.enter(page, marram.invitation("tabs"))
    stranger = new_context().new_page()
    for below in ("", "/criteria/S01-01", "/evidence", "/approve", "/copies"):
        stranger.goto(f"{marram.system.base_url}/r/{ref}{below}")
        walk.reads(stranger, "You are signed out")
    page.goto(f"{marram.system.base_url}/r/{ref}/approve")
    expect(page.locator("h1")).not_to_have_text("Read and approve this self-assessment")
    look(page, "lead")


def test_public_pages(marram, page, look):
    for path in ("/", "/help", "/accessibility", "/privacy", "/cookies", "/link-help", "/verify"):
        page.goto(marram.system.base_url + path)
        look(page)
    page.goto(marram.system.base_url + "/link-help")
    walk.press(page, "Email me a new link")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, "refused")
    for reference in ("K7P-2QX", "22"):
        page.goto(f"{marram.system.base_url}/verify?reference={reference}")
        look(page, f"asked for {reference}")
    page.goto(marram.system.base_url + "/nothing-here")
    expect(page.locator("h1")).to_have_text("Page not found")
