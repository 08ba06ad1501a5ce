"""A formal letter, one page of A4."""

from collections.abc import Mapping
from typing import Any

from chalicelib.reports.pdf import render_pdf
from chalicelib.reports.templates import render


def letter_html(facts: Mapping[str, Any]) -> str:
    """A whole page that stands on its own; `facts` as services/letters.py gathers them."""
    title = f"{facts['organisation']}: safeguarding self-assessment"
    return render("letter/report.html", {**facts, "title": title})


def letter_pdf(facts: Mapping[str, Any]) -> bytes:
    return render_pdf(letter_html(facts))
