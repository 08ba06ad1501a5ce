"""A Book as an .xlsx file: text that stays text, dates that are dates, lists to choose from, locked ids."""

import io
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from chalicelib.domain.exports import starts_a_formula
from chalicelib.domain.sheets import Book, Cell, Column, Line, Sheet
from chalicelib.domain.texts import clean

HIDDEN = "Do not change"
LINE, TALLEST = 15.0, 409.0  # points: a line of text, and what programs allow a row
TEXT, DAY = "@", "dd/mm/yyyy"  # the first also keeps "1/2" from becoming the first of February
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # which spreadsheets read as one character

_TOP = Alignment(vertical="top", wrap_text=True)
_HEAD = PatternFill("solid", fgColor="12454F")
_GREY = PatternFill("solid", fgColor="E8F1F2")
_THIN = Side("thin", color="B1B4B6")
_LINES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_OPEN, _LOCKED = Protection(locked=False), Protection(locked=True)

Lists = Mapping[tuple[str, ...], str]
"""Labels to choose from → where they stand on the hidden sheet."""


def write(book: Book) -> bytes:
    """The file."""
    made = Workbook()
    del made[made.sheetnames[0]]
    hidden = made.create_sheet(HIDDEN)
    lists = _fill_hidden(hidden, book)
    for sheet in book.sheets:
        _fill(made.create_sheet(sheet.title), sheet, lists)
    made.move_sheet(hidden, len(book.sheets))
    made.active = 0
    hidden.sheet_state = "hidden"
    made.properties.title = clean(book.title)
    made.properties.creator = clean(book.author)
    made.properties.language = "en-GB"
    made.properties.created = made.properties.modified = book.made_at.replace(tzinfo=None)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def put_text(cell: SheetCell, text: str) -> None:
    """Text that no spreadsheet runs, whatever it begins with."""
    cell.value = _LOOKS_ESCAPED.sub("_x005F_", clean(text)) or None
    if cell.value is not None:
        cell.data_type = "s"
    cell.number_format = TEXT
    if starts_a_formula(text):
        cell.quotePrefix = True


def _at(sheet: Worksheet, row: int, column: int) -> SheetCell:
    return cast("SheetCell", sheet.cell(row, column))  # nothing is merged


def _fill_hidden(hidden: Worksheet, book: Book) -> Lists:
    for row, (name, value) in enumerate(book.facts.items(), start=1):
        put_text(_at(hidden, row, 1), name)
        put_text(_at(hidden, row, 2), value)
    hidden.protection.sheet = True
    lists = {}
    for column, labels in enumerate(_every_list(book), start=4):
        for row, label in enumerate(labels, start=1):
            put_text(_at(hidden, row, column), label)
        letter = get_column_letter(column)
        lists[labels] = f"'{HIDDEN}'!${letter}$1:${letter}${len(labels)}"
    return lists


def _every_list(book: Book) -> Iterable[tuple[str, ...]]:
    found = [c for sheet in book.sheets for line in sheet.lines for c in line.choices.values()]
    found += [c for sheet in book.sheets for c in sheet.spare_choices.values()]
    return dict.fromkeys(found)


def _fill(made: Worksheet, sheet: Sheet, lists: Lists) -> None:
    _fill_headings(made, sheet.columns)
    validations: dict[str, DataValidation] = {}
    spare = Line({}, sheet.spare_choices)
    made.row_dimensions[1].height = _height((c.heading, c.width) for c in sheet.columns)
    for row, line in enumerate([*sheet.lines, *[spare] * sheet.spare], start=2):
        made.row_dimensions[row].height = _height((line.cells.get(c.key), c.width) for c in sheet.columns)
        for place, column in enumerate(sheet.columns, start=1):
            cell = _at(made, row, place)
            _fill_cell(cell, column, line.cells.get(column.key))
            where = _choices(column, line, lists)
            if where:
                validations.setdefault(where, _validation(where)).add(cell.coordinate)
    for validation in validations.values():
        made.add_data_validation(validation)
    _set_up(made)


def _height(cells: Iterable[tuple[Cell, int]]) -> float:
    """Points that the longest cell needs, of (text, width in characters): not every program works it out."""
    needed = 1
    for text, width in cells:
        if isinstance(text, str):
            needed = max(needed, sum(len(line) // max(width - 4, 1) + 1 for line in text.split("\n")))
    return min(needed * LINE + 4, TALLEST)


def _fill_headings(made: Worksheet, columns: Iterable[Column[Any]]) -> None:
    for place, column in enumerate(columns, start=1):
        cell = _at(made, 1, place)
        put_text(cell, column.heading)
        cell.font, cell.fill, cell.alignment = Font(name="Calibri", bold=True, color="FFFFFF"), _HEAD, _TOP
        made.column_dimensions[get_column_letter(place)].width = column.width


def _fill_cell(cell: SheetCell, column: Column[Any], value: Cell) -> None:
    if isinstance(value, date):
        cell.value = value
    else:
        put_text(cell, value or "")
    if column.day:
        cell.number_format = DAY
    cell.alignment, cell.border = _TOP, _LINES
    cell.protection = _OPEN if column.open else _LOCKED
    if not column.open:
        cell.fill = _GREY


def _choices(column: Column[Any], line: Line, lists: Lists) -> str:
    """What may stand in a cell: where its list is, "date", or "" for anything."""
    if column.key in line.choices:
        return lists[line.choices[column.key]]
    return "date" if column.day and column.open else ""


def _validation(where: str) -> DataValidation:
    if where == "date":
        made = DataValidation(type="date", operator="greaterThan", formula1="DATE(2000,1,1)")
        made.error = "Enter a date, like 27/3/2027"
    else:
        made = DataValidation(type="list", formula1=where)
        made.error = "Please choose one from the list"
    made.allow_blank = made.showErrorMessage = True
    made.errorTitle = "That does not fit here"
    return made


def _set_up(made: Worksheet) -> None:
    """Headings that stay in sight and come on every printed page; only the open cells can be typed into."""
    made.freeze_panes = "B2"
    made.print_title_rows = "1:1"
    made.page_setup.orientation = "landscape"
    made.page_setup.paperSize = 9  # A4
    made.page_setup.fitToHeight = 0
    made.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    protection = made.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = False  # these may be changed
