"""What is read of documents, and that nothing they do takes long or raises."""

import io
import time
import zlib

import openpyxl
import pytest
from docx import Document

from chalicelib.domain.document_text import PART_LIMIT, TEXT_LIMIT, Reading, read_document
from tests.support.uploads import (
    PDF,
    POLICY_TEXT,
    archive,
    damaged,
    office,
    pdf,
    word,
)

LONG = 10  # seconds on a slow machine; what is refused here would take hours
MB = 1024 * 1024


def words_of(*paragraphs):
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return document


def saved(document):
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


# What is read


def test_word_as_word_writes_it():
    document = words_of("Fish & <chips>", "Second")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("DOB", "UPN", "3/2/2015", "H801200001001"), strict=True):
        cell.text = text
    found = read_document(saved(document), "docx")
    assert found.text.split("\n")[:5] == [
        "",
        "Fish & <chips>",
        "Second",
        "DOB\tUPN\t",
        "3/2/2015\tH801200001001\t",
    ]
    assert (found.looked, found.whole, found.pictures) == (True, True, False)


def test_a_workbook_keeps_its_columns_even_where_cells_are_empty():
    book = openpyxl.Workbook()
    book.active.append(["Name", None, "DOB"])
    book.active.append(["Jo & Co", None, 42038])
    book.create_sheet("More")["B2"] = "far"
    assert read_document(saved(book), "xlsx").text.split("\n") == [
        "Name\t\tDOB",
        "Jo & Co\t\t42038",
        "\tfar",
    ]


ODT = "application/vnd.oasis.opendocument.text"
WRITER = (
    '<office:text><text:h>Policy</text:h><text:p>Two<text:s text:c="2"/>words</text:p><table:table-row>'
    "<table:table-cell><text:p>DOB</text:p></table:table-cell>"
    "<table:table-cell><text:p>UPN</text:p></table:table-cell></table:table-row></office:text>"
)


def test_an_open_document():
    content = archive("mimetype", "content.xml", **{"mimetype": ODT, "content.xml": WRITER})
    assert read_document(content, "odt").text.split("\n")[:3] == ["Policy", "Two words", "DOB\tUPN\t"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Nodiadau’r ysgol".encode(), "Nodiadau’r ysgol"),
        ("Nodiadau’r ysgol".encode("utf-16"), "Nodiadau’r ysgol"),
        ("Nodiadau’r ysgol".encode("cp1252"), "Nodiadau’r ysgol"),
    ],
)
def test_plain_text_however_it_was_saved(content, text):
    assert read_document(content, "txt").text == text


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_csv_whichever_sign_stands_between(sign):
    content = f'Name{sign}DOB\r\n"Marsh, Jo"{sign}3/2/2015\r\n'.replace("\t", sign).encode()
    assert read_document(content, "csv").text == "Name\tDOB\nMarsh, Jo\t3/2/2015"


def test_a_pdf_whose_letters_are_letters():
    found = read_document(PDF, "pdf")
    assert found.text.strip() == POLICY_TEXT
    assert found.letters > 40


@pytest.mark.parametrize(
    ("drawn", "text"),
    [
        (b"[(Da)-3(te)-250(of)-250(birth)]TJ", "Date of birth"),
        (b"(a \\(b\\) \\101 (c)) Tj T* (d) '", "a (b) A (c)\nd"),
        (b"<00410042> Tj", ""),
        (b"(never closed", ""),
        (b"0 0 m 10 10 l S", ""),
    ],
)
def test_how_pdfs_draw_text(drawn, text):
    assert read_document(pdf(b"BT " + drawn + b" ET"), "pdf").text == text


def test_letters_that_cannot_be_read_are_counted():
    drawn = b"<" + b"0041" * 60 + b"> Tj"
    assert read_document(pdf(b"BT " + drawn + b" ET"), "pdf").letters == 60


