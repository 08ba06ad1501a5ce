"""A file that is wrong is refused with the file, the line and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.frameworks.builders import TINY, line_of, refusal, spoiled, tiny


def test_the_tiny_framework_is_right(tmp_path: Path) -> None:
    assert tiny(tmp_path).key == "tiny@2026.1"


SHAPE = [
    ("core: true\n", "core: true\n  colour: red\n", "colour", "there is no key 'colour' here"),
    ("  minutes: 2\n", "", "- id: S01-01", "the key 'minutes' is missing"),
    ("minutes: 2", "minutes: two", "minutes: two", "'minutes' must be a whole number"),
    ("minutes: 2", "minutes: 6", "minutes: 6", "'minutes' must be at most 5"),
    ("minutes: 2", "minutes: 0", "minutes: 0", "'minutes' must be at least 1"),
    ("core: true", "core: yes", "core: yes", "'core' must be true or false"),
    ("title: Plasters at hand", "title: 7", "title: 7", "'title' must be text"),
    ("why: Knees bleed\n", 'why: ""\n', 'why: ""', "'why' is empty"),
    ("duties: [first-aid]", "duties: first-aid", "duties: first-aid", "'duties' must be a list"),
    ("duties: [first-aid]", "duties: []", "duties: []", "'duties' has 0, fewer than 1"),
    ("[Kitchen, Garden]", "[Kitchen]", "[Kitchen]", "'think_about' has 1, fewer than 2"),
    ("[Kitchen, Garden]", "[A, B, C, D, E]", "[A, B", "'think_about' has 5, more than 4"),
    ("id: S01-01", "id: S1-1", "id: S1-1", "'id' must look like S04-01"),
    (
        "follows: tiny@2025.1",
        "follows: last year",
        "follows",
        "'follows' must look like education-plus@2026.1",
    ),
    ("      do_not_attach: Used plasters\n", "", "general:", "the key 'do_not_attach' is missing"),
    ("checked: 2026-11-22", "checked: today", "checked: today", "'checked' must look like 2026-11-22"),
]


@pytest.mark.parametrize(("old", "new", "at", "reason"), SHAPE)
def test_a_wrong_shape_is_refused(tmp_path: Path, old: str, new: str, at: str, reason: str) -> None:
    text = spoiled(old, new)
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line_of(text, at)}: {reason}",)


REFERENCES = [
    ("duties: [first-aid]", "duties: [juggling]", "juggling", "there is no duty 'juggling'"),
    (
        "sectors: [charity]\n    when",
        "sectors: [circus]\n    when",
        "[circus]",
        "there is no sector 'circus'",
    ),
    ("binds: [school]", "binds: [circus]", "[circus]", "there is no sector 'circus'"),
    ("when: {buys: [no]}", "when: {sells: [no]}", "sells", "there is no profile question 'sells'"),
    ("when: {buys: [no]}", "when: {buys: [maybe]}", "maybe", "there is no answer to 'buys': 'maybe'"),
    ("profile: {buys: no}", "profile: {buys: maybe}", "maybe", "there is no answer to 'buys': 'maybe'"),
    ("    school:\n", "    circus:\n", "    circus:", "there is no variant 'circus'"),
    ("when: {size: [one]}}]", "when: {size: [two]}}]", "[two]", "there is no answer to 'size': 'two'"),
    ("variant: alone, when", "variant: lonely, when", "    alone:", "there is no variant 'alone'"),
    ("        absent: We have none\n", "", "levels:", "levels must be absent, present, tested"),
    (
        "  - when: {buys: [no]}\n    because",
        "  - because",
        "- because",
        "a not_asked rule needs sectors, when or both",
    ),
]


@pytest.mark.parametrize(("old", "new", "at", "reason"), REFERENCES)
def test_an_id_that_points_nowhere_is_refused(
    tmp_path: Path, old: str, new: str, at: str, reason: str
) -> None:
    text = spoiled(old, new)
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line_of(text, at)}: {reason}",)


def test_the_line_of_an_unknown_duty_is_given(tmp_path: Path) -> None:
    text = spoiled("duties: [first-aid]", "duties: [first-aid,\n    juggling]")
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line_of(text, 'juggling')}: there is no duty 'juggling'",)


def test_an_id_given_to_two_criteria_is_refused(tmp_path: Path) -> None:
    text = spoiled("- id: S02-01\n  standard: 2", "- id: S01-01\n  standard: 1")
    line = line_of(text, "title: Buying plasters") - 2
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line}: 'S01-01' is in criteria already",)


def test_a_criterion_in_another_standard_than_its_id_says_is_refused(tmp_path: Path) -> None:
    text = spoiled("- id: S02-01\n", "- id: S01-02\n")
    line = line_of(text, "S01-02")
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line}: S01-02 is not in standard 2",)


def test_not_applicable_may_not_be_a_level(tmp_path: Path) -> None:
    text = TINY.replace("absent", "not_applicable")
    assert refusal(tmp_path, text) == (
        f"tiny.yaml:{line_of(text, 'not_applicable')}: 'not_applicable' is kept for what does not apply",
    )


def test_a_criterion_without_a_general_wording_is_refused(tmp_path: Path) -> None:
    before, last, after = TINY.rpartition("    general:\n")
    text = f"{before}    school:\n{after}"
    assert last
    line = text[: text.rindex("  wordings:")].count("\n") + 1
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line}: S02-01 has no general wording",)


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    text = spoiled("  minutes: 2\n", "  minutes: 2\n  minutes: 3\n")
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line_of(text, 'minutes')}: 'minutes' is given twice",)


def test_text_that_is_not_yaml_is_refused(tmp_path: Path) -> None:
    text = spoiled("duties: [first-aid]\n", "duties: [first-aid\n")
    (problem,) = refusal(tmp_path, text)
    assert problem.startswith(f"tiny.yaml:{line_of(text, 'duties: [first-aid') + 1}: this is not YAML:")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "") == ("tiny.yaml:1: 'the file' must be a set of keys",)


def test_yes_no_and_the_version_stay_text(tmp_path: Path) -> None:
    framework = tiny(tmp_path)
    assert list(framework.profile_questions[0].answers) == ["yes", "no"]
    assert framework.version == "2026.1"


def test_every_problem_of_a_stage_is_listed_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = spoiled("minutes: 2", "minutes: two").replace("id: tiny", "id: Tiny")
    first, second = refusal(tmp_path, text)
    assert first.startswith("tiny.yaml:1: ")
    assert second.startswith(f"tiny.yaml:{line_of(text, 'minutes: two')}: ")
