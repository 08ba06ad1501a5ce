"""Which dates hold for a return: its own, its group's, or the cycle's; and what a pause does to them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from chalicelib.domain.cycles import (
    Pause,
    due_of,
    group_of,
    header_of,
    kept_due,
    last_day_of,
    opening_of,
    part_of,
)
from tests.support import builders
from tests.support.builders import PRACTICES, SCHOOLS

EARLY = datetime(2027, 1, 2, 10, tzinfo=UTC)


def a_return(sector="school", **changes):
    return builders.return_(sector=sector, **{"invited_at": EARLY, **changes})


def test_without_groups_the_cycles_dates_hold():
    cycle, asked = builders.cycle(), a_return()
    assert opening_of(cycle, asked) == cycle.opens_on
    assert (due_of(cycle, asked), last_day_of(cycle, asked)) == (cycle.due_on, cycle.closes_on)


def test_each_group_has_its_own_dates_whatever_their_order():
    cycle = builders.cycle(groups=(PRACTICES, SCHOOLS), closes_on=PRACTICES.closes_on)
    assert due_of(cycle, a_return()) == SCHOOLS.due_on
    practice = a_return("primary_care")
    assert (opening_of(cycle, practice), due_of(cycle, practice), last_day_of(cycle, practice)) == (
        PRACTICES.opens_on,
        PRACTICES.due_on,
        PRACTICES.closes_on,
    )


def test_a_header_has_the_dates_of_its_return():
    cycle, made = builders.cycle(), a_return(due_on=date(2027, 4, 9))
    assert due_of(cycle, header_of(made, cycle.id, 0)) == due_of(cycle, made) == date(2027, 4, 9)
    assert last_day_of(cycle, made) == date(2027, 4, 9), "more time than the cycle has left is still time"


def test_whoever_joins_later_begins_on_that_day():
    joined = a_return(invited_at=datetime(2027, 2, 9, 23, 30, tzinfo=UTC))
    assert opening_of(builders.cycle(), joined) == date(2027, 2, 9)


def test_days_lost_do_not_count():
    pause = Pause(began=date(2027, 2, 1), ended=date(2027, 2, 15))
    cycle = builders.cycle(pauses=(pause,))
    assert opening_of(cycle, a_return()) == cycle.opens_on + timedelta(days=14)
    own = a_return(due_on=kept_due(builders.cycle(), date(2027, 3, 26)))
    assert due_of(cycle, own) == date(2027, 4, 9), "given before the pause: it moved"
    later = a_return(due_on=kept_due(cycle, date(2027, 4, 9)))
    assert due_of(cycle, later) == date(2027, 4, 9), "given after it: it stays"


def test_a_pause_that_lasts_has_lost_nothing_yet():
    cycle = builders.cycle(pauses=(Pause(began=date(2027, 2, 1)),))
    assert cycle.lost_days == 0


def test_parts_are_dealt_out_once_and_for_all():
    thirds = tuple(replace(SCHOOLS, id=str(n), part=n, parts=3) for n in (1, 2, 3))
    cycle = builders.cycle(groups=thirds)
    found = [group_of(cycle, "school", f"org{n:03}").part for n in range(300)]
    assert found == [part_of(f"org{n:03}", 3) for n in range(300)]
    assert all(80 <= found.count(part) <= 120 for part in (1, 2, 3))


def test_a_sector_in_no_group_has_the_cycles_dates():
    cycle = builders.cycle(groups=(SCHOOLS,))
    assert due_of(cycle, a_return("police")) == cycle.due_on
