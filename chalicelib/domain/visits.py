"""A visit: when and by whom, what the visitors rated and saw, what both agreed, and that both confirmed it.

Visitors rate before they see how the organisation rates itself. Where they had seen it, or changed their
rating afterwards, the record says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.returns import LINE_LIMIT, too_long

SEEN_LIMIT = 1_000
"""Characters of what was seen for one criterion; all of a visit is one item in the end."""
AGREED_LIMIT = 4_000


class VisitState(StrEnum):
    PLANNED = "planned"
    BOOKED = "booked"
    CALLED_OFF = "called_off"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """One criterion as the visitors rated it. `rating` is as in `Answer`, "" where they have only looked.

    `blind`: it was saved before the organisation's own rating was shown. `changed`: it is not the first one.
    """

    criterion: str
    rating: str = ""
    seen: str = ""
    blind: bool = True
    changed: bool = False
    by: str = ""
    saved_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Who said that the record is right, for the organisation and for the visitors."""

    name: str
    role: str
    visitor_name: str
    visitor_role: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The one visit of a partnership to the organisation of one return.

    `chance` is what the draw `draw` gave it, like "2/17": "" for a visit that was added, which counts in no
    estimate. `read_before`: the visitors had read the organisation's own ratings. Once confirmed, `record`
    holds what was rated, `ratings` and `own` the orders on the scale of both sides.
    """

    ref: str
    partnership_id: str
    cycle_id: str
    organisation_id: str
    organisation_name: str
    sector: str
    framework: str
    state: VisitState = VisitState.PLANNED
    draw: str = ""
    chance: str = ""
    stands_in: bool = False
    planned_at: datetime | None = None
    planned_by: str = ""
    day: date | None = None
    time: str = ""
    place: str = ""
    visitors: str = ""
    read_before: bool = False
    called_off_because: str = ""
    strengths: str = ""
    actions: str = ""
    confirmed: Confirmation | None = None
    record: Mapping[str, Rated] = field(default_factory=dict)
    ratings: Mapping[str, int] = field(default_factory=dict)
    own: Mapping[str, int] = field(default_factory=dict)
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it can still be booked and recorded."""
        return self.state in (VisitState.PLANNED, VisitState.BOOKED)


def refuse_unless_open(visit: Visit) -> None:
    if visit.state is VisitState.CONFIRMED:
        raise Refused("visit_confirmed")
    if visit.state is VisitState.CALLED_OFF:
        raise Refused("visit_called_off")


def rated(before: Rated | None, visit: Visit, rating: str, seen: str, by: str, now: datetime) -> Rated:
    """What stands after a save. Whoever rated before they were shown stays so; what they change is noted."""
    blind = before.blind if before else not visit.read_before
    changed = bool(before and (before.changed or (before.rating and before.rating != rating)))
    return Rated(
        criterion=before.criterion if before else "",
        rating=rating,
        seen=seen.strip(),
        blind=blind,
        changed=changed,
        by=by,
        saved_at=now,
        version=(before.version if before else 0) + 1,
    )


def shown_first(criterion: str, by: str, now: datetime) -> Rated:
    """The organisation's own rating is shown before there is one of the visitors'."""
    return Rated(criterion=criterion, blind=False, by=by, saved_at=now, version=1)


def confirmed(
    visit: Visit,
    record: Mapping[str, Rated],
    orders: Mapping[str, int],
    own: Mapping[str, int],
    by: Confirmation,
) -> Visit:
    """Raises Refused unless something was rated, Invalid without both names and roles."""
    refuse_unless_open(visit)
    record = {criterion: one for criterion, one in record.items() if one.rating}
    if not record:
        raise Refused("visit_nothing_rated")
    lines = {
        "name": by.name,
        "role": by.role,
        "visitor_name": by.visitor_name,
        "visitor_role": by.visitor_role,
    }
    problems = too_long(**lines)
    for name, line in lines.items():
        if not line.strip():
            problems[name] = "job_needed" if name.endswith("role") else "name_needed"
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)
    return replace(
        visit,
        state=VisitState.CONFIRMED,
        confirmed=by,
        record=record,
        ratings={criterion: orders[criterion] for criterion in record},
        own={criterion: own[criterion] for criterion in record if own.get(criterion, -1) >= 0},
        day=visit.day or by.on,
        version=visit.version + 1,
    )


def as_listed(visit: Visit) -> Visit:
    """What the cycle's list knows of it: no texts."""
    return replace(visit, strengths="", actions="", record={}, called_off_because="", place="")
