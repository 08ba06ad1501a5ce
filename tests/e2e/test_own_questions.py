"""A partnership asks a question of its own: from a spreadsheet that is refused to the copy of an answer."""

import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e import walk
from tests.e2e.people import APPROVAL, INVITATION
from tests.e2e.walk import sign_in
from tests.support.own_sets import OVERLAY, WHOLE, book_of, line_of, spoiled

COORDINATOR, SECOND, LEAD, HEAD = (f"{who}@sedge.example.org" for who in ("first", "second", "lead", "head"))
QUESTION = "What have you done about the three things that young people in Saltmarsh asked for?"
TITLE = "Safeguarding in education self-assessment, with questions from Saltmarsh"
SAID = "The bus shelter is lit now, and two pupils check it each week."
ABOUT_SCHOOL = {
    "How many people work or volunteer for you?": "10 to 49",
    "What kind of school or college are you?": "Maintained school or academy",
    "How old are most of your pupils or students?": "Up to 11",
    "Does anybody board or sleep in your care in term time?": "No",
    "Do you commission or buy in services for pupils or students?": "No",
    "Do you also work in the area of another safeguarding children partnership?": "No",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def sedge(local):
    """A partnership with a coordinator and one school."""
    local.operate(
        *("partnership", "add", "sedge", "--name", "Sedge Safeguarding Partnership"),
        *("--help-name", "Reed Sedge", "--help-phone", "01632 960300"),
        *("--help-email", "help@sedge.example.org", "--child-at-risk-phone", "01632 960399"),
        *("--sender-email", "audit@sedge.example.org"),
    )
    for email in (COORDINATOR, SECOND):
        local.operate("staff", "add", "sedge", "--name", "Reed Sedge", "--email", email)
    register = local.folder / "sedge.csv"
    register.write_text(
        "name,sector,urn,contact_name,contact_email,contact_role\n"
        f"Sedge Primary School,school,990001,Lee Marsh,{LEAD},lead\n"
    )
    local.operate("organisations", "import", "sedge", str(register))
    return local


def test_a_question_of_ones_own_travels_end_to_end(sedge, new_context, look):
    staff = new_context().new_page()
    sign_in(staff, sedge, COORDINATOR)
    begin(staff, sedge, look)
    be_told_what_is_wrong(staff, look)
    look_before_publishing(staff, look)
    publish(staff, look)
    open_a_cycle(staff, sedge)
    lead = new_context().new_page()
    walk.enter(lead, sedge.link_for(LEAD, INVITATION))
    answer(lead, look)
    approver = new_context().new_page()
    approve(approver, sedge)
    copy_holds_it(approver)


def begin(page, system, look):
    walk.follow(page, "Questions")
    walk.reads(page, "Questions")
    look(page, "none of their own")
    walk.press(page, "Add questions of your own")
    look(page)
    walk.press(page, "Continue")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    page.get_by_label("Safeguarding in education self-assessment").check()
    page.get_by_label("What do you call them").fill("School questions")
    walk.press(page, "Continue")
    walk.reads(page, "School questions")
    look(page, "no file yet")
    empty = load_workbook(BytesIO(walk.downloaded(page, re.compile("^Download the spreadsheet$"))))
    assert empty["About"]["B2"].value == "education@2026.1"
    assert walk.downloaded(page, re.compile("^download the YAML$")).startswith(b"base: education@2026.1\n")


def be_told_what_is_wrong(page, look):
    wrong = spoiled("minutes: 3", "minutes: 9", spoiled("  core: false  ", "  core: perhaps  "))
    walk.upload(page, sheet(wrong))
    walk.reads(page, "School questions")
    expect(page.get_by_text("Questions, row 2, minutes: must be at most 5")).to_be_visible()
    expect(page.get_by_text("Questions, row 2, core: must be yes or no")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    look(page, "something to put right")
    walk.upload(page, sheet(OVERLAY))
    expect(page.get_by_text("There is nothing to put right in ours.xlsx")).to_be_visible()


def sheet(text):
    return {"name": "ours.xlsx", "mimeType": XLSX, "buffer": book_of(text)}


def look_before_publishing(page, look):
    look(page, "may be published")
    row = page.get_by_role("row").filter(has_text="School or college")
    expect(row).to_contain_text("45 questions, 124 minutes")
    page.get_by_label("What kind of school or college are you?").select_option(
        "Sixth form college or further education college"
    )
    walk.press(page, "Show")
    page.get_by_role("link", name=QUESTION).click()
    walk.reads(page, QUESTION)
    expect(page.get_by_text("Ask three students")).to_be_visible()
    expect(page.get_by_role("radio", name="Good")).to_be_disabled()
    look(page)
    walk.follow(page, "Back")
    walk.reads(page, "School questions")


def publish(page, look):
    walk.press(page, "Publish")
    walk.refuses(page, "Enter 2027.1, the version that you are publishing")
    look(page, "refused")
    page.get_by_label("Type the version").fill("2027.1")
    walk.press(page, "Publish")
    walk.reads(page, TITLE)
    look(page)
    page.get_by_role("link", name=QUESTION).click()
    walk.reads(page, QUESTION)
    look(page)
    walk.follow(page, "Back")
    again = walk.downloaded(page, re.compile("^Download it as a spreadsheet$"))
    assert load_workbook(BytesIO(again))["Questions"]["A2"].value == "L04-01"
    walk.follow(page, "Questions")
    look(page, "with their own")


def open_a_cycle(page, system):
    walk.follow(page, "Cycles")
    walk.press(page, "Set up a cycle")
    page.get_by_label("Name").fill("Schools of Sedge")
    page.get_by_label(f"{TITLE}, version 2027.1").check()
    page.get_by_label("School or college").check()
    today = datetime.now(UTC).date()
    for group, days in (("Opens on", 0), ("Due on", 40), ("Closes on", 60)):
        day = today + timedelta(days=days)
        for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            page.get_by_role("group", name=group).get_by_label(part).fill(str(value))
    walk.press(page, "Continue")
    walk.reads(page, "Check before it opens")
    walk.press(page, "Open cycle")
    walk.reads(page, "Schools of Sedge")
    cycle = page.url.rsplit("/", 1)[1]
    # It opens at 10:00 in London; the command acts as if it were later today.
    system.change(f"TASK#sedge#CYCLE#{cycle}", "job#open_cycle", due="2020-01-01T00:00:00+00:00")
    system.command("tick")


def answer(page, look):
    page.goto(walk.address(page, "/about"))
    walk.tell_about(page, ABOUT_SCHOOL)
    page.goto(walk.address(page, "/criteria/L04-01"))
    walk.reads(page, QUESTION)
    expect(page.get_by_text("Only Sedge Safeguarding Partnership asks this question.")).to_be_visible()
    look(page, "a question of the partnership's own")
    walk.write_answer(page, SAID, walk.MEETS)
    walk.press(page, "Save and continue")
    page.goto(walk.address(page, "/standards/8"))
    page.get_by_text("that we do not ask you, and why").click()
    expect(page.get_by_text("in its yearly visit")).to_be_visible()
    assert walk.answer_the_rest(page) > 30
    walk.name_approver(page, HEAD)
    walk.ask_for_approval(page)


def approve(page, system):
    page.goto(system.link_for(HEAD, APPROVAL))
    walk.come_in(page)
    expect(page.get_by_text(SAID)).to_be_visible()
    walk.state_and_declare(page)
    walk.press(page, "Approve and submit")
    walk.reads(page, "Self-assessment submitted")


def copy_holds_it(page):
    walk.press(page, "Download your copy")
    pdf = walk.downloaded(page, re.compile("^Download it as a PDF"))
    text = " ".join("".join(leaf.extract_text() for leaf in PdfReader(BytesIO(pdf)).pages).split())
    assert QUESTION in text
    assert SAID in text
    assert "Asked by Sedge Safeguarding Partnership alone" in text
    data = json.loads(walk.downloaded(page, re.compile("^Download it as data")))
    (own,) = [c for s in data["standards"] for c in s["criteria"] if c["id"] == "L04-01"]
    assert (own["narrative"], own["own_of"]) == (SAID, "sedge")
    assert data["framework"] == {
        "key": "sedge.education-plus@2027.1",
        "title": TITLE,
        "base": "education@2026.1",
    }


def test_a_whole_set_without_scripts(sedge, new_context):
    """YAML, with JavaScript off: upload, be told, mend, look, publish; then remove another draft."""
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, sedge, SECOND)
    for name, text in (("Summer", WHOLE), ("Winter", spoiled("minutes: 2", "minutes: 7", WHOLE))):
        page.goto(f"{sedge.base_url}/staff/questions/add")
        page.get_by_label("Nothing: a whole question set of our own").check()
        page.get_by_label("What do you call them").fill(name)
        walk.press(page, "Continue")
        walk.upload(page, {"name": "set.yaml", "mimeType": "text/yaml", "buffer": text.encode()})
        walk.reads(page, name)
        if name == "Summer":
            page.get_by_label("Type the version").fill("2027.1")
            walk.press(page, "Publish")
            walk.reads(page, "Safeguarding in summer schemes")
    expect(
        page.get_by_text(f"Line {line_of(WHOLE, 'minutes: 2')}: 'minutes' must be at most 5")
    ).to_be_visible()
    page.get_by_text("Remove this draft").click()
    walk.press(page, "Remove")
    walk.reads(page, "Questions")
    expect(page.get_by_text("Winter")).to_have_count(0)
    expect(page.get_by_role("link", name="Safeguarding in summer schemes")).to_be_visible()
