"""A filled-in spreadsheet as the same plain data that YAML gives, with the cell that each part stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.framework import GENERAL
from chalicelib.domain.own_questions import Fault, Place, QuestionsRefused
from chalicelib.domain.sheets import FoundBook
from chalicelib.frameworks.own.book import (
    ABOUT,
    ABOUT_COLUMNS,
    ABOUT_ROWS,
    LEAVE_OUT,
    NOT_ASKED,
    QUESTIONS,
    READ,
    RETIRED,
    SMALL_SHEETS,
    SOURCES,
    WORDING,
    Column,
    Kind,
    columns,
)
from chalicelib.frameworks.own.book_cells import Row, Sheet, sheet_of
from chalicelib.frameworks.own.files import Read, refused
from chalicelib.frameworks.problems import Spot
from chalicelib.frameworks.registry import available, framework_data

_YES_NO = {"yes": True, "no": False, "true": True, "false": False}


def read_book(book: FoundBook) -> Read:
    """Raises QuestionsRefused."""
    for title in (ABOUT, QUESTIONS):
        if title not in book.sheets:
            raise refused(f"there is no sheet “{title}”. Start from our template")
    about, places = _about(_sheet(book, ABOUT, ABOUT_COLUMNS))
    of = columns([level["id"] for level in _base(about, places)["scale"]])
    reading = _Questions(of, _sheet(book, QUESTIONS, [column.heading for column in of]))
    reading.small(_small(book, NOT_ASKED), "not_asked")
    reading.small(_small(book, SOURCES), "refs")
    data = {**about, "criteria": reading.criteria}
    places |= reading.places
    for key, title in (("leave_out", LEAVE_OUT), ("retired", RETIRED)):
        if rows := _list(_small(book, title), key, places):
            data[key] = rows
    if reading.faults:
        raise QuestionsRefused(reading.faults)
    return Read(data, places, Place((0, 0, 0), ABOUT), names_fields=True)


def _sheet(book: FoundBook, title: str, known: Sequence[str]) -> Sheet:
    return sheet_of(title, READ.index(title), book.sheets.get(title, ()), known)


def _small(book: FoundBook, title: str) -> Sheet:
    return _sheet(book, title, [column.heading for column in SMALL_SHEETS[title]])


def _about(sheet: Sheet) -> tuple[dict[str, Any], dict[Spot, Place]]:
    """Names in the first column, and what they are in the second."""
    name_of, value_is, _ = ABOUT_COLUMNS
    found: dict[str, Any] = {}
    places: dict[Spot, Place] = {}
    faults = []
    for row in sheet.rows:
        name = row.cells.get(name_of, "").casefold()
        place = sheet.at(row.number, name or name_of)
        if name not in ABOUT_ROWS:
            faults.append(Fault(place, f"the names here are: {', '.join(ABOUT_ROWS)}"))
        elif (name,) in places:
            faults.append(Fault(place, "this is here already"))
        else:
            places[(name,)] = place
            found |= {name: row.cells[value_is]} if value_is in row.cells else {}
    if faults:
        raise QuestionsRefused(faults)
    return found, places


def _base(about: Mapping[str, Any], places: Mapping[Spot, Place]) -> Mapping[str, Any]:
    """What says how many levels there are."""
    place = places.get(("base",), Place((0, 0, 0), ABOUT))
    if "base" not in about:
        raise refused("say which set of ours you add to. A whole set of your own comes as YAML", place)
    if about["base"] not in available():
        known = ", ".join(available())
        raise refused(f"there is no set {about['base']!r}. The sets are: {known}", place)
    return framework_data(about["base"])


def _list(sheet: Sheet, key: str, places: dict[Spot, Place]) -> list[dict[str, Any]]:
    """A sheet whose rows are a list of their own."""
    places[(key,)] = sheet.place
    found = []
    for n, row in enumerate(sheet.rows):
        places[(key, n)] = sheet.at(row.number)
        found.append(_cells(row, sheet, SMALL_SHEETS[sheet.title], (key, n), places))
    return found


def _cells(
    row: Row, sheet: Sheet, of: tuple[Column, ...], spot: Spot, places: dict[Spot, Place]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in of:
        places[(*spot, *column.spot)] = sheet.at(row.number, column.heading)
        if column.heading in row.cells:
            found[str(column.spot[0])] = value_of(row.cells[column.heading], column.kind)
    return found


class _Questions:
    """The sheet of the questions, and what other sheets say of them, put together."""

    def __init__(self, of: tuple[Column, ...], sheet: Sheet) -> None:
        self.criteria: list[dict[str, Any]] = []
        self.places: dict[Spot, Place] = {("criteria",): sheet.place}
        self.faults: list[Fault] = []
        self._numbers: dict[str, int] = {}
        self._facts = tuple(c for c in of if not c.of_wording and c is not WORDING)
        self._words = tuple(c for c in of if c.of_wording)
        self._sheet = sheet
        for row in sheet.rows:
            self._row(row)

    def _row(self, row: Row) -> None:
        name = row.cells.get("id", "")
        if not name:
            self.faults.append(Fault(self._sheet.at(row.number, "id"), "fill this in"))
            return
        if name in self._numbers:
            self._repeated(row, self._numbers[name])
        else:
            self._first(row, name)
        n, variant = self._numbers[name], row.cells.get("wording", GENERAL)
        if variant in self.criteria[n]["wordings"]:
            place = self._sheet.at(row.number, "wording")
            self.faults.append(Fault(place, f"{name} has a {variant} wording already"))
            return
        self.criteria[n]["wordings"][variant] = self._wording(row, ("criteria", n, "wordings", variant))

    def _first(self, row: Row, name: str) -> None:
        n = self._numbers[name] = len(self.criteria)
        self.places[("criteria", n)] = self._sheet.at(row.number)
        facts = _cells(row, self._sheet, self._facts, ("criteria", n), self.places)
        self.criteria.append({**facts, "wordings": {}})

    def _repeated(self, row: Row, n: int) -> None:
        """Facts are said once; saying the same again does no harm."""
        for column in self._facts:
            text, first = row.cells.get(column.heading), self.criteria[n].get(str(column.spot[0]))
            if text is not None and value_of(text, column.kind) != first:
                place = self._sheet.at(row.number, column.heading)
                self.faults.append(Fault(place, "the first row of this question says something else"))

    def _wording(self, row: Row, spot: Spot) -> dict[str, Any]:
        self.places[spot] = self._sheet.at(row.number)
        found: dict[str, Any] = {}
        for column in self._words:
            place, key = self._sheet.at(row.number, column.heading), str(column.spot[0])
            self.places.setdefault((*spot, key), place)
            text = row.cells.get(column.heading)
            if len(column.spot) == 1:
                if text is not None:
                    found[key] = text
            elif isinstance(column.spot[1], int):  # a list: gaps close up
                if text is not None:
                    self.places[(*spot, key, len(found.setdefault(key, [])))] = place
                    found[key].append(text)
            else:
                self.places[(*spot, *column.spot)] = place
                if text is not None:
                    found.setdefault(key, {})[column.spot[1]] = text
        return found

    def small(self, sheet: Sheet, key: str) -> None:
        """Rows of another sheet that belong to a question, as a list of it."""
        of = tuple(c for c in SMALL_SHEETS[sheet.title] if c.heading != "id")
        for row in sheet.rows:
            n = self._numbers.get(row.cells.get("id", ""))
            if n is None:
                place = sheet.at(row.number, "id")
                self.faults.append(Fault(place, f"there is no such question in “{QUESTIONS}”"))
                continue
            rows = self.criteria[n].setdefault(key, [])
            spot = ("criteria", n, key, len(rows))
            self.places[spot] = sheet.at(row.number)
            rows.append(_cells(row, sheet, of, spot, self.places))


def value_of(text: str, kind: Kind) -> Any:
    """What a cell means; what cannot be meant stays text, and the shape says so."""
    match kind:
        case Kind.NUMBER:
            return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else text
        case Kind.YES_NO:
            return _YES_NO.get(text.casefold(), text)
        case Kind.NAMES:
            return [name for part in text.replace(";", ",").split(",") if (name := part.strip())]
        case Kind.WHEN:
            return _when(text)
        case Kind.TEXT:
            return text


def _when(text: str) -> Any:
    found: dict[str, list[str]] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        question, colon, answers = part.partition(":")
        if not colon:
            return text
        found[question.strip()] = value_of(answers, Kind.NAMES)
    return found
