"""Questions of a partnership's own beside ours: merged, limited, and refused at the line or the cell."""

from __future__ import annotations

import pytest

from chalicelib.domain.framework import visible_criteria
from tests.support.own_sets import (
    OVERLAY,
    OWN,
    PLUS,
    SCHOOL,
    book_of,
    checked,
    faults,
    line_of,
    published_overlay,
    spoiled,
)


@pytest.mark.parametrize("content", [OVERLAY, book_of()], ids=["yaml", "spreadsheet"])
def test_the_example_of_the_documentation_is_right(content: str | bytes) -> None:
    framework = checked(content).framework
    assert framework.key == PLUS
    assert framework.base == "education@2026.1"
    assert tuple(c.id for c in framework.added) == OWN
    assert {c.own_of for c in framework.added} == {"saltmarsh"}


def test_own_questions_come_after_ours_in_their_standard() -> None:
    framework = published_overlay().framework
    fourth = [c.id for c in framework.criteria_of(4)]
    assert fourth[-1] == "L04-01"
    assert [c.id for c in framework.criteria if c.standard in (4, 5)][: len(fourth)] == fourth


def test_what_is_left_out_is_not_asked_and_the_reason_can_be_read() -> None:
    framework = published_overlay().framework
    asked = {c.id for c in visible_criteria(framework, "school", SCHOOL)}
    assert not {"S08-04", "S06-04"} & asked
    because = framework.criterion("S08-04").removed_because("school", SCHOOL)
    assert because == "Saltmarsh asks about plans for single children in its yearly visit"


def test_a_variant_says_only_what_differs() -> None:
    own = published_overlay().framework.criterion("L04-01")
    assert own.wording("college").try_this.startswith("Ask three students")
    assert own.wording("college").levels == own.wording("general").levels


def test_a_question_for_some_sectors_is_not_asked_of_others() -> None:
    text = spoiled("base: education@2026.1", "base: section-11@2026.2")
    text = spoiled("S08-04", "S11-02", spoiled("S06-04", "S09-03", text))
    text = spoiled("    college:", "    police:", text)
    text = spoiled("  not_asked:                          # whom", "  # whom", text)
    text = spoiled("  - when: {kind: [college]}\n    because: You told us that you are a college\n", "", text)
    text = spoiled("  id: education-plus", "  id: section-11-plus", text) if "  id: e" in text else text
    text = spoiled("voice_of_child: true", "voice_of_child: true\n  sectors: [police, housing]", text)
    framework = checked(text).framework
    question = framework.criterion("L04-01")
    assert question.removed_because("police", {}) is None
    spared = question.removed_because("youth_justice", {})
    assert spared == "Your partnership asks this of other kinds of organisation"


def test_a_set_without_one_before_comes_after_its_base() -> None:
    framework = published_overlay().framework
    assert framework.follows == "education@2026.1"
    assert not framework.retired
    assert all(not c.was for c in framework.criteria)
    assert all(not w.changed for c in framework.criteria for w in c.wordings.values())


