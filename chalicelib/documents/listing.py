"""A list as an .xlsx file: numbers that are numbers, dates that are dates, and text that nobody runs."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from chalicelib.documents.spreadsheet import DAY, TEXT, put_text

WIDEST, NARROWEST = 60, 12


def listing(title: str, header: Sequence[str], rows: Iterable[Sequence[str | int | date | None]]) -> bytes:
    """One sheet, the headings first and always in sight."""
    every = [list(row) for row in rows]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for place, heading in enumerate(header):
        longest = max((len(str(row[place] or "")) for row in every), default=0)
        width = min(max(longest, len(heading), NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(place + 1)].width = width + 2
    sheet.freeze_panes = "B2"
    sheet.append([_cell(sheet, heading, bold=True) for heading in header])
    for row in every:
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: str | int | date | None, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        put_text(cell, value)
        cell.number_format = TEXT
    else:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = DAY
    if bold:
        cell.font = Font(name="Calibri", bold=True)
    return cell
