"""The section 11 framework that is shipped: what its readers were promised."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from chalicelib.domain.framework import Framework, Profile, minutes, visible_criteria
from chalicelib.frameworks import available, load_framework

KEY = "section-11@2026.1"


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(KEY)


def profiles(framework: Framework) -> Iterator[Profile]:
    """Every way of answering the whole profile."""
    questions = framework.profile_questions
    for answers in itertools.product(*(question.answers for question in questions)):
        yield dict(zip((question.id for question in questions), answers, strict=True))


def most(framework: Framework, sector: str, profile: Profile) -> int:
    """What this organisation is allowed to be asked at most."""
    if profile["people"] == "one":
        return 20
    if sector == "voluntary" and profile["people"] == "two_to_nine" and profile["commissioned"] == "no":
        return 24
    return 36 if sector == "primary_care" else 45


def test_it_is_published() -> None:
    assert KEY in available()


def test_nobody_is_asked_too_much_and_everybody_is_asked_something(framework: Framework) -> None:
    for sector in framework.sectors:
        for profile in profiles(framework):
            seen = visible_criteria(framework, sector.id, profile)
            assert 10 <= len(seen) <= most(framework, sector.id, profile), (sector.id, profile)
            assert minutes(seen) <= 125, (sector.id, profile)


def test_twelve_standards_hold_five_to_seven_criteria_each(framework: Framework) -> None:
    counts = [len(framework.criteria_of(number)) for number in range(1, 13)]
    assert [standard.number for standard in framework.standards] == list(range(1, 13))
    assert all(5 <= count <= 7 for count in counts), counts
    assert 60 <= len(framework.criteria) <= 80


def test_criteria_are_numbered_without_gaps(framework: Framework) -> None:
    for standard in framework.standards:
        ids = [criterion.id for criterion in framework.criteria_of(standard.number)]
        assert ids == [f"S{standard.number:02}-{n:02}" for n in range(1, len(ids) + 1)]


@pytest.mark.parametrize("variant", ["school", "police"])
@pytest.mark.parametrize("standard", [4, 6, 8])
def test_three_standards_are_worded_for_schools_and_police(
    framework: Framework, standard: int, variant: str
) -> None:
    assert all(variant in criterion.wordings for criterion in framework.criteria_of(standard))


def test_a_whole_standard_vanishes_only_for_those_who_buy_nothing_or_are_small(framework: Framework) -> None:
    for sector in framework.sectors:
        for profile in profiles(framework):
            if profile["people"] in ("one", "two_to_nine") or profile["contact"] == "information_only":
                continue
            asked = {criterion.standard for criterion in visible_criteria(framework, sector.id, profile)}
            spared = set(range(1, 13)) - asked
            assert spared <= ({12} if profile["commissions"] == "no" else set()), (sector.id, profile)


def test_every_profile_question_decides_something(framework: Framework) -> None:
    asked = {question for c in framework.criteria for rule in c.not_asked for question in rule.when}
    assert asked == {question.id for question in framework.profile_questions}


def test_only_the_local_authority_is_asked_about_its_own_duties(framework: Framework) -> None:
    own = {duty.key for duty in framework.duties if duty.binds == ("local_authority",)}
    assert own == {"la-not-in-isolation", "la-advice-to-employers", "la-liaison-with-police"}
    for sector in framework.sectors:
        asked = {duty for c in visible_criteria(framework, sector.id, {}) for duty in c.duties}
        assert bool(own & asked) == (sector.id == "local_authority")


def test_someone_who_only_holds_information_is_asked_how_they_notice_a_child(framework: Framework) -> None:
    for sector in framework.sectors:
        seen = visible_criteria(framework, sector.id, {"contact": "information_only"})
        assert "information-only-services" in {duty for c in seen for duty in c.duties}


def test_a_level_that_needs_action_does_not_meet_the_standard(framework: Framework) -> None:
    levels = framework.scale.levels
    assert [(level.needs_action, level.meets_standard) for level in levels] == [
        (True, False), (True, False), (False, True), (False, True),
    ]  # fmt: skip
