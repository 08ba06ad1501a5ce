"""Spreadsheets that come back with mistakes: each has its own words, and the rest still counts."""

from datetime import date

import pytest

from chalicelib.domain.errors import WORDS, Refused
from chalicelib.domain.framework import DOES_NOT_APPLY
from chalicelib.domain.returns import NARRATIVE_LIMIT, Answer, Plan, PlanKind
from chalicelib.domain.workbook import ANSWERS, PLAN, READ_ME
from tests.support.small import BUYING, CORE, PLAIN, PRESENT, SMALL
from tests.support.workbooks import brought_from, column, edited, small_return, typed, workbook_of

MADE = small_return()
ANSWER = Answer(criterion=CORE, rating=PRESENT, narrative="On page 4", version=1)
ACTION = Plan(
    id="aBCD-FGH",
    kind=PlanKind.ACTION,
    criteria=(CORE,),
    what="Write it",
    who="Lena",
    by_when=date(2027, 6, 30),
)
FILE = workbook_of(MADE, [ANSWER], [ACTION])


def words(brought):
    return [trouble.words for trouble in brought.troubles]


def changed(*changes):
    content = FILE
    for change in changes:
        content = edited(content, change)
    return brought_from(content, MADE, [ACTION])


def refused(content, made=MADE):
    with pytest.raises(Refused) as caught:
        brought_from(content, made)
    return caught.value


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (small_return(number=2), "sheet_other_organisation"),
        (small_return(ref="K7P-999"), "sheet_other_return"),
    ],
)
def test_a_file_of_another_return(other, code):
    assert refused(workbook_of(other)).code == code


def test_a_file_of_another_round_says_which():
    error = refused(workbook_of(MADE, id="cycle2026", name="The round of 2026"))
    assert error.code == "sheet_other_cycle"
    assert "The round of 2026" in error.words


def test_a_file_of_other_questions():
    assert refused(FILE, small_return(framework="small@2")).code == "sheet_other_framework"


def test_a_file_that_is_not_ours_at_all():
    assert refused(edited(FILE, lambda book: [book.remove(book[t]) for t in (ANSWERS, PLAN)])).code == (
        "sheet_not_ours"
    )

    def strange(book):
        for title in (READ_ME, "Do not change"):
            book.remove(book[title])

    assert refused(edited(FILE, strange)).code == "sheet_not_ours"


def test_without_its_hidden_sheet_it_is_known_by_what_can_be_seen():
    def visible_alone(book):
        book.remove(book["Do not change"])

    content = edited(FILE, visible_alone)
    assert brought_from(content, MADE, [ACTION]).answers.answers[CORE].narrative == "On page 4"
    assert refused(content, small_return(ref="K7P-999")).code == "sheet_other_return"
    assert refused(content, small_return(framework="small@2")).code == "sheet_other_framework"


def test_a_row_that_was_deleted_is_told_and_nothing_else_moves():
    brought = changed(lambda book: book[ANSWERS].delete_rows(3))
    assert [criterion.id for criterion in brought.answers.left_out] == [PLAIN]
    assert brought.troubles == []
    assert set(brought.answers.answers) == {CORE, BUYING}


def test_rows_and_columns_may_be_moved_about():
    def move(book):
        sheet = book[ANSWERS]
        sheet.move_range(f"A{2}:H{2}", rows=10)
        sheet.insert_cols(2)

    assert changed(move).answers.answers[CORE].narrative == "On page 4"


