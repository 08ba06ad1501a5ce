"""On which lists a return is, and how a cycle stands beside the one before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.cycles import CycleStatus, Header
from chalicelib.domain.lists import Need, is_on, moved, needs
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.trend import cycle_before, trend
from tests.support import builders
from tests.support.fakes import MONDAY

CYCLE = builders.cycle()
DUE = datetime(2027, 3, 19, 12, tzinfo=UTC)


def header(number=1, **values):
    return Header(
        cycle_id=values.pop("cycle_id", "cycle2027"),
        organisation_id=f"org{number:03}",
        organisation_name=f"Organisation {number}",
        sector=values.pop("sector", "school"),
        number=1,
        ref=f"K7P-{number + 222}",
        status=ReturnStatus(values.pop("status", "not_started")),
        **values,
    )


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, set()),
        ({"mail_state": "no_contact"}, {Need.NO_CONTACT}),
        ({"mail_state": "bounced"}, {Need.BOUNCED}),
        ({"mail_state": "complained", "status": "in_progress"}, {Need.BOUNCED}),
        ({"mail_state": "bounced", "status": "submitted", "submitted_at": MONDAY}, set()),
        ({"help_wanted": {"S01-01": True, "S01-02": False}}, {Need.HELP}),
        ({"help_wanted": {"S01-01": False}}, set()),
        (
            {"status": "awaiting_approval", "sent_for_approval_at": MONDAY - timedelta(days=7)},
            {Need.WAITING},
        ),
        ({"status": "in_progress", "opened_at": MONDAY - timedelta(days=14)}, {Need.STUCK}),
        ({"status": "in_progress", "opened_at": MONDAY - timedelta(days=13)}, set()),
        (
            {
                "status": "in_progress",
                "opened_at": MONDAY - timedelta(days=40),
                "moved_on": MONDAY.date() - timedelta(days=13),
            },
            set(),
        ),
        (
            {
                "status": "not_started",
                "opened_at": MONDAY - timedelta(days=40),
                "moved_on": MONDAY.date() - timedelta(days=14),
            },
            {Need.STUCK},
        ),
    ],
)
def test_why_a_return_needs_somebody(values, found):
    assert needs(header(**values), CYCLE, MONDAY) == found


def test_a_return_is_late_the_day_after_its_own_due_date():
    assert not is_on(header(), CYCLE, "overdue", DUE)
    assert is_on(header(), CYCLE, "overdue", DUE + timedelta(days=1))
    longer = header(due_on=date(2027, 3, 26))
    assert not is_on(longer, CYCLE, "overdue", DUE + timedelta(days=7))
    assert is_on(longer, CYCLE, "overdue", DUE + timedelta(days=8))
    late = header(status="submitted", submitted_at=DUE + timedelta(days=3))
    assert not is_on(late, CYCLE, "overdue", DUE + timedelta(days=9))


def test_older_headers_tell_their_last_step_by_its_own_time():
    assert moved(header()) is None
    assert moved(header(opened_at=MONDAY)) == MONDAY.date()
    assert moved(header(opened_at=MONDAY, moved_on=date(2027, 2, 1))) == date(2027, 2, 1)


# Beside the cycle before

LAST = builders.cycle(
    id="last",
    opens_on=date(2026, 1, 13),
    due_on=date(2026, 3, 20),
    closes_on=date(2026, 4, 3),
    status="closed",
)


def test_the_cycle_before_is_the_newest_that_asked_the_same():
    older = builders.cycle(id="older", opens_on=date(2025, 1, 14), status=CycleStatus.ARCHIVED)
    other = builders.cycle(id="other", opens_on=date(2026, 9, 1), framework="early-years@2026.1")
    nobody = builders.cycle(id="nobody", opens_on=date(2026, 9, 1), sectors=("housing",))
    planned = builders.cycle(id="planned", opens_on=date(2026, 9, 1), status=CycleStatus.PLANNED)
    assert cycle_before(CYCLE, [CYCLE, older, LAST, other, nobody, planned]) == LAST
    assert cycle_before(CYCLE, [CYCLE, planned]) is None


def in_on(number, day, **more):
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return header(number, status="submitted", submitted_at=moment, **more)


def test_the_same_day_of_each_is_compared():
    now = [in_on(1, date(2027, 1, 14)), header(2), header(3), header(4)]
    then = [in_on(n, date(2026, 1, 12 + n)) for n in range(1, 5)]
    found = trend(CYCLE, now, LAST, then, date(2027, 1, 14))
    assert (found.day, found.now, found.then, found.then_in, found.then_of) == (2, 25, 75, 3, 4)
    assert found.this == (0, 0, 25)
    assert found.last[:4] == (25, 50, 75, 100)
    assert len(found.last) == 81


def test_only_sectors_of_both_are_counted_and_nothing_before_the_first_day():
    now = [in_on(1, date(2027, 1, 12)), header(2, sector="housing")]
    then = [in_on(1, date(2026, 1, 13))]
    assert trend(CYCLE, now, LAST, then, date(2027, 1, 12)).now == 100
    assert trend(CYCLE, now, LAST, then, date(2027, 1, 11)) is None
    assert trend(CYCLE, [], LAST, then, date(2027, 1, 12)) is None
    after = trend(CYCLE, now, LAST, then, date(2027, 12, 1))
    assert (after.day, after.then) == (80, 100)
