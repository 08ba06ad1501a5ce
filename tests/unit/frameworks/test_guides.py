"""Guides and worked examples are refused when they do not fit, at their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from chalicelib.frameworks.examples import read_example
from chalicelib.frameworks.guides import read_guide
from chalicelib.frameworks.problems import FrameworkRefused
from tests.unit.frameworks.builders import tiny

EXAMPLE = """\
organisation: The Knee School
sector: school
about: A made-up school
profile: {buys: yes, size: many}
answers:
  S01-01: {rating: absent, narrative: We have none yet, evidence: [e1]}
  S02-01: {rating: not_applicable, reason: We grow our own}
evidence:
  e1: {title: An empty drawer, where: The office}
plan:
- {kind: action, criteria: [S01-01], what: Buy a box, who: The head, by_when: 2027-03-26}
anything_else: {}
notes:
  S01-01: It is honest
"""


def refusal(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "example.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FrameworkRefused) as refused:
        read_example(path, tiny(tmp_path), file="example.yaml")
    return [problem.partition(" ")[2] for problem in refused.value.problems]


def test_an_example_that_fits_is_read(tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    assert read_example(path, tiny(tmp_path))["answers"]["S01-01"]["rating"] == "absent"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("notes:\n  S01-01: It is honest\n", "", "the key 'notes' is missing"),
        ("size: many", "size: few", "'size' has no answer that the framework offers"),
        (
            "  S02-01: {rating: not_applicable, reason: We grow our own}\n",
            "",
            "S02-01 is asked and not answered",
        ),
        ("  S02-01:", "  S09-09:", "S02-01 is asked and not answered"),
        ("rating: absent", "rating: splendid", "there is no level 'splendid'"),
        ("rating: absent", "rating: not_applicable", "a core criterion always applies"),
        (", reason: We grow our own", "", "say why it does not apply"),
        ("[e1]", "[e2]", "there is no evidence 'e2'"),
        ("criteria: [S01-01]", "criteria: [S02-01]", "S01-01 is below the standard and has no action"),
        ("2027-03-26", "soon", "an action has a real by_when, as in 2027-03-26"),
        ("  S01-01: It is honest", "  S03-01: It is honest", "S03-01 is not answered"),
        ("It is honest", "word " * 36, "a note has at most 35 words"),
    ],
)
def test_an_example_that_does_not_fit_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in EXAMPLE
    assert reason in refusal(tmp_path, EXAMPLE.replace(old, new, 1))


def guide(tmp_path: Path, text: str) -> list[dict[str, object]]:
    path = tmp_path / "guide.md"
    path.write_text(text, encoding="utf-8")
    return read_guide(path)


def test_a_guide_is_headings_lists_and_paragraphs(tmp_path: Path) -> None:
    assert guide(tmp_path, "## Why\n\nBecause.\n\n- one\n- two\n\nDone.\n") == [
        {"kind": "heading", "lines": ["Why"]},
        {"kind": "paragraph", "lines": ["Because."]},
        {"kind": "list", "lines": ["one", "two"]},
        {"kind": "paragraph", "lines": ["Done."]},
    ]


@pytest.mark.parametrize(
    "text", ["# Why", "### Why", "a **bold** word", "[a link](x)", "1. one", "<b>", "w " * 261]
)
def test_other_marks_and_long_guides_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FrameworkRefused):
        guide(tmp_path, text)
