"""An .xlsx file that somebody sent back, as rows of plain values. It may be anything at all.

Before anything is parsed the archive is looked at from outside: how much it would unfold to, and how many
members it has. openpyxl then reads with defusedxml, sheet by sheet, and only the sheets that we know.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

from chalicelib.documents.spreadsheet import HIDDEN
from chalicelib.domain.errors import Refused
from chalicelib.domain.file_checks import detect
from chalicelib.domain.sheets import Formula, Found, FoundBook

UNFOLDED_LIMIT = 12_000_000  # bytes; the largest return needs about half
MEMBERS_LIMIT = 200
TAGS_LIMIT = 300_000  # each costs the parser time and memory
ROWS_LIMIT = 1_000
LAST_ROW = 50_000
COLUMNS_LIMIT = 40
FACTS_LIMIT = 2_000
GUARD = "\ufdd0"
DROPPED, KEPT = b"x005F_", f"x{GUARD}005F_".encode()
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how spreadsheets write what XML cannot hold


def read(content: bytes, wanted: Sequence[str]) -> FoundBook:
    """The sheets with these titles. Raises Refused for anything but a spreadsheet that can be read."""
    _refuse_other_files(content)
    try:
        _refuse_bombs(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of the file that we do not look at
            return _read(content, wanted)
    except Refused:
        raise
    except Exception as error:  # whoever made the file decides what goes wrong in it
        raise Refused("sheet_unreadable") from error


def _refuse_other_files(content: bytes) -> None:
    if not content:
        raise Refused("file_empty")
    found = detect(content)
    if found == "locked":
        raise Refused("file_locked")
    if found == "program":
        raise Refused("file_program")
    if found != "xlsx":
        raise Refused("sheet_wrong_type")


def _refuse_bombs(content: bytes) -> None:
    """A member never gives more bytes than it says that it has: zipfile sees to that."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        unfolded = sum(member.file_size for member in members)
        if unfolded > UNFOLDED_LIMIT or len(members) > MEMBERS_LIMIT:
            raise Refused("sheet_unfolds")
        if any(member.flag_bits & 1 for member in members):
            raise Refused("file_locked")
        if sum(archive.read(member).count(b"<") for member in members) > TAGS_LIMIT:
            raise Refused("sheet_unfolds")


def _guarded(content: bytes) -> bytes:
    """openpyxl drops "x005F_" from strings that cells share, wherever it stands. A letter that no text of
    ours can hold is put into it, and taken out again after reading.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        strings = {n: archive.read(n) for n in archive.namelist() if n.lower().endswith("sharedstrings.xml")}
        if not any(DROPPED in found for found in strings.values()):
            return content
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as guarded:
            for name in archive.namelist():
                found = archive.read(name)
                guarded.writestr(name, found.replace(DROPPED, KEPT) if name in strings else found)
    return made.getvalue()


def _read(content: bytes, wanted: Sequence[str]) -> FoundBook:
    book = load_workbook(io.BytesIO(_guarded(content)), read_only=True, keep_links=False)
    try:
        sheets = {sheet.title.strip().casefold(): sheet for sheet in book.worksheets}
        facts = sheets.pop(HIDDEN.casefold(), None)
        found = {title: sheets.pop(title.casefold()) for title in wanted if title.casefold() in sheets}
        return FoundBook(
            sheets={title: list(_rows(sheet, ROWS_LIMIT)) for title, sheet in found.items()},
            facts=_facts(facts) if facts is not None else {},
            extra=tuple(sheet.title for sheet in sheets.values()),
        )
    finally:
        book.close()


def _rows(sheet: Any, limit: int) -> Iterator[tuple[Found, ...]]:
    """What the sheet says of its own size is not believed. Some programs add empty rows."""
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_col=COLUMNS_LIMIT), start=1):
        if number > limit:
            if number > LAST_ROW or any(cell.value not in (None, "") for cell in row):
                raise Refused("sheet_unfolds")
        else:
            yield tuple(_value(cell) for cell in row)


def _facts(sheet: Any) -> dict[str, str]:
    pairs = (row[:2] for row in _rows(sheet, FACTS_LIMIT))
    return {name: value for name, value in pairs if isinstance(name, str) and isinstance(value, str)}


def _value(cell: Any) -> Found:
    value = cell.value
    if cell.data_type == "f":
        return Formula()
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(" ", "minutes")
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value).replace(GUARD, ""))
