"""Opening in steps: the first five, the rest, or by itself; once, whoever presses and whatever dies."""

import contextlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.cycles import CycleStatus, Group, Rhythm, due_of
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.tasks import Queue
from chalicelib.services import opening
from chalicelib.services.cycles import CyclePlan, set_up_cycle
from chalicelib.services.queue import work_off
from chalicelib.services.work import WORK
from tests.support import builders
from tests.support.builders import contact, organisation, partnership
from tests.support.mail import posting_parts, work

OPENS = date(2027, 1, 19)
PLAN = CyclePlan(
    name="Round of 2027",
    framework=builders.FRAMEWORK,
    sectors=("school", "police"),
    opens_on=OPENS,
    due_on=date(2027, 3, 19),
    closes_on=date(2027, 4, 2),
    reminder_days=builders.cycle().reminder_days,
    in_steps=True,
    rhythm=Rhythm.ANNUAL,
)
HOLIDAYS: frozenset[date] = frozenset()


@pytest.fixture
def parts():
    """Twelve schools; the first has nobody to write to."""
    made = posting_parts()
    made.commit(made.organisations.partnership_saved(partnership()))
    for number in range(1, 13):
        made.commit(made.organisations.organisation_saved("saltmarsh", organisation(number)))
        if number > 1:
            made.commit(made.organisations.contact_saved("saltmarsh", contact(number)))
    return made


def planned(parts, **changes):
    return set_up_cycle(parts, "saltmarsh", replace(PLAN, **changes), "s-coordinator", "cycle1")


def now(parts):
    return parts.cycles.get("cycle1")


def asked(parts):
    return sorted(header.organisation_id for header in parts.returns.headers("cycle1"))


def events(parts):
    return [event.what for event in parts.trail.of("CYCLE#cycle1")]


def test_in_steps_nothing_happens_until_somebody_presses(parts):
    planned(parts)
    parts.clock.move(days=30)
    work(parts)
    assert (asked(parts), now(parts).status) == ([], CycleStatus.PLANNED)
    (step,) = opening.progress_of(parts, now(parts))
    assert (step.members, step.asked, step.by_itself, step.opened) == (12, 0, False, False)


def test_five_then_the_rest(parts):
    planned(parts)
    (step,) = opening.progress_of(parts, now(parts))
    named = sorted(o.id for o in step.first_five)
    opening.open_first_five(parts, now(parts), "", "s-coordinator")
    work(parts)
    assert asked(parts) == named
    assert "org001" not in named, "mail reaches nobody there"
    assert (len(parts.sender.sent), now(parts).status) == (5, CycleStatus.OPEN)
    opening.open_rest(parts, now(parts), "", "s-coordinator")
    work(parts)
    assert len(asked(parts)) == 12
    (step,) = opening.progress_of(parts, now(parts))
    assert (step.opened, step.asked) == (True, 12)
    assert events(parts)[:2] == ["cycle.set_up", "cycle.group_trial"]


def test_two_coordinators_press_at_once(parts):
    cycle = planned(parts)
    for press in (opening.open_first_five, opening.open_rest):
        press(parts, cycle, "", "s-coordinator")
        press(parts, cycle, "", "s-other")
    work(parts)
    assert len(asked(parts)) == 12
    assert len({message.to for message in parts.sender.sent}) == len(parts.sender.sent) == 11
    assert [what for what in events(parts) if "group" in what] == ["cycle.group_trial", "cycle.group_opened"]


def test_both_read_before_either_writes(parts):
    cycle, commit, first = planned(parts), parts.commit, []

    def meanwhile(*writes):
        parts.commit = commit
        first.append(opening.open_rest(parts, cycle, "", "s-other"))
        return commit(*writes)

    parts.commit = meanwhile
    opening.open_rest(parts, cycle, "", "s-coordinator")
    assert events(parts) == ["cycle.set_up", "cycle.group_opened"]
    work(parts)
    assert len(asked(parts)) == 12


@pytest.mark.parametrize("dies_at", range(1, 9))
def test_killed_half_way_through_the_trial_it_is_five_after_all(parts, dies_at):
    planned(parts)
    opening.open_first_five(parts, now(parts), "", "s-coordinator")
    commit, count = parts.commit, []

    def dies(*writes):
        count.append(1)
        if len(count) == dies_at:
            raise KeyboardInterrupt
        return commit(*writes)

    parts.commit = dies
    with contextlib.suppress(KeyboardInterrupt):
        work_off(parts, Queue.WORK, WORK[Queue.WORK])
    parts.commit = commit
    parts.clock.move(hours=1)
    work(parts)
    assert len(asked(parts)) == 5
    assert len({message.to for message in parts.sender.sent}) == 5


def test_by_itself_on_its_day_and_not_before(parts):
    planned(parts)
    opening.open_by_itself(parts, now(parts), "", "s-coordinator")
    work(parts)
    assert asked(parts) == []
    parts.clock.now = datetime(2027, 1, 19, 9, 59, tzinfo=UTC)
    work(parts)
    assert asked(parts) == []
    parts.clock.move(minutes=1)
    work(parts)
    assert len(asked(parts)) == 12


