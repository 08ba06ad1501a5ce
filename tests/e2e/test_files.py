"""Files that the evidence page does not take: each mistake has its own words, and nothing is added."""

import http.client
import re
import uuid
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from chalicelib.domain.file_checks import BUCKET_LIMIT
from tests.e2e import walk
from tests.support.html import elements
from tests.support.uploads import EXE, PDF, PNG

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
