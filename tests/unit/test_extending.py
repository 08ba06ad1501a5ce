"""More time: who may have how much of it, once, and what it leaves behind."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.cycles import CycleStatus, Pause, due_of
from chalicelib.domain.errors import Invalid, NotAllowed, NotFound, Refused
from chalicelib.domain.extending import choices
from chalicelib.domain.returns import Part, ReturnStatus
from chalicelib.services.extending import give_longer, latest, take_longer
from tests.support import builders
from tests.support.fakes import FakeParts

DUE = date(2027, 3, 19)  # a Friday
NO_HOLIDAYS: frozenset[date] = frozenset()
JO = replace(builders.LEAD, id="p-jo", part=Part.CONTRIBUTOR, name="Jo", standards=(1,))


@pytest.fixture
def parts():
    made = FakeParts()
    made.clock.now = datetime(2027, 3, 16, 10, tzinfo=UTC)
    return made


@pytest.fixture
def made(parts):
    return builders.stored_return(
        parts, status=ReturnStatus.IN_PROGRESS, people={p.id: p for p in (builders.LEAD, JO)}
    )


def days(cycle, made, today):
    return [longer.until for longer in choices(cycle, made, today, NO_HOLIDAYS)]


def events(parts, made):
    return [event.what for event in parts.trail.of(f"RETURN#{made.ref}")]


def due_now(parts, made):
    return due_of(parts.cycles.get("cycle2027"), parts.returns.get(made.ref))


def test_five_or_ten_working_days_from_the_day_it_is_due():
    cycle, made = builders.cycle(), builders.return_()
    assert days(cycle, made, date(2027, 3, 16)) == [date(2027, 3, 26), date(2027, 4, 2)]
    assert days(cycle, made, date(2027, 3, 4)) == [], "two weeks before, and not earlier"
    assert days(cycle, made, date(2027, 3, 25)) == [date(2027, 4, 2)], "also when it has passed"
    assert days(cycle, made, date(2027, 4, 1)) == [], "a day more helps nobody"


def test_never_past_the_last_day():
    cycle = builders.cycle(closes_on=date(2027, 3, 24))
    assert days(cycle, builders.return_(), date(2027, 3, 16)) == [date(2027, 3, 24)]


@pytest.mark.parametrize("status", [CycleStatus.CLOSED, CycleStatus.ARCHIVED, CycleStatus.PLANNED])
def test_only_while_the_cycle_runs(status):
    assert days(builders.cycle(status=status), builders.return_(), date(2027, 3, 16)) == []


def test_it_is_given_at_once_and_pressed_twice_it_is_given_once(parts, made):
    token = builders.session(parts, made)
    assert latest(parts, builders.cycle(), made) == date(2027, 4, 2), "the last day"
    for _ in range(2):
        assert take_longer(parts, made.ref, token, "2027-03-29") == date(2027, 3, 29)
    assert due_now(parts, made) == date(2027, 3, 29)
    assert events(parts, made).count("return.longer_taken") == 1
    (header,) = parts.returns.headers("cycle2027")
    assert header.due_on == date(2027, 3, 29)


def test_once_means_once(parts, made):
    token = builders.session(parts, made)
    take_longer(parts, made.ref, token, "2027-03-29")
    with pytest.raises(Refused, match="longer_taken"):
        take_longer(parts, made.ref, token, "2027-04-02")


def test_two_presses_at_the_same_moment_give_it_once(parts, made):
    token, commit, first = builders.session(parts, made), parts.commit, []

    def meanwhile(*writes):
        parts.commit = commit
        if not first:
            first.append(take_longer(parts, made.ref, token, "2027-03-29"))
        return commit(*writes)

    parts.commit = meanwhile
    assert take_longer(parts, made.ref, token, "2027-03-29") == date(2027, 3, 29)
    assert events(parts, made).count("return.longer_taken") == 1


@pytest.mark.parametrize("until", ["", "2027-03-31", "x" * 10_000, "2099-01-01"])
def test_only_one_of_the_choices(parts, made, until):
    with pytest.raises(Invalid):
        take_longer(parts, made.ref, builders.session(parts, made), until)
    assert due_now(parts, made) == DUE


def test_not_after_the_cycle_is_closed(parts, made):
    parts.commit(parts.cycles.moved(builders.cycle(), CycleStatus.CLOSED))
    with pytest.raises(Refused, match="longer_not_open"):
        take_longer(parts, made.ref, builders.session(parts, made), "2027-03-29")
    with pytest.raises(Refused, match="cycle_is_closed"):
        give_longer(parts, "saltmarsh", made.ref, date(2027, 4, 9), "s-coordinator")


def test_a_colleague_may_not(parts, made):
    with pytest.raises(NotAllowed):
        take_longer(parts, made.ref, builders.session(parts, made, JO), "2027-03-29")


def test_staff_give_longer_and_the_trail_says_from_when_until_when(parts, made):
    give_longer(parts, "saltmarsh", made.ref, date(2027, 4, 30), "s-coordinator")
    give_longer(parts, "saltmarsh", made.ref, date(2027, 4, 30), "s-coordinator")
    assert due_now(parts, made) == date(2027, 4, 30)
    (event,) = [e for e in parts.trail.of(f"RETURN#{made.ref}") if e.what == "return.longer_given"]
    assert (event.actor, event.details) == ("s-coordinator", {"from": "2027-03-19", "until": "2027-04-30"})


def test_whoever_reads_it_for_approval_is_not_disturbed(parts, made):
    parts.commit(
        parts.returns.changed(
            made, {"status": ReturnStatus.AWAITING_APPROVAL}, while_in=(ReturnStatus.IN_PROGRESS,)
        )
    )
    before = parts.returns.get(made.ref).seq
    give_longer(parts, "saltmarsh", made.ref, date(2027, 4, 9), "s-coordinator")
    assert parts.returns.get(made.ref).seq == before


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (None, "due_on_not_real"),
        (date(2027, 3, 16), "due_on_past"),
        (date(2027, 5, 3), "due_on_too_late"),
        (date(9999, 12, 31), "due_on_too_late"),
    ],
)
def test_days_that_staff_cannot_give(parts, made, day, code):
    with pytest.raises(Invalid) as refusal:
        give_longer(parts, "saltmarsh", made.ref, day, "s-coordinator")
    assert refusal.value.problems == {"due_on": code}


def test_not_for_another_partnerships_return(parts, made):
    for partnership, ref in (("elsewhere", made.ref), ("saltmarsh", "B2B-222")):
        with pytest.raises(NotFound):
            give_longer(parts, partnership, ref, date(2027, 4, 9), "s-coordinator")


def test_what_was_given_after_a_pause_is_what_was_said(parts, made):
    paused = builders.cycle(pauses=(Pause(began=date(2027, 2, 1), ended=date(2027, 2, 8)),))
    parts.commit(parts.cycles.saved(paused))
    give_longer(parts, "saltmarsh", made.ref, date(2027, 4, 9), "s-coordinator")
    assert due_now(parts, made) == date(2027, 4, 9)
