"""The cells of an .xlsx file that may be anything at all, sheet by sheet, and no more than can be meant.

Before anything is parsed the archive is looked at from outside: how much it would unfold to, and how many
members it has. openpyxl then reads with defusedxml.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from chalicelib.domain.own_questions import Fault, Place, QuestionsRefused
from chalicelib.frameworks.own.files import refused

UNFOLDED_LIMIT = 20_000_000  # bytes
MEMBERS_LIMIT = 200
ROWS_LIMIT = 400
ROWS_LOOKED_AT = 5_000
COLUMNS_LIMIT = 60
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how spreadsheets write what XML cannot hold


@dataclass(frozen=True, slots=True)
class Row:
    """What stands in a row, by heading; empty cells are left out. `number` is the program's own."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`order` is that of the sheet among those that are read, to sort messages by."""

    title: str
    order: int
    headings: Sequence[str]
    rows: tuple[Row, ...]

    @property
    def place(self) -> Place:
        return Place((self.order, 0, 0), self.title)

    def at(self, row: int, heading: str = "") -> Place:
        """A row, or one cell of it."""
        column = self.headings.index(heading) if heading in self.headings else 0
        words = f"{self.title}, row {row}"
        return Place((self.order, row, column), f"{words}, {heading}" if heading else words)


Cells = Mapping[str, list[list[str]]]
"""Sheet title → rows → cells as text."""


def open_book(content: bytes, titles: Sequence[str]) -> Cells:
    """The sheets with these titles, as far as they are there. Raises QuestionsRefused."""
    from openpyxl import load_workbook

    _refuse_bombs(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of the file that we do not look at
            # Rich text keeps strings as they are; plain, openpyxl drops "x005F_" wherever it stands.
            book = load_workbook(io.BytesIO(content), read_only=True, rich_text=True, keep_links=False)
            found = {sheet.title.strip().casefold(): sheet for sheet in book.worksheets}
            there = {title: found[title.casefold()] for title in titles if title.casefold() in found}
            read = {title: _rows(titles.index(title), title, sheet) for title, sheet in there.items()}
            book.close()
            return read
    except QuestionsRefused:
        raise
    except Exception as error:  # whoever made the file decides what goes wrong in it
        raise refused("this spreadsheet cannot be read. Save it again as .xlsx (Excel workbook)") from error


def _refuse_bombs(content: bytes) -> None:
    """A member never gives more bytes than it says that it has: zipfile sees to that."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
    if sum(m.file_size for m in members) > UNFOLDED_LIMIT or len(members) > MEMBERS_LIMIT:
        raise refused("there is far more in this spreadsheet than questions. Start from our template")
    if any(member.flag_bits & 1 for member in members):
        raise refused("it has a password. Save it without one")


def _rows(order: int, title: str, sheet: Any) -> list[list[str]]:
    """What the sheet says of its own size is not believed."""
    found, faults = [], []
    for number, row in enumerate(sheet.iter_rows(max_row=ROWS_LOOKED_AT, max_col=COLUMNS_LIMIT), start=1):
        texts = []
        for column, cell in enumerate(row):
            problem = _problem(cell)
            if problem:
                place = Place((order, number, column), f"{title}, row {number}, column {_letter(column)}")
                faults.append(Fault(place, problem))
            texts.append("" if problem else _text(cell.value))
        if number > ROWS_LIMIT and any(texts):
            raise refused(f"at most {ROWS_LIMIT} rows", Place((order, number, 0), f"{title}, row {number}"))
        if number <= ROWS_LIMIT:
            found.append(texts)
    if faults:
        raise QuestionsRefused(faults)
    return found


def _problem(cell: Any) -> str:
    if cell.data_type == "f":
        return "this is a formula. Type the words themselves"
    if cell.data_type == "e":
        return f"this cell holds an error ({cell.value})"
    if isinstance(cell.value, date | time | timedelta):  # a datetime is a date
        return "your program took this for a date or a time. Make the cell text, and type it again"
    return ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    whole = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value))
    return " ".join(whole.split())


def _letter(column: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def sheet_of(cells: Cells, title: str, order: int, known: Sequence[str]) -> Sheet:
    """A sheet with headings in its first row; one that is not there has no rows. Raises QuestionsRefused."""
    rows = cells.get(title, [])
    headings = [_plain(heading) for heading in rows[0]] if rows else []
    faults = list(_heading_faults(headings, known, title, order))
    if faults:
        raise QuestionsRefused(faults)
    found = []
    for number, texts in enumerate(rows[1:], start=2):
        pairs = list(zip(headings, texts, strict=False))
        said = {heading: text for heading, text in pairs if heading and text}
        if said:
            found.append(Row(number, said))
        if any(text and not heading for heading, text in pairs):
            faults.append(Fault(Place((order, number, 99), f"{title}, row {number}"), _NO_HEADING))
    if faults:
        raise QuestionsRefused(faults)
    return Sheet(title, order, headings, tuple(found))


_NO_HEADING = "there is something in a column without a heading"


def _heading_faults(headings: list[str], known: Sequence[str], title: str, order: int) -> Iterator[Fault]:
    for n, heading in enumerate(headings):
        place = Place((order, 1, n), f"{title}, row 1, column {_letter(n)}")
        if heading and heading not in known:
            yield Fault(place, f"there is no column “{heading}”. The columns are: {', '.join(known)}")
        elif heading and heading in headings[:n]:
            yield Fault(place, f"the column “{heading}” is there twice")
    if headings and known[0] not in headings and set(headings) <= {"", *known}:
        yield Fault(Place((order, 1, 0), f"{title}, row 1"), f"the column “{known[0]}” is missing")


def _plain(heading: str) -> str:
    return heading.casefold().replace("_", " ")
