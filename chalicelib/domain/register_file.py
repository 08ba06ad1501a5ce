"""Our CSV template for organisations and contacts: one row an organisation and one of its contacts.

An organisation with several contacts has several rows. Every problem is found before anything is done.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.errors import Refused
from chalicelib.domain.organisations import Role, looks_like_an_address

IDENTIFIERS = ("urn", "ods", "cqc", "charity_number")
REQUIRED = ("name", "sector")
COLUMNS = (
    *REQUIRED,
    *IDENTIFIERS,
    "size",
    "parent",
    "contact_name",
    "contact_email",
    "contact_role",
    "contact_phone",
)
CELL_LIMIT = 200
ROW_LIMIT = 5_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file, cells trimmed. `line` is where it starts, as a text editor counts."""

    line: int
    cells: Mapping[str, str] = field(hash=False)
    without_heading: bool = False  # something stands in a column that has none

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def identifiers(self) -> dict[str, str]:
        return {scheme: self[scheme] for scheme in IDENTIFIERS if self[scheme]}


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be imported, and why, in words for whoever keeps the spreadsheet."""

    line: int
    why: str


class FileRefused(Refused):
    """The file as a whole cannot be read."""

    def __init__(self, words: str) -> None:
        super().__init__("file_refused")
        self._words = words

    @property
    def words(self) -> str:
        return self._words


def template() -> str:
    """The empty template, with one made-up row to show what goes where."""
    example = {
        "name": "Made-up Primary School",
        "sector": "school",
        "urn": "900001",
        "size": "medium",
        "contact_name": "Ada Example",
        "contact_email": "ada@school.example.org",
        "contact_role": "lead",
        "contact_phone": "01632 960000",
    }
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerow(example)
    return out.getvalue()


def read_file(content: bytes) -> list[Row]:
    """The rows of a file. Raises FileRefused."""
    reader = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    try:
        columns = [_column(name) for name in next(reader, [])]
        _refuse_columns(columns)
        rows = list(_rows(reader, columns))
    except csv.Error as error:
        raise FileRefused(
            f"Line {reader.line_num} is not well-formed CSV: check its quotation marks"
        ) from error
    if not rows:
        raise FileRefused("The file has no rows below its headings")
    if len(rows) > ROW_LIMIT:
        raise FileRefused(
            f"The file has {len(rows):,} rows; split it so that none has more than {ROW_LIMIT:,}"
        )
    return rows


def _rows(reader: Any, columns: list[str]) -> Iterator[Row]:
    """Those that say anything, each with the line it starts on: a quoted cell may go on over several."""
    line = reader.line_num + 1
    for values in reader:
        cells = [" ".join(value.split()) for value in values]  # one line each: they go into mails
        if any(cells):
            headed = [*columns, *[""] * (len(cells) - len(columns))]
            named = list(zip(headed, cells, strict=False))
            without = any(value for column, value in named if not column)
            yield Row(line, {column: value for column, value in named if column}, without)
        line = reader.line_num + 1


def _text(content: bytes) -> str:
    if not content.strip():
        raise FileRefused("The file is empty")
    if content[:4] == b"PK\x03\x04" or content[:2] == b"\xd0\xcf":
        raise FileRefused(
            "This is a spreadsheet, not CSV. Save it as “CSV UTF-8 (comma delimited)” and try again"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileRefused(
            f"Line {line} is not in UTF-8. Save the file as “CSV UTF-8 (comma delimited)” and try again"
        ) from error


def _column(name: str | None) -> str:
    return (name or "").strip().lower().replace(" ", "_")


def _refuse_columns(columns: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in columns]
    unknown = [name for name in columns if name and name not in COLUMNS]
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    for names, what in ((missing, "is missing"), (unknown, "is not one of ours"), (twice, "is there twice")):
        if names:
            raise FileRefused(f"The column “{names[0]}” {what}. The columns are: {', '.join(COLUMNS)}")


def problems_of(row: Row, sectors: Mapping[str, str]) -> list[Problem]:
    """What is wrong with one row, apart from how it fits with others. `sectors`: id → name."""
    return [Problem(row.line, why) for why in (*_shape(row), *_content(row, sectors))]


def _shape(row: Row) -> list[str]:
    found = ["It has a cell in a column without a heading"] if row.without_heading else []
    for column, value in row.cells.items():
        if len(value) > CELL_LIMIT:
            found.append(f"“{column}” is longer than {CELL_LIMIT} characters")
        if value.startswith(FORMULA_STARTS) and not _phone(column, value):
            found.append(f"“{column}” starts with {value[0]}, which a spreadsheet would run as a formula")
        if any(unicodedata.category(c) == "Cc" for c in value):
            found.append(f"“{column}” has a character in it that cannot be printed")
    return found


def _content(row: Row, sectors: Mapping[str, str]) -> list[str]:
    found = [] if row["name"] else ["The name is missing"]
    if sector_of(row, sectors) is None:
        known = ", ".join(sectors)
        wrong = f"“{row['sector']}” is not a sector" if row["sector"] else "The sector is missing"
        found.append(f"{wrong}. The sectors are: {known}")
    if row["contact_email"] and not looks_like_an_address(row["contact_email"]):
        found.append(f"“{row['contact_email']}” is not an email address")
    if row["contact_email"] and not row["contact_name"]:
        found.append("There is an email address but no contact_name")
    if row["contact_name"] and not row["contact_email"]:
        found.append("There is a contact_name but no email address")
    if row["contact_role"] and row["contact_role"].lower() not in set(Role):
        found.append(f"“{row['contact_role']}” is not a role. The roles are: {', '.join(Role)}")
    return found


def sector_of(row: Row, sectors: Mapping[str, str]) -> str | None:
    """The sector's id, whether the file says its id or its name."""
    wanted = row["sector"].strip().lower()
    return next((i for i, name in sectors.items() if wanted in (i, i.replace("_", " "), name.lower())), None)


def _phone(column: str, value: str) -> bool:
    return column == "contact_phone" and all(c.isdigit() or c in "+ ()-" for c in value)
