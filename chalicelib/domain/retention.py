"""How long each kind of record is kept, and why; what comes to its end when; and what is held back.

The periods are a partnership's own to set; these are where it begins. Nothing goes in the 30 days after a
change of them: by then everybody who looks at the page has seen what would.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.domain.errors import Invalid
from chalicelib.domain.returns import LINE_LIMIT

NOTICE = timedelta(days=30)
SIGN_INS_KEPT = timedelta(days=30)
BACKUPS_KEPT = timedelta(days=35)
LOGS_KEPT = timedelta(days=90)


class Record(StrEnum):
    """What has a period of its own."""

    RETURNS = "returns"
    ORGANISATIONS = "organisations"
    CONTACTS = "contacts"
    CALLS = "calls"
    TRAIL = "trail"


@dataclass(frozen=True, slots=True)
class Period:
    """In months: where a partnership begins, and what it may choose. `since` says what is counted from."""

    title: str
    holds: str
    since: str
    why: str
    months: int
    least: int
    most: int = 180


PERIODS: Mapping[Record, Period] = {
    Record.RETURNS: Period(
        "Returns",
        "answers, action plans, evidence, submitted copies, reviews, feedback and the mails about them",
        "the day that the cycle closed",
        "To compare rounds, and to show an inspectorate or a review how an organisation stood. Six years is"
        " also how long most claims can be brought",
        72,
        12,
    ),
    Record.ORGANISATIONS: Period(
        "Organisations that were retired",
        "the entry in the register, its contacts and calls",
        "the day that it was retired; it stays for as long as one of its returns does",
        "To find it again when it was retired by mistake, or opens again",
        12,
        1,
    ),
    Record.CONTACTS: Period(
        "Contacts who left",
        "name, role, email address and phone number",
        "the day that they were marked as no longer there",
        "To know who was asked last time, and not to write to them by mistake when a list is imported again",
        12,
        1,
    ),
    Record.CALLS: Period(
        "Notes of calls and conversations",
        "who rang, when, what came of it, and the note",
        "the day of the call",
        "To show for two rounds that an organisation was reached, and not to ask the same again",
        24,
        1,
    ),
    Record.TRAIL: Period(
        "The trail",
        "who on the staff did what, and when",
        "the end of the month in which it was done",
        "To answer for what was done as long as the records that it was done to are there, and a year more",
        84,
        12,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """A partnership's own periods, in months; a kind that is not here has the one above."""

    months: Mapping[str, int] = field(default_factory=dict)
    changed_at: datetime | None = None
    version: int = 0

    def of(self, record: Record) -> int:
        """Months."""
        return self.months.get(record.value, PERIODS[record].months)

    def ends(self, record: Record, since: date) -> date:
        """The day on which a record that is counted from this day goes."""
        return max(after(since, self.of(record)), self._not_before())

    def _not_before(self) -> date:
        return (self.changed_at + NOTICE).date() if self.changed_at else date.min


class Holding(StrEnum):
    """What can be held."""

    CYCLE = "cycle"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Somebody wants these records kept, whatever their period: for a review, a request, a claim."""

    what: Holding
    id: str
    reason: str
    by: str
    at: datetime


def after(day: date, months: int) -> date:
    """So many months later: the same day of the month, or its last."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def read_periods(typed: Mapping[str, str]) -> dict[str, int]:
    """Record → months. Raises Invalid for each that cannot be."""
    found: dict[str, int] = {}
    problems: dict[str, str] = {}
    for record, period in PERIODS.items():
        text = typed.get(record.value, "").strip()
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
        if period.least <= number <= period.most:
            found[record.value] = number
        else:
            problems[record.value] = "period_impossible"
    if problems:
        raise Invalid(problems, least=1, most=180)
    return found


def refuse_hold(reason: str) -> None:
    """Raises Invalid."""
    if not reason.strip():
        raise Invalid({"reason": "hold_reason_needed"})
    if len(reason.strip()) > LINE_LIMIT:
        raise Invalid({"reason": "line_too_long"}, limit=LINE_LIMIT)
