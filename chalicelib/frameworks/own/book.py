"""The spreadsheet of a partnership's own questions: its sheets and columns, for reading and writing alike.

One row a question and wording. The first row of a question says everything about it, in the general wording;
each other wording is a row with the same id that fills in only what differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from chalicelib.frameworks.lint import MOST_WORDS
from chalicelib.frameworks.problems import Spot

Data = Mapping[str, Any]

ABOUT, QUESTIONS, LEAVE_OUT = "About", "Questions", "Leave out"
NOT_ASKED, SOURCES, RETIRED = "Not asked", "Sources", "No longer asked"
# Not read: they help whoever fills the others in.
HOW_TO, EXAMPLE, LISTS = "How to", "Example", "Lists"
READ = (ABOUT, QUESTIONS, LEAVE_OUT, NOT_ASKED, SOURCES, RETIRED)
ABOUT_COLUMNS = ("name", "what it is", "how to say it")
ABOUT_ROWS = {
    "base": "The set of ours that you add to, and its version",
    "id": "A short name for your set: small letters and hyphens",
    "version": "A year, a full stop and a number. A correction is a new version",
    "title": "What organisations read as the name of the set",
    "follows": "Your own set before this one, if there is one: its name, an @ and its version",
}
BULLETS = 4


class Kind(Enum):
    """How a cell is read."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes or no"
    NAMES = "names with commas between them"
    WHEN = "like “people: one, two_to_nine; commissions: no”"


@dataclass(frozen=True, slots=True)
class Column:
    """`spot` is where the cell stands in a question, or, `of_wording`, in one of its wordings."""

    heading: str
    spot: Spot
    kind: Kind = Kind.TEXT
    of_wording: bool = False
    hint: str = ""
    width: int = 18


WORDING = Column("wording", ("wording",), hint="Empty for the general one; else its name from “Lists”")


def columns(levels: Sequence[str]) -> tuple[Column, ...]:
    """Those of the sheet “Questions”, for a scale with these levels (their ids)."""
    return (*_FACTS, WORDING, *_words(levels))


_FACTS = (
    Column("id", ("id",), hint="L, the standard, a number: L04-01 is your first in standard 4", width=10),
    Column("standard", ("standard",), Kind.NUMBER, hint="1 to 12, from “Lists”", width=10),
    Column("heading", ("heading",), Kind.NUMBER, hint="Only for a set with headings: see “Lists”", width=10),
    Column("essential", ("essential",), Kind.YES_NO, hint="Only for a set that says it", width=10),
    Column("title", ("title",), hint=f"At most {MOST_WORDS['title']} words", width=24),
    Column("minutes", ("minutes",), Kind.NUMBER, hint="To answer it: 1 to 5", width=10),
    Column("core", ("core",), Kind.YES_NO, hint="Yes if “does not apply” is not offered", width=8),
    Column("voice of child", ("voice_of_child",), Kind.YES_NO, hint="Is it about children’s own voices?"),
    Column("sectors", ("sectors",), Kind.NAMES, hint="Whom it is for; empty for all. See “Lists”"),
    Column("duties", ("duties",), Kind.NAMES, hint="May be empty. See “Lists”"),
    Column("was", ("was",), Kind.NAMES, hint="Its id in your set before, if it had another"),
)


def _words(levels: Sequence[str]) -> Iterator[Column]:
    yield _word("question", ("question",), "Ends with a question mark")
    yield _word("why", ("why",), "Why it is asked, in one sentence")
    yield from _bullets("think about", "think_about", "2 to 4 of these")
    yield _word("try this", ("try_this",), "One thing to do in five minutes")
    yield from _bullets("where to look", "where_to_look", "2 to 4 of these")
    yield _word("do not attach", ("do_not_attach",), "What should stay where it is")
    for n, level in enumerate(levels, start=1):
        hint = "The lowest level" if n == 1 else "The highest level" if n == len(levels) else f"Level {n}"
        yield _word(f"level {n}", ("levels", level), hint)
    yield _word("first step", ("first_step",), "For whoever is below the standard")
    yield _word("changed", ("changed",), "Why it reads differently from your set before; may be empty")


def _bullets(heading: str, key: str, hint: str) -> Iterator[Column]:
    for n in range(BULLETS):
        yield _word(f"{heading} {n + 1}", (key, n), hint)


def _word(heading: str, spot: Spot, hint: str) -> Column:
    most = MOST_WORDS[str(spot[0])]
    return Column(heading, spot, of_wording=True, hint=f"{hint}. At most {most} words", width=34)


SMALL_SHEETS: Mapping[str, tuple[Column, ...]] = {
    LEAVE_OUT: (
        Column("id", ("id",), hint="A question of the base that is not core", width=10),
        Column("because", ("because",), hint="Organisations read this", width=60),
        Column("sectors", ("sectors",), Kind.NAMES, hint="Whom it is left out for; empty for all"),
    ),
    NOT_ASKED: (
        Column("id", ("id",), hint="A question of yours", width=10),
        Column("because", ("because",), hint="Organisations read this", width=60),
        Column("sectors", ("sectors",), Kind.NAMES, hint="Empty for all"),
        Column("when", ("when",), Kind.WHEN, hint="Answers about the organisation: see “Lists”", width=40),
    ),
    SOURCES: (
        Column("id", ("id",), hint="A question of yours", width=10),
        Column("doc", ("doc",), hint="The document it comes from", width=40),
        Column("part", ("part",), hint="Where in it", width=30),
        Column("checked", ("checked",), hint="The day it was last checked, like 2026-11-22"),
    ),
    RETIRED: (
        Column("id", ("id",), hint="A question of your set before", width=10),
        Column("why", ("why",), hint="Why you no longer ask it", width=60),
    ),
}
