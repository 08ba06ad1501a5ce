"""A cycle that leaves notes and evidence to the organisations, and the pack for their own meeting."""

import csv
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from chalicelib.domain.register_file import COLUMNS
from tests.e2e import walk
from tests.e2e.people import INVITATION
from tests.e2e.system import System

US = "Marram Safeguarding Partnership"
LEAD, HEAD = "lead@sea-kale.example.org", "head@sea-kale.example.org"
SHARED, OURS = "S01-01", "S01-02"
NOTE, SHARED_TEXT = "What only we know about our landing.", "What everybody may know about our board."


@dataclass(frozen=True)
class SeaKale:
    """One housing association, asked by a cycle of its own."""

    system: System
    cycle: str

    @property
    def invitation(self):
        return self.system.link_for(LEAD, INVITATION)


@pytest.fixture(scope="module")
def sea_kale(marram):
    system = marram.system
    row = {"name": "Sea Kale Homes", "sector": "housing", "contact_name": "Lee Kale"}
    row |= {"contact_email": LEAD, "contact_role": "lead", "contact_phone": "01632 960501"}
    with (system.folder / "sea-kale.csv").open("w", newline="", encoding="utf-8") as opened:
        sheet = csv.DictWriter(opened, COLUMNS)
        sheet.writeheader()
        sheet.writerow(row)
    system.operate("organisations", "import", "marram", str(system.folder / "sea-kale.csv"))
    opened_on = marram.due - timedelta(days=29)
    cycle = system.operate(
        *("cycle", "open", "marram", "--name", "Ratings only", "--sector", "housing"),
        *("--opens", f"{opened_on}", "--due", f"{marram.due}", "--closes", f"{marram.due}"),
        *("--sharing", "ratings", "--shared-question", SHARED),
    )
    system.command("tick")
    return SeaKale(system, cycle)


def exported(sea_kale):
    """What the operator's export says of the one return."""
    file = sea_kale.system.folder / "export.json"
    sea_kale.system.operate("export", sea_kale.cycle, "--out", str(file))
    (found,) = json.loads(file.read_text(encoding="utf-8"))["returns"]
    return found


def test_notes_stay_with_the_organisation_until_it_shares_them(sea_kale, page, look):
    page.goto(sea_kale.invitation)
    expect(page.locator("main")).to_contain_text("Your other notes and your evidence stay with you")
    look(page, "ratings only")
    walk.enter(page, sea_kale.invitation)
    page.goto(walk.address(page, "/about"))
    walk.tell_about(page)
    answer(page, SHARED, SHARED_TEXT)
    expect(page.locator("main")).to_contain_text("This question is shared.")
    answer(page, OURS, NOTE)
    expect(page.locator("main")).to_contain_text(f"{US} gets your rating, and not what you write here")
    look(page, "ratings only")
    page.goto(walk.address(page, "/evidence/add/location"))
    expect(page.locator("main")).to_contain_text(f"{US} does not get your evidence")
    look(page, "ratings only")
    page.goto(walk.address(page))
    look(page, "ratings only")
    walk.follow(page, f"What {US} sees")
    look(page)
    page.get_by_label("Yes, share our notes and evidence too").check()
    walk.press(page, "Save")
    expect(page.locator("main")).to_contain_text("what you write in each answer, your evidence")
    look(page, "shared")
    page.get_by_label("No, keep them to ourselves").check()
    walk.press(page, "Save")
    expect(page.locator("main")).to_contain_text("What stays with you")
    assert NOTE not in json.dumps(exported(sea_kale))
    assert SHARED_TEXT not in json.dumps(exported(sea_kale))  # nothing is read before it is submitted
    submit(page, sea_kale)
    sent = exported(sea_kale)
    assert sent["status"] == "submitted"
    assert NOTE not in json.dumps(sent)
    assert SHARED_TEXT in json.dumps(sent)
    assert sent["current"]["left_out"] == ["narrative", "evidence", "meeting"]


