"""The starter pack says what is so, marks what people must say, and takes whatever is typed."""

import io

import pytest
from docx import Document

from chalicelib.domain.retention import PERIODS, Record
from chalicelib.domain.starter_pack import GAP, Paper
from tests.support.staffing import signed_in

PAGE = "/staff/settings/data-protection"
TOLD = {
    "controller": "Saltmarsh Council, Town Hall",
    "officer": "Dana Protectson",
    "officer_email": "dpo@saltmarsh.example.org",
    "basis": "Public task, section 11",
    "notice_url": "https://saltmarsh.example.org/privacy",
}


def text_of(content):
    document = Document(io.BytesIO(content))
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def paper(parts, name):
    from chalicelib.services.data_protection import make_paper

    whose = parts.organisations.partnership("saltmarsh")
    return text_of(make_paper(parts, whose, Paper(name), region="eu-west-2", provider=""))


@pytest.mark.parametrize("name", list(Paper))
def test_each_document_is_filled_in_and_marks_its_gaps(parts, browser, name):
    signed_in(parts, browser)
    empty = paper(parts, name)
    assert GAP in empty
    browser.submit(browser.get(PAGE), **TOLD)
    full = paper(parts, name)
    assert "Saltmarsh Safeguarding Children Partnership" in full
    assert "Dana Protectson" in full
    assert full.count(GAP) < empty.count(GAP)
    for record in Record:
        assert f"{PERIODS[record].months} months" in full
    for said in ("35 days", "90 days", "every version"):
        assert said in full


def test_own_periods_stand_in_the_documents(parts, browser):
    signed_in(parts, browser)
    page = browser.get("/staff/settings/retention")
    browser.submit(page, "/staff/settings/retention", returns="97")
    assert "97 months" in paper(parts, "privacy-notice")


def test_documents_are_downloaded_and_there_are_no_others(parts, browser):
    signed_in(parts, browser)
    assert browser.get(f"{PAGE}/document", paper="passwords").status == 404
    got = browser.get(f"{PAGE}/document", paper="dpia")
    assert (got.status, "name=dpia.docx" in got.headers["Location"]) == (303, True)
    assert "impact assessment" in text_of(parts.files.get("working/papers/saltmarsh/dpia.docx"))


@pytest.mark.parametrize(
    ("field", "value"),
    [("officer_email", "nobody"), ("notice_url", "javascript:alert(1)"), ("basis", "b" * 10_000)],
)
def test_what_cannot_be_is_told_and_kept(parts, browser, field, value):
    signed_in(parts, browser)
    page = browser.submit(browser.get(PAGE), **{**TOLD, field: value})
    assert page.status == 400
    assert page.fields(PAGE)["controller"] == TOLD["controller"]
    assert parts.data_protection.of("saltmarsh").controller == ""


def test_hostile_text_is_only_text(parts, browser):
    signed_in(parts, browser)
    browser.submit(browser.get(PAGE), **{**TOLD, "controller": "<b>&\x0b =1+1"})
    assert "=1+1" in paper(parts, "dpia")


def test_the_privacy_page_says_the_same_of_backups_and_versions(browser, parts):
    text = browser.get("/privacy").text
    assert "35 days" in text
