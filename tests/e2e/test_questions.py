"""A reviewer asks about two answers: by mail to the lead, answered, approved, and shown in the new version.

Each journey has a partnership of its own, with one organisation: its cycle is archived at the end.
"""

import csv
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from chalicelib.domain.register_file import COLUMNS
from chalicelib.domain.times import london_day
from tests.e2e import walk
from tests.e2e.people import INVITATION, RECEIPT
from tests.e2e.system import System
from tests.e2e.walk import sign_in

PARTNERSHIP, ORGANISATION = "Sandling Safeguarding Partnership", "Sandling Skaters"
ASKED = "Who looks at this between the yearly checks?"
REPLY = "Our deputy does, each half term."
MORE = " Our deputy looks at it each half term."


@dataclass(frozen=True)
class Place:
    """One partnership with its reviewer, its cycle and one organisation."""

    system: System
    id: str
    cycle: str

    @property
    def reviewer(self):
        return f"reviewer@{self.id}.example.org"

    @property
    def lead(self):
        return f"lead@{self.id}.example.org"

    @property
    def approver(self):
        return f"chair@{self.id}.example.org"


def founded(system, name):
    """Everything that is there before anybody has answered."""
    system.operate(
        *("partnership", "add", name, "--name", PARTNERSHIP, "--help-name", "Sandy Reed"),
        *("--help-phone", "01632 960300", "--help-email", f"help@{name}.example.org"),
        *("--child-at-risk-phone", "01632 960399", "--sender-email", f"audit@{name}.example.org"),
    )
    staff = ("--name", "Rowan Reviewer", "--email", f"reviewer@{name}.example.org", "--role", "reviewer")
    system.operate("staff", "add", name, *staff)
    row = {"name": ORGANISATION, "sector": "voluntary", "contact_name": "Lee Sandling"}
    row |= {"contact_email": f"lead@{name}.example.org", "contact_role": "lead"}
    file = system.folder / f"{name}.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        sheet = csv.DictWriter(opened, COLUMNS)
        sheet.writeheader()
        sheet.writerow(row)
    system.operate("organisations", "import", name, str(file))
    today = london_day(datetime.now(UTC))
    cycle = system.operate(
        *("cycle", "open", name, "--name", "The year of Sandling", "--sector", "voluntary"),
        *("--opens", f"{today - timedelta(days=1)}", "--due", f"{today + timedelta(days=20)}"),
        *("--closes", f"{today + timedelta(days=30)}"),
    )
    system.command("tick")
    return Place(system, name, cycle)


@pytest.fixture(params=[True, False], ids=["scripts", "plain"])
def scripts(request):
    return request.param


@pytest.fixture
def people(new_context, scripts):
    """Makes the browser of another person."""
    return lambda: new_context(java_script_enabled=scripts).new_page()


def test_a_question_is_asked_and_answered(local, people, scripts, look):
    if not scripts:
        look = unseen  # axe is a script
    place = founded(local, "sandling" if scripts else "sandling-plain")
    lead, approver, reviewer = people(), people(), people()
    walk.ready_to_approve(lead, local.link_for(place.lead, INVITATION), place.approver)
    walk.open_as_approver(approver, local, place.approver)
    approve(approver)
    local.wait_for_mail(place.lead, RECEIPT)
    reads_the_telephone_page(reviewer, place, look)
    asks(reviewer, place, look)
    local.wait_for_mail(place.lead, "A question about 2 of your answers")
    answers(lead, place, look)
    approves_what_changed(approver, place, look)
    local.wait_for_mail(place.lead, RECEIPT, more_than=1)
    pages = has_both_versions(lead, look)
    reviewer_reads_it(reviewer, place, look)
    verified(people(), local, pages, look)
    if scripts:
        archived(lead, place, look)


def unseen(page, state=""):
    """In place of looking."""


def approve(page):
    walk.state_and_declare(page)
    walk.press(page, "Approve and submit")
    walk.reads(page, "Self-assessment submitted")


def telephone_page(page, place):
    page.goto(f"{place.system.base_url}/staff/organisations?q=sandling")
    walk.follow(page, ORGANISATION)
    walk.reads(page, ORGANISATION)


def reads_the_telephone_page(page, place, look):
    """And what is in the way of a whole cycle, which here is nothing."""
    sign_in(page, place.system, place.reviewer)
    telephone_page(page, place)
    look(page, "submitted, for a reviewer")
    page.goto(f"{place.system.base_url}/staff/cycles/{place.cycle}/barriers")
    walk.reads(page, "What is in organisations’ way")
    look(page, "none")


def asks(page, place, look):
    telephone_page(page, place)
    walk.follow(page, "Read what was submitted")
    walk.reads(page, ORGANISATION)
    look(page, "first version")
    walk.follow(page, "Ask a question about answers")
    walk.reads(page, "Which answers do you want to ask about?")
    look(page)
    walk.press(page, "Continue")
    walk.refuses(page, "Select at least one answer")
    look(page, "refused")
    for number in (1, 4):
        page.get_by_role("checkbox").nth(number).check()
    walk.press(page, "Continue")
    walk.reads(page, "What do you want to know?")
    look(page)
    walk.press(page, "Ask")
    expect(page.locator(".govuk-error-summary__list li")).to_have_count(2)
    look(page, "refused")
    for box in page.get_by_label("Your question").all():
        box.fill(ASKED)
    walk.press(page, "Ask")
    walk.reads(page, ORGANISATION)
    expect(page.get_by_text("Questions that are open")).to_be_visible()
    look(page, "questions open")


