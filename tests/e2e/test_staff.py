"""Staff: sign-in by mail, every page they have, the wrong role, and signed out."""

import csv
import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from chalicelib.domain.parents import parent_id
from chalicelib.domain.register_file import COLUMNS
from infra.demonstration.rehearsal import CYCLE_ID
from tests.e2e import walk
from tests.e2e.people import COORDINATOR, REVIEWER
from tests.support.extracts import school, written

CYCLE = f"/staff/cycles/{CYCLE_ID}"


@pytest.fixture(scope="module")
def staff(local, chromium):
    """The demonstration's coordinator, signed in. Goes to a path below the base address."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(local.links["staff_sign_in"])
    walk.press(page, "Sign in")
    walk.reads(page, "Today")

    def go(path):
        page.goto(local.base_url + path)
        return page

    yield go
    context.close()


def test_signing_in_by_mail(marram, page, look):
    page.goto(f"{marram.system.base_url}/staff/sign-in")
    look(page)
    walk.press(page, "Email me a link")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    page.get_by_label("Your work email address").fill(REVIEWER)
    walk.press(page, "Email me a link")
    look(page, "mail sent")
    link = marram.system.link_for(REVIEWER, "Your sign-in link")
    page.goto(link)
    look(page)
    walk.press(page, "Sign in")
    walk.reads(page, "Today")
    the_wrong_role(page, marram.system, look)
    page.goto(f"{marram.system.base_url}/staff")
    walk.press(page, "Sign out")
    page.goto(f"{marram.system.base_url}/staff")
    walk.reads(page, "You are signed out")
    look(page, "signed out")
    page.goto(link)
    walk.reads(page, "This link has been used already")
    look(page, "used")


def the_wrong_role(page, system, look):
    """A reviewer reads, and changes nothing of the register."""
    page.goto(f"{system.base_url}/staff/organisations/import")
    expect(page.locator("h1")).to_contain_text("not")
    expect(page.get_by_role("button", name="Upload")).to_have_count(0)
    look(page, "wrong role")
    page.goto(f"{system.base_url}{CYCLE}")
    walk.reads(page, "Page not found")
    look(page, "another partnership's")


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/staff", "with work"),
        ("/staff/cycles", ""),
        (CYCLE, ""),
        (f"{CYCLE}/returns", "all"),
        (f"{CYCLE}/returns?state=submitted&sector=school", "some"),
        (f"{CYCLE}/returns?state=submitted&sector=police&sector=nothing", "filtered"),
        ("/staff/organisations", "all"),
        ("/staff/organisations?q=nobody+has+this+name", "none"),
        ("/staff/organisations?sector=school&state=bad-contact", "filtered"),
        ("/staff/organisations/parents", ""),
        (f"/staff/organisations/parents/{parent_id('Samphire Learning Trust')}", ""),
        ("/staff/organisations/contacts-to-put-right", "with some"),
        ("/staff/organisations/duplicates", "with one"),
        ("/staff/organisations/new", ""),
        ("/staff/organisations/demo000", "submitted"),
        ("/staff/organisations/demo000/record", ""),
        ("/staff/organisations/demo000/change", ""),
        ("/staff/organisations/demo000/merge?q=school", "search"),
        ("/staff/organisations/demo046/merge?other=demo054", "compared"),
        ("/staff/organisations/demo000/contacts/new", ""),
        ("/staff/organisations/demo000/contacts/demo000l", ""),
        ("/staff/organisations/import", ""),
        ("/staff/cycles/new", ""),
        (f"{CYCLE}/opening", "open"),
        (f"{CYCLE}/groups", "none"),
        (f"{CYCLE}/previews", ""),
        (f"{CYCLE}/previews/invitation", ""),
        (f"{CYCLE}/mail", ""),
        (f"{CYCLE}/state", "open"),
        (f"/staff/cycles/new?after={CYCLE_ID}", "proposed"),
        (f"{CYCLE}/barriers", "with some"),
        (f"{CYCLE}/sample", ""),
        (f"{CYCLE}/report", "before or after"),
    ],
)
def test_a_page_of_staff(staff, look, path, state):
    page = staff(path)
    expect(page.locator("h1")).not_to_have_text(re.compile("not found|wrong"))
    look(page, state)


def test_organisations_nobody_can_write_to(staff, look):
    for state in ("no_contact", "unreachable"):
        page = staff(f"{CYCLE}/returns?state={state}")
        if page.locator("tbody a").count():
            page.locator("tbody a").first.click()
            look(page, state)


def test_a_cycle_waits_for_its_coordinator(staff, look):
    """Set up in steps, with a group of its own; held, released, and never opened."""
    page = staff(f"/staff/cycles/new?after={CYCLE_ID}")
    page.get_by_label("Name", exact=True).fill("A later round")
    walk.press(page, "Continue")
    if page.get_by_role("heading", name="Which questions are shared?").count():
        walk.press(page, "Continue")
    walk.reads(page, "Check before it opens")
    look(page, "in steps")
    walk.press(page, "Open it in steps")
    walk.reads(page, "Open it")
    look(page, "waits")
    home = page.url.removesuffix("/opening")
    page.goto(f"{home}/groups")
    walk.press(page, "Add the group")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    page.get_by_label("Name", exact=True).fill("In the spring")
    page.get_by_role("group", name="Which sectors?").get_by_role("checkbox").first.check()
    year = page.locator("main").inner_text().split("it opens on ")[-1].split(" and is due")[0].split()[-1]
    for field, day, month in (("opens_on", 3, 6), ("due_on", 12, 7), ("closes_on", 26, 7)):
        for part, value in (("day", day), ("month", month), ("year", int(year) + 1)):
            page.locator(f"#{field}-{part}").fill(str(value))
    walk.press(page, "Add the group")
    expect(page.get_by_role("rowheader", name="In the spring")).to_be_visible()
    look(page, "with one")
    page.goto(f"{home}/opening")
    look(page, "with groups")
    page.goto(f"{home}/mail")
    walk.press(page, "Hold all mail")
    look(page, "held")
    walk.press(page, "Release all mail")


def test_a_contact_is_put_right(staff, look):
    page = staff("/staff/organisations/demo003/contacts/new")
    walk.press(page, "Save")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    page.get_by_label("Name", exact=True).fill("Reed Bunting")
    page.get_by_label("Email address").fill("reed@dunlin.example.org")
    page.get_by_role("group", name="Role").get_by_role("radio").last.check()
    walk.press(page, "Save")
    expect(page.get_by_role("rowheader", name="Reed Bunting")).to_be_visible()
    look(page, "with a word about what was done")


def test_the_learning_report_is_made_and_downloaded(staff, look):
    page = staff(f"{CYCLE}/report")
    if page.get_by_role("button", name="Make the report now").count():
        walk.press(page, "Make the report now")
    report = walk.downloaded(page, re.compile("PDF"))
    look(page, "made")
    text = "".join(leaf.extract_text() for leaf in PdfReader(BytesIO(report)).pages)
    assert "Saltmarsh" in text
    figures = json.loads(walk.downloaded(page, re.compile("JSON")))
    assert figures
    assert b"<h1" in walk.downloaded(page, re.compile("HTML|web page", re.IGNORECASE))


def test_a_sample_is_drawn_and_downloaded(staff, look):
    page = staff(f"{CYCLE}/sample/before?q=a")
    look(page, "searched")
    page.locator("main ul a").first.click()
    walk.press(page, "Save")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    page.get_by_label("There was a complaint").check()
    walk.press(page, "Save")
    look(page, "stated")
    page = staff(f"{CYCLE}/sample")
    walk.press(page, "Draw")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    page.get_by_label("How many visits?").fill("6")
    page.get_by_text("More about the draw").click()
    page.get_by_label("Words to start the draw (optional)").fill("numbers of the spring lottery")
    walk.press(page, "Draw")
    walk.reads(page, re.compile("^Draw "))
    look(page)
    rows = list(csv.reader(StringIO(walk.downloaded(page, re.compile("CSV")).decode("utf-8-sig"))))
    drawn = json.loads(walk.downloaded(page, re.compile("JSON")))
    assert len(rows) == 1 + 6
    assert drawn["seed"] == "numbers of the spring lottery"
    page.get_by_role("link", name="Draw it again, to check").click()
    expect(page.get_by_text("came out as before")).to_be_visible()
    look(page)
    look(staff(f"{CYCLE}/sample"), "with earlier draws")


def sheet(*rows):
    made = StringIO()
    writer = csv.DictWriter(made, COLUMNS)
    writer.writeheader()
    for row in rows:
        writer.writerow(row)
    return {"name": "organisations.csv", "mimeType": "text/csv", "buffer": made.getvalue().encode()}


def test_organisations_are_imported_after_a_look(staff, look):
    new = {"name": "Whelk Wharf Club", "sector": "voluntary", "contact_name": "Wyn Whelk"}
    page = staff("/staff/organisations/import")
    walk.upload(page, sheet({**new, "sector": "nowhere"}, {"name": "=1+1", "sector": "school"}))
    walk.reads(page, "What the file would do")
    expect(page.get_by_role("button", name="Import")).to_have_count(0)
    look(page, "problems")
    page = staff("/staff/organisations/import")
    walk.upload(page, {"name": "photo.csv", "mimeType": "text/csv", "buffer": b"\xff\xd8\xff\xe0 no text"})
    look(page, "not a register")
    page = staff("/staff/organisations/import")
    walk.upload(page, sheet({**new, "contact_email": "wyn@whelk.example.org"}))
    walk.reads(page, "What the file would do")
    look(page, "may go ahead")
    walk.press(page, "Import")
    for _ in range(40):
        if page.locator("h1").inner_text() == "The import is done":
            break
        page.wait_for_timeout(250)
        page.reload()
    walk.reads(page, "The import is done")
    look(page, "done")
    expect(staff("/staff/organisations?q=whelk").get_by_text("Whelk Wharf Club")).to_be_visible()


def again_until(page, words):
    for _ in range(40):
        if page.locator("h1").inner_text() == words:
            return
        page.wait_for_timeout(250)
        page.reload()
    walk.reads(page, words)


def test_schools_are_chosen_from_an_extract(staff, look):
    """As it is downloaded: in its own columns and encoding."""
    page = staff("/staff/organisations/import")
    schools = [school(URN=f"{800100 + n}", EstablishmentName=f"Cockle Bay School {n}") for n in range(25)]
    content = written(*schools, school(URN="800900", **{"LA (code)": "851", "LA (name)": "North Shingle"}))
    walk.upload(page, {"name": "edubasealldata.csv", "mimeType": "text/csv", "buffer": content})
    walk.reads(page, "An extract of schools")
    look(page, "before it is read")
    walk.press(page, "Read the file")
    again_until(page, "Which schools?")
    walk.press(page, "Continue")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "none chosen")
    page.get_by_label("Saltmarsh (25)").check()
    walk.press(page, "Continue")
    walk.reads(page, "What the file would do")
    look(page, "schools")


def test_an_organisation_is_added_retired_and_brought_back(staff, look):
    page = staff("/staff/organisations/new")
    walk.press(page, "Save")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    page.get_by_label("Name", exact=True).fill("Winkle Street Choir")
    page.get_by_label("Sector").select_option("Voluntary and community")
    walk.press(page, "Save")
    walk.reads(page, "Record of Winkle Street Choir")
    page.get_by_text("Retire this organisation").click()
    page.get_by_label("Why?").fill("They have stopped singing")
    walk.press(page, "Retire")
    expect(page.get_by_text("Nobody writes to it from now on")).to_be_visible()
    look(page, "retired")
    walk.press(page, "Bring it back")
    expect(page.get_by_text("It is asked again from now on")).to_be_visible()


def test_a_cycle_is_checked_before_it_opens(staff, look):
    page = staff("/staff/cycles/new")
    walk.press(page, "Continue")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    page.get_by_label("Name").fill("The police next year")
    page.get_by_label("Safeguarding children self-assessment, version").check()
    page.get_by_label("Police").check()
    today = datetime.now(UTC).date()
    for group, days in (("Opens on", 90), ("Due on", 150), ("Closes on", 170)):
        day = today + timedelta(days=days)
        for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            page.get_by_role("group", name=group).get_by_label(part).fill(str(value))
    walk.press(page, "Continue")
    walk.reads(page, "Check before it opens")
    look(page, "to check")
    walk.press(page, "Open cycle")
    walk.reads(page, "The police next year")
    look(page, "planned")


def test_a_submitted_return_is_opened_again_with_a_reason(staff, look):
    page = staff("/staff/organisations/demo004")
    page.get_by_text("Reopen this return").click()
    walk.press(page, "Reopen")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    page.get_by_label("Why is it reopened?").fill("They told us of a new lead.")
    walk.press(page, "Reopen")
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    expect(page.get_by_role("button", name="Reopen")).to_have_count(0)


def test_a_coordinator_sends_a_new_link(marram, page, look):
    walk.sign_in(page, marram.system, COORDINATOR)
    look(page, "quiet")
    page.goto(f"{marram.system.base_url}/staff/organisations?q=orchestra")
    page.get_by_role("link", name="Orache Orchestra").click()
    before = marram.system.mails(marram.lead("quiet"), "Your new link")
    page.get_by_role("button", name=re.compile("^Send new link")).first.click()
    look(page, "not opened")
    marram.system.wait_for_mail(marram.lead("quiet"), "Your new link", more_than=len(before))