def test_not_by_itself_after_all(parts):
    planned(parts, in_steps=False)
    opening.wait_for_staff(parts, now(parts), "", "s-coordinator")
    parts.clock.move(days=30)
    work(parts)
    assert asked(parts) == []
    opening.open_rest(parts, now(parts), "", "s-coordinator")
    work(parts)
    with pytest.raises(Refused, match="opened_already"):
        opening.wait_for_staff(parts, now(parts), "", "s-coordinator")


def test_an_opening_whose_day_was_moved_waits_for_the_new_one(parts):
    cycle = planned(parts, in_steps=False)
    parts.commit(parts.cycles.changed(cycle, {"opens_on": OPENS + timedelta(days=7)}))
    parts.clock.now = datetime(2027, 1, 19, 10, tzinfo=UTC)
    work(parts)
    assert asked(parts) == []
    parts.clock.move(days=7)
    work(parts)
    assert len(asked(parts)) == 12


@pytest.mark.parametrize("status", [CycleStatus.CLOSED, CycleStatus.ARCHIVED, CycleStatus.PAUSED])
def test_only_what_can_open_is_opened(parts, status):
    cycle = planned(parts)
    parts.commit(parts.cycles.moved(cycle, status))
    for press in (opening.open_first_five, opening.open_rest, opening.open_by_itself):
        with pytest.raises(Refused):
            press(parts, now(parts), "", "s-coordinator")


def test_no_such_group(parts):
    with pytest.raises(NotFound):
        opening.open_rest(parts, planned(parts), "x" * 3_000, "s-coordinator")


def test_late_joiners_have_as_many_days_as_the_others_up_to_the_last_day(parts):
    planned(parts, in_steps=False)
    parts.clock.now = datetime(2027, 1, 19, 10, tzinfo=UTC)
    work(parts)
    parts.commit(parts.organisations.organisation_saved("saltmarsh", organisation(20)))
    parts.commit(parts.organisations.contact_saved("saltmarsh", contact(20)))
    parts.clock.now = datetime(2027, 1, 25, 10, tzinfo=UTC)
    (late,) = opening.late_joiners(parts, now(parts), HOLIDAYS)
    assert (late.organisation.id, late.due_on) == ("org020", date(2027, 3, 19)), (
        "within a week: as the others"
    )
    parts.clock.now = datetime(2027, 2, 16, 10, tzinfo=UTC)
    (late,) = opening.late_joiners(parts, now(parts), HOLIDAYS)
    assert (late.due_on, late.in_time) == (date(2027, 4, 2), True)
    for _ in range(2):
        opening.invite_late(parts, now(parts), ["org020"], HOLIDAYS, "s-coordinator")
    work(parts)
    (header,) = parts.returns.headers("cycle1", organisation_id="org020")
    assert due_of(now(parts), header) == date(2027, 4, 2)
    assert "please send by 2 April" in parts.sender.sent[-1].subject
    assert events(parts).count("cycle.joined_late") == 1


def test_too_late_is_said(parts):
    planned(parts, in_steps=False)
    parts.clock.now = datetime(2027, 1, 19, 10, tzinfo=UTC)
    work(parts)
    parts.commit(parts.organisations.organisation_saved("saltmarsh", organisation(20)))
    parts.clock.now = datetime(2027, 3, 22, 10, tzinfo=UTC)
    (late,) = opening.late_joiners(parts, now(parts), HOLIDAYS)
    assert not late.in_time
    with pytest.raises(Refused, match="too_late_to_join"):
        opening.invite_late(parts, now(parts), ["org020"], HOLIDAYS, "s-coordinator")


def test_each_group_opens_on_its_own_day_once_confirmed(parts):
    cycle = planned(parts, sectors=("school",))
    halves = [
        Group(
            id=str(n),
            name=f"Half {n}",
            sectors=("school",),
            opens_on=OPENS + timedelta(days=28 * (n - 1)),
            due_on=date(2027, 3, 19) + timedelta(days=28 * (n - 1)),
            closes_on=date(2027, 4, 2) + timedelta(days=28 * (n - 1)),
            part=n,
            parts=2,
            confirmed=False,
        )
        for n in (1, 2)
    ]
    parts.commit(parts.cycles.changed(cycle, {"groups": tuple(halves)}))
    for half in halves:
        parts.commit(parts.tasks.added(opening.opening_task(parts, now(parts), half, waits=True)))
    opening.open_by_itself(parts, now(parts), "1", "s-coordinator")
    assert [group.confirmed for group in now(parts).groups] == [True, False]
    parts.clock.now = datetime(2027, 1, 19, 10, tzinfo=UTC)
    work(parts)
    first = asked(parts)
    assert 0 < len(first) < 12
    parts.clock.move(days=60)
    work(parts)
    assert asked(parts) == first, "nobody confirmed the second half"
    opening.open_by_itself(parts, now(parts), "2", "s-coordinator")
    work(parts)
    assert len(asked(parts)) == 12
