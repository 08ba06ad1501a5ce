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
from tests.unit.frameworks.builders import TINY, refusal, tiny


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


def test_a_profile_answer_chooses_the_wording_before_the_sector_does(framework: Framework) -> None:
    assert framework.variant_for("school", {"size": "many"}) == "school"
    assert framework.variant_for("school", {"size": "one"}) == "alone"
    assert framework.variant_for("charity", {}) == "general"


def test_a_variant_takes_what_it_leaves_out_from_the_general_wording(framework: Framework) -> None:
    general, alone = (framework.criteria[0].wording(variant) for variant in ("general", "alone"))
    assert alone.question == "Where do you keep your plasters?"
    assert (alone.why, alone.levels, alone.first_step) == (general.why, general.levels, general.first_step)


def test_what_came_before_is_kept_as_data(framework: Framework) -> None:
    assert framework.follows == "tiny@2025.1"
    assert framework.criteria[0].wording("alone").changed == ""
    assert framework.retired == {"S01-09": "Nobody bleeds on Sundays"}
    assert framework.criteria[0].wording("general").changed == "We count plasters now"


HEADED = TINY.replace(
    "standards:\n",
    "headings:\n- {number: 1, title: All about plasters, short_title: Plasters}\n"
    "help_wanted: We would like help\n"
    "instead: [{framework: other@2026.1, when: {buys: [yes]}, because: You told us that you buy}]\n"
    "standards:\n",
).replace("  minutes:", "  heading: 1\n  essential: true\n  minutes:")


def test_pages_group_by_headings_where_a_framework_has_them(framework: Framework, tmp_path: Path) -> None:
    headed = tiny(tmp_path, HEADED)
    assert [(s.number, s.title) for s in headed.sections] == [(1, "All about plasters")]
    assert {c.section for c in headed.criteria} == {1}
    assert headed.section_word == "Part"
    assert {c.essential for c in headed.criteria} == {True}
    assert framework.sections == framework.standards
    assert [c.section for c in framework.criteria] == [1, 2]


def test_a_profile_answer_may_call_for_another_framework(tmp_path: Path) -> None:
    headed = tiny(tmp_path, HEADED)
    rule = headed.instead_for({"buys": "yes"})
    assert rule is not None
    assert (rule.framework, rule.because) == ("other@2026.1", "You told us that you buy")
    assert headed.instead_for({"buys": "no"}) is None
    assert headed.instead_for({}) is None


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("heading: 1", "heading: 2", "there is no heading 2"),
        ("  heading: 1\n", "", "there is no heading 0"),
        ("  essential: true\n", "", "say of every criterion whether it is essential, or of none"),
        ("{buys: [yes]}, because", "{buys: [maybe]}, because", "there is no answer to 'buys': 'maybe'"),
    ],
)
def test_groups_that_do_not_fit_are_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    (problem,) = refusal(tmp_path, HEADED.replace(old, new, 1))
    assert problem.endswith(f": {reason}")


def test_minutes_add_up(framework: Framework) -> None:
    assert minutes(framework.criteria) == 5
    assert minutes(()) == 0


def test_things_are_found_by_id(framework: Framework) -> None:
    assert framework.key == "tiny@2026.1"
    assert framework.criterion("S02-01").title == "Buying plasters"
    assert framework.section(2).short_title == "Buying"
    assert framework.sector("school").variant == "school"
    assert [c.id for c in framework.criteria_of(2)] == ["S02-01"]
    assert framework.scale.level("present").order == 2


def test_an_unknown_id_is_a_key_error(framework: Framework) -> None:
    with pytest.raises(KeyError):
        framework.criterion("S09-09")
    with pytest.raises(KeyError):
        framework.section(13)
    with pytest.raises(KeyError):
        framework.sector("circus")
    with pytest.raises(KeyError):
        framework.scale.level(NOT_APPLICABLE)


def test_a_duty_binds_every_sector_unless_it_names_some(framework: Framework) -> None:
    first_aid, buying_well = framework.duties
    assert first_aid.applies_to("charity")
    assert not buying_well.applies_to("charity")
