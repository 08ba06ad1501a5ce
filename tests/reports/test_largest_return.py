"""A return of the largest size stays readable on paper, and whatever was typed is in the PDF."""

import html
import io
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from chalicelib.domain.snapshots import snapshot as real_snapshot
from chalicelib.domain.texts import printable
from chalicelib.reports.returns import draft_html, draft_pdf
from tests.reports.conftest import MADE_AT
from tests.reports.pdfs import text
from tests.support import builders
from tests.support.answered import answers_of, plan_for
from tests.support.reporting import snapshot

DRAFT = {"approved": None, "submitted_at": None}
WORD = "x" * 300


def sentence(number):
    return f"Sentence{number:05} says what we do. "


@pytest.fixture(scope="module")
def copy():
    """10,000 characters in every answer, a word of 300 among them, and 60 actions as long as they may be."""
    made = builders.return_(profile=builders.PROFILE)
    long = "".join(sentence(n) for n in range(281))
    answers = [replace(a, narrative=f"{long}{WORD} End.".rjust(10_000, ".")) for a in answers_of(made)]
    assert all(len(a.narrative) == 10_000 for a in answers)
    plans = [
        replace(
            plan_for(answers[n % 40].criterion),
            id=f"aB{n:02}-FGH",
            what=f"Action{n:02} " + "so that every child is heard " * 68,
            by_when=date(2027, 5, 1),
        )
        for n in range(60)
    ]
    return real_snapshot(
        builders.framework(), made, answers, plans, [], builders.partnership(), builders.cycle()
    )


@pytest.fixture(scope="module")
def sheets(copy):
    """The lines of each page, without what stands at its head and foot."""
    pages = PdfReader(io.BytesIO(draft_pdf(copy, MADE_AT))).pages
    lines = ([line.strip() for line in page.extract_text().splitlines()] for page in pages)
    name = copy["organisation"]["name"]
    running = re.compile(rf"{re.escape(name)}|{copy['reference']} · .*|\d+ of \d+")
    return [[line for line in page if line and not running.fullmatch(line)] for page in lines]


def test_no_page_ends_with_a_heading_or_a_question(copy, sheets):
    headings = {"What we will do", "What is in the way", "Evidence", "Approval", "About the organisation"}
    for standard in copy["standards"]:
        headings.add(f"{standard['number']}. {standard['title']}")
        for criterion in standard["criteria"]:
            headings |= {criterion["title"], criterion["question"]}
    for page in sheets[1:-1]:
        assert page[-1] not in headings, page[-3:]
        assert not any(heading.endswith(page[-1]) and len(page[-1]) > 20 for heading in headings)


def test_nothing_is_cut(copy, sheets):
    whole = " ".join(line for page in sheets for line in page)
    answers = sum(len(standard["criteria"]) for standard in copy["standards"])
    for number in range(0, 281, 7):
        assert whole.count(f"Sentence{number:05}") == answers
    runs = re.findall("x{20,}", whole)
    assert sum(map(len, runs)) == 300 * answers
    assert max(map(len, runs)) < 150  # what a line holds
    for number in range(60):
        assert f"Action{number:02}" in whole


LETTERS = st.characters(categories=["L", "N", "P", "S"], max_codepoint=0x52F)
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=30), max_size=6).map(" ".join)


def words_of(narrative):
    return draft_pdf({**snapshot(1, 1, 0, said=narrative), **DRAFT}, MADE_AT)


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.text("abcdefghijklmnopqrstuvwxyzŵŷéñßøАбвгд0123456789", min_size=1, max_size=40), max_size=8)
)
def test_every_word_is_in_the_pdf(typed):
    squeezed = text(words_of(" ".join(typed))).replace(" ", "")
    for word in typed:
        assert word in squeezed


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120), WORDS)
def test_every_word_of_any_text_is_in_what_is_printed(anything, words):
    for typed in (printable(anything), words):
        said = html.unescape(draft_html({**snapshot(1, 1, 0, said=typed), **DRAFT}, MADE_AT))
        for word in typed.split():
            assert word in said
