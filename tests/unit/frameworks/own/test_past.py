"""A second version of an own set: nothing of the first is lost without a word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.domain.framework import Framework
from chalicelib.domain.mapping import Kind, Reader, changes, line_to
from chalicelib.domain.own_questions import CheckedQuestions, QuestionsRefused
from chalicelib.frameworks.own.checks import check
from chalicelib.frameworks.own.merge import merged
from chalicelib.frameworks.own.shape import OverlayPart
from chalicelib.frameworks.registry import framework_data, load_framework
from chalicelib.frameworks.schema import validate
from tests.support.own_sets import (
    DOCUMENTS,
    OVERLAY,
    PLUS,
    SCHOOL,
    data_of,
    line_of,
    published_overlay,
    spoiled,
)

SECOND = spoiled("leave_out:\n", "follows: education-plus@2027.1\nleave_out:\n", spoiled("2027.1", "2027.2"))


def known(key: str) -> Framework:
    return published_overlay().framework if key == PLUS else load_framework(key)


def second(text: str) -> CheckedQuestions:
    return check(text.encode(), "saltmarsh", known, DOCUMENTS)


def refused(text: str) -> list[str]:
    with pytest.raises(QuestionsRefused) as refusal:
        second(text)
    return [fault.words for fault in refusal.value.faults]


def test_a_correction_follows_the_version_before() -> None:
    framework = second(SECOND).framework
    assert (framework.key, framework.follows) == ("saltmarsh.education-plus@2027.2", PLUS)


def test_a_question_that_is_gone_needs_a_reason() -> None:
    text = SECOND[: SECOND.index("- id: L08-01")]
    text = spoiled(
        "- id: S06-04\n  because: Saltmarsh looks at agency staff together with every school in the autumn\n",
        "",
        text,
    )
    line = line_of(text, "follows:")
    assert refused(text) == [f"Line {line}: L08-01 is asked no more: say why under “retired”"]
    retired = spoiled(
        "leave_out:\n", "retired: [{id: L08-01, why: Every school uses it now}]\nleave_out:\n", text
    )
    assert second(retired).framework.retired == {"L08-01": "Every school uses it now"}


def test_a_question_may_get_another_id() -> None:
    text = spoiled("- id: L08-01", "- id: L08-02\n  was: [L08-01]", SECOND)
    assert second(text).framework.criterion("L08-02").was == ("L08-01",)
    wrong = spoiled("- id: L08-01", "- id: L08-02\n  was: [L08-77]", SECOND)
    first, *_ = [reason for reason in refused(wrong) if "L08-77" in reason]
    assert (
        first
        == f"Line {line_of(wrong, 'was: [L08-77]')}: there is no question 'L08-77' of yours in the set before"
    )


def test_it_may_not_follow_a_set_on_another_base() -> None:
    other = replace(published_overlay().framework, base="voluntary@2026.1")
    with pytest.raises(QuestionsRefused) as refusal:
        check(SECOND.encode(), "saltmarsh", lambda key: other, DOCUMENTS)
    (fault,) = refusal.value.faults
    assert (
        fault.reason
        == "education-plus@2027.1 is built on voluntary@2026.1, which education@2026.1 does not come after"
    )


def test_with_a_newer_base_the_past_is_that_of_the_base() -> None:
    """section-11@2026.2 follows 2026.1: what its questions were there, they were in a set built on that."""
    data = {**data_of(), "base": "section-11@2026.2", "follows": "ours@2026.1"}
    overlay, problems = validate(data, OverlayPart)
    assert not problems
    base = framework_data("section-11@2026.2")
    after = merged(base, overlay, "saltmarsh", "section-11@2026.1")
    assert after["follows"] == "saltmarsh.ours@2026.1"
    assert after["retired"] == base["retired"]
    assert [c["was"] for c in after["criteria"] if c["id"] in {b["id"] for b in base["criteria"]}] == [
        b["was"] for b in base["criteria"]
    ]


def test_another_partnerships_set_is_no_set_before() -> None:
    with pytest.raises(QuestionsRefused) as refusal:
        check(SECOND.encode(), "elsewhere", known, DOCUMENTS)
    (fault,) = refusal.value.faults
    assert fault.reason == "you have published no set 'education-plus@2027.1'"
    assert OVERLAY  # whose it is does not stand in a file


# What stands beside the questions of an organisation that answered before (domain/mapping.py)


def test_whoever_answered_the_base_finds_each_question_again() -> None:
    now = published_overlay().framework
    line = line_to(now, "education@2026.1", known)
    assert [framework.key for framework in line] == ["education@2026.1", PLUS]
    found = changes(line, Reader.of("school", SCHOOL), Reader.of("school", SCHOOL))
    assert {m.kind for c, m in found.now.items() if not c.startswith("L")} == {Kind.SAME}
    assert [c for c, m in found.now.items() if m.kind is Kind.NEW] == ["L04-01", "L08-01"]
    assert {r.criterion.id: r.why for r in found.retired} == {
        c.id: c.not_asked[0].because for c in (now.criterion("S08-04"), now.criterion("S06-04"))
    }


def test_whoever_answered_what_came_before_the_base_finds_its_way_too() -> None:
    line = line_to(published_overlay().framework, "section-11@2026.1", known)
    assert [framework.key for framework in line] == ["section-11@2026.1", "education@2026.1", PLUS]


def test_a_question_that_moved_keeps_its_answer() -> None:
    moved = second(spoiled("- id: L08-01", "- id: L08-02\n  was: [L08-01]", SECOND)).framework
    line = line_to(moved, PLUS, known)
    found = changes(line, Reader.of("school", SCHOOL), Reader.of("school", SCHOOL))
    assert (found.now["L08-02"].kind, found.now["L08-02"].was) == (Kind.SAME, ("L08-01",))
