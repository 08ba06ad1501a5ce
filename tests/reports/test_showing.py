"""Small things that reports show: directions, sizes, times, bars."""

from itertools import pairwise
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from chalicelib.domain.texts import direction, paragraphs
from chalicelib.reports.charts import DARK, LIGHT, MIDDLE, Row, data_uri, one_share, three_places
from chalicelib.reports.templates import day, moment, size, templates_root


@pytest.mark.parametrize(
    ("text", "expected"), [("Safe", "ltr"), ("1. آمن", "rtl"), ("שלום", "rtl"), ("123", "ltr"), ("", "ltr")]
)
def test_direction_is_that_of_the_first_letter_that_has_one(text, expected):
    assert direction(text) == expected


def test_every_line_is_a_paragraph_and_empty_ones_are_none():
    assert paragraphs("One\r\n\r\n  Two \n") == ["One", "Two"]


def test_times_are_those_of_london():
    assert moment("2026-07-01T23:30:00+00:00") == "12:30am on 2 July 2026"
    assert day("2026-07-01T23:30:00+00:00") == "2 July 2026"
    assert day("2027-03-20") == "20 March 2027"


@pytest.mark.parametrize(("octets", "words"), [(0, "1 KB"), (345_678, "345 KB"), (1_200_000, "1.2 MB")])
def test_sizes(octets, words):
    assert size(octets) == words


def test_templates_are_beside_the_package():
    assert (templates_root() / "reports" / "print.css").is_file()


@pytest.mark.parametrize(
    ("low", "top"),
    [((0.2, 0.2), (0.3, 0.3)), ((0, 0.1), (0.9, 1)), ((0.9, 1), (0, 0.1)), ((0.0, 1.0), (0.0, 1.0))],
)
def test_the_places_fill_the_bar_without_a_gap(low, top):
    stretches = three_places(low, top)
    assert stretches[0].start == 0
    assert stretches[-1].end == 1
    assert all(a.end == pytest.approx(b.start) for a, b in pairwise(stretches))
    assert all(s.end >= s.start for s in stretches)


def test_a_chart_is_an_image_with_a_bar_for_each_row():
    svg = unquote(
        data_uri([Row("A & B", three_places((0.2, 0.2), (0.3, 0.4))), Row("C" * 60, one_share(0, 0.1))])
    )
    assert svg.startswith("data:image/svg+xml,<svg ")
    root = ElementTree.fromstring(svg.split(",", 1)[1])
    labels = [element.text for element in root if element.tag.endswith("text")]
    assert labels == ["A & B", "C" * 32 + "…"]
    fills = [element.get("fill") for element in root if element.tag.endswith("path")]
    assert fills == [DARK, MIDDLE, "#fff", "none", LIGHT, "#fff", "none", LIGHT]
