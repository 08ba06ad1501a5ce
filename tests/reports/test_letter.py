"""A formal letter: on one page, with the facts and what it rests on, and to be read by anybody."""

import pytest

from chalicelib.reports.letters import letter_html, letter_pdf
from tests.reports.pdfs import pages, reader
from tests.support import builders
from tests.support.reporting import HOSTILE

FACTS = {
    "partnership": builders.partnership(),
    "organisation": "Sandpiper Primary School",
    "reference": "K7P-2QX",
    "cycle": "Safeguarding self-assessment 2027",
    "to": ["Harriet Head", "Head teacher", "Sandpiper Primary School"],
    "address": ["1 School Lane", "Saltmarsh"],
    "name": "Harriet Head",
    "lead": "Lena Lead",
    "on": "2027-04-12",
    "invited_on": "2027-01-12",
    "due_on": "2027-03-19",
    "wrote_on": ["16 March 2027", "23 March 2027"],
    "rang_on": ["2 April 2027"],
    "answer_by": "2027-04-26",
    "basis": ["Section 16H of the Children Act 2004.", "It lets us ask for information."],
    "checked_on": "12 January 2027",
}


@pytest.fixture(scope="module")
def pdf():
    return letter_pdf(FACTS)


def test_it_fits_on_one_page_and_says_what_is_so(pdf):
    (page,) = pages(pdf)
    said = " ".join(page.split())
    for words in (
        "Harriet Head Head teacher Sandpiper Primary School 1 School Lane",
        "On Tuesday 12 January 2027 we asked Sandpiper Primary School",
        "It was due on Friday 19 March 2027.",
        "We wrote by email on 16 March 2027, 23 March 2027.",
        "by telephone on 2 April 2027.",
        "Section 16H of the Children Act 2004.",
        "reaches us by Monday 26 April 2027",
        "Legal basis last checked on 12 January 2027.",
    ):
        assert words in said, words


def test_it_has_a_title_and_a_language(pdf):
    found = reader(pdf)
    assert found.metadata.title == "Sandpiper Primary School: safeguarding self-assessment"
    assert found.trailer["/Root"]["/Lang"] == "en-GB"


@pytest.mark.parametrize("said", HOSTILE.values())
def test_what_somebody_typed_is_text(said):
    html = letter_html({**FACTS, "name": said, "address": [said], "basis": [said], "rang_on": []})
    assert "<script" not in html
    assert "<b>" not in html
