"""Cells that look like formulas stay text; everything else arrives as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.exports import safe_cell, to_csv


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 20", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0", "＝1+1", "  =HYPERLINK()"]
)
def test_what_a_spreadsheet_would_run_is_made_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "St Mary's", "a=b", "0x09", "Ysgol Gymraeg Bryn y Môr", "مدرسة", "1-2"])
def test_ordinary_text_is_left_alone(text):
    assert safe_cell(text) == text


def test_headers_are_made_safe_and_numbers_stay_numbers():
    assert to_csv(["=Name", "Visits"], [["-x", -3], ["y", None]]) == "'=Name,Visits\r\n'-x,-3\r\ny,\r\n"


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_every_text_comes_back_from_the_file(rows):
    read = list(csv.reader(io.StringIO(to_csv(["a", "b"], rows), newline="")))
    assert read == [["a", "b"], *[[safe_cell(cell) for cell in row] for row in rows]]
