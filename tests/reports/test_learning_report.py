"""The learning report: all of its figures, in order, in both renderings, and no others."""

import re
from dataclasses import replace

import pytest
from html5lib import HTMLParser

from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.learning import learning_report
from chalicelib.domain.learning_files import as_json
from chalicelib.reports.learning import learning_html
from chalicelib.reports.pdf import render_pdf
from chalicelib.reports.renderer import WeasyRenderer
from tests.reports.pdfs import bookmarks, pages, reader, text
from tests.support.reporting import MADE_ON, cycle, framework, header, report


def words_of(html: str) -> str:
    body = re.sub(r"(?s)<style>.*?</style>|<[^>]+>", " ", html)
    return " ".join(body.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&").split())


def test_the_text_comes_in_the_order_of_the_headings(learning_pdf):
    whole = text(learning_pdf)
    headings = ("In this report", "What most do well", "Who returned School", "How the figures are made Org")
    places = [whole.index(heading) for heading in headings]
    assert places == sorted(places)


def test_contents_give_the_page_of_each_heading(learning_pdf):
    first = pages(learning_pdf)[0]
    for title, page in bookmarks(reader(learning_pdf)):
        if f"{title}, page" in first:
            assert f"{title}, page {page}" in first
    assert first.count(", page ") == 9


def test_every_figure_is_in_both_renderings(learning, learning_pdf):
    printed, twin = text(learning_pdf), words_of(learning_html(learning))
    kept = as_json(learning)
    for group in kept["groups"]:
        for rendering in (printed, twin):
            assert f"{group['name']}: {group['returned']} of {group['invited']} invited" in rendering
    for standard in kept["standards"]:
        for rendering in (printed, twin):
            assert f"{standard['number']}. {standard['title']}" in rendering
            for group in standard["below"]["groups"]:
                told = f"{group['name']}, {group['of']} returns: something Missing or Partly there: "
                assert told + group["words"] in rendering
            for criterion in standard["criteria"]:
                told = criterion["below"]["total"]
                assert f"{criterion['title']}: {told['words']} of {told['of']}" in rendering


def test_levels_are_called_what_the_scale_calls_them(learning):
    twin = words_of(learning_html(learning))
    assert "something Missing or Partly there: " in twin
    assert "In place and checked throughout" in twin
    assert "In place at the lowest" in twin


def test_charts_are_drawn_from_print_alone(learning):
    """Two worlds that print the same give the same page, to the last byte of every bar."""
    asked = framework(standards=1, criteria=1)

    def world(below, top):
        ratings = [1] * below + [4] * top + [3] * (30 - below - top)
        return learning_report(
            asked,
            cycle(),
            [header(n, ratings={"S01-01": r}) for n, r in enumerate(ratings)],
            "Saltmarsh",
            MADE_ON,
        )

    assert learning_html(world(0, 8)) == learning_html(world(3, 8))
    assert learning_html(world(30, 0)) == learning_html(world(28, 2))
    assert learning_html(world(3, 8)) != learning_html(world(4, 8))


def test_until_the_cycle_is_closed_every_page_says_so():
    html = learning_html(report(status=CycleStatus.OPEN))
    assert "Please do not publish or pass on" in html
    assert all("For the partnership’s staff only" in page for page in pages(render_pdf(html)))
    assert "staff only" not in learning_html(report())


def test_too_few_returns_leave_a_page_that_says_why():
    made = learning_report(framework(), cycle(), [header(n) for n in range(9)], "Saltmarsh", MADE_ON)
    pdf, html = WeasyRenderer().learning_report(made)
    assert "at least 10 organisations" in text(pdf)
    assert "9" not in words_of(html).replace("9am", "").replace("2026", "").split("How the figures")[0]


@pytest.mark.parametrize("sizes", [{"school": 11}, {"police": 5, "health": 7}, {"school": 2000}])
def test_one_group_and_very_many_returns_are_fine(sizes):
    html = learning_html(report(**sizes))
    assert "Standard by standard" in text(render_pdf(html))
    assert ">All<" not in html


def test_a_long_name_neither_overflows_nor_breaks_the_chart():
    asked = framework(standards=1, criteria=2)
    odd = tuple(replace(c, title="A & B <i> " * 20) for c in asked.criteria)
    asked = replace(asked, title="x" * 300, criteria=odd)
    html = learning_html(report(asked, school=30))
    whole = text(render_pdf(html))
    assert "A & B <i>" in whole
    assert max(len(run) for run in re.findall("x+", whole)) < 100  # what a line holds


def test_the_html_is_well_formed(learning):
    parser = HTMLParser(strict=True)
    document = parser.parse(learning_html(learning))
    assert document is not None
    assert not parser.errors


def test_questions_of_a_partnerships_own_stand_apart_and_what_it_leaves_out_is_named():
    made = framework(standards=2, criteria=2)
    own = replace(made.criteria[0], id="L01-99", own_of="saltmarsh", title="Ours alone")
    added = replace(made, base="made-up@0", criteria=(*made.criteria, own), left_out=(made.criteria[1].id,))
    headers = [header(n, ratings={"S01-01": 3, "L01-99": 1 + 3 * (n % 2)}) for n in range(20)]
    found = learning_report(added, cycle(), headers, "Saltmarsh", MADE_ON)
    said = words_of(learning_html(found))
    assert "Only Saltmarsh asks these." in said
    assert "Ours alone (standard 1): 10 of 20" in said
    assert said.count("Ours alone") == 1
    assert f"or for all: {made.criteria[1].title}." in said
    plain = words_of(learning_html(learning_report(made, cycle(), headers, "Saltmarsh", MADE_ON)))
    assert "Questions of our own" not in plain
    assert "Left out" not in plain
