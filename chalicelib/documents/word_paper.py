"""A document of sections in Word, to be changed: what somebody has to fill in stands out."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.documents.word_file import STRONG, WordFile, says
from chalicelib.domain.starter_pack import GAP, Section
from chalicelib.domain.times import long_date

BULLET = "List Bullet"


def word_paper(title: str, author: str, sections: Sequence[Section], made_at: datetime) -> bytes:
    """The file. A paragraph or cell with a gap is set in bold."""
    word = WordFile(title=title, author=author, foot=f"{author} · Draft", made_at=made_at)
    word.title(author, title, f"Draft of {long_date(made_at)}, filled in from the service’s settings")
    for section in sections:
        word.heading(section.heading, 1)
        for text in section.text:
            word.paragraph(text, _style(text))
        for text in section.bullets:
            word.paragraph(text, BULLET)
        if section.rows:
            rows = [[says(text, _style(text)) for text in row] for row in section.rows]
            word.table(section.heading, section.headings, rows, _shares(section))
    return word.content()


def _style(text: str) -> str:
    return STRONG if GAP in text else ""


def _shares(section: Section) -> list[int]:
    """Wide columns for long texts."""
    longest = [max(len(row[place]) for row in section.rows) for place in range(len(section.headings))]
    return [min(max(length, 12), 60) for length in longest]
