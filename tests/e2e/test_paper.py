"""On paper and in a spreadsheet: files at any time, and what comes back is chosen one by one."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import expect
from pypdf import PdfReader

from chalicelib.domain.workbook import ANSWERS, PLAN
from tests.e2e import walk
from tests.support.uploads import PDF
from tests.support.workbooks import edited, typed

TEXT = "We talk about it twice a year. نستمع إلى كل طفل 👂🏽"
OFFLINE = "We talk about it three times a year, and the minutes are in the blue folder."
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(page, button):
    """What a button's form leads to, straight from the bucket."""
    with page.expect_download() as waiting:
        walk.press(page, button)
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def spreadsheet(content):
    return {"name": "answers.xlsx", "mimeType": XLSX, "buffer": content}


@pytest.mark.parametrize(("key", "scripts"), [("paper", True), ("paper2", False)], ids=["scripts", "plain"])
def test_answers_travel_by_paper_and_spreadsheet(key, scripts, marram, new_context, look):
    page = new_context(java_script_enabled=scripts).new_page()
    seen = look if scripts else lambda page, state="": None
    walk.enter(page, marram.invitation(key))
    page.goto(walk.address(page, "/about"))
    walk.tell_about(page)
    page.goto(walk.address(page, "/criteria/S01-01"))
    walk.write_answer(page, TEXT, walk.BELOW)
    walk.press_and_leave(page, "Save and continue")
    walk.plan_action(page, "Put it on every agenda.", walk.in_months(2))
    take_files(page, seen)
    take_pdfs(page, seen)
    page.goto(walk.address(page, "/copies"))
    name, sheet = download(page, "Your answers as a spreadsheet")
    assert name == f"self-assessment-{walk.reference(page)}-answers.xlsx"
    refuse_others(page, seen)
    bring_back(page, sheet, seen)


def take_files(page, seen):
    page.goto(walk.address(page))
    walk.follow(page, "Print the questions, or work without a connection")
    walk.reads(page, "Your copies")
    seen(page, "before anything is made")
    _, word = download(page, "Your answers as Word")
    text = "\n".join(p.text for p in Document(io.BytesIO(word)).paragraphs)
    assert TEXT in text
    assert "Draft, not submitted." in text
    _, calendar = download(page, "Its dates for your calendar")
    assert b"SUMMARY:Put it on every agenda." in calendar
    walk.reads(page, "Your copies")


def take_pdfs(page, seen):
    walk.press(page, "Make a PDF of your answers")
    coming = page.get_by_text(
        re.compile("The PDF of your answers is being made|Download the PDF of your")
    ).first
    expect(coming).to_be_visible()
    seen(page, "a PDF is being made")
    pdf = walk.downloaded(page, re.compile("Download the PDF of your answers"))
    sheets = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages]
    assert len(sheets) > 3
    assert all("Draft, not submitted" in sheet for sheet in sheets)
    seen(page, "a PDF is there")


def refuse_others(page, seen):
    walk.follow(page, "Upload your spreadsheet")
    walk.reads(page, "Upload your spreadsheet")
    seen(page)
    walk.upload(page, {"name": "answers.pdf", "mimeType": "application/pdf", "buffer": PDF})
    walk.refuses(page, "The selected file must be a spreadsheet that ends in .xlsx. Save it as one first")
    seen(page, "refused")
    too_large = {"name": "answers.xlsx", "mimeType": XLSX, "buffer": b"PK\x03\x04" + b"\0" * 6_000_000}
    walk.upload(page, too_large)
    said = page.locator("#file-error")
    expect(said).to_contain_text("The selected file must be smaller than 5MB")


def bring_back(page, sheet, seen):
    page.goto(walk.address(page, "/copies/upload"))
    walk.upload(page, spreadsheet(sheet))
    walk.reads(page, "Your spreadsheet and your answers are the same")
    seen(page, "nothing differs")
    page.goto(walk.address(page, "/copies/upload"))
    changes = (
        typed(ANSWERS, 2, narrative=OFFLINE, rating=walk.MEETS),
        typed(ANSWERS, 3, rating="Splendid"),
        typed(ANSWERS, 4, narrative="Written on the train", rating=walk.MEETS),
        typed(PLAN, 3, what="Buy a lock", who="Lee", by_when=date(2027, 9, 1), criteria="S01-01"),
        lambda book: book.create_sheet("My notes"),
    )
    for change in changes:
        sheet = edited(sheet, change)
    walk.upload(page, spreadsheet(sheet))
    walk.reads(page, "Choose what to keep from your spreadsheet")
    expect(page.locator("main")).to_contain_text("“Splendid” is not one of the ratings")
    expect(page.locator("main")).to_contain_text("We did not look at the sheet “My notes”.")
    expect(page.locator("input[type=radio]:checked")).to_have_count(0)
    seen(page, "nothing chosen yet")
    page.get_by_role("group", name="Rating").first.get_by_label("Keep what is here").check()
    walk.press(page, "Save my choices")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("input[type=radio]:checked")).to_have_count(1)
    seen(page, "choices missing")
    somebody_is_quicker(page, seen)
    walk.reads(page, "Your choices are saved")
    expect(page.locator("main")).to_contain_text("Taken from your file: 2")
    seen(page)
    page.goto(walk.address(page, "/criteria/S01-01"))
    assert walk.saved_answer(page) == OFFLINE
    expect(page.get_by_label(walk.BELOW, exact=True)).to_be_checked()
    page.goto(walk.address(page, "/actions"))
    expect(page.locator("main")).to_contain_text("Buy a lock")
    page.goto(walk.address(page, "/copies/upload"))
    walk.upload(page, spreadsheet(sheet))
    expect(page.locator("h1")).to_have_text("Choose what to keep from your spreadsheet")
    expect(page.locator("main")).to_contain_text("1 difference between")
    seen(page, "one difference")


def somebody_is_quicker(page, seen):
    """In another tab, while the choices are open: theirs is kept and shown, and then chosen about."""
    other = page.context.new_page()
    other.goto(walk.address(page, "/criteria/S01-03"))
    walk.write_answer(other, "Written at the desk", walk.BELOW)
    walk.press_and_leave(other, "Save and continue")
    other.close()
    ratings = page.get_by_role("group", name="Rating")
    ratings.nth(1).get_by_label("Take what is in the file").check()
    walk.press(page, "Take all from the file")
    expect(page.locator("main")).to_contain_text("2 changes saved. 1 choice was overtaken")
    expect(page.locator("main")).to_contain_text("Written at the desk")
    seen(page, "overtaken")
    ratings.nth(0).get_by_label("Keep what is here").check()
    ratings.nth(1).get_by_label("Take what is in the file").check()
    texts = page.get_by_role("group", name="What you do, and where someone would find it")
    texts.first.get_by_label("Take what is in the file").check()
    walk.press(page, "Save my choices")
