"""The record of a visit as PDF: all of it, in order, whatever was written."""

from datetime import date

import pytest
from html5lib import HTMLParser

from chalicelib.domain.texts import clean
from chalicelib.domain.visit_records import record_of
from chalicelib.domain.visits import Confirmation, Rated, Visit, VisitState
from chalicelib.reports.visits import visit_html, visit_pdf
from tests.reports.pdfs import bookmarks, pages, reader, text
from tests.support import builders
from tests.support.reporting import HOSTILE

FRAMEWORK = builders.framework()


def record(seen="The record of the last year", criteria=45):
    chosen = FRAMEWORK.criteria[:criteria]
    rated = {
        c.id: Rated(criterion=c.id, rating="good", seen=seen, blind=n % 2 == 0) for n, c in enumerate(chosen)
    }
    visit = Visit(
        ref="K7P-2QX",
        partnership_id="saltmarsh",
        cycle_id="cycle2027",
        organisation_id="org001",
        organisation_name="Wader School",
        sector="school",
        framework=FRAMEWORK.key,
        state=VisitState.CONFIRMED,
        day=date(2027, 2, 3),
        visitors="Sam and Alex",
        strengths=seen,
        actions=seen,
        confirmed=Confirmation(
            name="Harriet Head",
            role="Head",
            visitor_name="Sam",
            visitor_role="Coordinator",
            on=date(2027, 2, 3),
        ),
        record=rated,
        ratings=dict.fromkeys(rated, 3),
        own={criterion: 3 + n % 2 for n, criterion in enumerate(rated)},
    )
    return record_of(visit, FRAMEWORK, "Saltmarsh", "Self-assessment 2027")


def test_every_word_of_the_record_is_in_the_pdf():
    made = record(criteria=6)
    pdf = visit_pdf(made)
    whole = " ".join(text(pdf).split())
    assert whole.startswith("Wader School") or "Wader School" in pages(pdf)[0]
    for words in (
        "Sam and Alex",
        "What is strong",
        "Harriet Head, Head",
        "knew the organisation’s own rating",
    ):
        assert words in whole
    for _, lines in made.standards:
        assert all(line.title in whole for line in lines)
    assert (made.criteria, made.agreeing) == (6, 3)
    assert reader(pdf).metadata.title == "Wader School: visit for Self-assessment 2027"
    assert "What the visitors found" in [title for title, _ in bookmarks(reader(pdf))]


@pytest.mark.parametrize("seen", ["", "W" * 300, "word " * 200, *HOSTILE.values()])
def test_odd_words_print(seen):
    HTMLParser(strict=True).parse(visit_html(record(clean(str(seen)), criteria=3)))
    assert visit_pdf(record(clean(str(seen)), criteria=3)).startswith(b"%PDF")
