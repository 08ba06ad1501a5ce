"""The learning report as HTML and, from the same HTML, as PDF. It can show only what is printed."""

from collections.abc import Iterable
from typing import Any

from chalicelib.domain.disclosure import Group, Printed
from chalicelib.domain.learning import Count, CriterionFigures, LearningReport, StandardFigures
from chalicelib.reports.charts import Row, data_uri, one_share, three_places
from chalicelib.reports.pdf import render_pdf
from chalicelib.reports.templates import render

STRONGEST = 3


def learning_html(report: LearningReport) -> str:
    """A whole page that stands on its own; its print styles make the PDF."""
    return render("learning/report.html", _context(report))


def learning_pdf(report: LearningReport) -> bytes:
    return render_pdf(learning_html(report))


def _context(report: LearningReport) -> dict[str, Any]:
    return {
        "report": report,
        "title": f"What {report.returned} organisations told us"
        if report.groups
        else "What organisations told us",
        "foot": "Figures for groups of 10 or more"
        if report.final
        else "For the partnership’s staff only: figures may change",
        "labels": {
            "below": " or ".join(report.places.below),
            "middle": " or ".join(report.places.middle),
            "top": report.places.top,
        },
        "strongest": _strongest(report.standards),
        "rates": [f"{_percent(group.returned, group.invited)}%" for group in report.groups],
        "charts": {
            "returned": data_uri([_returned(group) for group in report.groups]),
            "hardest": data_uri([_below(c) for c in report.most_often_below], label=210),
            "standards": {standard.number: data_uri(_rows(standard)) for standard in report.standards},
        },
    }


def _strongest(standards: Iterable[StandardFigures]) -> list[StandardFigures]:
    """The standards with the fewest organisations below, as far as print tells."""
    return sorted(standards, key=lambda standard: standard.below.total.share)[:STRONGEST]


def _rows(standard: StandardFigures) -> list[Row]:
    """A bar for each group under one for all, where there is more than one group."""
    names = [name for name, _ in standard.below.by_group]
    pairs = list(zip(_figures(standard.below), _figures(standard.top), strict=True))
    if len(names) > 1:
        names, pairs = ["All", *names], [(standard.below.total, standard.top.total), *pairs]
    return [Row(name, three_places(_ends(b), _ends(t))) for name, (b, t) in zip(names, pairs, strict=True)]


def _figures(count: Count) -> list[Printed]:
    return [figure for _, figure in count.by_group]


def _ends(figure: Printed) -> tuple[float, float]:
    return (figure.low / figure.of, figure.high / figure.of)


def _returned(group: Group) -> Row:
    rate = group.returned / group.invited
    return Row(group.name, one_share(rate, rate))


def _below(criterion: CriterionFigures) -> Row:
    return Row(criterion.title, one_share(*_ends(criterion.below.total)))


def _percent(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole)
