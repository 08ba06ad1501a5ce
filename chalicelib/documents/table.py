"""A table as an .xlsx file: numbers are numbers, days are days, and text is never run."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from chalicelib.documents.spreadsheet import put_text
from chalicelib.domain.tables import Kind, Row, TableColumn, Value
from chalicelib.domain.times import london

WIDTHS = {Kind.NUMBER: 12, Kind.YES_NO: 12, Kind.DAY: 13, Kind.MOMENT: 18, Kind.TEXT: 26}
DAY, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
LONGEST = 32_767  # characters that a cell may hold


def write_table(title: str, columns: Sequence[TableColumn], rows: Iterable[Row], made_at: datetime) -> bytes:
    """The file. It is written row by row: there may be tens of thousands."""
    made = Workbook(write_only=True)
    sheet = made.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns):
        sheet.column_dimensions[chr(ord("A") + place)].width = WIDTHS[column.kind]
    sheet.append([_heading(sheet, column.heading) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, column.kind, value) for column, value in zip(columns, row, strict=True)])
    made.properties.title = title
    made.properties.creator = "Compact Audit"
    made.properties.created = made.properties.modified = made_at.replace(tzinfo=None)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _heading(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet)
    put_text(cell, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, kind: Kind, value: Value) -> Any:
    if value is None or value == "":
        return None
    if kind in (Kind.NUMBER, Kind.YES_NO):
        return value
    cell = WriteOnlyCell(sheet)
    if kind is Kind.DAY:
        cell.value, cell.number_format = date.fromisoformat(str(value)), DAY
    elif kind is Kind.MOMENT:
        # Spreadsheets know no zones: what people read is London's clock.
        cell.value = london(datetime.fromisoformat(str(value))).replace(tzinfo=None)
        cell.number_format = MOMENT
    else:
        put_text(cell, str(value)[:LONGEST])
    return cell
