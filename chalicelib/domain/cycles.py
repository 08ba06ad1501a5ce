"""A cycle: one round of one framework over chosen organisations, and its read model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.returns import Part, Return, ReturnStatus

NO_CONTACT = "no_contact"
"""The `mail_state` of a return that has no lead to write to."""


class CycleStatus(StrEnum):
    """Where a cycle is in its life."""

    PLANNED = "planned"
    OPENING = "opening"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Sharing(StrEnum):
    """What a partnership sees of the returns of a cycle (domain/sharing.py)."""

    EVERYTHING = "everything"
    RATINGS = "ratings"  # with actions, barriers and the questions that are shared


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderDays:
    """When each reminder falls due; negative means before. Working days of England where it says so."""

    heads_up: int = -7  # days from opening
    not_opened: int = 21  # days from opening
    started: int = -14  # days from due
    nearly_due: int = -3  # working days from due
    just_past: int = 2  # days from due
    approval: tuple[int, ...] = (3, 7)  # working days from being sent for approval


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """Dates are days in London. With `code_at_entry` a link alone opens nothing: each time, a code goes to
    the address that we hold. `shared_criteria` are those whose text is seen where not everything is.
    """

    id: str
    partnership_id: str
    name: str
    framework: str
    sectors: tuple[str, ...]
    opens_on: date
    due_on: date
    closes_on: date
    reminder_days: ReminderDays = field(default_factory=ReminderDays)
    status: CycleStatus = CycleStatus.PLANNED
    code_at_entry: bool = False
    sharing: Sharing = Sharing.EVERYTHING
    shared_criteria: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a cycle knows of one return: the read model of dashboards, reminders, samples and reports.

    `framework` is the key of the one that this return answers, "" for the cycle's own. `ratings`, `plans` and
    `help_wanted` are those of `Return`, `unchanged` is how many its are. `mail_state` is "" or why mail fails
    to arrive.
    """

    cycle_id: str
    organisation_id: str
    organisation_name: str
    sector: str
    number: int
    ref: str
    status: ReturnStatus
    framework: str = ""
    total: int = 0
    ratings: Mapping[str, int] = field(default_factory=dict)
    plans: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    help_wanted: Mapping[str, bool] = field(default_factory=dict)
    invited_at: datetime | None = None
    opened_at: datetime | None = None
    sent_for_approval_at: datetime | None = None
    submitted_at: datetime | None = None
    mail_state: str = ""
    unchanged: int = 0

    @property
    def is_in(self) -> bool:
        """Whether what was submitted stands: a question about some of it takes nothing back."""
        if self.status is ReturnStatus.AWAITING_APPROVAL:
            return self.submitted_at is not None
        return self.status in (ReturnStatus.SUBMITTED, ReturnStatus.QUESTIONS)

    @property
    def done(self) -> int:
        """How many criteria have a rating or are marked not applicable."""
        return sum(1 for order in self.ratings.values() if order >= 0)


def noted_mail_state(return_: Return, heard: str) -> str:
    """What headers say of a return's mail, given what was last heard of it: first of all it needs a lead."""
    if return_.person(Part.LEAD) is None:
        return NO_CONTACT
    return "" if heard == NO_CONTACT else heard


def header_of(return_: Return, cycle_id: str, total: int, mail_state: str = "") -> Header:
    """The header that a return's body implies; `repair` compares the two.

    `mail_state` is what was noted of the lead's mail before.
    """
    audience = next(a for a in return_.audiences if a.cycle_id == cycle_id)
    return Header(
        cycle_id=cycle_id,
        organisation_id=return_.organisation_id,
        organisation_name=return_.organisation_name,
        sector=return_.sector,
        number=audience.number,
        ref=return_.ref,
        status=return_.status,
        framework=return_.framework,
        total=total,
        ratings=return_.ratings,
        plans=return_.plans,
        help_wanted=return_.help_wanted,
        invited_at=return_.invited_at,
        opened_at=return_.opened_at,
        sent_for_approval_at=return_.sent_for_approval_at,
        submitted_at=return_.submitted_at,
        mail_state=noted_mail_state(return_, mail_state),
        unchanged=len(return_.unchanged),
    )
