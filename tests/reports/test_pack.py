"""The pack for a meeting: its summary on one page whatever was written, then the answers, then the form."""

import pytest
from html5lib import HTMLParser

from chalicelib.domain.framework import NOT_APPLICABLE
from chalicelib.domain.pack import pack_of
from chalicelib.domain.returns import Answer, Plan, PlanKind, asked
from chalicelib.domain.snapshots import snapshot
from chalicelib.reports.packs import pack_html, pack_pdf
from tests.reports.conftest import MADE_AT
from tests.reports.pdfs import pages, reader, text
from tests.support import builders
from tests.support.reporting import HOSTILE

FRAMEWORK = builders.framework()


def made(rating, narrative="See page 12", what="Write the page", plans=60):
    return_ = builders.return_(profile=builders.PROFILE, organisation_name="Long name " * 20)
    criteria = asked(FRAMEWORK, return_)
    answers = [Answer(criterion=c.id, rating=rating, narrative=narrative) for c in criteria]
    lines = [
        Plan(
            id=f"{kind[0]}{n:03}",
            kind=kind,
            criteria=(criteria[n % len(criteria)].id,),
            what=what,
            who="" if kind is PlanKind.BARRIER else what[:200],
        )
        for n in range(plans)
        for kind in PlanKind
    ]
    copy = snapshot(FRAMEWORK, return_, answers, lines, [], builders.partnership(), builders.cycle())
    return copy, pack_of(FRAMEWORK, copy)


LONG = {"narrative": "word " * 400, "what": "W" * 300 + " and so on" * 150}


@pytest.fixture(scope="module")
def fullest():
    """Everything below the standard, and as much of everything as may be written."""
    copy, pack = made("inadequate", **LONG)
    return copy, pack, pack_pdf(copy, pack, MADE_AT)


def test_the_summary_fits_on_the_first_page_whatever_was_written(fullest):
    _, pack, pdf = fullest
    first, second, *_ = pages(pdf)
    for words in ("On one page", "Below the standard, and what is planned", "Three questions to ask"):
        assert words in first
    assert pack.questions[2] in first
    assert f"And {pack.more_below} more" in first
    assert "In this pack" in second


def test_answers_follow_and_the_form_is_on_a_page_of_its_own(fullest):
    copy, _, pdf = fullest
    whole, last = text(pdf), pages(pdf)[-1]
    for standard in copy["standards"]:
        assert standard["title"] in whole
    for words in (
        "To fill in at the meeting",
        "Date of the meeting",
        "What we agreed, who does it and by when",
    ):
        assert words in last
    assert "Draft, not submitted" in last


def test_a_short_one_is_short():
    copy, pack = made("outstanding", plans=0)
    first = pages(pack_pdf(copy, pack, MADE_AT))[0]
    assert "No answer is below the standard" in first
    assert "What is in the way" not in first


@pytest.mark.parametrize("words", ["markup", "rtl", "emoji"])
def test_whatever_was_typed_is_text(words):
    copy, pack = made("inadequate", what=HOSTILE[words], plans=3)
    html = pack_html(copy, pack, MADE_AT)
    parser = HTMLParser(strict=False)
    parser.parse(html)
    assert [problem for _, problem, _ in parser.errors if problem != "invalid-codepoint"] == []
    assert "<script" not in html
    assert "{{ 7" not in html or "{{ 7 * 7 }}" in html


def test_an_empty_return_has_a_pack_too():
    return_ = builders.return_()
    copy = snapshot(FRAMEWORK, return_, [], [], [], builders.partnership(), builders.cycle())
    pdf = pack_pdf(copy, pack_of(FRAMEWORK, copy), MADE_AT)
    assert "Not answered yet" in pages(pdf)[0]
    assert reader(pdf).metadata.title.endswith("(for the meeting)")


def test_what_does_not_apply_is_counted():
    _, pack = made(NOT_APPLICABLE)
    assert pack.not_applicable + pack.unanswered > 0