def answers(page, place, look):
    """From the mail: a reply to one, a changed answer for the other, and on to the approver."""
    walk.enter(page, place.system.link_for(place.lead, "A question about 2 of your answers"))
    expect(page.get_by_text("Rowan Reviewer has 2 questions about your answers")).to_be_visible()
    look(page, "questions open")
    walk.follow(page, "Read and answer them")
    walk.reads(page, "Questions from your reviewer")
    look(page, "open")
    page.get_by_role("link", name=re.compile("^Reply about")).first.click()
    walk.reads(page, "Reply to your reviewer")
    look(page)
    walk.press(page, "Save and continue")
    walk.refuses(page, "Enter a reply")
    look(page, "refused")
    page.get_by_label("Your reply").fill(REPLY)
    walk.press(page, "Save and continue")
    expect(page.get_by_text(REPLY)).to_be_visible()
    page.get_by_role("link", name=re.compile("^Change your answer about")).last.click()
    expect(page.get_by_role("heading", name="A question from your reviewer")).to_be_visible()
    look(page, "asked about")
    walk.write_answer(page, walk.saved_answer(page) + MORE)
    walk.press(page, "Save and continue")
    walk.reads(page, "Questions from your reviewer")
    look(page, "answered")
    nothing_else_is_open(page, look)
    page.goto(walk.address(page, "/check"))
    walk.reads(page, "Check what changed")
    look(page, "what changed")
    walk.press(page, "Ask for approval")
    walk.reads(page, "Waiting for approval")


def nothing_else_is_open(page, look):
    page.goto(walk.address(page, "/standards/5"))
    page.locator(".govuk-task-list__link").first.click()
    expect(page.get_by_text("Only the answers that your reviewer asks about can be changed")).to_be_visible()
    expect(page.get_by_label("What do you do, and where would someone find it?")).to_have_count(0)
    look(page, "closed")


def approves_what_changed(page, place, look):
    walk.open_as_approver(page, place.system, place.approver)
    expect(page.get_by_role("heading", name=re.compile("^What changed since"))).to_be_visible()
    expect(page.locator("ins")).to_have_text(MORE.strip(), use_inner_text=True)
    expect(page.get_by_text(REPLY)).to_be_visible()
    look(page, "what changed")
    approve(page)


def has_both_versions(page, look):
    """The text of each page of the second version's PDF."""
    page.goto(walk.address(page, "/copies"))
    pdf = walk.downloaded(page, re.compile(r"Download it as a PDF \(version 2\)"))
    look(page, "two versions")
    walk.follow(page, "What changed since version 1")
    walk.reads(page, "What changed in version 2")
    look(page)
    page.goto(walk.address(page, "/copies"))
    page.get_by_role("link", name=re.compile("^The evidence that it names")).first.click()
    walk.reads(page, "The evidence that version 2 names")
    look(page)
    pages = [" ".join(leaf.extract_text().split()) for leaf in PdfReader(BytesIO(pdf)).pages]
    whole = " ".join(pages)
    assert "What changed since version 1" in whole
    assert ASKED in whole
    assert REPLY in whole
    return pages


def reviewer_reads_it(page, place, look):
    telephone_page(page, place)
    walk.follow(page, "Read what was submitted")
    expect(page.get_by_text(REPLY)).to_be_visible()
    look(page, "second version")
    with page.expect_download():
        walk.press(page, "Download the PDF")


def verified(page, system, pages, look):
    """What stands at the foot of every page, typed into the public one by somebody without a link."""
    foots = {
        re.search(r"(\w{3}-\w{3}) · version 2 · SHA-256 ([0-9a-f]{64})", leaf).groups() for leaf in pages
    }
    ((reference, code),) = foots
    page.goto(f"{system.base_url}/verify")
    page.get_by_label("Reference").fill(reference.lower())
    page.get_by_label("Check code").fill(f"{code[:8]} {code[8:16]}".upper())
    walk.press(page, "Check")
    expect(page.locator(".govuk-inset-text")).to_contain_text(
        "Yes, this reference and this check code belong together"
    )
    look(page, "together")
    page.get_by_label("Check code").fill("0" * 64)
    walk.press(page, "Check")
    expect(page.locator(".govuk-inset-text")).to_contain_text("No, this reference and this check code do not")
    look(page, "not together")


def archived(page, place, look):
    """The old link opens the copies, and nothing else."""
    link = place.system.link_for(place.lead, RECEIPT)
    for pk, sk in ((f"CYCLE#{place.cycle}", "META"), (f"PARTNERSHIP#{place.id}", f"CYCLE#{place.cycle}")):
        place.system.change(pk, sk, status="archived")
    page.goto(link)
    expect(page.get_by_text("This round is over")).to_be_visible()
    look(page, "archived")
    walk.press(page, "Continue")
    walk.reads(page, "Your copies")
    look(page, "archived")
    assert walk.downloaded(page, re.compile(r"Download it as a PDF \(version 1\)")).startswith(b"%PDF")
    page.goto(walk.address(page, "/check"))
    walk.reads(page, "This round is over")
    look(page, "archived")
