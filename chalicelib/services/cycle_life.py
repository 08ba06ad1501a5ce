"""Pausing, resuming, closing and archiving a cycle. Each once, in this order, whoever presses at once.

Paused, nothing of the plan goes out and everybody can still write. Resuming moves every date that is not
past by the days lost. Closed, nobody is reminded; what is sent in then is still taken, and is late. Archived,
only copies are left, and links to them.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from chalicelib.domain.cycles import Cycle, CycleStatus, Group, Pause
from chalicelib.domain.errors import Refused
from chalicelib.domain.tasks import Queue
from chalicelib.domain.times import london_day
from chalicelib.domain.trail import Event
from chalicelib.services.cycles import cycle_of
from chalicelib.services.holding import letting_go
from chalicelib.services.ports import Conflict, Parts, Writes

RUNNING = frozenset({CycleStatus.OPEN, CycleStatus.PAUSED})
STATES = {
    CycleStatus.PLANNED: "planned",
    CycleStatus.OPENING: "opening at this moment",
    CycleStatus.OPEN: "open",
    CycleStatus.PAUSED: "paused",
    CycleStatus.CLOSED: "closed",
    CycleStatus.ARCHIVED: "archived",
}


def pause(parts: Parts, cycle: Cycle, actor: str) -> None:
    """Raises Refused unless it is open."""
    _refuse(cycle, {CycleStatus.OPEN}, "cycle_not_open")
    pauses = (*cycle.pauses, Pause(began=london_day(parts.now())))
    _change(parts, cycle, actor, "cycle.paused", {"status": CycleStatus.PAUSED, "pauses": pauses})


def resume(parts: Parts, cycle: Cycle, actor: str) -> None:
    """What was due moves by the days lost; what waited is looked at again. Raises Refused unless paused."""
    _refuse(cycle, {CycleStatus.PAUSED}, "cycle_not_paused")
    resumed = after_pause(cycle, london_day(parts.now()))
    changes = {
        "status": CycleStatus.OPEN,
        **{name: getattr(resumed, name) for name in ("pauses", "groups", "opens_on", "due_on", "closes_on")},
    }
    details = {"days": str(resumed.pauses[-1].days)}
    _change(
        parts, cycle, actor, "cycle.resumed", changes, parts.tasks.added(letting_go(parts, cycle)), **details
    )
    parts.poke(Queue.WORK)


def close(parts: Parts, cycle: Cycle, actor: str) -> None:
    """Before its last day. Raises Refused unless it runs."""
    _refuse(cycle, RUNNING, "cycle_not_to_close")
    changes: dict[str, Any] = {"status": CycleStatus.CLOSED}
    if cycle.status is CycleStatus.PAUSED:  # nothing moves any more
        last = cycle.pauses[-1]
        changes["pauses"] = (*cycle.pauses[:-1], replace(last, ended=last.began))
    _change(parts, cycle, actor, "cycle.closed", changes, parts.tasks.added(letting_go(parts, cycle)))


def archive(parts: Parts, cycle: Cycle, actor: str) -> None:
    """Raises Refused unless it is closed."""
    _refuse(cycle, {CycleStatus.CLOSED}, "cycle_not_to_archive")
    _change(parts, cycle, actor, "cycle.archived", {"status": CycleStatus.ARCHIVED})


MOVES: Mapping[str, Callable[[Parts, Cycle, str], None]] = {
    "pause": pause,
    "resume": resume,
    "close": close,
    "archive": archive,
}


def after_pause(cycle: Cycle, today: date) -> Cycle:
    """The cycle as it goes on: the clock stood still since the pause began."""
    pause = replace(cycle.pauses[-1], ended=today)
    by = timedelta(days=pause.days)
    groups = tuple(_moved(group, pause.began, by) for group in cycle.groups)
    whole = replace(cycle, groups=groups, pauses=(*cycle.pauses[:-1], pause))
    if groups:
        return with_dates_of_groups(whole)
    opens_on = cycle.opens_on + by if cycle.opens_on >= pause.began else cycle.opens_on
    return replace(whole, opens_on=opens_on, due_on=cycle.due_on + by, closes_on=cycle.closes_on + by)


def with_dates_of_groups(cycle: Cycle) -> Cycle:
    """Its own dates are the first opening, the last due date and the last day of all."""
    return replace(
        cycle,
        opens_on=min(group.opens_on for group in cycle.groups),
        due_on=max(group.due_on for group in cycle.groups),
        closes_on=max(group.closes_on for group in cycle.groups),
    )


def _moved(group: Group, began: date, by: timedelta) -> Group:
    """A group that had closed before stays as it was."""
    if group.closes_on < began:
        return group
    opens_on = group.opens_on + by if group.opens_on >= began else group.opens_on
    return replace(group, opens_on=opens_on, due_on=group.due_on + by, closes_on=group.closes_on + by)


def _refuse(cycle: Cycle, wanted: frozenset[CycleStatus] | set[CycleStatus], code: str) -> None:
    if cycle.status not in wanted:
        raise Refused(code, state=STATES[cycle.status])


def _change(
    parts: Parts,
    cycle: Cycle,
    actor: str,
    what: str,
    changes: Mapping[str, Any],
    *also: Writes,
    **details: str,
) -> None:
    """Raises Refused when somebody else was first: what they did stands."""
    event = Event(subject=f"CYCLE#{cycle.id}", at=parts.now(), actor=actor, what=what, details=details)
    try:
        parts.commit(parts.cycles.changed(cycle, changes), parts.trail.recorded(event), *also)
    except Conflict:
        now = cycle_of(parts, cycle.partnership_id, cycle.id)
        if now.status is not changes["status"]:
            raise Refused("cycle_not_to_open", state=STATES[now.status]) from None
