"""From the emailed link to the submitted copy, with JavaScript and without it."""

import re
from hashlib import sha256
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e import walk
from tests.e2e.people import APPROVAL, COORDINATOR, INVITATION, ORGANISATIONS, RECEIPT
from tests.support.uploads import PDF

APPROVER = "approver@{key}.example.org"


@pytest.mark.parametrize(("key", "scripts"), [("whole", True), ("plain", False)], ids=["scripts", "plain"])
def test_a_return_travels_end_to_end(key, scripts, marram, new_context, look, tmp_path):
    lead = new_context(java_script_enabled=scripts).new_page()
    seen = look if scripts else lambda page, state="": None
    open_from_inbox(lead, marram, key, seen)
    introduce(lead, seen)
    first_standard(lead, seen, tmp_path)
    assert walk.answer_the_rest(lead) > 10
    finish_off(lead, seen, APPROVER.format(key=key))
    approver = new_context(java_script_enabled=scripts).new_page()
    approve(approver, marram, APPROVER.format(key=key), seen)
    keep_copy(approver, seen)
    for address in (marram.lead(key), APPROVER.format(key=key)):
        assert walk.reference(approver) in marram.system.wait_for_mail(address, RECEIPT)["Subject"]
    look_back(lead, seen)
    if not scripts:
        look.did("sending a whole self-assessment without JavaScript")
    if scripts:
        staff_see_it(new_context().new_page(), marram, key)


def open_from_inbox(page, marram, key, seen):
    mail = marram.system.wait_for_mail(marram.lead(key), INVITATION)
    assert ORGANISATIONS[key] in mail["BodyText"]
    page.goto(marram.system.links["inbox"])
    letter = page.locator("article").filter(has_text=f"to {marram.lead(key)}").filter(has_text=INVITATION)
    letter.get_by_role("link").first.click()
    walk.reads(page, f"Safeguarding self-assessment for {ORGANISATIONS[key]}")
    seen(page)
    walk.press(page, "Continue")
    walk.reads(page, "Who is filling this in?")
    seen(page)
    page.get_by_label("Your full name").fill("")
    walk.press(page, "Continue")
    expect(page).to_have_title(re.compile("^Error: "))
    seen(page, "refused")
    walk.say_who(page, "Lee Marsh")
    walk.reads(page, "Your self-assessment")
    seen(page, "nothing told yet")


def introduce(page, seen):
    walk.follow(page, "About your organisation")
    seen(page)
    walk.press(page, "Save and continue")
    expect(page).to_have_title(re.compile("^Error: "))
    seen(page, "refused")
    walk.tell_about(page)
    page.goto(walk.address(page))
    walk.reads(page, "Your self-assessment")
    seen(page, "nothing answered yet")


def first_standard(page, seen, tmp_path):
    """Below the standard with an action, with a barrier, not applicable, and proof of three kinds."""
    page.goto(walk.address(page, "/standards/1"))
    seen(page, "nothing answered yet")
    walk.press(page, "Start")
    seen(page)
    below_with_action(page, seen)
    below_with_barrier(page, seen)
    walk.write_answer(page, "We look things up in the county's procedures.", walk.BELOW)
    walk.press(page, "Save and continue")
    page.get_by_role("group", name="Which of these also helps here?").get_by_role("radio").first.check()
    walk.press(page, "Use this one")
    page.goto(walk.address(page, "/criteria/S04-04"))
    does_not_apply(page, seen)
    page.goto(walk.address(page, "/criteria/S02-01"))
    with_evidence(page, seen, tmp_path)


def below_with_action(page, seen):
    walk.write_answer(page, "The trustees talk about it once a year.", walk.BELOW)
    walk.press(page, "Save and continue")
    walk.reads(page, "What will you do?")
    seen(page)
    walk.press(page, "Save and continue")
    expect(page).to_have_title(re.compile("^Error: "))
    seen(page, "refused")
    walk.plan_action(page, "Put safeguarding on every agenda.", walk.in_months(3))


def below_with_barrier(page, seen):
    walk.write_answer(page, "Our policy is from before the merger.", walk.BELOW)
    walk.press(page, "Save and continue")
    walk.follow(page, "Something outside our control is in the way")
    walk.reads(page, "What is in the way?")
    seen(page, "barrier")
    page.get_by_label("What is in the way, and what would help?").fill("The model policy is out of date.")
    walk.press(page, "Save and continue")


def does_not_apply(page, seen):
    walk.follow(page, "This does not apply to us")
    walk.reads(page, "Why does this not apply to you?")
    seen(page)
    walk.press(page, "Save and continue")
    expect(page).to_have_title(re.compile("^Error: "))
    seen(page, "refused")
    page.get_by_label("In your own words").fill("We have no paid staff.")
    walk.press(page, "Save and continue")
    page.goto(walk.address(page, "/criteria/S04-04"))
    expect(page.get_by_label("This does not apply to us", exact=True)).to_be_checked()
    seen(page, "does not apply")


