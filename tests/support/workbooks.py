"""Spreadsheets as people send them back: made by us, then changed in a spreadsheet program."""

import io
from collections.abc import Callable, Iterable
from typing import Any

from openpyxl import Workbook, load_workbook

from chalicelib.documents import spreadsheet, spreadsheet_reading
from chalicelib.domain.framework import Framework
from chalicelib.domain.returns import Answer, Plan, Return
from chalicelib.domain.sheets import FoundBook
from chalicelib.domain.workbook import ANSWERS, PLAN, answers_book
from chalicelib.domain.workbook_columns import ANSWER_COLUMNS, PLAN_COLUMNS
from chalicelib.domain.workbook_differences import Differences, differences
from chalicelib.domain.workbook_reading import SHEETS, Brought, bring
from tests.support import builders
from tests.support.fakes import MONDAY
from tests.support.small import SMALL

COLUMNS: dict[str, tuple[Any, ...]] = {ANSWERS: ANSWER_COLUMNS, PLAN: PLAN_COLUMNS}


def small_return(**changes: Any) -> Return:
    """Of the small framework: two questions asked without a profile, three in all."""
    return builders.return_(**{"framework": SMALL.key, **changes})


def workbook_of(
    made: Return,
    answers: Iterable[Answer] = (),
    plans: Iterable[Plan] = (),
    framework: Framework = SMALL,
    **changes: Any,
) -> bytes:
    """The spreadsheet of a small return; `changes` are those of its cycle."""
    book = answers_book(framework, made, answers, plans, (), builders.cycle(**changes), MONDAY)
    return spreadsheet.write(book)


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def edited(content: bytes, change: Callable[[Workbook], object]) -> bytes:
    """The same file after somebody worked on it."""
    book = opened(content)
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def column(sheet: str, key: str) -> int:
    """Where a column stands, counted from 1."""
    return [c.key for c in COLUMNS[sheet]].index(key) + 1


def typed(sheet: str, row: int, **cells: Any) -> Callable[[Workbook], None]:
    """A change: what somebody types into a row, by column key."""

    def change(book: Workbook) -> None:
        for key, value in cells.items():
            cell = book[sheet].cell(row, column(sheet, key))
            cell.value = value

    return change


def found_in(content: bytes) -> FoundBook:
    return spreadsheet_reading.read(content, SHEETS)


def brought_from(
    content: bytes, made: Return, plans: Iterable[Plan] = (), framework: Framework = SMALL
) -> Brought:
    return bring(found_in(content), framework, made, {plan.id for plan in plans})


def differences_of(
    content: bytes,
    made: Return,
    answers: Iterable[Answer] = (),
    plans: Iterable[Plan] = (),
    framework: Framework = SMALL,
) -> Differences:
    plans = list(plans)
    brought = brought_from(content, made, plans, framework)
    return differences(brought, framework, made, answers, plans)
