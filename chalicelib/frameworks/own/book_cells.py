"""Cells of a spreadsheet that was read (domain/sheets.py), as rows under headings, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.own_questions import Fault, Place, QuestionsRefused
from chalicelib.domain.sheets import Formula, Found

_ERROR = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)")


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


def sheet_of(title: str, order: int, rows: Sequence[Sequence[Found]], known: Sequence[str]) -> Sheet:
    """A sheet with headings in its first row; one that is not there has no rows. Raises QuestionsRefused."""
    faults: list[Fault] = []
    texts = [
        _texts(row, Sheet(title, order, [], ()).at(number), faults)
        for number, row in enumerate(rows, start=1)
    ]
    headings = [_plain(heading) for heading in texts[0]] if texts else []
    faults += _heading_faults(headings, known, title, order)
    sheet = Sheet(title, order, headings, ())
    found = []
    for number, row in enumerate(texts[1:], start=2):
        pairs = list(zip(headings, row, strict=False))
        said = {heading: text for heading, text in pairs if heading and text}
        if said:
            found.append(Row(number, said))
        if any(text and not heading for heading, text in pairs):
            faults.append(Fault(sheet.at(number), "there is something in a column without a heading"))
    if faults:
        raise QuestionsRefused(faults)
    return Sheet(title, order, headings, tuple(found))


def _texts(row: Sequence[Found], place: Place, faults: list[Fault]) -> list[str]:
    """A row's cells as text on one line; what cannot be meant as text is a fault."""
    found = []
    for column, cell in enumerate(row):
        problem = _problem(cell)
        if problem:
            where = Place((*place.position[:2], column), f"{place.words}, column {_letter(column)}")
            faults.append(Fault(where, problem))
        found.append("" if problem or not isinstance(cell, str) else " ".join(cell.split()))
    return found


def _problem(cell: Found) -> str:
    if isinstance(cell, Formula):
        return "this is a formula. Type the words themselves"
    if isinstance(cell, date):
        return "your program took this for a date. Make the cell text, and type it again"
    if isinstance(cell, str) and _ERROR.fullmatch(cell):
        return f"this cell holds an error ({cell})"
    return ""


def _heading_faults(headings: list[str], known: Sequence[str], title: str, order: int) -> Iterator[Fault]:
    for n, heading in enumerate(headings):
        place = Place((order, 1, n), f"{title}, row 1, column {_letter(n)}")
        if heading and heading not in known:
            yield Fault(place, f"there is no column “{heading}”. The columns are: {', '.join(known)}")
        elif heading and heading in headings[:n]:
            yield Fault(place, f"the column “{heading}” is there twice")
    if headings and known[0] not in headings and set(headings) <= {"", *known}:
        yield Fault(Place((order, 1, 0), f"{title}, row 1"), f"the column “{known[0]}” is missing")


def _letter(column: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _plain(heading: str) -> str:
    return heading.casefold().replace("_", " ")