def test_extra_sheets_are_named_and_not_read():
    brought = changed(lambda book: book.create_sheet("Budget").append(["=1+1"]))
    assert brought.book.extra == ("Budget",)
    assert brought.troubles == []


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"id": "S01-99"}, "There is no question with the number “S01-99”"),
        ({"id": None}, "It has no question number"),
        ({"id": PLAIN}, f"{PLAIN} is in the file more than once"),
        ({"rating": "Quite good"}, "“Quite good” is not one of the ratings to choose from"),
        ({"rating": DOES_NOT_APPLY, "reason": "x"}, "This question applies to every organisation"),
        ({"reason": "We do not"}, WORDS["cell_reason_alone"].format(label=DOES_NOT_APPLY)),
        ({"narrative": "=HYPERLINK(1)"}, "It holds a formula. Type what it should say instead"),
        ({"id": "=1+1"}, "It holds a formula. Type what it should say instead"),
        ({"narrative": "x" * (NARRATIVE_LIMIT + 1)}, "Your answer must be 10,000 characters or fewer"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_row_has_its_own_words_and_place(cells, message):
    brought = changed(typed(ANSWERS, 2, **cells))
    assert brought.troubles[0].words == message
    assert brought.troubles[0].place == f"{ANSWERS}, row 2"
    assert BUYING in brought.answers.answers


def test_a_question_that_is_not_asked_is_told_apart_from_one_that_is_not_known():
    made = small_return(profile={"buys": "no"})
    assert words(brought_from(workbook_of(MADE), made)) == [
        f"{BUYING} is not one of the questions that you are asked"
    ]


def test_a_mistake_in_the_rating_does_not_cost_the_text():
    answer = changed(typed(ANSWERS, 2, rating="?", narrative="New")).answers.answers[CORE]
    assert (answer.rating, answer.narrative) == (None, "New")


def test_not_applicable_needs_its_reason():
    row = typed(ANSWERS, 3, rating=DOES_NOT_APPLY)
    assert words(changed(row)) == ["Say why this does not apply"]
    answer = changed(row, typed(ANSWERS, 3, reason="We do not")).answers.answers[PLAIN]
    assert answer.rating == ("not_applicable", "We do not")


def test_capitals_and_spaces_of_a_rating_do_not_matter():
    assert changed(typed(ANSWERS, 3, rating="  pRESENT ")).answers.answers[PLAIN].rating == (PRESENT, "")


@pytest.mark.parametrize("sheet", [ANSWERS, PLAN])
def test_a_missing_column_is_named(sheet):
    key = "narrative" if sheet == ANSWERS else "who"
    error = refused(edited(FILE, lambda book: book[sheet].delete_cols(column(sheet, key))))
    assert error.code == "sheet_column_missing"
    assert sheet in error.words


NEW = {"what": "Train", "who": "Jo", "by_when": date(2027, 5, 1), "criteria": f"{CORE}; {PLAIN}"}


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (date(2027, 5, 1), date(2027, 5, 1)),
        ("1/5/2027", date(2027, 5, 1)),
        ("1 5 2027", date(2027, 5, 1)),
        ("2027-05-01", date(2027, 5, 1)),
        ("1  May 2027", date(2027, 5, 1)),
    ],
)
def test_a_new_row_is_a_new_action_with_its_date(value, day):
    brought = changed(typed(PLAN, 3, **{**NEW, "by_when": value}))
    (id,) = brought.plan.new
    assert brought.plan.plans[id].by_when == day
    assert brought.plan.plans[id].criteria == (CORE, PLAIN)
    assert brought.plan.plans[id].kind is PlanKind.ACTION


def test_the_same_new_row_has_the_same_number_each_time():
    first, second = (changed(typed(PLAN, row, **NEW)).plan.new for row in (3, 9))
    assert first == second
    assert changed(typed(PLAN, 3, **{**NEW, "what": "Other"})).plan.new != first


@pytest.mark.parametrize(
    ("row", "cells", "message"),
    [
        (3, {**NEW, "who": None}, "Enter who will do it"),
        (3, {**NEW, "by_when": "soon"}, "Enter a real date, like 27 3 2027"),
        (3, {**NEW, "criteria": "S99-01"}, "There is no question with the number “S99-01”"),
        (3, {**NEW, "criteria": None}, "Select at least one answer"),
        (3, {**NEW, "kind": "Wish"}, "“Wish” is not one of the kinds to choose from"),
        (3, {**NEW, "what": "=1+1"}, "It holds a formula. Type what it should say instead"),
        (3, {**NEW, "what": "x" * 2001}, "Your answer must be 2,000 characters or fewer"),
        (3, {**NEW, "id": "aZZZ-ZZZ"}, WORDS["cell_plan_unknown"].format(id="aZZZ-ZZZ")),
        (3, {**NEW, "id": "aBCD-FGH"}, "aBCD-FGH is in the file more than once"),
        (2, {"kind": "Outside our control"}, WORDS["cell_kind_changed"]),
        (2, {"what": None}, "Enter what you will do"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_plan_has_its_own_words(row, cells, message):
    brought = changed(typed(PLAN, row, **cells))
    assert message in words(brought)
    assert brought.plan.new == set()


def test_a_spare_row_with_nothing_but_a_kind_is_empty():
    brought = changed(typed(PLAN, 5, kind="Outside our control"))
    assert brought.troubles == []
    assert brought.plan.new == set()


def test_a_barrier_needs_no_date():
    brought = changed(typed(PLAN, 4, kind="outside our control", what="No money", criteria=PLAIN.lower()))
    (id,) = brought.plan.new
    assert brought.plan.plans[id].kind is PlanKind.BARRIER
    assert id.startswith("b")


def test_the_plan_alone_says_nothing_of_answers():
    brought = changed(lambda book: book.remove(book[ANSWERS]))
    assert brought.answers is None
    assert brought.plan.present == {ACTION.id}
    assert SMALL.key == MADE.framework
