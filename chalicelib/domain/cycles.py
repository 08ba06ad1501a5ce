"""A cycle: one round of one framework over chosen organisations, and its read model."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from chalicelib.domain.feedback_marks import header_mark
from chalicelib.domain.returns import Part, Return, ReturnStatus
from chalicelib.domain.times import london_day

NO_CONTACT = "no_contact"
"""The `mail_state` of a return that has no lead to write to."""
RETIRED = "retired"
"""The `mail_state` of a return whose organisation is asked no more: nobody is to be reminded."""


SOON = timedelta(days=7)
"""Within it after the opening, nobody joins late."""


class CycleStatus(StrEnum):
    """Where a cycle is in its life. While it is paused nothing goes out, and people can still write."""

    PLANNED = "planned"
    OPENING = "opening"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Rhythm(StrEnum):
    """How often a partnership asks: the next cycle is proposed from the last one by it."""

    ONCE = "once"
    ANNUAL = "annual"
    TWO_YEARLY = "two_yearly"
    ROLLING = "rolling"  # its groups open one after another, each as staff confirmed it


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
class Group:
    """Organisations of a cycle that have dates of their own: those of some sectors, or one part of them.

    `part` of `parts`: organisations are dealt out by their ids, always the same way. A group that is not
    `confirmed` does not open by itself.
    """

    id: str
    name: str
    sectors: tuple[str, ...]
    opens_on: date
    due_on: date
    closes_on: date
    part: int = 1
    parts: int = 1
    confirmed: bool = True

    def holds(self, sector: str, organisation_id: str) -> bool:
        """Whether an organisation of this sector is in it."""
        ours = self.parts == 1 or part_of(organisation_id, self.parts) == self.part
        return sector in self.sectors and ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The days from `began` to the day before `ended` are lost; `ended` is None while it lasts."""

    began: date
    ended: date | None = None

    @property
    def days(self) -> int:
        """How many are lost, once it has ended."""
        return (self.ended - self.began).days if self.ended else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """Dates are days in London. With `code_at_entry` a link alone opens nothing: each time, a code goes to
    the address that we hold. `shared_criteria` are those whose text is seen where not everything is.

    Where there are `groups`, the cycle's own dates are the first opening, the last due date and the last day
    of all. What holds for one return: `opening_of`, `due_of` and `last_day_of`, below. `version` counts the
    changes of dates and groups.
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
    groups: tuple[Group, ...] = ()
    pauses: tuple[Pause, ...] = ()
    rhythm: Rhythm = Rhythm.ONCE
    version: int = 0
    whole_ladder: bool = False
    ladders: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def lost_days(self) -> int:
        """Those of every pause that has ended; the cycle's own dates were moved by them."""
        return sum(pause.days for pause in self.pauses)


class Asked(Protocol):
    """What the dates of a return depend on: a header has it, and so has the return itself."""

    @property
    def sector(self) -> str: ...
    @property
    def organisation_id(self) -> str: ...
    @property
    def invited_at(self) -> datetime | None: ...
    @property
    def due_on(self) -> date | None: ...


def part_of(organisation_id: str, parts: int) -> int:
    """The part, from 1, that falls to an organisation when as many are dealt out. Never changes."""
    return int(sha256(organisation_id.encode()).hexdigest()[:8], 16) % parts + 1


def whole_group(cycle: Cycle) -> Group:
    """All of a cycle as one group, with the cycle's own dates."""
    return Group(
        id="",
        name=cycle.name,
        sectors=cycle.sectors,
        opens_on=cycle.opens_on,
        due_on=cycle.due_on,
        closes_on=cycle.closes_on,
    )


def groups_of(cycle: Cycle) -> tuple[Group, ...]:
    """In the order of their opening; one for the whole where a cycle has no groups."""
    return tuple(sorted(cycle.groups, key=lambda g: g.opens_on)) or (whole_group(cycle),)


def group_of(cycle: Cycle, sector: str, organisation_id: str) -> Group:
    """The group whose dates hold for an organisation."""
    if not cycle.groups:
        return whole_group(cycle)
    found = (group for group in groups_of(cycle) if group.holds(sector, organisation_id))
    return next(found, whole_group(cycle))


def opening_of(cycle: Cycle, asked: Asked) -> date:
    """The day from which a return's days are counted: its group's opening or, for whoever joins later, the
    day of its invitation. Days lost to a pause since do not count.
    """
    opened = group_of(cycle, asked.sector, asked.organisation_id).opens_on
    if asked.invited_at is not None:
        opened = max(opened, london_day(asked.invited_at))
    return opened + timedelta(days=sum(pause.days for pause in cycle.pauses if pause.began >= opened))


def due_of(cycle: Cycle, asked: Asked) -> date:
    """The day by which a return is wanted: its own, or its group's."""
    if asked.due_on is not None:
        return asked.due_on + timedelta(days=cycle.lost_days)
    return group_of(cycle, asked.sector, asked.organisation_id).due_on


def last_day_of(cycle: Cycle, asked: Asked) -> date:
    """The last day on which anybody is reminded of a return: its group's or, if that is later, its own."""
    closes = group_of(cycle, asked.sector, asked.organisation_id).closes_on
    return max(closes, due_of(cycle, asked))


def fair_due(cycle: Cycle, group: Group, joins_on: date) -> date | None:
    """The due date of its own that whoever joins later gets; None for the group's.

    Within a week of the opening, the group's date is fair. After that they have as many days as the others
    had, from the day they join, but not past the group's last day.
    """
    if joins_on <= group.opens_on + SOON:
        return None
    due = min(joins_on + (group.due_on - group.opens_on), group.closes_on)
    return due if due > group.due_on else None


def for_return(cycle: Cycle, asked: Asked) -> Cycle:
    """The cycle with the due date and last day that hold for one return: what its people read everywhere."""
    return replace(cycle, due_on=due_of(cycle, asked), closes_on=last_day_of(cycle, asked))


def kept_due(cycle: Cycle, day: date) -> date:
    """A day as `Return.due_on` keeps it: without the days lost so far, so that later ones move it too."""
    return day - timedelta(days=cycle.lost_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a cycle knows of one return: the read model of dashboards, reminders, samples and reports.

    `due_on` is its own due date as kept, None for its group's: read it through `due_of`. `framework` is the
    key of the one that this return answers, "" for the cycle's own. `ratings`, `plans` and `help_wanted` are
    those of `Return`, `unchanged` is how many its are. `mail_state` is "" or why mail fails to arrive.
    `feedback` is how and when the partnership last answered it (domain/feedback_marks.py).
    `moved_on` is the day in London on which anything that this shows last changed.
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
    due_on: date | None = None
    feedback: str = ""
    moved_on: date | None = None

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
        due_on=return_.due_on,
        feedback=header_mark(return_.feedback, audience.partnership_id),
    )
