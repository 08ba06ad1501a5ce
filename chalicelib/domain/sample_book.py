"""A sample as a spreadsheet to plan the visits in: who and why, and room for dates and visitors."""

from collections.abc import Mapping
from datetime import datetime
from operator import itemgetter

from chalicelib.domain.sample_files import HEADER, TO_FILL_IN, sample_rows
from chalicelib.domain.sampling import Sample
from chalicelib.domain.sheets import Book, Column, Line, Sheet

WIDTHS = (34, 24, 30, 14, 34, 20, 20)
ROOM = (16, 10, 28, 40)


def sample_book(sample: Sample, cycle: str, sectors: Mapping[str, str], made_at: datetime) -> Book:
    """`sectors`: sector → its name. The ids come last, behind what people fill in."""
    known: list[Column[Mapping[str, str]]] = [
        Column(name, name, width, itemgetter(name)) for name, width in zip(HEADER, WIDTHS, strict=True)
    ]
    open_: list[Column[Mapping[str, str]]] = [
        Column(name, name, width, lambda _: None, open=True, day=name == TO_FILL_IN[0])
        for name, width in zip(TO_FILL_IN, ROOM, strict=True)
    ]
    rows = [dict(zip(HEADER, row, strict=True)) for row in sample_rows(sample, sectors)]
    sheet = Sheet("Visits", (*known[:-2], *open_, *known[-2:]), [Line(row) for row in rows])
    facts = {"Frame": sample.frame_sha256, "Words": sample.seed, "Method": sample.algorithm}
    return Book(
        title=f"Visits, {cycle}", author="Compact Audit", made_at=made_at, sheets=(sheet,), facts=facts
    )
