"""Staff change who is written to when, by sector, and see the days that this gives."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.cycles import Cycle, CycleStatus, Group, groups_of
from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.ladder import MOST_DAYS, VOLUNTARY, Ladder, Step, problems_of
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.reminders import APPROVAL, Dates, heads_up_from, planned
from chalicelib.domain.trail import Event
from chalicelib.services.calendars import calendar_for
from chalicelib.services.ports import Conflict, Parts

OVER = frozenset({CycleStatus.CLOSED, CycleStatus.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Preview:
    """The days of one group's steps: None for a step that has no day left in time. Steps to the approver
    depend on when they are asked, and a letter on staff: they are not in it.
    """

    group: Group
    days: dict[Step, date | None]


def previews(
    parts: Parts, partnership: Partnership, cycle: Cycle, sector: str, ladder: Ladder
) -> Iterator[Preview]:
    """One for each group of the cycle that this sector is in; nothing is kept."""
    as_if = replace(cycle, ladders={sector: {step.value: days for step, days in ladder.items()}})
    calendar = calendar_for(parts, partnership, cycle)
    for group in groups_of(as_if):
        if sector in group.sectors:
            dates = Dates(group.opens_on, group.due_on, group.closes_on)
            closed = calendar.closed(sector)
            found = {due.step: due.first for due in planned(ladder, dates, calendar.holidays, closed)}
            first = heads_up_from(as_if, sector, group.opens_on, calendar)
            days: dict[Step, date | None] = {
                step: found.get(step) for step in ladder if step not in (*APPROVAL, Step.LETTER)
            }
            yield Preview(group, days | ({Step.HEADS_UP: first} if Step.HEADS_UP in ladder else {}))


def refuse_ladder(sector: str, ladder: Ladder) -> None:
    """Raises Invalid: step → what to put right."""
    problems = problems_of(sector, ladder)
    if problems:
        raise Invalid({step.value: code for step, code in problems.items()}, most=MOST_DAYS)


def save_ladder(
    parts: Parts, cycle: Cycle, sector: str, ladder: Ladder, actor: str, *, for_all: bool = False
) -> None:
    """Holds from the next step on; what is sent stays sent. With `for_all` also for the cycle's other
    sectors, but those of voluntary groups.

    Raises Invalid, NotFound for a sector that is not asked, and Refused once the cycle is over or when
    somebody else changed the cycle meanwhile.
    """
    if sector not in cycle.sectors:
        raise NotFound
    if cycle.status in OVER:
        raise Refused("ladder_closed")
    refuse_ladder(sector, ladder)
    others = [s for s in cycle.sectors if s not in VOLUNTARY] if for_all and sector not in VOLUNTARY else []
    stored = {step.value: days for step, days in ladder.items()}
    ladders = {**cycle.ladders, **dict.fromkeys([*others, sector], stored)}
    event = Event(
        subject=f"CYCLE#{cycle.id}",
        at=parts.now(),
        actor=actor,
        what="ladder.changed",
        details={"sector": "all" if others else sector},
    )
    try:
        parts.commit(parts.cycles.changed(cycle, {"ladders": ladders}), parts.trail.recorded(event))
    except Conflict:
        raise Refused("ladder_changed") from None
