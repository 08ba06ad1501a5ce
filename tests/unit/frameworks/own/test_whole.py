"""A whole question set of a partnership's own: the same shape and rules as ours."""

from __future__ import annotations

import pytest

from chalicelib.domain.framework import Framework
from chalicelib.domain.own_questions import QuestionsRefused
from chalicelib.frameworks.own.checks import check
from chalicelib.frameworks.registry import load_framework
from tests.support.own_sets import DOCUMENTS, SCHEMES, WHOLE, checked, faults, line_of, spoiled


def test_the_example_of_the_documentation_is_right() -> None:
    found = checked(WHOLE)
    assert found.framework.key == SCHEMES
    assert found.base is None
    assert not found.framework.base
    assert {c.own_of for c in found.framework.criteria} == {"saltmarsh"}
    assert not found.framework.added


def test_it_has_no_guide_of_ours() -> None:
    assert checked(WHOLE).framework.guide == ""
    assert load_framework("education@2026.1").guide == "education"


REFUSED = [
    ("id: voluntary, name", "id: circus, name", "id: circus", "there is no sector 'circus': "),
    ("- id: S01-01\n", "- id: S02-01\n", "id: S02-01", "S02-01 is not in standard 1"),
    ("duties: [person-to-tell]", "duties: []", "duties: []", "'duties' has 0, fewer than 1"),
    ("when they worry about a child?", "when they worry", "question: Whom", "a question ends with"),
    ("checked: As In place, ", "checked: ", "checked: and in", "checked must start with 'As In place, '"),
    (
        "caps:",
        "follows: summer-schemes@2026.1\ncaps:",
        "follows:",
        "there is no set 'summer-schemes@2026.1' of ours or yours",
    ),
    (
        "caps:",
        'instead: [{framework: winter@2026.1, when: {nights: ["yes"]}, because: You told us}]\ncaps:',
        "instead:",
        "there is no set 'winter@2026.1' of ours or yours",
    ),
    ("id: summer-schemes", "id: voluntary", "id: voluntary", "'voluntary' is the name of one of our sets"),
    ("caps:\n- {at_most: 10}\n", "", "id: summer", "the key 'caps' is missing"),
]


@pytest.mark.parametrize(("old", "new", "at", "reason"), REFUSED)
def test_a_mistake_is_refused_at_its_line(old: str, new: str, at: str, reason: str) -> None:
    text = spoiled(old, new, WHOLE)
    (fault,) = faults(text)
    assert fault.startswith(f"Line {line_of(text, at)}: {reason}")


def test_it_may_lead_to_one_of_ours_and_to_one_of_its_partnerships_own() -> None:
    rule = 'instead: [{framework: %s, when: {nights: ["yes"]}, because: You told us}]\ncaps:'
    ours = checked(spoiled("caps:", rule % "voluntary@2026.1", WHOLE)).framework
    assert ours.instead[0].framework == "voluntary@2026.1"

    own = checked(WHOLE).framework

    def load(key: str) -> Framework:
        return {own.key: own}[key]

    text = spoiled("caps:", rule % "summer-schemes@2027.1", spoiled("id: summer", "id: winter", WHOLE))
    assert check(text.encode(), "saltmarsh", load, DOCUMENTS).framework.instead[0].framework == SCHEMES
    with pytest.raises(QuestionsRefused):
        check(text.encode(), "elsewhere", load, DOCUMENTS)
