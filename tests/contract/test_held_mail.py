"""Held mail, holds, counts and changes of a cycle, on every kind of table."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.cycles import CycleStatus, Pause
from chalicelib.domain.holding import Hold
from chalicelib.domain.tasks import Queue, Task, TaskState, released
from chalicelib.services.ports import Conflict
from tests.support import builders
from tests.support.fakes import MONDAY


def test_held_mail_is_found_by_its_partnership_alone_and_never_due(parts, pk):
    name = pk.replace("#", "-")
    task = Task(
        partnership_id=name, subject="RETURN#x", intent="mail#invitation", kind="mail.invitation", due=MONDAY
    )
    parts.commit(parts.tasks.added(task))
    held = replace(task, state=TaskState.HELD, attempts=1)
    parts.commit(parts.tasks.moved(task, held))
    assert parts.tasks.held(name, MONDAY, 10) == [held]
    assert parts.tasks.held(f"{name}-other", MONDAY, 10) == []
    assert not [t for t in parts.tasks.due(Queue.WORK, MONDAY, 1000) if t.partnership_id == name]
    parts.commit(parts.tasks.moved(held, released(held, MONDAY)))
    assert parts.tasks.held(name, MONDAY, 10) == []
    assert [t.state for t in parts.tasks.due(Queue.WORK, MONDAY, 1000) if t.partnership_id == name] == [
        TaskState.READY
    ]


def test_a_hold_is_there_once_and_gone_once(parts, pk):
    hold = Hold(cycle_id=pk, step="invitation", by="s-coordinator", at=MONDAY)
    parts.commit(parts.cycle_mail.held(hold))
    with pytest.raises(Conflict) as refusal:
        parts.commit(parts.cycle_mail.held(hold))
    assert refusal.value.kind == "HOLD"
    assert parts.cycle_mail.holds(pk) == [hold]
    parts.commit(parts.cycle_mail.lifted(hold))
    with pytest.raises(Conflict):
        parts.commit(parts.cycle_mail.lifted(hold))
    assert parts.cycle_mail.holds(pk) == []


def test_counts_add_up_by_step_and_day(parts, pk):
    for day in (12, 12, 13):
        parts.commit(parts.cycle_mail.counted(pk, "invitation", date(2027, 1, day)))
    assert parts.cycle_mail.counts(pk) == {"invitation": {date(2027, 1, 12): 2, date(2027, 1, 13): 1}}


def test_a_cycle_is_changed_only_as_it_was_read(parts, pk):
    cycle = builders.cycle(id=pk, partnership_id=pk.replace("#", "-"))
    parts.commit(parts.cycles.saved(cycle))
    changes = {"status": CycleStatus.PAUSED, "pauses": (Pause(began=date(2027, 2, 1)),)}
    parts.commit(parts.cycles.changed(cycle, changes))
    after = parts.cycles.get(pk)
    assert after == replace(cycle, version=1, **changes)
    assert parts.cycles.of_partnership(cycle.partnership_id) == [after]
    with pytest.raises(Conflict) as refusal:
        parts.commit(parts.cycles.changed(cycle, changes))
    assert refusal.value.kind == "CYCLE"
