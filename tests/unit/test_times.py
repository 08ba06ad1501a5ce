"""What people read of a time, either side of British Summer Time."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.times import clock_time, count, day_of_week, london_day, long_date, saved_at

JUST_BEFORE_SUMMER = datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
JUST_AFTER = datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_dates_are_written_out():
    assert long_date(date(2027, 3, 20)) == "20 March 2027"
    assert day_of_week(date(2027, 3, 5)) == "Friday 5 March 2027"


def test_the_clock_goes_forward():
    assert clock_time(JUST_BEFORE_SUMMER) == "12:59am"
    assert clock_time(JUST_AFTER) == "2:00am"


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (0, 0, "midnight"),
        (0, 5, "12:05am"),
        (9, 0, "9:00am"),
        (12, 0, "midday"),
        (12, 1, "12:01pm"),
        (14, 2, "2:02pm"),
    ],
)
def test_a_time_of_day(hour, minute, words):
    assert clock_time(datetime(2027, 1, 5, hour, minute, tzinfo=UTC)) == words


def test_late_on_a_summer_evening_it_is_tomorrow_in_london():
    moment = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
    assert london_day(moment) == date(2027, 7, 1)
    assert long_date(moment) == "1 July 2027"
    assert day_of_week(moment) == "Thursday 1 July 2027"


def test_saved_today_needs_no_date():
    now = datetime(2027, 3, 20, 18, 0, tzinfo=UTC)
    assert saved_at(datetime(2027, 3, 20, 14, 2, tzinfo=UTC), now) == "14:02"
    assert saved_at(datetime(2027, 3, 19, 14, 2, tzinfo=UTC), now) == "14:02 on 19 March 2027"


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        clock_time(datetime(2027, 3, 20, 14, 2))  # noqa: DTZ001 (the point of the test)


def test_counting():
    assert [count(1, "question"), count(0, "question"), count(2, "reply", "replies")] == [
        "1 question",
        "0 questions",
        "2 replies",
    ]
