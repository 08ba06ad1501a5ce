"""Whatever somebody uploaded, as plain data and where each part of it stands. Nothing of it is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.errors import Refused
from chalicelib.domain.file_checks import detect
from chalicelib.domain.own_questions import FILE_LIMIT, FILE_WORDS, Fault, Place, QuestionsRefused
from chalicelib.frameworks.own.book import READ
from chalicelib.frameworks.problems import FrameworkRefused, Spot
from chalicelib.frameworks.reader import read_yaml
from chalicelib.services.ports import Documents

TOP = Place((0,), "The file")


@dataclass(frozen=True, slots=True)
class Read:
    """`places` says where each spot of the data stands; `top` where the data begins. With `names_fields` a
    place says which field it is.
    """

    data: Any
    places: Mapping[Spot, Place]
    top: Place
    names_fields: bool = False


def read(content: bytes, documents: Documents) -> Read:
    """YAML or a spreadsheet. Raises QuestionsRefused."""
    if not content.strip():
        raise refused("it is empty")
    if len(content) > FILE_LIMIT:
        raise refused(f"it must be smaller than {FILE_WORDS}")
    kind = detect(content)
    if kind in ("xlsx", "locked", "program"):
        return _read_book(content, documents)
    if kind not in ("txt", ""):
        raise refused("it is neither a spreadsheet (.xlsx) nor YAML")
    return _read_yaml(content)


# What reading a spreadsheet may be refused for (domain/errors.py), in words about this one.
_REASONS = {
    "file_locked": "it has a password. Save it without one",
    "file_program": "it is a program or has macros. Save it without them",
    "sheet_unfolds": "there is far more in it than questions. Start from our template",
}


def _read_book(content: bytes, documents: Documents) -> Read:
    from chalicelib.frameworks.own.book_reading import read_book

    try:
        book = documents.read_spreadsheet(content, READ)
    except Refused as refusal:
        unreadable = "it cannot be read. Save it again as .xlsx (Excel workbook)"
        raise refused(_REASONS.get(refusal.code, unreadable)) from refusal
    return read_book(book)


def refused(reason: str, place: Place = TOP) -> QuestionsRefused:
    return QuestionsRefused([Fault(place, reason)])


def _read_yaml(content: bytes) -> Read:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise refused("this is not UTF-8 text, as YAML must be", _line(line)) from error
    try:
        data, lines = read_yaml(text, "")
    except FrameworkRefused as problems:
        raise QuestionsRefused(Fault(_line(line), reason) for line, reason in problems.found) from problems
    return Read(data, {spot: _line(line) for spot, line in lines.items()}, _line(1))


def _line(number: int) -> Place:
    return Place((number,), f"Line {number}")
