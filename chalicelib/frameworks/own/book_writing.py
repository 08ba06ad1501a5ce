"""A partnership's own questions as a spreadsheet: empty to begin with, or filled in to be worked on again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from chalicelib.domain.framework import GENERAL
from chalicelib.frameworks.build import build
from chalicelib.frameworks.own.book import (
    ABOUT,
    ABOUT_ROWS,
    EXAMPLE,
    HOW_TO,
    LEAVE_OUT,
    LISTS,
    NOT_ASKED,
    QUESTIONS,
    RETIRED,
    SMALL_SHEETS,
    SOURCES,
    WORDING,
    Column,
    Kind,
    columns,
)
from chalicelib.frameworks.own.burden import MOST, MOST_ADDED
from chalicelib.frameworks.own.rules import may_be_left_out

Data = Mapping[str, Any]

TEXT = "@"  # keeps 2026.10 and 1/2 what they are
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # which spreadsheets read as one character
_TOP = Alignment(vertical="top", wrap_text=True)
_HEAD = PatternFill("solid", fgColor="12454F")
_THIN = Side("thin", color="B1B4B6")
_LINES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
SPARE_ROWS = 30
_STEPS = (
    ("How many", f"At most {MOST_ADDED.questions} for any organisation, and {MOST_ADDED.minutes} minutes"),
    (
        "In all",
        f"Nobody is asked more than {MOST.questions} questions. If yours would be too many, name as many "
        f"of ours to leave out, on the sheet “{LEAVE_OUT}”",
    ),
    ("1", f"Fill in “{ABOUT}”, then “{QUESTIONS}”: a row for each question. “{EXAMPLE}” shows one"),
    (
        "2",
        "A sector that needs other words gets one more row with the same id, its name under “wording”, "
        "and only what differs",
    ),
    (
        "3",
        "Save it as .xlsx and upload it on the page where you found it. You are told what to put right, "
        "row by row, and see what each sector would see",
    ),
    ("4", "Use no formulas and no password. Sheets of other names are not read"),
)


def write_book(source: Data, base: Data, example: Data | None = None) -> bytes:
    """`source` is an overlay as its file says it, or the beginning of one; `base` what it adds to.

    `example` is one question, for a sheet that is not read.
    """
    of = columns([level["id"] for level in base["scale"]])
    if not base["headings"]:
        of = tuple(c for c in of if c.heading != "heading")
    if base["criteria"][0]["essential"] is None:
        of = tuple(c for c in of if c.heading != "essential")
    made = Workbook()
    del made[made.sheetnames[0]]
    _how_to(made.create_sheet(HOW_TO), of, base)
    _about(made.create_sheet(ABOUT), source)
    criteria = source.get("criteria", ())
    _table(made.create_sheet(QUESTIONS), of, _rows(of, criteria))
    _table(
        made.create_sheet(LEAVE_OUT), SMALL_SHEETS[LEAVE_OUT], _plain(LEAVE_OUT, source.get("leave_out", ()))
    )
    for title, key in ((NOT_ASKED, "not_asked"), (SOURCES, "refs")):
        of_each = [{**part, "id": c["id"]} for c in criteria for part in c.get(key) or ()]
        _table(made.create_sheet(title), SMALL_SHEETS[title], _plain(title, of_each))
    _table(made.create_sheet(RETIRED), SMALL_SHEETS[RETIRED], _plain(RETIRED, source.get("retired", ())))
    if example:
        _table(made.create_sheet(EXAMPLE), of, _rows(of, [example]), spare=0)
    _lists(made.create_sheet(LISTS), base)
    made.active = 0
    made.properties.title = source.get("title", "")
    made.properties.creator = ""
    made.properties.language = "en-GB"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _rows(of: Sequence[Column], criteria: Iterable[Data]) -> Iterable[list[str]]:
    for criterion in criteria:
        general_first = sorted(criterion["wordings"], key=lambda variant: variant != GENERAL)
        for variant in general_first:
            wording = criterion["wordings"][variant]
            yield [_cell(column, criterion, variant, wording) for column in of]


def _cell(column: Column, criterion: Data, variant: str, wording: Data) -> str:
    if column is WORDING:
        return "" if variant == GENERAL else variant
    if column.heading == "id":
        return str(criterion["id"])
    if not column.of_wording:
        return as_text(criterion.get(str(column.spot[0]))) if variant == GENERAL else ""
    found: Any = wording
    for step in column.spot:
        if isinstance(found, list):
            found = found[int(step)] if int(step) < len(found) else None
        else:
            found = (found or {}).get(step)
    return as_text(found)


def _plain(title: str, parts: Iterable[Data]) -> Iterable[list[str]]:
    for part in parts:
        yield [as_text(part.get(str(column.spot[0]))) for column in SMALL_SHEETS[title]]


def as_text(value: Any) -> str:
    """What `value_of` (book_reading.py) reads back."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(value)
        case dict():
            return "; ".join(f"{name}: {', '.join(names)}" for name, names in value.items())
    return str(value)


