"""An export that somebody asked for, and how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

KEPT = timedelta(days=7)
"""How long the file lies in the bucket; its lifecycle rule says the same."""


class What(StrEnum):
    """What is in it."""

    RETURNS = "returns"
    ANSWERS = "answers"
    ACTIONS = "actions"
    CONTACTS = "contacts"
    LOG = "log"
    TRAIL = "trail"
    HOLDINGS = "holdings"  # all that a partnership holds on one organisation


OF_A_CYCLE = frozenset({What.RETURNS, What.ANSWERS, What.ACTIONS, What.LOG})


class Format(StrEnum):
    """As what it is saved."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    ZIP = "zip"


CONTENT_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
    Format.ZIP: "application/zip",
}


class ExportState(StrEnum):
    """Where it is. A job that was given up leaves it as it was."""

    WAITING = "waiting"
    BEING_MADE = "being_made"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """`done` of `total` units (returns, mostly) have been read, in so many `pieces`; `rows` were found.

    `filters` are what only some kinds need: dates, a person, an organisation.
    """

    id: str
    partnership_id: str
    what: What
    format: Format
    asked_by: str
    asked_at: datetime
    cycle_id: str = ""
    about: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    state: ExportState = ExportState.WAITING
    total: int = 0
    done: int = 0
    pieces: int = 0
    rows: int = 0
    size: int = 0
    made_at: datetime | None = None

    @property
    def key(self) -> str:
        """Where its file lies in the bucket."""
        return f"exports/{self.partnership_id}/{self.id}/export.{self.format}"

    def piece(self, number: int) -> str:
        """Where its rows wait until all are there."""
        return f"exports/{self.partnership_id}/{self.id}/piece-{number:05}.json"

    @property
    def units(self) -> str:
        """Where the list of what is to be read lies, as it was when the job began."""
        return f"exports/{self.partnership_id}/{self.id}/units.json"

    def file_name(self) -> str:
        """What it is called when it is downloaded."""
        return f"{self.what}-{self.asked_at:%Y-%m-%d}.{self.format}"

    def is_there(self, now: datetime) -> bool:
        """Whether the file can still be downloaded."""
        return self.state is ExportState.DONE and self.made_at is not None and now < self.made_at + KEPT
