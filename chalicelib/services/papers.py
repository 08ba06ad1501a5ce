"""Word, spreadsheets and calendars of a return: made while somebody waits, and handed over by the bucket.

They take a fraction of a second even at their largest (make bench), so that nobody looks at an old one. Each
lies under one key, where the next takes its place.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.domain import objects
from chalicelib.domain.blank import blank_form
from chalicelib.domain.errors import NotFound
from chalicelib.domain.papers import (
    ANSWERS_SHEET,
    PLAN_CALENDAR,
    PLAN_SHEET,
    PLAN_WORD,
    QUESTIONS_WORD,
    RETURN_WORD,
    Paper,
)
from chalicelib.domain.returns import ReturnStatus, asked
from chalicelib.domain.workbook import answers_book, plan_book
from chalicelib.services.desk import Seat, look_around
from chalicelib.services.ports import Parts
from chalicelib.services.reading import Reading, read_on

Maker = Callable[[Parts, Reading], bytes]


def hand_over(parts: Parts, seat: Seat, paper: Paper) -> str:
    """A short-lived link to a file of this moment. Raises NotFound for what a page cannot make."""
    content = _content(parts, seat, paper)
    key = objects.working(seat.return_.ref, paper.name)
    parts.files.put(key, content, paper.content_type)
    return parts.files.download_url(key, paper.file_name(seat.return_.ref), paper.content_type)


def as_it_stands(parts: Parts, reading: Reading) -> Mapping[str, Any]:
    """What the return says now; once it is submitted, the very copy that was."""
    whole = reading.whole
    if whole.return_.status is ReturnStatus.SUBMITTED and whole.submissions:
        copy: Mapping[str, Any] = json.loads(parts.files.get(whole.submissions[-1].key))
        return copy
    return reading.copy


def _content(parts: Parts, seat: Seat, paper: Paper) -> bytes:
    if paper == QUESTIONS_WORD:
        around = look_around(parts, seat)
        form = blank_form(seat.framework, seat.return_, around.partnership, around.cycle)
        return parts.documents.blank_word(form, parts.now())
    if paper not in _MAKERS:
        raise NotFound
    return _MAKERS[paper](parts, read_on(parts, seat))


def _return_word(parts: Parts, reading: Reading) -> bytes:
    return parts.documents.return_word(as_it_stands(parts, reading), parts.now())


def _answers_sheet(parts: Parts, reading: Reading) -> bytes:
    whole = reading.whole
    book = answers_book(
        reading.seat.framework,
        whole.return_,
        whole.answers,
        whole.plans,
        reading.evidence.values(),
        reading.around.cycle,
        parts.now(),
    )
    return parts.documents.spreadsheet(book)


def _plan_word(parts: Parts, reading: Reading) -> bytes:
    return parts.documents.plan_word(reading.copy, parts.now())


def _plan_sheet(parts: Parts, reading: Reading) -> bytes:
    whole = reading.whole
    book = plan_book(reading.seat.framework, whole.return_, whole.plans, reading.around.cycle, parts.now())
    return parts.documents.spreadsheet(book)


def _plan_calendar(parts: Parts, reading: Reading) -> bytes:
    return_, plans = reading.whole.return_, [p for p in reading.whole.plans if p.by_when]
    if not plans:
        raise NotFound  # a calendar with nothing in it is no calendar
    titles = {criterion.id: criterion.title for criterion in asked(reading.seat.framework, return_)}
    return parts.documents.plan_calendar(return_.ref, return_.organisation_name, plans, titles, parts.now())


_MAKERS: Mapping[Paper, Maker] = {
    RETURN_WORD: _return_word,
    ANSWERS_SHEET: _answers_sheet,
    PLAN_WORD: _plan_word,
    PLAN_SHEET: _plan_sheet,
    PLAN_CALENDAR: _plan_calendar,
}
