"""How long organisations wait for an answer."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.cycles import Header
from chalicelib.domain.feedback_clock import feedback_clock
from chalicelib.domain.feedback_marks import Depth, Mark, header_mark, marks, newest, read_header
from chalicelib.domain.returns import ReturnStatus
from tests.support.builders import cycle

CYCLE = cycle()  # closes on 2 April 2027
TODAY = date(2027, 4, 10)


def header(number, submitted, feedback="", status=ReturnStatus.SUBMITTED):
    return Header(
        cycle_id="cycle2027",
        organisation_id=f"org{number}",
        organisation_name=f"Organisation {number}",
        sector="school",
        number=1,
        ref=f"K7P-22{number}",
        status=status,
        submitted_at=datetime.combine(submitted, datetime.min.time(), UTC) if submitted else None,
        feedback=feedback,
    )


def test_it_counts_days_since_submitting_the_longest_first():
    clock = feedback_clock(
        CYCLE,
        [
            header(1, date(2027, 3, 1)),
            header(2, date(2027, 2, 1), "automatic#2027-04-03"),
            header(3, date(2027, 2, 1), "full#2027-04-05"),
            header(4, date(2027, 3, 31)),
            header(5, None, status=ReturnStatus.IN_PROGRESS),
            header(6, date(2027, 3, 1), status=ReturnStatus.IN_PROGRESS),
        ],
        TODAY,
    )
    assert [(w.header.organisation_id, w.days) for w in clock.waiting] == [
        ("org2", 68),
        ("org1", 40),
        ("org4", 10),
    ]
    assert (clock.longest, clock.median, clock.median_taken) == (68, 40, 63)
    assert (clock.unanswered, clock.automatic_only) == (2, 1)


def test_nobody_waits():
    clock = feedback_clock(CYCLE, [], TODAY)
    assert (clock.longest, clock.median, clock.median_taken, clock.late) == (0, 0, None, 0)


@pytest.mark.parametrize(
    ("submitted", "feedback", "today", "late"),
    [
        (date(2027, 2, 1), "", date(2027, 4, 3), False),  # the schedule has the night
        (date(2027, 2, 1), "", date(2027, 4, 4), True),
        (date(2027, 4, 20), "", date(2027, 4, 21), False),  # came after the closing
        (date(2027, 4, 20), "", date(2027, 4, 22), True),
        (date(2027, 2, 1), "automatic#2027-04-03", date(2027, 5, 14), False),
        (date(2027, 2, 1), "automatic#2027-04-03", date(2027, 5, 15), True),
        (date(2027, 2, 1), "light#2027-04-03", date(2029, 5, 15), False),
    ],
)
def test_when_it_is_late(submitted, feedback, today, late):
    clock = feedback_clock(CYCLE, [header(1, submitted, feedback)], today)
    assert clock.late == int(late)


def test_marks_tell_partnerships_and_numbers_apart():
    kept = frozenset(
        {
            "salt#1#automatic#2027-04-03",
            "salt#10#full#2027-05-03",
            "salt#2#light#2027-04-09",
            "s#1#full#2027-01-01",
        }
    )
    assert [mark.number for mark in marks(kept, "salt")] == [1, 2, 10]
    assert newest(kept, "salt") == Mark(
        partnership_id="salt", number=10, depth=Depth.FULL, day=date(2027, 5, 3)
    )
    assert str(newest(kept, "salt")) in kept
    assert (newest(kept, "elsewhere"), header_mark(kept, "elsewhere"), read_header("")) == (None, "", None)
    assert read_header(header_mark(kept, "s")) == (Depth.FULL, date(2027, 1, 1))


def test_a_day_is_londons():
    late = datetime(2027, 3, 30, 23, 30, tzinfo=UTC)  # half past midnight on 31 March, British summer time
    made = Header(**{**_facts(header(1, date(2027, 3, 30))), "submitted_at": late})
    assert feedback_clock(CYCLE, [made], date(2027, 3, 31) + timedelta(days=1)).longest == 1


def _facts(made):
    return {name: getattr(made, name) for name in made.__dataclass_fields__}
