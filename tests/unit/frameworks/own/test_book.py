"""The spreadsheet says what the YAML says, whatever it says."""

from __future__ import annotations

import io
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from chalicelib.documents.spreadsheet import HIDDEN
from chalicelib.domain.framework import newest
from chalicelib.frameworks.own.book import EXAMPLE, HOW_TO, LISTS, READ, SMALL_SHEETS, columns
from chalicelib.frameworks.own.book_reading import read_book
from chalicelib.frameworks.own.book_writing import book_of
from chalicelib.frameworks.own.example import beginning, example
from chalicelib.frameworks.own.shape import OverlayPart
from chalicelib.frameworks.reader import read_yaml
from chalicelib.frameworks.registry import available, framework_data
from chalicelib.frameworks.schema import validate
from tests.support.fakes import MONDAY
from tests.support.own_sets import DOCUMENTS, OVERLAY, checked, data_of, faults, written

BASE = framework_data("education@2026.1")
LEVELS = [level["id"] for level in BASE["scale"]]
LETTERS = st.characters(exclude_categories=("C", "Z"), include_characters=" ")
TEXT = st.text(LETTERS, min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)
ODD = st.sampled_from(["=1+1", "+44 16", "-", "@home", "_x0041_", "2026.10", "no", "~", "'so'", "1e3"])
WORDS = TEXT | ODD
NAME = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
NAMES = st.lists(NAME, max_size=3)
BULLETS = st.lists(WORDS, min_size=2, max_size=4)
WHEN = st.dictionaries(NAME, st.lists(NAME, min_size=1, max_size=3), max_size=3)


REF = st.fixed_dictionaries({"doc": WORDS, "part": WORDS}, optional={"checked": st.just("2026-11-22")})


def wording(required: bool) -> st.SearchStrategy[dict[str, Any]]:
    parts: dict[str, st.SearchStrategy[Any]] = {
        "question": WORDS,
        "why": WORDS,
        "think_about": BULLETS,
        "try_this": WORDS,
        "where_to_look": BULLETS,
        "do_not_attach": WORDS,
        "levels": st.fixed_dictionaries(dict.fromkeys(LEVELS, WORDS)),
        "first_step": WORDS,
    }
    changed = {"changed": WORDS}
    if required:
        return st.fixed_dictionaries(parts, optional=changed)
    return st.fixed_dictionaries({}, optional={**parts, **changed}).filter(bool)


def part(**required: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required)


QUESTION = st.fixed_dictionaries(
    {
        "standard": st.integers(1, 99),
        "title": WORDS,
        "minutes": st.integers(1, 5),
        "core": st.booleans(),
        "voice_of_child": st.booleans(),
        "wordings": st.builds(
            lambda general, others: {"general": general, **others},
            wording(True),
            st.dictionaries(NAME.filter(lambda name: name != "general"), wording(False), max_size=2),
        ),
    },
    optional={
        "sectors": NAMES,
        "duties": st.lists(NAME.map(lambda name: name.replace("_", "-")), max_size=3),
        "was": st.lists(st.from_regex(r"L\d\d-\d\d", fullmatch=True).filter(str.isascii), max_size=2),
        "not_asked": st.lists(part(because=WORDS, sectors=NAMES, when=WHEN), max_size=2),
        "refs": st.lists(REF, max_size=2),
    },
)
OVERLAYS = st.fixed_dictionaries(
    {
        "base": st.just("education@2026.1"),
        "id": st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True),
        "version": st.from_regex(r"20[0-9][0-9]\.[1-9][0-9]?", fullmatch=True),
        "title": WORDS,
        "criteria": st.lists(QUESTION, min_size=1, max_size=3).map(
            lambda found: [{"id": f"L{n:02}-{n:02}", **question} for n, question in enumerate(found, start=1)]
        ),
    },
    optional={
        "follows": st.just("education-plus@2026.1"),
        "leave_out": st.lists(part(id=st.just("S04-03"), because=WORDS, sectors=NAMES), max_size=2),
        "retired": st.lists(part(id=st.just("L04-03"), why=WORDS), max_size=2),
    },
)


def back(content: bytes) -> Any:
    """What the spreadsheet says."""
    return read_book(DOCUMENTS.read_spreadsheet(content, READ)).data


def shaped(data: Any) -> dict[str, Any]:
    found, problems = validate(data, OverlayPart)
    assert not problems
    return found


@given(overlay=OVERLAYS)
@settings(max_examples=12, deadline=None)
def test_yaml_to_spreadsheet_to_data_is_the_same(overlay: dict[str, Any]) -> None:
    from_yaml = read_yaml(yaml.safe_dump(overlay, sort_keys=False, allow_unicode=True), "own.yaml")[0]
    from_book = back(written(from_yaml))
    assert shaped(from_book) == shaped(from_yaml) == shaped(overlay)


def test_the_example_of_the_documentation_comes_back_word_for_word() -> None:
    assert shaped(back(written(data_of()))) == shaped(data_of())


def test_both_publish_the_same_questions() -> None:
    assert checked(written(data_of())).framework == checked(OVERLAY).framework


@pytest.mark.parametrize("key", newest(available()))
def test_the_empty_one_is_about_its_base_and_has_an_example_that_fits(key: str) -> None:
    base = framework_data(key)
    start = beginning(base, "Saltmarsh Safeguarding Children Partnership", 2027)
    content = DOCUMENTS.spreadsheet(book_of(start, base, MONDAY, example(base)))
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == [HOW_TO, *READ, EXAMPLE, LISTS, HIDDEN]
    assert book["About"]["B2"].value == key
    assert "fewer than 1" in faults(content)[0]
    filled = written({**start, "criteria": [example(base)]})
    too_many = faults(filled)  # our sets are full: only that is wrong
    assert too_many
    assert all("to leave out, or ask fewer" in reason for reason in too_many)


def test_only_sets_with_headings_have_a_column_for_them() -> None:
    def headings(key: str) -> list[Any]:
        book = load_workbook(io.BytesIO(DOCUMENTS.spreadsheet(book_of({}, framework_data(key), MONDAY))))
        return [cell.value for cell in book["Questions"][1]]

    assert "heading" in headings("voluntary@2026.1")
    assert not {"heading", "essential"} & set(headings("education@2026.1"))


def test_every_column_says_what_it_holds() -> None:
    for column in (*columns(LEVELS), *(c for small in SMALL_SHEETS.values() for c in small)):
        assert column.hint


def test_cells_are_text_and_run_nothing() -> None:
    data = {**data_of(), "title": "=HYPERLINK(1)"}
    book = load_workbook(io.BytesIO(written(data)))
    cell = book["About"]["B5"]
    assert (cell.value, cell.data_type, cell.number_format) == ("=HYPERLINK(1)", "s", "@")
    assert not any(c.data_type == "f" for sheet in book for row in sheet.iter_rows() for c in row)