REFUSED = [
    # what stands there, what somebody writes instead, where, and why; then the same in a spreadsheet
    (
        "id: L08-01",
        "id: S08-99",
        "id: S08-99",
        "'id' must look like L04-01",
        "Questions, row 4, id: must look like L04-01",
    ),
    (
        "  minutes: 3\n",
        "",
        "id: L04-01",
        "the key 'minutes' is missing",
        "Questions, row 2, minutes: fill this in",
    ),
    (
        "minutes: 3",
        "minutes: 9",
        "minutes: 9",
        "'minutes' must be at most 5",
        "Questions, row 2, minutes: must be at most 5",
    ),
    (
        "minutes: 3",
        "minutes: three",
        "minutes: three",
        "'minutes' must be a whole number",
        "Questions, row 2, minutes: must be a whole number",
    ),
    (
        "  core: false  ",
        "  core: perhaps  ",
        "core: perhaps",
        "'core' must be true or false",
        "Questions, row 2, core: must be yes or no",
    ),
    (
        "  standard: 4\n",
        "  standard: 5\n",
        "id: L04-01",
        "L04-01 is not in standard 5",
        "Questions, row 2, id: L04-01 is not in standard 5",
    ),
    (
        "    college:",
        "    circus:",
        "    circus:",
        "there is no variant 'circus'",
        "Questions, row 3: there is no variant 'circus'",
    ),
    (
        "  voice_of_child: true\n",
        "  voice_of_child: true\n  sectors: [circus]\n",
        "sectors: [circus]",
        "there is no sector 'circus': school",
        "Questions, row 2, sectors: there is no sector 'circus': school",
    ),
    (
        "  voice_of_child: true\n",
        "  voice_of_child: true\n  duties: [juggling]\n",
        "duties: [juggling]",
        "there is no duty 'juggling'",
        "Questions, row 2, duties: there is no duty 'juggling'",
    ),
    (
        "when: {kind: [college]}",
        "when: {kind: [circus]}",
        "[circus]",
        "there is no answer to 'kind': 'circus'",
        "Not asked, row 2, when: there is no answer to 'kind': 'circus'",
    ),
    (
        "checked: 2026-11-22",
        "checked: lately",
        "lately",
        "'checked' must look like 2026-11-22",
        "Sources, row 2, checked: must look like 2026-11-22",
    ),
    (
        "pupils we asked could say what it was\n",
        "all of the pupils that we asked about it could say what it was, when it was changed and why\n",
        "        good: We have changed",
        "28 words in levels, at most 26",
        "Questions, row 2, level 3: 28 words, at most 26",
    ),
    (
        "good: We have changed",
        "good: We regularly changed",
        "good: We regularly",
        "do not say 'regularly' here",
        "Questions, row 2, level 3: do not say 'regularly' here",
    ),
    (
        "who listened",
        "who ensured it",
        "who ensured it",
        "do not say 'ensured' here",
        "Questions, row 2, why: do not say 'ensured' here",
    ),
    (
        "Saltmarsh asked for?",
        "Saltmarsh asked for",
        "      question: What have",
        "a question ends with a question mark",
        "Questions, row 2, question: a question ends with a question mark",
    ),
    (
        "Being told what happened after they reported something",
        "Being told what happened after they reported something to somebody in a place where there is nobody",
        "      - Being told",
        "17 words in think_about, at most 15",
        "Questions, row 2, think about 3: 17 words, at most 15",
    ),
    (
        "        inadequate: We have not seen what young people asked for\n",
        "",
        "      levels:  ",
        "levels must be inadequate, requires_improvement, good, outstanding",
        "Questions, row 2, level 1: levels must be inadequate, requires_improvement, good, outstanding",
    ),
    (
        "id: S06-04",
        "id: S06-99",
        "id: S06-99",
        "there is no question 'S06-99' in education@2026.1",
        "Leave out, row 3, id: there is no question 'S06-99' in education@2026.1",
    ),
    (
        "id: S06-04",
        "id: S01-01",
        "id: S01-01",
        "S01-01 is asked of everybody, so it cannot be left out",
        "Leave out, row 3, id: S01-01 is asked of everybody, so it cannot be left out",
    ),
    (
        "id: S06-04",
        "id: S08-04",
        "- id: S08-04\n  because: Saltmarsh looks",
        "S08-04 is left out already",
        "Leave out, row 3, id: S08-04 is left out already",
    ),
    (
        'version: "2027.1"',
        "version: soon",
        "version: soon",
        "'version' must look like 2027.1",
        "About, row 4, version: must look like 2027.1",
    ),
    (
        "id: education-plus",
        "id: education",
        "id: education",
        "'education' is the name of one of our sets: choose another",
        "About, row 3, id: 'education' is the name of one of our sets: choose another",
    ),
    (
        "leave_out:\n",
        "follows: education-plus@2026.9\nleave_out:\n",
        "follows:",
        "you have published no set 'education-plus@2026.9'",
        "About, row 6, follows: you have published no set 'education-plus@2026.9'",
    ),
]