def answer(page, criterion, text):
    page.goto(walk.address(page, f"/criteria/{criterion}"))
    walk.write_answer(page, text, walk.MEETS)
    walk.press(page, "Save and continue")
    page.goto(walk.address(page, f"/criteria/{criterion}"))


def submit(page, sea_kale):
    walk.answer_the_rest(page)
    walk.name_approver(page, HEAD)
    walk.ask_for_approval(page)
    walk.open_as_approver(page, sea_kale.system, HEAD)
    expect(page.locator("main")).to_contain_text("and what is written in the shared questions")
    walk.state_and_declare(page)
    walk.press(page, "Approve and submit")
    walk.reads(page, "Self-assessment submitted")


def test_a_coordinator_chooses_what_is_shared(local, page, look):
    walk.sign_in(page, local, "corin@saltmarsh.example.org")
    page.goto(f"{local.base_url}/staff/cycles/new")
    page.get_by_label("Name").fill("Ratings only")
    page.get_by_role("group", name="Question set").get_by_role("radio").first.check()
    page.get_by_role("group", name="Which sectors are asked?").get_by_label("Police").check()
    for name, (day, month, year) in {
        "Opens on": (12, 1, 2037),
        "Due on": (19, 3, 2037),
        "Closes on": (2, 4, 2037),
    }.items():
        group = page.get_by_role("group", name=name)
        for part, value in (("Day", day), ("Month", month), ("Year", year)):
            group.get_by_label(part).fill(str(value))
    page.get_by_label("Ratings, actions and the shared questions only").check()
    walk.press(page, "Continue")
    walk.reads(page, "Which questions are shared?")
    page.get_by_role("checkbox").first.check()
    look(page, "shared questions")
    walk.press(page, "Continue")
    walk.reads(page, "Check before it opens")
    expect(page.locator("main")).to_contain_text("Ratings, actions and the shared questions only")
    look(page, "ratings only")


def test_a_copy_says_what_is_shared(sea_kale, page):
    walk.enter(page, sea_kale.invitation)
    page.goto(walk.address(page, "/sharing"))
    expect(page.locator("main")).to_contain_text("you cannot take this back")


def test_a_pack_goes_to_the_meeting_and_what_was_agreed_comes_back(marram, page, look):
    walk.enter(page, marram.invitation("pack"))
    page.goto(walk.address(page, "/about"))
    walk.tell_about(page)
    page.goto(walk.address(page))
    walk.follow(page, "A pack for your governing body or board")
    look(page, "nothing answered")
    walk.press(page, "Make a PDF of the pack")
    look(page, "coming")
    pdf = walk.downloaded(page, re.compile("^Download the PDF of the pack"))
    assert "Three questions to ask" in PdfReader(BytesIO(pdf)).pages[0].extract_text()
    look(page, "ready")
    walk.follow(page, "Print it from your browser")
    look(page)
    page.goto(walk.address(page, "/pack"))
    page.get_by_label("What was agreed?").fill("Two trustees visit each term.")
    walk.press(page, "Save")
    walk.refuses(page, "Enter the date of the meeting", "Enter whose meeting it was")
    look(page, "refused")
    for part, value in (("Day", "1"), ("Month", "9"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_label("Whose meeting was it?").fill("The trustees")
    walk.press(page, "Save")
    page.goto(walk.address(page))
    expect(page.locator("main")).to_contain_text("Met on 1 September 2026")
    walk.answer_the_rest(page)
    walk.name_approver(page, "head@pack.example.org")
    page.goto(walk.address(page, "/check"))
    expect(page.locator("main")).to_contain_text("Two trustees visit each term.")
    look(page, "with a meeting")
    walk.ask_for_approval(page)
    walk.open_as_approver(page, marram.system, "head@pack.example.org")
    expect(page.get_by_label("On whose behalf you approve")).to_have_value("The trustees")
    look(page, "with a meeting")
