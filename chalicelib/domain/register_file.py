"""Our CSV template for organisations and contacts: one row an organisation and one of its contacts.

An organisation with several contacts has several rows. A file without names and sectors brings contacts
alone: each row says by a number which organisation it is about. Every problem is found before anything is
done.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.errors import Refused
from chalicelib.domain.identifiers import SCHEMES, tidy, well_formed
from chalicelib.domain.organisations import Role, looks_like_an_address
from chalicelib.domain.taxonomy import find_kind

IDENTIFIERS = tuple(SCHEMES)
REQUIRED = ("name", "sector")
CONTACT = ("contact_name", "contact_email", "contact_role", "contact_phone")
COLUMNS = (*REQUIRED, "kind", *IDENTIFIERS, "size", "parent", "address", "phone", *CONTACT)
# What the columns of a file of contacts are called where somebody did not start from our template.
ALSO_CALLED = {"email": "contact_email", "email_address": "contact_email", "role": "contact_role"}
CELL_LIMIT = 200
ROW_LIMIT = 5_000
ARCHIVE_START = 300  # bytes in which a zip file names its first member
FORMULA_STARTS = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file, cells trimmed. `line` is where it starts, as a text editor counts."""

    line: int
    cells: Mapping[str, str] = field(hash=False)
    without_heading: bool = False  # something stands in a column that has none
    contact_only: bool = False  # the organisation is in the register, and stays as it is

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def identifiers(self) -> dict[str, str]:
        return {scheme: tidy(self[scheme]) for scheme in IDENTIFIERS if self[scheme]}


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


def contacts_template() -> str:
    """The template for contacts alone, with one made-up row."""
    rows = (("urn", *CONTACT), ("900001", "Ada Example", "ada@school.example.org", "lead", "01632 960000"))
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def template() -> str:
    """The empty template, with one made-up row to show what goes where."""
    example = {
        "name": "Made-up Primary School",
        "sector": "school",
        "kind": "primary_school",
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
        if is_of_contacts(columns):
            columns = [ALSO_CALLED.get(name, name) for name in columns]
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
    contact_only = is_of_contacts(columns)
    for values in reader:
        cells = [" ".join(value.split()) for value in values]  # one line each: they go into mails
        if any(cells):
            headed = [*columns, *[""] * (len(cells) - len(columns))]
            named = list(zip(headed, cells, strict=False))
            without = any(value for column, value in named if not column)
            yield Row(line, {column: value for column, value in named if column}, without, contact_only)
        line = reader.line_num + 1


def _text(content: bytes) -> str:
    if not content.strip():
        raise FileRefused("The file is empty")
    refuse_archive(content[:ARCHIVE_START])
    if content[:4] == b"PK\x03\x04" or content[:2] == b"\xd0\xcf":
        raise FileRefused(
            "This is a spreadsheet, not CSV. Save it as “CSV UTF-8 (comma delimited)” and try again"
        )
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FileRefused(
            "This is “Unicode text”, in UTF-16. Save it as “CSV UTF-8 (comma delimited)” and try again"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileRefused(
            f"Line {line} is not in UTF-8. Save the file as “CSV UTF-8 (comma delimited)” and try again"
        ) from error


def refuse_archive(start: bytes) -> None:
    """The national extract comes in a zip file. Raises FileRefused."""
    if start[:4] == b"PK\x03\x04" and b".csv" in start.lower():
        raise FileRefused("This is a zip file. Unpack it, and upload the file ending in .csv that is in it")


def _column(name: str | None) -> str:
    return (name or "").strip().lower().replace(" ", "_")


def is_of_contacts(columns: list[str]) -> bool:
    """Whether a file with these columns brings contacts alone."""
    has_numbers = any(name in IDENTIFIERS for name in columns)
    has_address = any(ALSO_CALLED.get(name, name) == "contact_email" for name in columns)
    return has_numbers and has_address and "name" not in columns and "sector" not in columns


def _refuse_columns(columns: list[str]) -> None:
    needed = ("contact_name",) if is_of_contacts(columns) else REQUIRED
    if len(columns) == 1 and any(mark in columns[0] for mark in (";", "\t", "|")):
        raise FileRefused(
            "The columns are not divided by commas. Save it as “CSV UTF-8 (comma delimited)” and try again"
        )
    missing = [name for name in needed if name not in columns]
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
    return [*_organisation_part(row, sectors), *_numbers(row), *_contact_part(row)]


def _organisation_part(row: Row, sectors: Mapping[str, str]) -> list[str]:
    if row.contact_only:
        return [] if row.identifiers else [f"It has none of {', '.join(IDENTIFIERS)}"]
    found = [] if row["name"] else ["The name is missing"]
    sector = sector_of(row, sectors)
    if sector is None:
        known = ", ".join(sectors)
        wrong = f"“{row['sector']}” is not a sector" if row["sector"] else "The sector is missing"
        found.append(f"{wrong}. The sectors are: {known}")
    kind = find_kind(row["kind"])
    if row["kind"] and kind is None:
        found.append(f"“{row['kind']}” is not a kind that we know. Leave it empty, and choose it later")
    elif kind is not None and sector is not None and kind.sector != sector:
        found.append(f"“{kind.name}” belongs to the sector {kind.sector}")
    return found


def _numbers(row: Row) -> list[str]:
    return [
        f"The {SCHEMES[scheme].name} “{value}” cannot be right. One looks like {SCHEMES[scheme].example}"
        for scheme, value in row.identifiers.items()
        if not well_formed(scheme, value)
    ]


def _contact_part(row: Row) -> list[str]:
    found = []
    if row.contact_only and not row["contact_email"]:
        found.append("The email address is missing")
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
    return column in ("contact_phone", "phone") and all(c.isdigit() or c in "+ ()-" for c in value)