@pytest.mark.parametrize(("old", "new", "at", "reason", "in_sheet"), REFUSED)
def test_a_mistake_is_refused_at_its_line_and_at_its_cell(
    old: str, new: str, at: str, reason: str, in_sheet: str
) -> None:
    text = spoiled(old, new)
    assert faults(text) == [f"Line {line_of(text, at)}: {reason}"]
    assert faults(book_of(text)) == [in_sheet]


def test_an_unknown_base_is_refused_before_anything_is_asked_of_it() -> None:
    text = spoiled("base: education@2026.1", "base: education@1999.1")
    line = line_of(text, "base:")
    known = "section-11@2026.1, section-11@2026.2, education@2026.1, early-years@2026.1, voluntary@2026.1"
    assert faults(text) == [f"Line {line}: there is no set 'education@1999.1'. The sets are: {known}"]


@pytest.mark.parametrize("key", ["bases", "levels", "own_of"])
def test_a_key_that_we_do_not_know_is_refused(key: str) -> None:
    text = spoiled("  core: false", f"  {key}: 1\n  core: false")
    assert faults(text) == [f"Line {line_of(text, key + ': 1')}: there is no key '{key}' here"]


def test_a_standard_that_is_not_there_is_refused() -> None:
    text = spoiled("id: L04-01", "id: L13-01", spoiled("  standard: 4\n", "  standard: 13\n"))
    assert faults(text) == [f"Line {line_of(text, 'standard: 13')}: there is no standard 13"]
    assert faults(book_of(text)) == ["Questions, row 2, standard: there is no standard 13"]


def test_a_question_that_alone_asks_about_a_duty_is_not_left_out() -> None:
    text = spoiled("id: S06-04", "id: S12-11")
    duty = "Groups that use the school’s site keep children safe"
    reason = f"without S12-11 nothing asks School or college about a duty: {duty}"
    assert faults(text) == [f"Line {line_of(text, 'id: S12-11')}: {reason}"]
    assert faults(book_of(text)) == [f"Leave out, row 3, id: {reason}"]


def test_nothing_comes_from_a_set_before_that_is_not_named() -> None:
    text = spoiled("leave_out:\n", "retired: [{id: L04-09, why: Nobody reads it}]\nleave_out:\n")
    reason = "there is no set before this one that L04-09 could be in: name it as “follows”"
    assert faults(text) == [f"Line {line_of(text, 'retired:')}: {reason}"]
    assert faults(book_of(text)) == [f"No longer asked, row 2, id: {reason}"]


def test_an_id_used_twice_is_refused() -> None:
    text = spoiled("id: L08-01\n  standard: 8", "id: L04-01\n  standard: 4")
    assert faults(text) == [
        f"Line {text[: text.rindex('- id: L04-01')].count(chr(10)) + 1}: L04-01 is there already"
    ]


@pytest.mark.parametrize(
    ("hostile", "reason"),
    [
        ("x" * 10_000, "10,000 letters, at most 400"),
        ('"one\\ntwo"', "write it as one line"),
        ('"bell \\a"', "there is a letter in it that cannot be seen or printed"),
        ('"turned \\u202e around"', "there is a letter in it that cannot be seen or printed"),
    ],
)
def test_text_that_would_break_a_page_is_refused(hostile: str, reason: str) -> None:
    text = spoiled("title: What young people asked for", f"title: {hostile}")
    assert faults(text) == [f"Line {line_of(text, 'title: ' + hostile)}: {reason}"]


def test_names_stay_short() -> None:
    text = spoiled("id: education-plus", f"id: {'e' * 61}")
    assert faults(text) == [f"Line {line_of(text, 'id: e')}: 61 letters, at most 60"]


def test_markup_is_text_like_any_other() -> None:
    text = spoiled("What young people asked for", "<script>alert(1)</script>")
    assert checked(text).framework.criterion("L04-01").title == "<script>alert(1)</script>"
