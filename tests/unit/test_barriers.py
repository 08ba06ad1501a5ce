"""What is in organisations' way: of returns that are in, in few reads, and as a file that runs nothing."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.exports import safe_cell
from chalicelib.domain.framework import Framework
from chalicelib.domain.returns import Plan, PlanKind, Return, ReturnStatus
from chalicelib.services.barriers import as_csv, counted, of_cycle, since
from tests.support import builders
from tests.support.counting import CountingTable
from tests.support.fakes import MONDAY, FakeParts


def stored(parts: FakeParts, number: int, *plans: Plan, **changes: Any) -> Return:
    values = {"status": ReturnStatus.SUBMITTED, "submitted_at": MONDAY, "submissions": 1, **changes}
    made = builders.stored_return(parts, number, plans={p.id: p.criteria for p in plans}, **values)
    parts.commit(*(parts.returns.plan_saved(made.ref, plan) for plan in plans))
    return made


def plan(number: int = 2, kind: PlanKind = PlanKind.BARRIER, **changes: Any) -> Plan:
    values: dict[str, Any] = {
        "id": f"{kind.value[0]}AAA-AA{number}",
        "kind": kind,
        "criteria": ("S01-01",),
        "what": "The course is full until June",
        "version": 1,
        "added_at": MONDAY,
        "saved_at": MONDAY,
    }
    return Plan(**{**values, **changes})


def named(parts: FakeParts, **changes: Any) -> list[tuple[str, str]]:
    found = of_cycle(parts, builders.cycle(**changes))
    return [(each.header.organisation_name, each.plan.what) for each in found]


def test_barriers_are_listed_by_organisation_and_actions_are_not() -> None:
    parts = FakeParts()
    stored(parts, 2, plan(what="Second"), plan(3, PlanKind.ACTION, what="An action"))
    stored(parts, 1, plan(2, what="First"), plan(3, what="Third"))

    assert named(parts) == [
        ("Organisation 1", "First"),
        ("Organisation 1", "Third"),
        ("Organisation 2", "Second"),
    ]
    (header,) = parts.returns.headers("cycle2027", organisation_id="org002")
    assert counted(header) == (1, 1)


@pytest.mark.parametrize("status", [ReturnStatus.IN_PROGRESS, ReturnStatus.AWAITING_APPROVAL])
def test_what_is_not_submitted_is_nobodys_to_read(status: ReturnStatus) -> None:
    parts = FakeParts()
    stored(parts, 1, plan(), status=status, submitted_at=None)

    assert named(parts) == []


def test_what_answers_a_question_is_read_once_it_is_approved() -> None:
    parts = FakeParts()
    later = MONDAY.replace(hour=23)
    stored(parts, 1, plan(2, what="Old"), plan(3, what="New", saved_at=later), status=ReturnStatus.QUESTIONS)

    assert named(parts) == [("Organisation 1", "Old")]


def test_since_is_when_it_was_first_written() -> None:
    assert since(plan(saved_at=MONDAY.replace(year=2028))) == "2027-01-11"
    assert since(plan(added_at=None)) == "2027-01-11"
    assert since(plan(added_at=None, saved_at=None)) == ""


def test_few_reads_for_many_returns() -> None:
    table = CountingTable()
    parts = FakeParts(table)
    for number in range(1, 61):
        stored(parts, number, *([plan()] if number % 2 else []))
    table.reset()

    assert len(named(parts)) == 30
    assert (table.reads, table.writes) == (2, 0)


def test_a_cycle_without_barriers_costs_one_read() -> None:
    table = CountingTable()
    parts = FakeParts(table)
    stored(parts, 1)
    table.reset()

    assert named(parts) == []
    assert table.reads == 1


@pytest.mark.parametrize("typed", ["=1+1", "+44", "-2", "@x", "\t=1", "＝1", "two\nlines", 'a "quote", and'])
def test_the_file_runs_nothing_and_keeps_numbers_numbers(typed: str) -> None:
    parts = FakeParts()
    stored(parts, 1, plan(what=typed, criteria=("S01-01", "S01-02")), organisation_name=typed)

    text = as_csv(of_cycle(parts, builders.cycle()))

    header, row = csv.reader(io.StringIO(text, newline=""))
    assert header[:4] == ["organisation", "sector", "reference", "barrier"]
    assert row[0] == row[3] == safe_cell(typed)
    assert row[5] == "2"
    assert row[6] == "2027-01-11"
    assert ",2,2027-01-11\r\n" in text


class Elsewhere(FakeParts):
    """The first question is another partnership's own."""

    def framework(self, key: str) -> Framework:
        found = super().framework(key)
        criteria = (replace(c, own_of="elsewhere") if c.id == "S01-01" else c for c in found.criteria)
        return replace(found, criteria=tuple(criteria))


def test_another_partnerships_questions_are_not_named() -> None:
    parts = Elsewhere()
    stored(parts, 1, plan(2, criteria=("S01-01",)), plan(3, criteria=("S01-01", "S01-02"), what="Both"))

    (each,) = of_cycle(parts, builders.cycle())

    assert each.plan.what == "Both"
    assert [criterion.id for criterion in each.criteria] == ["S01-02"]
