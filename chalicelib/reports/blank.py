"""The questions alone, to print: with space to write in."""

from collections.abc import Mapping
from typing import Any

from chalicelib.reports.pdf import render_pdf
from chalicelib.reports.templates import render


def blank_html(form: Mapping[str, Any]) -> str:
    """A whole page that stands on its own; `form` as domain/blank.py makes it."""
    title = f"{form['organisation']}: {form['framework']['title']}, the questions"
    return render("blank/report.html", {"form": form, "title": title})


def blank_pdf(form: Mapping[str, Any]) -> bytes:
    return render_pdf(blank_html(form))
