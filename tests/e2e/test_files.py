"""Files that the evidence page does not take, each in its own words; and those that a person judges."""

import http.client
import re
import uuid
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from chalicelib.domain.file_checks import BUCKET_LIMIT
from tests.e2e import walk
from tests.support.html import elements
from tests.support.uploads import EXE, PDF, PNG, POLICY_TEXT, word

MB = 1024 * 1024
EMPTY = {"name": "empty.pdf", "mimeType": "application/pdf", "buffer": b""}
PROGRAM = {"name": "register.exe", "mimeType": "application/octet-stream", "buffer": EXE}
DISGUISED = {"name": "policy.pdf", "mimeType": "application/pdf", "buffer": EXE}
MISLABELLED = {"name": "policy.pdf", "mimeType": "application/pdf", "buffer": PNG}
HUGE = PDF + b"\0" * (20 * MB)
SCAN = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": HUGE}

TYPES = "a PDF, Word, Excel, PowerPoint, ODT, JPG, PNG, TXT or CSV"
WORDS = {
    "empty": (EMPTY, "The selected file is empty"),
    "too large": (SCAN, "The selected file must be smaller than 20MB"),
    "program": (PROGRAM, f"The selected file must be {TYPES}"),
    "disguised": (DISGUISED, "The selected file is a program or has macros"),
    "mislabelled": (MISLABELLED, "The selected file is not what its name says"),
}


