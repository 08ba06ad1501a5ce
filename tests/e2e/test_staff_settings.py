"""Settings and records: staff list, devices, trail, exports, periods and documents, each looked at."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from infra.demonstration.rehearsal import CYCLE_ID
from tests.e2e import walk

COORDINATOR = "corin@saltmarsh.example.org"


@pytest.fixture(scope="module")
def staff(local, chromium):
    """The demonstration's coordinator, signed in by mail. Goes to a path below the base address."""
    context = chromium.new_context(accept_downloads=True)
    page = context.new_page()
    walk.sign_in(page, local, COORDINATOR)

    def go(path):
        page.goto(local.base_url + path)
        return page

    yield go
    context.close()


def test_the_staff_list(staff, look):
    look(staff("/staff/settings"))
    page = staff("/staff/settings/people/new")
    walk.press(page, "Save")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    page.get_by_label("Name", exact=True).fill("Sandy Piper")
    page.get_by_label("Work email address").fill("sandy@saltmarsh.example.org")
    page.get_by_label("Reviewer").check()
    walk.press(page, "Save")
    walk.reads(page, "Staff")
    look(page, "one more")
    page.get_by_role("link", name="Sandy Piper").click()
    look(page)
    page.get_by_label("No: sign them out everywhere now").check()
    walk.press(page, "Save")
    walk.reads(page, "Staff")
    look(staff("/staff/settings/devices"))


def test_the_trail_is_searched_and_exported(staff, look):
    page = staff("/staff/trail")
    look(page)
    page.get_by_label("What", exact=True).select_option(label="Staff and sign-in")
    walk.press(page, "Find")
    expect(page.get_by_role("rowheader").first).to_be_visible()
    look(page, "some")
    walk.press(page, "Export these as a spreadsheet")
    walk.reads(page, "Exports")


def test_an_export_is_made_and_downloaded(staff, look):
    page = staff("/staff/exports")
    page.get_by_label("Returns", exact=True).check()
    page.get_by_label("Which cycle").select_option(CYCLE_ID)
    walk.press(page, "Make the export")
    walk.reads(page, "Exports")
    button = page.get_by_role("button", name=re.compile("^Download XLSX of Returns"))
    for _ in range(60):
        if button.count():
            break
        page.wait_for_timeout(500)
        page.goto(page.url)
    look(page, "made")
    with page.expect_download() as waiting:
        button.first.click()
    sheet = load_workbook(BytesIO(Path(waiting.value.path()).read_bytes())).active
    assert sheet.max_row > 50
    look(staff("/staff/exports?organisation=demo000"), "of one organisation")


def test_periods_and_holds(staff, look):
    page = staff("/staff/settings/retention")
    look(page)
    walk.press(page, "Hold")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")


def test_documents_about_data_protection(staff, look):
    page = staff("/staff/settings/data-protection")
    look(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Privacy notice").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"PK")
