"""What a spreadsheet would change, and whose work it would change."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.returns import Answer, Plan, PlanKind
from chalicelib.domain.texts import stretch_of_change
from chalicelib.domain.workbook import ANSWERS, PLAN
from chalicelib.domain.workbook_differences import Way
from tests.support.small import ABSENT, CORE, PLAIN, PRESENT, SMALL
from tests.support.workbooks import (
    brought_from,
    differences_of,
    edited,
    opened,
    small_return,
    typed,
    workbook_of,
)

MADE = small_return()
ANSWER = Answer(criterion=CORE, rating=PRESENT, narrative="On page 4", version=3)
ACTION = Plan(
    id="aBCD-FGH",
    kind=PlanKind.ACTION,
    criteria=(CORE,),
    what="Write it",
    who="Lena",
    by_when=date(2027, 6, 30),
    version=2,
)
FILE = workbook_of(MADE, [ANSWER], [ACTION])


def found(*changes, answers=(ANSWER,), plans=(ACTION,), file=FILE):
    for change in changes:
        file = edited(file, change)
    return differences_of(file, MADE, answers, plans)


def told(result):
    return [(d.key, d.way, d.changed_here, d.version) for d in result.every]


def test_each_field_is_a_difference_of_its_own():
    result = found(typed(ANSWERS, 2, rating="Absent", narrative="On page 5"))
    assert told(result) == [
        (f"rating-{CORE}", Way.CHANGED, False, 3),
        (f"text-{CORE}", Way.CHANGED, False, 3),
    ]
    rating, text = result.every
    assert (rating.here, rating.file) == ((PRESENT, ""), (ABSENT, ""))
    assert (text.here, text.file) == ("On page 4", "On page 5")


def test_what_is_emptied_has_to_be_chosen():
    (difference,) = found(typed(ANSWERS, 2, narrative=None)).every
    assert difference.way is Way.EMPTIED
    assert difference.has_to_be_chosen


def test_what_only_somebody_here_changed_is_no_difference():
    later = replace(ANSWER, narrative="On page 9, says Jo", version=4)
    result = found(answers=(later,))
    assert result.every == ()
    assert result.later_here == 1


def test_what_both_changed_has_to_be_chosen():
    later = replace(ANSWER, narrative="On page 9, says Jo", version=4)
    (difference,) = found(typed(ANSWERS, 2, narrative="On page 5"), answers=(later,)).every
    assert difference.changed_here
    assert difference.has_to_be_chosen
    assert difference.version == 4


def test_both_changing_it_to_the_same_is_no_difference():
    later = replace(ANSWER, narrative="On page 5", version=4)
    assert found(typed(ANSWERS, 2, narrative="On page 5"), answers=(later,)).every == ()


def test_without_marks_every_difference_is_shown_and_nothing_is_removed():
    def unmarked(book):
        book.remove(book["Do not change"])
        book[PLAN].delete_rows(2)

    later = replace(ANSWER, narrative="On page 9, says Jo", version=4)
    assert told(found(unmarked, answers=(later,))) == [(f"text-{CORE}", Way.CHANGED, False, 4)]


def test_a_new_changed_and_missing_line_of_the_plan():
    new = {"what": "Train", "who": "Jo", "by_when": date(2027, 5, 1), "criteria": PLAIN}
    (difference,) = found(typed(PLAN, 3, **new)).every
    assert (difference.way, difference.here, difference.version) == (Way.NEW, None, 0)
    (difference,) = found(typed(PLAN, 2, who="Jo")).every
    assert (difference.way, difference.version, difference.file.who) == (Way.CHANGED, 2, "Jo")
    (difference,) = found(lambda book: book[PLAN].delete_rows(2)).every
    assert (difference.way, difference.file) == (Way.REMOVED, None)
    assert difference.has_to_be_chosen


def test_a_line_added_here_later_is_not_missing_from_the_file():
    later = replace(ACTION, id="aJJJ-JJJ")
    assert found(plans=(ACTION, later)).every == ()


def test_a_new_line_that_was_taken_before_is_no_difference():
    new = {"what": "Train", "who": "Jo", "by_when": date(2027, 5, 1), "criteria": PLAIN}
    (difference,) = found(typed(PLAN, 3, **new)).every
    taken = replace(difference.file, version=1)
    assert found(typed(PLAN, 3, **new), plans=(ACTION, taken)).every == ()
    changed = replace(taken, who="Sam", version=2)
    result = found(typed(PLAN, 3, **new), plans=(ACTION, changed))
    assert (result.every, result.later_here) == ((), 1)


def test_a_line_removed_here_is_back_only_if_somebody_changed_it_in_the_file():
    assert found(plans=()).every == ()
    (difference,) = found(typed(PLAN, 2, who="Jo"), plans=()).every
    assert (difference.way, difference.changed_here, difference.version) == (Way.NEW, True, 0)


def test_wanting_help_is_a_difference_of_its_own_where_the_box_is():
    helpful = replace(SMALL, help_wanted="We would like help with this")
    wanting = replace(ANSWER, help_wanted=True)
    file = workbook_of(MADE, [wanting], framework=helpful)
    assert differences_of(file, MADE, [wanting], framework=helpful).every == ()
    place = opened(file)[ANSWERS].max_column
    typed_no = edited(file, lambda book: book[ANSWERS].cell(2, place, "no"))
    (difference,) = differences_of(typed_no, MADE, [wanting], framework=helpful).every
    assert (difference.key, difference.here, difference.file) == (f"help-{CORE}", True, False)
    odd = edited(file, lambda book: book[ANSWERS].cell(2, place, "maybe"))
    assert [t.words for t in brought_from(odd, MADE, framework=helpful).troubles] == [
        "“maybe” is neither Yes nor No"
    ]


def test_questions_that_the_profile_hides_are_no_difference():
    hidden = replace(ACTION, criteria=(CORE, "S09-01"))
    assert found(plans=(hidden,), file=workbook_of(MADE, [ANSWER], [hidden])).every == ()


@pytest.mark.parametrize(
    ("here", "file", "stretch"),
    [
        ("On page 4 of it", "On page 5 of it", ("On page ", "4", "5", " of it")),
        ("One two", "One two three", ("One two", "", " three", "")),
        ("", "New", ("", "", "New", "")),
        ("Same end", "Another end", ("", "Same", "Another", " end")),
        ("a b a b", "a b", ("a b", " a b", "", "")),
        ("policies", "policy", ("", "policies", "policy", "")),
    ],
)
def test_the_stretch_that_differs_begins_and_ends_between_words(here, file, stretch):
    assert stretch_of_change(here, file) == stretch
    start, ours, theirs, end = stretch
    assert (start + ours + end, start + theirs + end) == (here, file)
