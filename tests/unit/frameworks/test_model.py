"""Who is asked what, and in which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from chalicelib.domain.framework import (
    NOT_APPLICABLE,
    Framework,
    minutes,
    removed_criteria,
    visible_criteria,
)
from tests.unit.frameworks.builders import tiny


@pytest.fixture
def framework(tmp_path: Path) -> Framework:
    return tiny(tmp_path)


def ids(framework: Framework, sector: str, **profile: str) -> list[str]:
    return [criterion.id for criterion in visible_criteria(framework, sector, profile)]


def test_an_unanswered_profile_removes_nothing(framework: Framework) -> None:
    assert ids(framework, "charity") == ["S01-01", "S02-01"]


def test_an_answer_removes_a_criterion_with_its_reason(framework: Framework) -> None:
    assert ids(framework, "school", buys="no") == ["S01-01"]
    removed = removed_criteria(framework, "school", {"buys": "no"})
    assert [(c.id, because) for c, because in removed] == [("S02-01", "You told us that you buy nothing")]


def test_another_answer_brings_it_back(framework: Framework) -> None:
    assert ids(framework, "school", buys="yes") == ["S01-01", "S02-01"]
    assert removed_criteria(framework, "school", {"buys": "yes"}) == ()


def test_sector_and_answer_must_both_match(framework: Framework) -> None:
    assert ids(framework, "charity", size="one") == ["S01-01"]
    assert ids(framework, "charity", size="many") == ["S01-01", "S02-01"]
    assert ids(framework, "school", size="one") == ["S01-01", "S02-01"]


def test_the_first_reason_that_matches_is_given(framework: Framework) -> None:
    removed = removed_criteria(framework, "charity", {"buys": "no", "size": "one"})
    assert [because for _, because in removed] == ["You told us that you buy nothing"]


def test_a_missing_variant_falls_back_to_the_general_wording(framework: Framework) -> None:
    first, second = framework.criteria
    assert first.wording("school").question == "Where does a pupil find a plaster?"
    assert first.wording("police").question == "Where are the plasters?"
    assert second.wording("school").question == "Whom do you buy from?"


def test_minutes_add_up(framework: Framework) -> None:
    assert minutes(framework.criteria) == 5
    assert minutes(()) == 0


def test_things_are_found_by_id(framework: Framework) -> None:
    assert framework.key == "tiny@2026.1"
    assert framework.criterion("S02-01").title == "Buying plasters"
    assert framework.standard(2).short_title == "Buying"
    assert framework.sector("school").variant == "school"
    assert [c.id for c in framework.criteria_of(2)] == ["S02-01"]
    assert framework.scale.level("present").order == 2


def test_an_unknown_id_is_a_key_error(framework: Framework) -> None:
    with pytest.raises(KeyError):
        framework.criterion("S09-09")
    with pytest.raises(KeyError):
        framework.standard(13)
    with pytest.raises(KeyError):
        framework.sector("circus")
    with pytest.raises(KeyError):
        framework.scale.level(NOT_APPLICABLE)


def test_a_duty_binds_every_sector_unless_it_names_some(framework: Framework) -> None:
    first_aid, buying_well = framework.duties
    assert first_aid.applies_to("charity")
    assert not buying_well.applies_to("charity")
