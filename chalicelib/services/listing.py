"""A list of returns as a file that somebody takes along: to ring from, to filter, to print."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from chalicelib.domain import objects
from chalicelib.domain.calls import Called
from chalicelib.domain.cycles import Cycle, Header, due_of
from chalicelib.domain.exports import to_csv
from chalicelib.domain.lists import moved
from chalicelib.domain.times import london_day
from chalicelib.services.ports import Parts

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    "Organisation",
    "Sector",
    "Reference",
    "Status",
    "Answered",
    "Questions",
    "Due",
    "Opened",
    "Last activity",
    "Sent for approval",
    "Submitted",
    "Mail",
    "Last rung",
    "Outcome",
)
Row = tuple[str | int | date | None, ...]


def as_csv(
    cycle: Cycle, headers: Iterable[Header], called: Mapping[str, Called], sectors: Mapping[str, str]
) -> str:
    """Days as ISO has them, so that every program reads them alike."""
    rows = (
        tuple(cell.isoformat() if isinstance(cell, date) else cell for cell in row)
        for row in _rows(cycle, headers, called, sectors)
    )
    return to_csv(COLUMNS, rows)


def sheet_url(
    parts: Parts,
    cycle: Cycle,
    headers: Iterable[Header],
    called: Mapping[str, Called],
    sectors: Mapping[str, str],
) -> str:
    """Where to download it; the bucket drops it after a week."""
    content = parts.documents.listing("Returns", COLUMNS, _rows(cycle, headers, called, sectors))
    key = objects.list_file(cycle.partnership_id, parts.new_id())
    parts.files.put(key, content, XLSX)
    return parts.files.download_url(key, "returns.xlsx", XLSX)


def _rows(
    cycle: Cycle, headers: Iterable[Header], called: Mapping[str, Called], sectors: Mapping[str, str]
) -> Iterator[Row]:
    for header in headers:
        last = called.get(header.organisation_id)
        yield (
            header.organisation_name,
            sectors.get(header.sector, header.sector),
            header.ref,
            header.status.value.replace("_", " ").capitalize(),
            header.done,
            header.total,
            due_of(cycle, header),
            _day(header.opened_at),
            moved(header),
            _day(header.sent_for_approval_at),
            _day(header.submitted_at),
            header.mail_state.replace("_", " "),
            _day(last.at) if last else None,
            last.outcome.value.replace("_", " ") if last else "",
        )


def _day(moment: datetime | None) -> date | None:
    return london_day(moment) if moment else None
