"""Whom section 11 names, and everybody else, has a kind; and every kind leads to questions."""

import pytest

from chalicelib.domain.framework import newest
from chalicelib.domain.identifiers import SCHEMES, tidy, well_formed
from chalicelib.domain.taxonomy import KINDS, find_kind, kinds_in, size_of_school
from chalicelib.frameworks.registry import available, load_framework
from chalicelib.services.sectors import asking, sectors
from tests.support.fakes import FakeParts

# Section 11(1) of the Children Act 2004, paragraph by paragraph, in our words.
NAMED = (
    "county_or_unitary",  # (a)
    "district_or_borough",  # (b)
    "integrated_care_board",  # (bb)
    "special_health_authority",  # (d)
    "nhs_trust",  # (f)
    "foundation_trust",  # (g)
    "police_commissioner",  # (h)
    "police_force",  # (h)
    "transport_police",  # (i)
    "crime_agency",  # (ia)
    "probation",  # (j), (ja)
    "youth_offending_team",  # (k)
    "prison",  # (l)
    "secure_training_centre",  # (l)
    "careers",  # services under section 68 or 74 of the Education and Skills Act 2008
)
NOT_NAMED = ("primary_school", "college", "day_nursery", "childminder", "gp", "dentist", "charity", "faith")


def test_everybody_whom_section_11_names_has_a_kind():
    named = {kind.id for kind in KINDS if kind.named}
    assert set(NAMED) <= named
    assert {kind.id for kind in KINDS} >= set(NOT_NAMED)
    assert not named & set(NOT_NAMED)


def test_every_kind_is_in_a_sector_that_some_question_set_asks():
    asked = {s.id for key in newest(available()) for s in load_framework(key).sectors}
    assert {kind.sector for kind in KINDS} == asked


def test_every_sector_leads_to_a_question_set():
    parts = FakeParts()
    for sector in sectors(parts):
        assert asking(parts, [sector.id])
        assert kinds_in(sector.id), sector.id


def test_ids_and_names_are_used_once():
    assert len({kind.id for kind in KINDS}) == len({kind.name for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("text", ["primary_school", "Primary school", " primary  SCHOOL "])
def test_a_kind_is_found_however_it_is_written(text):
    assert find_kind(text).id == "primary_school"
    assert find_kind("nonsense") is None


@pytest.mark.parametrize(
    ("scheme", "good", "bad"),
    [
        (
            "urn",
            ("123456", "EY123456", "2500123", " 12 34 56 "),
            ("1234", "12345678", "AB123456", "١٢٣٤٥٦", ""),
        ),
        ("ods", ("A81001", "RH8", "qrl", "V81999"), ("A8", "A8-1001", "x" * 11)),
        ("cqc", ("1-123456789", "RH802"), ("2-123456789", "1-12", "1123456789012")),
        ("charity_number", ("1234567", "123456", "1234567-1", "SC012345", "NIC100123"), ("12345", "SC1")),
    ],
)
def test_numbers_are_checked_for_their_shape(scheme, good, bad):
    for number in good:
        assert well_formed(scheme, tidy(number)), number
    for number in bad:
        assert not well_formed(scheme, tidy(number)), number
    assert well_formed(scheme, SCHEMES[scheme].example)


def test_a_size_is_a_band():
    assert [size_of_school(n) for n in (0, 199, 200, 999, 1000)] == [
        "small",
        "small",
        "medium",
        "medium",
        "large",
    ]