@pytest.fixture(scope="module")
def plain(marram, chromium):
    """A browser without JavaScript, so that the server's own checks are what is tried."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    walk.enter(page, marram.invitation("files"))
    page.goto(walk.address(page, "/about"))
    walk.tell_about(page)
    yield context, page.url
    context.close()


@pytest.fixture
def lead(plain):
    """A tab of it, on a page of the return."""
    context, url = plain
    page = context.new_page()
    page.goto(url)
    yield page
    page.close()


def upload_page(page, title):
    page.goto(walk.address(page, "/evidence/add/file"))
    page.get_by_label("Title").fill(title)
    walk.press(page, "Continue")
    walk.reads(page, "Upload a file")


@pytest.mark.parametrize("mistake", WORDS)
def test_a_wrong_file_is_refused_in_its_own_words(lead, mistake):
    file, words = WORDS[mistake]
    upload_page(lead, f"A file that is {mistake}")
    walk.upload(lead, file)
    expect(lead.locator(".govuk-error-summary__list")).to_contain_text(words)
    expect(lead).to_have_title(re.compile("^Error: "))
    lead.goto(walk.address(lead, "/evidence"))
    seen = lead.locator("main")
    expect(seen).to_contain_text("There is no evidence yet.")


def test_the_bucket_refuses_what_is_far_too_large(lead):
    upload_page(lead, "A very large scan")
    form = elements(walk.visitor_like(lead).get(urlsplit(lead.url).path).root, "form")
    upload = next(f for f in form if f.get("enctype") == "multipart/form-data")
    fields = {i.get("name"): i.get("value") for i in elements(upload, "input") if i.get("type") == "hidden"}
    assert posted(upload.get("action"), fields, PDF) in (200, 201, 204, 303)
    assert posted(upload.get("action"), fields, PDF + b"\0" * BUCKET_LIMIT) == 400


def posted(url, fields, content):
    """The status of a form sent to the bucket."""
    line = uuid.uuid4().hex
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()
    ]
    parts.append(f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="scan.pdf"\r\n\r\n')
    body = "".join(parts).encode() + content + f"\r\n--{line}--\r\n".encode()
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.netloc, timeout=30)
    headers = {"Content-Type": f"multipart/form-data; boundary={line}"}
    connection.request("POST", where.path or "/", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_page_itself_catches_what_it_can(marram, page, look, tmp_path):
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(HUGE)
    walk.enter(page, marram.invitation("files"))
    upload_page(page, "With a script")
    walk.press(page, "Upload")
    expect(page.locator("#file-error")).to_have_text("Select a file")
    look(page, "refused by the script")
    for file, words in (
        (EMPTY, "The selected file is empty"),
        (scan, "The selected file must be smaller than 20MB"),
    ):
        walk.upload(page, file)
        expect(page.locator("#file-error")).to_have_text(words)
    walk.upload(page, MISLABELLED)
    expect(page.locator(".govuk-error-summary__list")).to_contain_text(WORDS["mislabelled"][1])
    look(page, "refused")


# What looks as if it should not be added

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BLANK = {"name": "policy.docx", "mimeType": DOCX, "buffer": word("Policy")}
OF_A_CHILD = {
    "name": "strategy-meeting-minutes.docx",
    "mimeType": DOCX,
    "buffer": word(POLICY_TEXT, rows=[("Name", "DOB", "UPN"), ("Made up", "3/2/2019", "H801200001001")]),
}
POLICY = {"name": "policy.pdf", "mimeType": "application/pdf", "buffer": PDF}


def test_a_blank_file_is_exchanged_without_a_script(lead):
    upload_page(lead, "Our policy")
    walk.upload(lead, BLANK)
    walk.reads(lead, "Check this before you add it")
    expect(lead.locator("main")).to_contain_text("There is hardly any text in it. It may be blank.")
    walk.press(lead, "Choose another file")
    walk.upload(lead, POLICY)
    walk.reads(lead, "Is this the right file?")
    walk.press(lead, "Add this file")
    walk.reads(lead, "Your evidence")
    expect(lead.locator("main")).to_contain_text("policy.pdf")


def test_what_looks_like_a_record_about_a_child_is_for_a_person_to_decide(marram, page, look):
    walk.enter(page, marram.invitation("files"))
    upload_page(page, "Minutes")
    walk.upload(page, OF_A_CHILD)
    walk.reads(page, "Check this before you add it")
    look(page, "noticed")
    found = page.locator("main ul").first
    for words in ("a record about a child", "a date of birth", "a pupil’s UPN"):
        expect(found).to_contain_text(words)
    walk.press(page, "Change the title")
    walk.reads(page, "Change this evidence")
    page.get_by_label("Title").fill("Made-up minutes for training")
    walk.press(page, "Save")
    walk.reads(page, "Check this before you add it")
    walk.press(page, "Add it all the same")
    walk.reads(page, "Your evidence")
    expect(page.locator("main")).to_contain_text("Made-up minutes for training")
    decisions = [
        item["details"]["decision"]
        for (pk, _), item in marram.system.items().items()
        if pk == f"LOG#RETURN#{walk.reference(page)}" and item.get("what") == "evidence.decided"
    ]
    assert sorted(decisions) == ["added_all_the_same", "another_file", "another_title"]


def test_a_place_with_all_that_may_be_said_of_it(marram, page, look):
    walk.enter(page, marram.invitation("files"))
    page.goto(walk.address(page, "/evidence/add/given"))
    look(page)
    walk.press(page, "Add it")
    look(page, "refused")
    page.get_by_label("What was it?").fill("Chronology of our inspection")
    page.get_by_label("Who did you give it to?").fill("Ofsted")
    given = page.get_by_role("group", name="When did you give it?")
    for part, value in (("Day", "14"), ("Month", "9"), ("Year", "2026")):
        given.get_by_label(part).fill(value)
    page.get_by_label("Where would somebody find it?").fill("Shared drive, Inspection")
    page.get_by_text("Who keeps it and when it is to be reviewed").click()
    page.get_by_label("Who keeps it?").fill("The office manager")
    review = page.get_by_role("group", name="By when is it to be reviewed?")
    for part, value in (("Day", "1"), ("Month", "1"), ("Year", "2020")):
        review.get_by_label(part).fill(value)
    look(page, "open")
    walk.press(page, "Add it")
    walk.reads(page, "Check this before you add it")
    walk.press(page, "Change the title")
    page.get_by_label("What was it?").fill("Provider return")
    walk.press(page, "Add it")
    walk.reads(page, "Your evidence")
    expect(page.locator("main")).to_contain_text("its review date passed on 1 January 2020")
    look(page, "due for review")
