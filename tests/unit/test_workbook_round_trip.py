"""Answers → spreadsheet → answers is identity, whatever people typed; and JSON follows its schema."""

import json
from datetime import date
from pathlib import Path

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.framework import NOT_APPLICABLE
from chalicelib.domain.returns import Answer, Plan, PlanKind
from chalicelib.domain.snapshots import snapshot
from chalicelib.domain.workbook_marks import said
from tests.support import builders
from tests.support.small import ABSENT, BUYING, CORE, CRITERIA, PLAIN, PRESENT, SMALL
from tests.support.workbooks import brought_from, differences_of, edited, small_return, workbook_of

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/schemas/return-1.json").read_text(encoding="utf-8"))
ODD = (
    "=1+1", "=cmd|' /C calc'!A0", "+44 1632 960001", "-2", "@SUM(A1)", "\ttab", "'quoted", "#N/A", "1/2",
    "3.0", "2027-03-20", "TRUE",
    "_x0041_", "_x005F_x0041_", "x005F_", "_x000D_", "a\nb\n\nc", "نحن نستمع", "שלום",
    "👩‍👩‍👧 ok", "e\u0301", "<b>&amp;</b>", "\u2028", "\u00a0", "＝1", "a" * 300,
)  # fmt: skip
PRINTABLE = st.characters(exclude_categories=("Cs", "Cn", "Co")) | st.just("\n")
TEXT = st.sampled_from(ODD) | st.text(PRINTABLE, max_size=60)
FULL = TEXT.filter(lambda text: said(text) != "")
RATING = st.sampled_from(["", ABSENT, PRESENT])


@st.composite
def answers(draw):
    found = []
    for criterion in draw(st.sets(st.sampled_from(CRITERIA))):
        rating = draw(RATING if criterion == CORE else RATING | st.just(NOT_APPLICABLE))
        reason = draw(FULL) if rating == NOT_APPLICABLE else ""
        found.append(
            Answer(criterion=criterion, rating=rating, narrative=draw(TEXT), reason=reason, version=1)
        )
    return found


@st.composite
def plans(draw):
    found = []
    for number in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(PlanKind))
        criteria = draw(st.lists(st.sampled_from(CRITERIA), min_size=1, unique=True))
        found.append(
            Plan(
                id=f"{kind.value[0]}BC{number}-FGH",
                kind=kind,
                criteria=tuple(criteria),
                what=draw(FULL),
                who=draw(FULL),
                by_when=draw(st.dates(date(1950, 1, 1), date(2100, 1, 1))),
                how_known=draw(TEXT),
                version=1,
            )
        )
    return found


@settings(max_examples=50, deadline=None)
@given(answers(), plans())
def test_what_comes_back_untouched_is_what_went_out(answers, plans):
    made = small_return()
    content = workbook_of(made, answers, plans)
    brought = brought_from(content, made, plans)
    assert brought.troubles == []
    given = {answer.criterion: answer for answer in answers}
    for criterion, back in brought.answers.answers.items():
        out = given.get(criterion) or Answer(criterion=criterion)
        assert back.rating == (out.rating, said(out.reason))
        assert back.narrative == said(out.narrative)
    for plan in plans:
        back = brought.plan.plans[plan.id]
        assert (back.kind, back.by_when) == (plan.kind, plan.by_when)
        assert set(back.criteria) == set(plan.criteria)
        for field in ("what", "who", "how_known"):
            assert getattr(back, field) == said(getattr(plan, field))
    assert differences_of(content, made, answers, plans).every == ()


@settings(max_examples=15, deadline=None)
@given(answers(), plans())
def test_a_spreadsheet_program_that_saves_it_again_changes_nothing(answers, plans):
    made = small_return()
    content = edited(workbook_of(made, answers, plans), lambda book: None)
    found = differences_of(content, made, answers, plans)
    assert found.every == ()


@settings(max_examples=15, deadline=None)
@given(answers(), plans())
def test_the_data_follow_their_schema(answers, plans):
    made = small_return(profile={"buys": "yes"})
    copy = snapshot(SMALL, made, answers, plans, [], builders.partnership(), builders.cycle())
    jsonschema.validate(copy, SCHEMA)
    jsonschema.validate(json.loads(json.dumps(copy, ensure_ascii=False)), SCHEMA)


def test_the_examples_are_of_questions_that_are_asked():
    assert {CORE, PLAIN, BUYING} == set(CRITERIA)
