"""Cells of a spreadsheet that came back, read as what somebody meant. What cannot be read raises Refused."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.sheets import Formula, FoundLine
from chalicelib.domain.workbook_marks import said

DAYS = ("%d/%m/%Y", "%d %m %Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y")
SHOWN = 60  # characters of a cell, in a message about it
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that could not be used: where it stands in the file, and why."""

    place: str
    words: str


@contextmanager
def told(troubles: list[Trouble], place: str) -> Iterator[None]:
    """What is refused within is kept as a trouble, and the rest of the file goes on."""
    try:
        yield
    except Invalid as invalid:
        troubles += [Trouble(place, words) for words in invalid.messages().values()]
    except Refused as refused:
        troubles.append(Trouble(place, refused.words))


def text(line: FoundLine, key: str) -> str:
    """As our forms would have kept it. A date that somebody typed among words is written out."""
    found = line.cells.get(key)
    if isinstance(found, Formula):
        raise Refused("cell_formula")
    if isinstance(found, date):
        return f"{found.day}/{found.month}/{found.year}"
    return said(found or "")


def day(line: FoundLine, key: str) -> date | None:
    """A date, whether the program took it for one or not. None for an empty cell."""
    found = line.cells.get(key)
    if isinstance(found, date):
        return found
    typed = " ".join(text(line, key).split())
    for form in DAYS if typed else ():
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    if typed:
        raise Refused("date_not_real")
    return None


def chosen(line: FoundLine, key: str, choices: Mapping[T, str], code: str) -> T | None:
    """The choice with this label; capitals and spaces do not matter. None for an empty cell."""
    label = text(line, key)
    by_label = {_plain(words): choice for choice, words in choices.items()}
    if label and _plain(label) not in by_label:
        raise Refused(code, label=label[:SHOWN])
    return by_label[_plain(label)] if label else None


def number(line: FoundLine) -> str:
    """What stands in the column of ids."""
    return text(line, "id")[:SHOWN]


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()
