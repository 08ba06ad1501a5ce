"""A spreadsheet as our rules see it: columns as data, rows under headings. No file format is known here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from chalicelib.domain.errors import Refused

Cell = str | date | None
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Column(Generic[Thing]):
    """`width` is in characters. Only what stands in an `open` column is taken back; the others are locked.

    `day` is for dates.
    """

    key: str
    heading: str
    width: int
    show: Callable[[Thing], Cell]
    open: bool = False
    day: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """`choices` gives a cell a list to choose from: column key → labels."""

    cells: Mapping[str, Cell]
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`spare` lines are empty and open, all with the choices of `spare_choices`."""

    title: str
    columns: Sequence[Column[Any]]
    lines: Sequence[Line]
    spare: int = 0
    spare_choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """`facts` are kept on a hidden sheet, so that the file can be told apart when it comes back."""

    title: str
    author: str
    made_at: datetime
    sheets: tuple[Sheet, ...]
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that would be worked out; we take what somebody typed and nothing else."""


Found = str | date | Formula | None
"""A cell that came back. Numbers come as text."""


@dataclass(frozen=True, slots=True)
class FoundBook:
    """Sheet title → its rows, from the first. `facts` is empty where the hidden sheet is gone; `extra` are
    the titles of sheets that nobody asked for.
    """

    sheets: Mapping[str, Sequence[Sequence[Found]]]
    facts: Mapping[str, str]
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One row under the headings, by column key. `number` is that of the row in the file."""

    number: int
    cells: Mapping[str, Found]


def line_of(columns: Sequence[Column[Thing]], thing: Thing) -> dict[str, Cell]:
    return {column.key: column.show(thing) for column in columns}


def lines_of(
    title: str, columns: Sequence[Column[Any]], rows: Sequence[Sequence[Found]]
) -> Iterator[FoundLine]:
    """The rows that hold anything, whatever order their columns are in.

    Raises Refused when an open column is missing, or the first, which holds the ids.
    """
    places = _places(columns, rows[0] if rows else ())
    for column in columns:
        if column.key not in places and (column.open or column is columns[0]):
            raise Refused("sheet_column_missing", column=column.heading, sheet=title)
    for number, row in enumerate(rows[1:], start=2):
        cells = {key: row[place] if place < len(row) else None for key, place in places.items()}
        if any(cell not in (None, "") for cell in cells.values()):
            yield FoundLine(number, cells)


def _places(columns: Sequence[Column[Any]], headings: Sequence[Found]) -> dict[str, int]:
    """Column key → where it stands."""
    keys = {_plain(column.heading): column.key for column in columns}
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        key = keys.get(_plain(heading)) if isinstance(heading, str) else None
        if key:
            found.setdefault(key, place)
    return found


def _plain(heading: str) -> str:
    return " ".join(heading.split()).casefold()
