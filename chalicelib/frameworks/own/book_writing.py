"""A partnership's own questions as a spreadsheet: empty to begin with, or filled in to be worked on again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.framework import GENERAL
from chalicelib.domain.sheets import Book, Line, Sheet
from chalicelib.domain.sheets import Column as SheetColumn
from chalicelib.frameworks.build import build
from chalicelib.frameworks.own.book import (
    ABOUT,
    ABOUT_COLUMNS,
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
Texts = dict[str, str]

SCHEMA = "compact-audit/own-questions/1"
SPARE_ROWS = 60
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
    ("4", "Use no formulas and no password. Other sheets than these are not read"),
)


def book_of(source: Data, base: Data, made_at: datetime, example: Data | None = None) -> Book:
    """`source` is an overlay as its file says it, or the beginning of one; `base` what it adds to.

    `example` is one question, for a sheet that is not read.
    """
    of = [c for c in columns([level["id"] for level in base["scale"]]) if _fits(c, base)]
    criteria = source.get("criteria", ())
    each = {
        key: [{**part, "id": c["id"]} for c in criteria for part in c.get(key) or ()]
        for key in ("not_asked", "refs")
    }
    return Book(
        title=source.get("title", ""),
        author="",
        made_at=made_at,
        sheets=(
            _pairs(HOW_TO, "What", _how_to(of, base)),
            _about(source),
            _table(QUESTIONS, of, _rows(of, criteria), base),
            _table(LEAVE_OUT, SMALL_SHEETS[LEAVE_OUT], _plain(LEAVE_OUT, source.get("leave_out", ())), base),
            _table(NOT_ASKED, SMALL_SHEETS[NOT_ASKED], _plain(NOT_ASKED, each["not_asked"]), base),
            _table(SOURCES, SMALL_SHEETS[SOURCES], _plain(SOURCES, each["refs"]), base),
            _table(RETIRED, SMALL_SHEETS[RETIRED], _plain(RETIRED, source.get("retired", ())), base),
            *([_table(EXAMPLE, of, _rows(of, [example]), base, open_=False)] if example else []),
            _pairs(LISTS, "What may stand in a cell", _lists(base)),
        ),
        facts={"schema": SCHEMA, "base": f"{base['id']}@{base['version']}"},
    )


def _fits(column: Column, base: Data) -> bool:
    """Only some sets have headings, or tell essential from good practice."""
    if column.heading == "heading":
        return bool(base["headings"])
    return column.heading != "essential" or base["criteria"][0]["essential"] is not None


def _rows(of: Sequence[Column], criteria: Iterable[Data]) -> Iterator[Texts]:
    for criterion in criteria:
        general_first = sorted(criterion["wordings"], key=lambda variant: variant != GENERAL)
        for variant in general_first:
            wording = criterion["wordings"][variant]
            yield {column.heading: _cell(column, criterion, variant, wording) for column in of}


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


def _plain(title: str, parts: Iterable[Data]) -> Iterator[Texts]:
    for part in parts:
        yield {c.heading: as_text(part.get(str(c.spot[0]))) for c in SMALL_SHEETS[title]}


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


def _table(
    title: str, of: Sequence[Column], rows: Iterable[Texts], base: Data, *, open_: bool = True
) -> Sheet:
    choices: dict[str, tuple[str, ...]] = {c.heading: ("yes", "no") for c in of if c.kind is Kind.YES_NO}
    if variants := _variants(base):
        choices |= {WORDING.heading: variants} if WORDING in of else {}
    return Sheet(
        title,
        [_column(column.heading, column.width, open_=open_) for column in of],
        [Line(texts, choices) for texts in rows],
        spare=SPARE_ROWS if open_ else 0,
        spare_choices=choices,
    )


def _column(heading: str, width: int, *, open_: bool) -> SheetColumn[Texts]:
    return SheetColumn(heading, heading, width, lambda texts: texts.get(heading), open_)


def _about(source: Data) -> Sheet:
    name, value, hint = ABOUT_COLUMNS
    rows = [{name: row, value: as_text(source.get(row)), hint: words} for row, words in ABOUT_ROWS.items()]
    widths = ((name, 14, False), (value, 60, True), (hint, 70, False))
    of = [_column(heading, width, open_=open_) for heading, width, open_ in widths]
    return Sheet(ABOUT, of, [Line(row) for row in rows])


def _pairs(title: str, heading: str, lines: Iterable[tuple[str, str]]) -> Sheet:
    """A sheet to read."""
    of = [_column(heading, 34, open_=False), _column("In words", 100, open_=False)]
    return Sheet(title, of, [Line({heading: name, "In words": words}) for name, words in lines])


def _how_to(of: Sequence[Column], base: Data) -> Iterator[tuple[str, str]]:
    yield "Your own questions", f"Beside those of {base['title']}, version {base['version']}"
    yield from _STEPS
    top = f"The highest level begins with “As {base['scale'][-2]['label']}, ”"
    yield "5", f"Each text is one line without a full stop at its end. {top}"
    for title, each in ((QUESTIONS, of), *SMALL_SHEETS.items()):
        yield "", ""
        may = "" if title == QUESTIONS else "This sheet may stay empty"
        yield f"Columns of “{title}”", may
        yield from ((column.heading, _hint(column)) for column in each)


def _hint(column: Column) -> str:
    return column.hint if column.kind is Kind.TEXT else f"{column.hint} ({column.kind.value})"


def _lists(base: Data) -> Iterator[tuple[str, str]]:
    framework = build(base)
    spare = may_be_left_out(framework)
    ours = [(c.id, c.title) for c in framework.criteria]
    lists: dict[str, list[tuple[str, str]]] = {
        "Standards": [(str(s["number"]), s["title"]) for s in base["standards"]],
        "Headings": [(str(h["number"]), h["title"]) for h in base["headings"]],
        "Sectors": [(s["id"], s["name"]) for s in base["sectors"]],
        "Wordings": [(variant, "") for variant in _variants(base)],
        "Levels": [(str(n), level["label"]) for n, level in enumerate(base["scale"], start=1)],
        "Answers about the organisation": [
            (f"{q['id']}: {answer}", f"{q['question']} {label}")
            for q in base["profile_questions"]
            for answer, label in q["answers"].items()
        ],
        "Duties": [(duty["key"], duty["text"]) for duty in base["duties"]],
        "Questions of ours that may be left out": [pair for pair in ours if pair[0] in spare],
        "Questions of ours that stay": [pair for pair in ours if pair[0] not in spare],
    }
    for title, pairs in lists.items():
        if pairs:
            yield title, ""
            yield from pairs
            yield "", ""


def _variants(base: Data) -> tuple[str, ...]:
    found = {part["variant"] for part in (*base["sectors"], *base["variants"])}
    return tuple(sorted(found - {GENERAL}))
