"""Who did what, when, from which link. Never an answer, a name typed into a form or a token."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from chalicelib.domain.times import london_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the trail. `subject` is what it happened to, like RETURN#K7P-2QX.

    `partnership` is whose trail the line stands on, as well as on its subject's own: whatever staff do stands
    on theirs by itself (bootstrap.py), so that only jobs need to say it.
    """

    subject: str
    at: datetime
    actor: str
    what: str
    details: Mapping[str, str] = field(default_factory=dict)
    partnership: str = ""

    @property
    def kind(self) -> str:
        """What sort of thing happened: "contact" of "contact.changed"."""
        return self.what.partition(".")[0]

    @property
    def ref(self) -> str:
        """The return that it is about; "" for anything else. What is the partnership's alone, like a review,
        names it in its details.
        """
        kind, _, name = self.subject.partition("#")
        return name if kind == "RETURN" else self.details.get("ref", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks for on the trail: "" and None for everything. Both days count."""

    organisation: str = ""
    actor: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    refs: frozenset[str] = frozenset()

    def covers(self, event: Event) -> bool:
        """`refs` are the references of the organisation's returns."""
        day = london_day(event.at)
        return (
            (not self.organisation or self._is_about(event))
            and self.actor in ("", event.actor)
            and self.kind in ("", event.kind)
            and (self.since is None or day >= self.since)
            and (self.until is None or day <= self.until)
        )

    def _is_about(self, event: Event) -> bool:
        named = event.details.get("organisation") == self.organisation
        return named or event.subject == f"ORG#{self.organisation}" or event.ref in self.refs


def month_of(moment: datetime) -> str:
    """The month, in UTC, under which a line is kept: "2027-01"."""
    return f"{moment:%Y-%m}"


def months(since: date, until: date) -> Iterator[str]:
    """Every month from one day to another, the last first; a day more at each end, for London's clock."""
    year, month = until.year, until.month
    if until.day >= 28:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    first = (since.year, since.month) if since.day > 1 else _before(since.year, since.month)
    while (year, month) >= first:
        yield f"{year}-{month:02}"
        year, month = _before(year, month)


def _before(year: int, month: int) -> tuple[int, int]:
    return (year, month - 1) if month > 1 else (year - 1, 12)
