"""Pause, resume, close and archive: in order, once, and what moves."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.cycles import CycleStatus, due_of
from chalicelib.domain.errors import Refused
from chalicelib.domain.returns import ReturnStatus
from chalicelib.services import cycle_life
from chalicelib.services.extending import give_longer
from tests.support import builders
from tests.support.builders import PRACTICES, SCHOOLS
from tests.support.fakes import FakeParts

FEBRUARY = datetime(2027, 2, 1, 10, tzinfo=UTC)


@pytest.fixture
def parts():
    made = FakeParts()
    made.clock.now = FEBRUARY
    builders.stored_return(made, status=ReturnStatus.IN_PROGRESS)
    return made


def now(parts):
    return parts.cycles.get("cycle2027")


def events(parts):
    return [(event.what, event.details) for event in parts.trail.of("CYCLE#cycle2027")]


def test_resuming_moves_what_is_due_by_the_days_lost(parts):
    ref = "K7P-223"
    give_longer(parts, "saltmarsh", ref, date(2027, 3, 29), "s-coordinator")
    cycle_life.pause(parts, now(parts), "s-coordinator")
    assert now(parts).status is CycleStatus.PAUSED
    parts.clock.move(days=14)
    cycle_life.resume(parts, now(parts), "s-coordinator")
    after = now(parts)
    assert (after.opens_on, after.due_on, after.closes_on) == (
        date(2027, 1, 12),
        date(2027, 4, 2),
        date(2027, 4, 16),
    )
    assert due_of(after, parts.returns.get(ref)) == date(2027, 4, 12)
    assert events(parts) == [("cycle.paused", {}), ("cycle.resumed", {"days": "14"})]
    (listed,) = parts.cycles.of_partnership("saltmarsh")
    assert listed == after


def test_a_group_that_has_not_opened_opens_later(parts):
    cycle = replace(builders.cycle(), groups=(SCHOOLS, PRACTICES), closes_on=PRACTICES.closes_on)
    parts.commit(parts.cycles.saved(cycle))
    cycle_life.pause(parts, now(parts), "s-coordinator")
    parts.clock.move(days=7)
    cycle_life.resume(parts, now(parts), "s-coordinator")
    schools, practices = now(parts).groups
    assert (schools.opens_on, schools.due_on) == (date(2027, 1, 12), date(2027, 3, 26))
    assert (practices.opens_on, practices.due_on) == (date(2027, 3, 9), date(2027, 5, 14))
    assert now(parts).closes_on == date(2027, 5, 28)


def test_two_who_resume_at_once_move_it_once(parts):
    cycle_life.pause(parts, now(parts), "s-coordinator")
    parts.clock.move(days=14)
    paused = now(parts)
    cycle_life.resume(parts, paused, "s-coordinator")
    cycle_life.resume(parts, paused, "s-other")
    assert now(parts).due_on == date(2027, 4, 2)
    assert len(events(parts)) == 2


def test_paused_on_friday_and_resumed_the_same_day_loses_nothing(parts):
    cycle_life.pause(parts, now(parts), "s-coordinator")
    cycle_life.resume(parts, now(parts), "s-coordinator")
    assert now(parts).due_on == date(2027, 3, 19)


def test_twice_paused_is_twice_lost(parts):
    for days in (3, 4):
        cycle_life.pause(parts, now(parts), "s-coordinator")
        parts.clock.move(days=days)
        cycle_life.resume(parts, now(parts), "s-coordinator")
    assert (now(parts).due_on, now(parts).lost_days) == (date(2027, 3, 26), 7)


def test_closed_early_while_paused_moves_nothing(parts):
    cycle_life.pause(parts, now(parts), "s-coordinator")
    parts.clock.move(days=14)
    cycle_life.close(parts, now(parts), "s-coordinator")
    assert (now(parts).status, now(parts).due_on, now(parts).lost_days) == (
        CycleStatus.CLOSED,
        date(2027, 3, 19),
        0,
    )
    cycle_life.archive(parts, now(parts), "s-coordinator")
    assert now(parts).status is CycleStatus.ARCHIVED


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        (CycleStatus.PLANNED, set()),
        (CycleStatus.OPENING, set()),
        (CycleStatus.OPEN, {"pause", "close"}),
        (CycleStatus.PAUSED, {"resume", "close"}),
        (CycleStatus.CLOSED, {"archive"}),
        (CycleStatus.ARCHIVED, set()),
    ],
)
def test_the_wrong_order_is_refused_with_words(parts, status, allowed):
    for name in set(cycle_life.MOVES) - allowed:
        with pytest.raises(Refused) as refusal:
            cycle_life.MOVES[name](parts, replace(builders.cycle(), status=status), "s-coordinator")
        assert refusal.value.words
    assert events(parts) == []


def test_closed_by_one_and_paused_by_another_says_what_it_is_now(parts):
    seen = now(parts)
    cycle_life.close(parts, seen, "s-coordinator")
    with pytest.raises(Refused) as refusal:
        cycle_life.pause(parts, seen, "s-other")
    assert "closed" in refusal.value.words
