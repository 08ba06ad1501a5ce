"""Whatever comes instead of a file of questions: each its own message, and nothing unfolds without end."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from tests.support.own_sets import OVERLAY, book_of, checked, faults, spoiled

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + b"0" * 500
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"0" * 500
NEITHER = "The file: it is neither a spreadsheet (.xlsx) nor YAML"
UNREADABLE = "The file: it cannot be read. Save it again as .xlsx (Excel workbook)"
TOO_MUCH = "The file: there is far more in it than questions. Start from our template"


def again(content: bytes, **replaced: bytes) -> bytes:
    """The archive with other content in some members (named with _ for / and .)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            key = name.replace("/", "_").replace(".", "_")
            new.writestr(name, replaced.pop(key) if key in replaced else old.read(name))
        for name, content in replaced.items():
            new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file: it is empty"),
        (b" \n ", "The file: it is empty"),
        (b"x" * 600_001, "The file: it must be smaller than 600KB"),
        (PNG, NEITHER),
        (b"%PDF-1.7", NEITHER),
        (OLD_EXCEL, NEITHER),
        (LOCKED, "The file: it has a password. Save it without one"),
        (b"#!/bin/sh\n", "The file: it is a program or has macros. Save it without them"),
        (b"PK\x03\x04 and no more", NEITHER),
        (b"title: caf\xe9\n", "Line 1: this is not UTF-8 text, as YAML must be"),
        (b"just some words", "Line 1: 'the file' must be a set of keys"),
        (b"a: 1\na: 2\n", "Line 1: 'a' is given twice"),
        (b"a: [1\nb: 2\n", "Line 2: this is not YAML: "),
        (b"a: &x [1]\nb: *x\n", "Line 2: this is not YAML: write it out instead of referring to it"),
        (b"a: &x [*x]\n", "Line 1: this is not YAML: write it out instead of referring to it"),
        (b"[" * 2_000, "Line 1: this is nested too deeply"),
        (b"a: !!python/object/apply:os.system [ls]\n", "Line 1: "),
    ],
)
def test_other_files_are_refused_in_words(content: bytes, reason: str) -> None:
    (fault, *others) = faults(content)
    assert fault.startswith(reason)
    assert not others or "there is no key" in fault + "".join(others)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert checked(b"\xef\xbb\xbf" + OVERLAY.encode()).framework.key


def test_macros_are_refused() -> None:
    with_macros = again(book_of(), **{"xl/vbaProject.bin": b"macro"})
    assert faults(with_macros) == ["The file: it is a program or has macros. Save it without them"]


def test_an_archive_that_unfolds_to_far_more_is_not_unfolded() -> None:
    bomb = again(book_of(), **{"xl/worksheets/sheet99.xml": b"0" * 30_000_000})
    assert len(bomb) < 100_000
    assert faults(bomb) == [TOO_MUCH]
    crowd = again(book_of(), **{f"xl/{n}.xml": b"<a/>" for n in range(300)})
    assert faults(crowd) == [TOO_MUCH]


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)


@pytest.mark.parametrize("member", ["xl_worksheets_sheet2_xml", "xl_worksheets_sheet3_xml"])
def test_entities_are_refused(member: str) -> None:
    with zipfile.ZipFile(io.BytesIO(book_of())) as archive:
        name = next(n for n in archive.namelist() if n.replace("/", "_").replace(".", "_") == member)
        text = archive.read(name)
    body = text[text.index(b"?>") + 2 :] if text.startswith(b"<?xml") else text
    assert faults(again(book_of(), **{member: LAUGHS + body})) == [UNREADABLE]


def test_a_broken_spreadsheet_is_refused() -> None:
    assert faults(again(book_of(), xl_workbook_xml=b"<workbook")) == [UNREADABLE]


def changed(sheet: str, cell: str, value: object) -> bytes:
    """The example's spreadsheet with something else in a cell, as a program would save it."""
    book = load_workbook(io.BytesIO(book_of()))
    book[sheet][cell].number_format = "General"
    book[sheet][cell].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "reason"),
    [
        (
            "Questions",
            "D2",
            "=1+1",
            "Questions, row 2, column D: this is a formula. Type the words themselves",
        ),
        ("About", "B4", "=TODAY()", "About, row 4, column B: this is a formula. Type the words themselves"),
        ("Questions", "A3", None, "Questions, row 3, id: fill this in"),
        ("Questions", "C2", "Something else", None),
        ("Questions", "A1", "number", "Questions, row 1, column A: there is no column “number”. "),
        ("Questions", "B1", "id", "Questions, row 1, column B: the column “id” is there twice"),
        (
            "Questions",
            "C3",
            "Another title",
            "Questions, row 3, title: the first row of this question says some",
        ),
        ("Questions", "J3", None, "Questions, row 3, wording: L04-01 has a general wording already"),
        ("Not asked", "A2", "L09-09", "Not asked, row 2, id: there is no such question in “Questions”"),
        ("Not asked", "D2", "college", "Not asked, row 2, when: write it like “people: one, two_to_nine; "),
        (
            "About",
            "A4",
            "number",
            "About, row 4, number: the names here are: base, id, version, title, follows",
        ),
        ("About", "A4", "id", "About, row 4, id: this is here already"),
        ("About", "B2", None, "About, row 2, base: say which set of ours you add to."),
        ("About", "B2", "education@1999.1", "About, row 2, base: there is no set 'education@1999.1'."),
        ("About", "B3", None, "About, row 3, id: fill this in"),
        ("About", "B4", 2027.1, None),
        ("Questions", "D2", 3.0, None),
        ("Questions", "D2", "3", None),
        ("Questions", "E2", False, None),
        ("Questions", "ZZ9", "far out", None),
    ],
)
def test_a_cell_that_holds_something_else(sheet: str, cell: str, value: object, reason: str | None) -> None:
    if reason is None:
        assert checked(changed(sheet, cell, value)).framework.key
    else:
        assert faults(changed(sheet, cell, value))[0].startswith(reason)


def test_dates_and_errors_are_not_taken_for_words() -> None:
    from datetime import UTC, datetime

    day = changed("Questions", "C2", datetime(2027, 1, 1, tzinfo=UTC).replace(tzinfo=None))
    assert faults(day)[0].startswith("Questions, row 2, column C: your program took this for a date")
    broken = changed("Questions", "C2", "#REF!")
    assert faults(broken) == ["Questions, row 2, column C: this cell holds an error (#REF!)"]


def test_text_that_only_looks_like_a_formula_is_text() -> None:
    text = spoiled("title: What young people asked for", 'title: "=What young people asked"')
    assert checked(book_of(text)).framework.criterion("L04-01").title == "=What young people asked"


def test_rows_without_end_are_refused() -> None:
    assert faults(changed("Questions", "A1001", "L01-01")) == [TOO_MUCH]


def test_a_sheet_that_is_missing_is_named() -> None:
    book = Workbook()
    book.active.title = "Sheet1"  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    assert faults(out.getvalue()) == ["The file: there is no sheet “About”. Start from our template"]
