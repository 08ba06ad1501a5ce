"""Feedback as PDF: tagged, titled, footed, and text whatever was typed."""

from dataclasses import replace

import pytest
from html5lib import HTMLParser

from chalicelib.domain.feedback import TEXT_LIMIT, Course, Said
from chalicelib.domain.feedback_marks import Depth
from chalicelib.domain.sector_figures import BesideOthers
from chalicelib.reports.feedback import feedback_html, feedback_pdf
from tests.reports.pdfs import bookmarks, pages, reader, structure, text
from tests.support.feedback import CONTENT, feedback
from tests.support.reporting import HOSTILE


@pytest.fixture(scope="module")
def made():
    return feedback_pdf(feedback())


def test_it_says_what_the_page_says(made):
    whole = text(made)
    for words in (
        "Priya Shah, reviewer",
        "Your governors ask about it each term.",
        "Your rating: Outstanding. Reviewer’s rating: Good.",
        "There is one in May.",
        "3 or fewer",
        "Wednesday 1 September 2027",
        "01632 960001",
    ):
        assert words in whole, words


def test_it_is_tagged_titled_and_footed(made):
    found = reader(made)
    assert found.metadata.title == "Organisation 1: feedback on Safeguarding self-assessment 2027"
    assert found.root_object["/Lang"] == "en-GB"
    assert found.root_object["/MarkInfo"]["/Marked"]
    tags = {element["/S"] for element in structure(found)}
    assert tags >= {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD"}
    for number, page in enumerate(pages(made), 1):
        assert "K7P-223 · feedback 1" in page
        assert f"{number} of {len(pages(made))}" in page
    assert bookmarks(found)[0][0] == "Feedback on your self-assessment"


def test_an_automatic_one_begins_by_saying_that_nobody_read_it():
    content = replace(CONTENT, read_by="", changed=(), replies=(), others=BesideOthers(missing="too_few"))
    first = pages(feedback_pdf(feedback(depth=Depth.AUTOMATIC, content=content)))[0]
    assert first.index("Nobody has read the self-assessment for this.") < first.index("What is strong")
    assert "Read by" not in first


def test_the_fullest_keeps_its_pages():
    long = Said(title="T" * 200, text="word " * (TEXT_LIMIT // 5))
    courses = tuple(
        Course(title="C" * 200, details="d " * 100, link=f"https://a.example.org/{'x' * 400}")
        for _ in range(60)
    )
    content = replace(
        CONTENT, opening="W" * TEXT_LIMIT, strengths=(long,) * 2, steps=(long,) * 6, courses=courses
    )
    made = feedback_pdf(feedback(content=content, organisation_name="Long name " * 20, correction="x " * 700))
    assert 5 < len(pages(made)) < 40


@pytest.mark.parametrize("words", ["markup", "rtl", "emoji"])
def test_whatever_was_typed_is_text(words):
    said = Said(title=HOSTILE[words], text=HOSTILE[words])
    content = replace(
        CONTENT, opening=HOSTILE[words], strengths=(said, said), steps=(said,), read_by=HOSTILE[words]
    )
    html = feedback_html(feedback(content=content, correction=HOSTILE[words]))
    parser = HTMLParser(strict=False)
    parser.parse(html)
    assert [problem for _, problem, _ in parser.errors if problem != "invalid-codepoint"] == []
    assert "<script" not in html
