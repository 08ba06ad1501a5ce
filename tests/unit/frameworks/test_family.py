"""The question sets as a family: the same standards, and each question knows its likes and its past."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
import textstat

from chalicelib.domain.framework import Criterion, Framework, newest, visible_criteria
from chalicelib.frameworks import available, load_framework
from chalicelib.frameworks.examples import read_example
from chalicelib.frameworks.registry import ROOT
from chalicelib.frameworks.table import table

KEYS = newest(available())
FAMILY = {key.partition("@")[0]: load_framework(key) for key in KEYS}
SPINE = FAMILY["section-11"]
READING_AGE = 14
READING_GRADE = READING_AGE - 5.0  # Flesch-Kincaid counts school years, which begin at about five


def test_there_are_four() -> None:
    assert set(FAMILY) == {"section-11", "education", "early-years", "voluntary"}


@pytest.mark.parametrize("framework", FAMILY.values(), ids=str)
def test_all_ask_about_the_same_twelve_standards(framework: Framework) -> None:
    assert framework.standards == SPINE.standards
    assert {criterion.standard for criterion in framework.criteria} == set(range(1, 13))


@pytest.mark.parametrize("framework", FAMILY.values(), ids=lambda f: f.id)
def test_each_question_says_which_question_of_the_others_it_is(framework: Framework) -> None:
    for criterion in framework.criteria:
        for other, criterion_id in criterion.corresponds.items():
            assert FAMILY[other].criterion(criterion_id).standard == criterion.standard or (
                "voluntary" in (other, framework.id)
            ), (criterion.id, other)
    spoken_for = {c.id for c in framework.criteria if c.corresponds}
    assert len(spoken_for) >= len(framework.criteria) / 2


@pytest.mark.parametrize("framework", [f for f in FAMILY.values() if f.id != "voluntary"], ids=lambda f: f.id)
def test_sets_that_share_the_spine_agree_about_it(framework: Framework) -> None:
    """The checklist has 24 questions for 68: there several of the spine's may have the same one, or none."""
    for criterion in framework.criteria:
        for other in FAMILY.values():
            if other.id not in ("voluntary", framework.id):
                there = {c.id for c in other.criteria}
                assert criterion.corresponds.get(other.id) == (
                    criterion.id if criterion.id in there else None
                )


@pytest.mark.parametrize("framework", FAMILY.values(), ids=lambda f: f.id)
def test_nothing_of_the_set_before_is_lost_without_a_word(framework: Framework) -> None:
    before = load_framework(framework.follows)
    taken_up = {old for c in framework.criteria for old in (c.was or (c.id,))}
    known = {c.id for c in before.criteria}
    for sector in {s.id for s in framework.sectors} & {s.id for s in before.sectors}:
        # Whoever is paid by the council or the NHS answers section 11, as before.
        whose = {"commissioned": "no"} if framework.instead else {}
        for criterion in visible_criteria(before, sector, whose):
            assert (criterion.id in taken_up) != (criterion.id in framework.retired), (sector, criterion.id)
    assert {old for c in framework.criteria for old in c.was} <= known
    assert set(framework.retired) <= known


@pytest.mark.parametrize("framework", FAMILY.values(), ids=lambda f: f.id)
def test_wordings_that_changed_say_why(framework: Framework) -> None:
    before = load_framework(framework.follows)
    for sector in {s.id for s in framework.sectors} & {s.id for s in before.sectors}:
        old = {c.id: c for c in visible_criteria(before, sector, {})}
        variant_then = before.sector(sector).variant
        for variant in {framework.sector(sector).variant, *(rule.variant for rule in framework.variants)}:
            for criterion in read_in(framework, sector, variant):
                then = old.get(criterion.id)
                now = criterion.wording(variant)
                if then is None or variant not in criterion.wordings:
                    continue
                words = then.wording(variant_then)
                if (now.question, now.levels) != (words.question, words.levels):
                    assert now.changed, (sector, variant, criterion.id)


@pytest.mark.parametrize("framework", FAMILY.values(), ids=lambda f: f.id)
def test_whoever_works_alone_reads_words_for_one(framework: Framework) -> None:
    lone = {"people": "one"}
    if "one" not in framework.profile_questions[0].answers:
        return  # no school or college is one person
    for sector in framework.sectors:
        variant = framework.variant_for(sector.id, lone)
        assert variant == "just_me"
        for criterion in visible_criteria(framework, sector.id, lone):
            assert variant in criterion.wordings, (sector.id, criterion.id)


@pytest.mark.parametrize("sector", ["police", "local_authority", "primary_care"])
def test_the_large_and_the_medical_read_their_own_words(sector: str) -> None:
    for criterion in visible_criteria(SPINE, sector, {"people": "fifty_or_more"}):
        assert sector in criterion.wordings, criterion.id


def test_whoever_gets_another_set_can_be_asked_it() -> None:
    for framework in FAMILY.values():
        for rule in framework.instead:
            other = load_framework(rule.framework)
            assert {s.id for s in framework.sectors} <= {s.id for s in other.sectors}


def read_in(framework: Framework, sector: str, variant: str) -> set[Criterion]:
    """What somebody in this sector is asked in these words, whatever else they answer about themselves."""
    answers = [question.answers for question in framework.profile_questions]
    found: set[Criterion] = set()
    for chosen in itertools.product(*answers):
        profile = dict(zip((q.id for q in framework.profile_questions), chosen, strict=True))
        if framework.variant_for(sector, profile) == variant:
            found.update(visible_criteria(framework, sector, profile))
    return found


def wordings() -> Iterator[tuple[str, str, Criterion]]:
    for framework in FAMILY.values():
        for criterion in framework.criteria:
            for variant in criterion.wordings:
                yield framework.id, variant, criterion


def test_questions_and_levels_can_be_read_at_fourteen() -> None:
    hard = {}
    for framework, variant, criterion in wordings():
        wording = criterion.wording(variant)
        text = " ".join([wording.question, *(f"{sentence}." for sentence in wording.levels.values())])
        if (grade := round(textstat.flesch_kincaid_grade(text), 1)) > READING_GRADE:
            hard[framework, criterion.id, variant] = grade
    assert not hard


def test_no_text_has_typewriter_quotes() -> None:
    for _, variant, criterion in wordings():
        wording = criterion.wording(variant)
        texts = (
            wording.question,
            wording.why,
            wording.do_not_attach,
            *wording.think_about,
            *wording.levels.values(),
        )
        assert not any('"' in text or "'" in text for text in texts), (criterion.id, variant)


@pytest.mark.parametrize("framework", FAMILY.values(), ids=lambda f: f.id)
def test_the_worked_example_answers_what_is_asked(framework: Framework) -> None:
    found = read_example(ROOT / framework.id / "example.yaml", framework)
    assert {found["answers"][c]["rating"] for c in found["answers"]} >= {
        level.id for level in framework.scale.levels
    }
    assert len(found["notes"]) >= 5


def test_the_table_in_the_docs_is_the_one_that_we_make() -> None:
    made = "\n".join(table(FAMILY.values())) + "\n"
    assert (ROOT.parent.parent / "docs" / "question-sets.md").read_text(encoding="utf-8") == made