def test_pictures_and_logos():
    scan = zlib.decompress(zlib.compress(bytes(range(256)) * 200))
    image = b"1 0 obj <</Subtype /Image /Length %d>>\nstream\n%s\nendstream endobj" % (len(scan), scan)
    assert read_document(b"%PDF-1.7\n" + image, "pdf").pictures
    assert not read_document(PDF, "pdf").pictures
    assert read_document(word("Logo", pictures=30_000), "docx").pictures
    assert not read_document(word("Logo", pictures=3_000), "docx").pictures


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (pdf(b"BT ET", tail=b"trailer <</Encrypt 9 0 R>>"), "pdf"),
        (b"anything", "locked"),
        (
            archive(
                "mimetype",
                "META-INF/manifest.xml",
                **{"mimetype": ODT, "META-INF/manifest.xml": "<manifest:encryption-data>"},
            ),
            "odt",
        ),
    ],
)
def test_what_is_locked(content, extension):
    assert read_document(content, extension) == Reading(locked=True)


def test_an_archive_with_one_locked_part_is_locked():
    content = archive("word/document.xml")
    flags = content.index(b"PK\x01\x02") + 8
    assert read_document(damaged(content, at=flags, to=b"\x01"), "docx").locked


@pytest.mark.parametrize("extension", ["doc", "xls", "ppt", "pptx", "jpg", "png", ""])
def test_what_is_not_read_at_all(extension):
    assert read_document(b"H801200001001", extension) == Reading()


# What a file may do


def big(**parts):
    return archive(*parts, **parts)


HOSTILE = {
    "empty": (b"", "docx"),
    "no archive": (b"PK\x03\x04 and no more", "docx"),
    "damaged": (damaged(word("Text" * 50), at=60, to=b"\xff" * 30), "docx"),
    "nothing in it": (office("word"), "docx"),
    "bomb": (big(**{"word/document.xml": "<w:t>a" * 5_000_000}), "docx"),
    "tags that never close": (big(**{"word/document.xml": "<" * 20_000_000}), "docx"),
    "a million parts": (b"PK\x01\x02" * 400_000, "docx"),
    "one string in many pieces": (big(**{"xl/sharedStrings.xml": "<si>" + "<t>x" * 500_000}), "xlsx"),
    "one long string in many cells": (
        big(
            **{
                "xl/sharedStrings.xml": "<si><t>" + "x" * 1_900_000,
                "xl/worksheets/sheet1.xml": '<row><c r="A1" t="s"><v>0</v></row>' * 50_000,
            }
        ),
        "xlsx",
    ),
    "cells that name nothing": (
        big(**{"xl/worksheets/sheet1.xml": '<row><c t="s"><v>9</v><c r="ZZZZ9"><v>1</v></row>'}),
        "xlsx",
    ),
    "pdf bomb": (pdf(b"0" * 100_000_000), "pdf"),
    "pdf that is broken inside": (damaged(PDF, at=80, to=b"\xff" * 20), "pdf"),
    "streams without an end": (b"%PDF-" + b"stream\n" * 2_000_000, "pdf"),
    "lengths that are not": (b"%PDF-" + b"obj /Length 999999999999\nstream\n" * 1000, "pdf"),
    "open brackets": (pdf(*[b"T" + b"(" * MB] * 4), "pdf"),
    "escaped brackets": (pdf(*[b"T" + b"\\(" * (MB // 2)] * 4), "pdf"),
    "open arrays": (pdf(*[b"T" + b"[(a" * (MB // 3)] * 4), "pdf"),
    "a CSV of one endless cell": (b'"' + b"a" * 5_000_000, "csv"),
    "bytes that are no text": (bytes(range(256)) * 1000, "txt"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_nothing_raises_or_takes_long(case):
    before = time.monotonic()
    found = read_document(*HOSTILE[case])
    assert time.monotonic() - before < LONG
    assert len(found.text) <= TEXT_LIMIT


def test_what_is_cut_is_not_called_whole():
    assert not read_document(big(**{"word/document.xml": "a" * (PART_LIMIT + 1)}), "docx").whole
    assert not read_document(pdf(b"0" * (2 * MB)), "pdf").whole
    assert not read_document(b"a" * (TEXT_LIMIT + 1), "txt").whole
    assert not read_document(pdf(b"BT ET", b"BT ET"), "pdf", lambda: False).whole
    assert not read_document(pdf(b"BT ET", head=b"/ASCII85Decode"), "pdf").whole