def put(cell: Any, text: str, *, bold: bool = False) -> None:
    """Text that no spreadsheet runs, whatever it begins with."""
    cell.value = _LOOKS_ESCAPED.sub("_x005F_", text) or None
    if cell.value is not None:
        cell.data_type = "s"
        cell.quotePrefix = text.lstrip().startswith(("=", "+", "-", "@"))
    cell.number_format = TEXT
    cell.alignment = _TOP
    cell.font = Font(name="Arial", size=11, bold=bold)


def _table(
    sheet: Worksheet, of: Sequence[Column], rows: Iterable[list[str]], spare: int = SPARE_ROWS
) -> None:
    for n, column in enumerate(of, start=1):
        head = sheet.cell(1, n)
        put(head, column.heading, bold=True)
        head.font = Font(name="Arial", size=11, bold=True, color="FFFFFF")
        head.fill = _HEAD
        sheet.column_dimensions[get_column_letter(n)].width = column.width
    filled = [*rows, *([""] * len(of) for _ in range(spare))]
    for number, texts in enumerate(filled, start=2):
        for n, text in enumerate(texts, start=1):
            cell = sheet.cell(number, n)
            put(cell, text)
            cell.border = _LINES
    for n, column in enumerate(of, start=1):
        if column.kind is Kind.YES_NO:
            choice = DataValidation("list", formula1='"yes,no"', allow_blank=True)
            choice.add(f"{get_column_letter(n)}2:{get_column_letter(n)}{len(filled) + 1}")
            sheet.add_data_validation(choice)
    sheet.freeze_panes = "B2"


def _about(sheet: Worksheet, source: Data) -> None:
    for number, (name, hint) in enumerate(ABOUT_ROWS.items(), start=1):
        put(sheet.cell(number, 1), name, bold=True)
        put(sheet.cell(number, 2), as_text(source.get(name)))
        put(sheet.cell(number, 3), hint)
        sheet.cell(number, 2).border = _LINES
    for letter, width in (("A", 12), ("B", 50), ("C", 70)):
        sheet.column_dimensions[letter].width = width


def _how_to(sheet: Worksheet, of: Sequence[Column], base: Data) -> None:
    lines = [
        ("Your own questions", f"Beside those of {base['title']}, version {base['version']}"),
        *_STEPS,
        ("", ""),
        (f"Column of “{QUESTIONS}”", "What it holds"),
    ]
    lines += [(column.heading, _hint(column)) for column in of]
    for title, small in SMALL_SHEETS.items():
        lines += [("", ""), (f"Column of “{title}”", "May stay empty")]
        lines += [(column.heading, _hint(column)) for column in small]
    for number, (name, words) in enumerate(lines, start=1):
        put(sheet.cell(number, 1), name, bold=True)
        put(sheet.cell(number, 2), words)
    sheet.column_dimensions["A"].width = 30
    sheet.column_dimensions["B"].width = 100


def _hint(column: Column) -> str:
    return column.hint if column.kind is Kind.TEXT else f"{column.hint} ({column.kind.value})"


def _lists(sheet: Worksheet, base: Data) -> None:
    """What may stand in the cells that take a name."""
    framework = build(base)
    ours, spare = framework.criteria, may_be_left_out(framework)
    variants = sorted({part["variant"] for part in (*base["sectors"], *base["variants"])} - {GENERAL})
    lists: list[tuple[str, list[tuple[str, str]]]] = [
        ("standard", [(str(s["number"]), s["title"]) for s in base["standards"]]),
        ("heading", [(str(h["number"]), h["title"]) for h in base["headings"]]),
        ("sector", [(s["id"], s["name"]) for s in base["sectors"]]),
        ("wording", [(variant, "") for variant in variants]),
        ("level", [(str(n), level["label"]) for n, level in enumerate(base["scale"], start=1)]),
        (
            "answer about the organisation",
            [
                (f"{q['id']}: {answer}", f"{q['question']} {label}")
                for q in base["profile_questions"]
                for answer, label in q["answers"].items()
            ],
        ),
        ("duty", [(duty["key"], duty["text"]) for duty in base["duties"]]),
        ("question of ours that may be left out", [(c.id, c.title) for c in ours if c.id in spare]),
        ("question of ours that stays", [(c.id, c.title) for c in ours if c.id not in spare]),
    ]
    number = 0
    for title, pairs in lists:
        for name, words in [(title.capitalize(), ""), *pairs, ("", "")] if pairs else ():
            number += 1
            put(sheet.cell(number, 1), name, bold=name == title.capitalize())
            put(sheet.cell(number, 2), words)
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 100
