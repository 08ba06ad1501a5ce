"""What may be said of evidence, and when its review date is worth a word."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.errors import Invalid
from chalicelib.domain.evidence import Evidence, EvidenceKind, Review, review, reviews
from chalicelib.domain.evidence_words import Described, described, refuse_words, tidy

GIVEN = Described(
    title="Provider return", where="Shared drive", given_to="Ofsted", given_on=date(2026, 9, 14)
)
ITEM = Evidence(id="1", organisation_id="org001", kind=EvidenceKind.LOCATION, title="Handbook")
TODAY, DUE = date(2027, 1, 11), date(2027, 3, 19)


def problems(kind, **changes):
    with pytest.raises(Invalid) as caught:
        refuse_words(kind, replace(GIVEN, **changes))
    assert all(caught.value.messages().values())
    return caught.value.problems


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"given_to": " "}, {"given_to": "given_to_needed"}),
        ({"given_to": "x" * 201}, {"given_to": "line_too_long"}),
        ({"given_on": None}, {"given_on": "given_on_needed"}),
        ({"given_on": None, "not_real": frozenset({"given_on"})}, {"given_on": "date_not_real"}),
        ({"where": ""}, {"where": "where_needed"}),
        ({"owner": "x" * 201}, {"owner": "line_too_long"}),
        ({"not_real": frozenset({"review_by"})}, {"review_by": "review_by_not_real"}),
        ({"approved_on": TODAY, "review_by": TODAY}, {"review_by": "review_before_approval"}),
        (
            {"title": "", "given_to": "", "where": ""},
            {"title": "what_was_given_needed", "given_to": "given_to_needed", "where": "where_needed"},
        ),
    ],
)
def test_each_mistake_has_its_field_in_the_order_of_the_page(changes, expected):
    assert list(problems(EvidenceKind.GIVEN, **changes).items()) == list(expected.items())


def test_a_date_that_is_not_asked_for_is_no_mistake():
    refuse_words(EvidenceKind.LOCATION, replace(GIVEN, given_on=None, not_real=frozenset({"given_on"})))


def test_what_a_kind_has_no_use_for_is_not_kept():
    assert tidy(EvidenceKind.FILE, GIVEN)["where"] == ""
    assert tidy(EvidenceKind.LOCATION, GIVEN)["given_to"] == ""
    assert tidy(EvidenceKind.LOCATION, GIVEN)["given_on"] is None
    kept = replace(ITEM, kind=EvidenceKind.GIVEN, **tidy(EvidenceKind.GIVEN, GIVEN))
    assert described(kept) == GIVEN


@pytest.mark.parametrize(
    ("review_by", "said"),
    [
        (None, None),
        (date(2027, 1, 10), Review.PAST),
        (TODAY, Review.BEFORE_DUE),
        (date(2027, 3, 18), Review.BEFORE_DUE),
        (DUE, None),
        (date(2028, 1, 1), None),
    ],
)
def test_a_review_date_is_flagged_before_the_return_is_due(review_by, said):
    item = replace(ITEM, review_by=review_by)
    assert review(item, today=TODAY, due_on=DUE) is said
    assert reviews([item], today=TODAY, due_on=DUE) == ({"1": said} if said else {})