def with_evidence(page, seen, tmp_path):
    walk.write_answer(page, "Lee is named on the notice board.", walk.MEETS)
    walk.press(page, "Save and add evidence")
    walk.reads(page, "What would you like to add?")
    seen(page)
    walk.follow(page, "A title and where to find it")
    seen(page)
    page.get_by_label("Title").fill("Poster with the lead's name")
    page.get_by_label("Where would somebody find it?").fill("On the wall by the kitchen")
    walk.press(page, "Add it")
    page.goto(walk.address(page, "/evidence/add/link?for=S02-01"))
    seen(page)
    page.get_by_label("Title").fill("Safeguarding policy")
    page.get_by_label("Web address").fill("www.example.org")
    walk.press(page, "Add it")
    expect(page).to_have_title(re.compile("^Error: "))
    seen(page, "refused")
    page.get_by_label("Web address").fill("https://www.example.org/policy")
    walk.press(page, "Add it")
    page.goto(walk.address(page, "/evidence/add/file?for=S02-01"))
    seen(page)
    page.get_by_label("Title").fill("Minutes of the spring meeting")
    walk.press(page, "Continue")
    seen(page)
    minutes = tmp_path / "minutes.pdf"
    minutes.write_bytes(PDF)
    walk.upload(page, minutes)
    walk.reads(page, "Is this the right file?")
    seen(page)
    walk.press(page, "Add this file")
    page.goto(walk.address(page, "/criteria/S02-01"))
    for title in ("Poster with the lead's name", "Safeguarding policy", "Minutes of the spring meeting"):
        expect(page.get_by_text(title)).to_be_visible()
    seen(page, "with evidence")


def finish_off(page, seen, approver):
    page.goto(walk.address(page, "/standards/1"))
    page.get_by_label("Yes, I have completed it").check()
    walk.press(page, "Save and continue")
    for below in ("", "/standards/1", "/actions", "/actions/add", "/people", "/anything-else", "/evidence"):
        page.goto(walk.address(page, below))
        seen(page, "filled in")
    for words in ("Change", "Remove"):
        page.goto(walk.address(page, "/actions"))
        page.get_by_role("link", name=re.compile(f"^{words}")).first.click()
        seen(page)
    for words in ("Use it in another answer", "Change", "Remove"):
        page.goto(walk.address(page, "/evidence"))
        page.get_by_role("link", name=re.compile(f"^{words}")).first.click()
        seen(page)
    page.goto(walk.address(page, "/check"))
    walk.reads(page, "Check your answers")
    seen(page, "something missing")
    page.goto(walk.address(page, "/people/approver"))
    seen(page)
    walk.name_approver(page, approver)
    page.goto(walk.address(page, "/check"))
    seen(page, "ready")
    walk.press(page, "Ask for approval")
    walk.reads(page, "Waiting for approval")
    seen(page, "waiting")
    page.goto(walk.address(page, "/criteria/S01-01"))
    expect(page.get_by_role("button", name="Save and continue")).to_have_count(0)
    seen(page, "waiting")


def approve(page, marram, email, seen):
    page.goto(marram.system.link_for(email, APPROVAL))
    walk.reads(page, re.compile("^Read and approve the self-assessment of "))
    seen(page, "approver")
    walk.come_in(page)
    walk.reads(page, "Read and approve this self-assessment")
    seen(page)
    walk.press(page, "Approve and submit")
    expect(page).to_have_title(re.compile("^Error: "))
    seen(page, "refused")
    for below in ("/send-back", "/not-me"):
        page.goto(walk.address(page, below))
        seen(page)
    page.goto(walk.address(page, "/approve"))
    walk.state_and_declare(page)
    walk.press(page, "Approve and submit")
    walk.reads(page, "Self-assessment submitted")
    seen(page)


def keep_copy(page, seen):
    ref = walk.reference(page)
    walk.press(page, "Download your copy")
    copy = walk.downloaded(page, re.compile("^Download it as a PDF"))
    seen(page, "PDF there")
    text = "".join(leaf.extract_text() for leaf in PdfReader(BytesIO(copy)).pages)
    data = walk.downloaded(page, re.compile("^Download it as data"))
    assert ref in text
    assert sha256(data).hexdigest()[:8] in text
    assert "The trustees talk about it once a year." in " ".join(text.split())


def staff_see_it(page, marram, key):
    page.goto(f"{marram.system.base_url}/staff/sign-in")
    page.get_by_label("Your work email address").fill(COORDINATOR)
    walk.press(page, "Email me a link")
    page.goto(marram.system.link_for(COORDINATOR, "Your sign-in link"))
    walk.press(page, "Sign in")
    walk.reads(page, "Today")
    page.goto(f"{marram.system.base_url}/staff/cycles/{marram.cycle}/returns?state=submitted")
    expect(page.get_by_role("rowheader", name=ORGANISATIONS[key])).to_be_visible()


def look_back(page, seen):
    for below in (
        "",
        "/about",
        "/people",
        "/standards/1",
        "/criteria/S01-01",
        "/evidence",
        "/actions",
        "/check",
    ):
        page.goto(walk.address(page, below))
        expect(page.get_by_role("button", name=re.compile("^Save"))).to_have_count(0)
        seen(page, "submitted")
