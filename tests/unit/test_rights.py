"""Every part by every right, and where a contributor's standards end."""

from dataclasses import replace

import pytest

from chalicelib.domain.framework import Criterion
from chalicelib.domain.returns import Part, Person
from chalicelib.domain.rights import Right, may, may_edit, may_edit_plan, sees, sees_plan, sees_section
from tests.support.builders import framework

# The right, and who has it: lead, contributor, reader, scribe, approver.
TABLE = """
enter         lead contributor reader scribe approver
read          lead             reader scribe approver
copies        lead             reader scribe approver
feedback      lead             reader approver
talk          lead                    approver
answer        lead contributor        scribe
evidence      lead contributor        scribe
plan          lead contributor        scribe
mark          lead contributor        scribe
describe      lead                    scribe
tell          lead                    scribe
people        lead
share         lead
ask           lead
approve                               approver
send_back                             approver
comment                        reader
see_comments  lead             reader approver
settle        lead
finish             contributor reader
"""
ROWS = {Right(row.split()[0]): row.split()[1:] for row in TABLE.strip().splitlines()}


def person(part: Part, **changes: object) -> Person:
    made = Person(id="p", part=part, name="Pat", email="pat@example.org")
    return replace(made, **changes)  # type: ignore[arg-type]


TWO_AND_THREE = person(Part.CONTRIBUTOR, standards=(2, 3))
OWN = framework().criteria_of(2)
NOT_THEIRS = framework().criteria_of(4)


def test_the_table_forgets_no_right() -> None:
    assert set(ROWS) == set(Right)


@pytest.mark.parametrize("part", list(Part))
@pytest.mark.parametrize("right", list(Right))
def test_every_part_by_every_right(part: Part, right: Right) -> None:
    assert may(person(part), right) is (part.value in ROWS[right])


@pytest.mark.parametrize("right", list(Right))
def test_a_lead_who_also_approves_may_approve_and_has_nobody_to_send_it_back_to(right: Right) -> None:
    both = person(Part.LEAD, also_approves=True)
    assert may(both, right) is (right is Right.APPROVE or "lead" in ROWS[right])
    assert both.plays(Part.APPROVER)


def test_a_contributors_sight_ends_with_their_standards() -> None:
    assert sees_section(TWO_AND_THREE, 3)
    assert not sees_section(TWO_AND_THREE, 4)
    assert all(sees(TWO_AND_THREE, c) and may_edit(TWO_AND_THREE, c) for c in OWN)
    assert not any(sees(TWO_AND_THREE, c) or may_edit(TWO_AND_THREE, c) for c in NOT_THEIRS)


def test_standards_that_somebody_else_was_given_once_give_nothing_more() -> None:
    """Whoever reads everything and answers nothing stays so, whatever is kept with them."""
    reader = person(Part.READER, standards=(2,))
    assert sees(reader, OWN[0])
    assert not may_edit(reader, OWN[0])


@pytest.mark.parametrize(
    ("part", "served", "seen", "changed"),
    [
        (Part.LEAD, [*OWN, *NOT_THEIRS], True, True),
        (Part.LEAD, [], True, True),
        (Part.READER, [*OWN], True, False),
        (Part.APPROVER, [*OWN], True, False),
        (Part.CONTRIBUTOR, [*OWN], True, True),
        (Part.CONTRIBUTOR, [*OWN, *NOT_THEIRS], True, False),
        (Part.CONTRIBUTOR, [*NOT_THEIRS], False, False),
        (Part.CONTRIBUTOR, [], False, False),
    ],
)
def test_an_action_is_theirs_by_the_questions_that_it_serves(
    part: Part, served: list[Criterion], seen: bool, changed: bool
) -> None:
    somebody = person(part, standards=(2, 3))
    assert sees_plan(somebody, served) is seen
    assert may_edit_plan(somebody, served) is changed
