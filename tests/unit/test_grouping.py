"""Groups with their own dates, cycles that go on all year, and the next cycle from the last."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.cycles import CycleStatus, Rhythm
from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.rhythm import months_later, next_cycle
from chalicelib.services import opening
from chalicelib.services.cycles import set_up_cycle
from chalicelib.services.grouping import REST, GroupPlan, add_groups, remove_groups
from tests.support.builders import contact, organisation, partnership
from tests.support.mail import posting_parts, work
from tests.unit.test_opening import PLAN

MARCH = GroupPlan(
    name="Police in March",
    sectors=("police",),
    opens_on=date(2027, 3, 2),
    due_on=date(2027, 5, 7),
    closes_on=date(2027, 5, 21),
    by_itself=True,
)


@pytest.fixture
def parts():
    made = posting_parts()
    made.commit(made.organisations.partnership_saved(partnership()))
    for number in range(1, 7):
        sector = "police" if number > 4 else "school"
        made.commit(made.organisations.organisation_saved("saltmarsh", organisation(number, sector)))
        made.commit(made.organisations.contact_saved("saltmarsh", contact(number)))
    set_up_cycle(made, "saltmarsh", replace(PLAN, in_steps=False), "s-coordinator", "cycle1")
    return made


def now(parts):
    return parts.cycles.get("cycle1")


def asked(parts):
    return sorted(header.organisation_id for header in parts.returns.headers("cycle1"))


def at(parts, month, day, hour=10):
    parts.clock.now = datetime(2027, month, day, hour, tzinfo=UTC)
    work(parts)


def test_schools_in_january_and_the_police_in_march(parts):
    add_groups(parts, now(parts), MARCH, "s-coordinator")
    cycle = now(parts)
    assert (cycle.opens_on, cycle.due_on, cycle.closes_on) == (PLAN.opens_on, MARCH.due_on, MARCH.closes_on)
    assert [(group.name, group.sectors) for group in cycle.groups] == [
        ("Police in March", ("police",)),
        (REST, ("school",)),
    ]
    at(parts, 1, 19)
    assert asked(parts) == ["org001", "org002", "org003", "org004"]
    at(parts, 3, 1)
    assert len(asked(parts)) == 4
    at(parts, 3, 2)
    assert len(asked(parts)) == 6
    assert "please send by 7 May" in parts.sender.sent[-1].subject


def test_removed_before_it_opens_everybody_has_the_same_dates_again(parts):
    before = now(parts)
    add_groups(parts, before, MARCH, "s-coordinator")
    remove_groups(parts, now(parts), now(parts).groups[0].id, "s-coordinator")
    assert replace(now(parts), version=0) == replace(before, version=0)
    at(parts, 1, 19)
    assert len(asked(parts)) == 6
    at(parts, 3, 2)
    assert len(asked(parts)) == 6, "the task of the group that is gone does nothing"


def test_everybody_in_groups_leaves_nothing_for_the_old_date(parts):
    add_groups(parts, now(parts), replace(MARCH, sectors=("police", "school")), "s-coordinator")
    at(parts, 1, 19)
    assert (asked(parts), now(parts).status) == ([], CycleStatus.PLANNED)
    at(parts, 3, 2)
    assert (len(asked(parts)), now(parts).status) == (6, CycleStatus.OPEN)


def test_a_rolling_cycle_opens_part_by_part_as_each_is_confirmed(parts):
    rolling = replace(MARCH, sectors=("police", "school"), parts=2, months=4, by_itself=False)
    add_groups(parts, now(parts), rolling, "s-coordinator")
    days = [group.opens_on for group in now(parts).groups]
    assert days == [date(2027, 3, 2), date(2027, 7, 2)]
    at(parts, 3, 2)
    assert asked(parts) == []
    for group in now(parts).groups:
        opening.open_by_itself(parts, now(parts), group.id, "s-coordinator")
    work(parts)
    first = asked(parts)
    assert len(first) == 3
    at(parts, 7, 2)
    assert len(asked(parts)) == 6
    assert len({message.to for message in parts.sender.sent}) == 6


def test_two_who_add_at_once_both_read_what_happened(parts):
    seen = now(parts)
    add_groups(parts, seen, MARCH, "s-coordinator")
    with pytest.raises(Refused, match="opened_already"):
        add_groups(parts, seen, MARCH, "s-other")
    assert len(now(parts).groups) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"sectors": ()}, "sectors"),
        ({"sectors": ("voluntary",)}, "sectors"),
        ({"opens_on": None}, "opens_on"),
        ({"due_on": date(2027, 3, 2)}, "due_on"),
        ({"closes_on": date(2027, 5, 6)}, "closes_on"),
        ({"parts": 0}, "parts"),
        ({"parts": 13}, "parts"),
        ({"months": None}, "months"),
    ],
)
def test_what_has_to_be_put_right(parts, changes, field):
    with pytest.raises(Invalid) as refusal:
        add_groups(parts, now(parts), replace(MARCH, **changes), "s-coordinator")
    assert list(refusal.value.problems) == [field]
    assert refusal.value.messages()
    assert now(parts).groups == ()


def test_not_twice_the_same_sector_and_not_after_they_were_asked(parts):
    add_groups(parts, now(parts), MARCH, "s-coordinator")
    with pytest.raises(Invalid):
        add_groups(parts, now(parts), MARCH, "s-coordinator")
    at(parts, 1, 19)
    at(parts, 3, 2)
    with pytest.raises(Refused, match="group_open_already"):
        remove_groups(parts, now(parts), now(parts).groups[0].id, "s-coordinator")
    with pytest.raises(NotFound):
        remove_groups(parts, now(parts), "", "s-coordinator")


def test_the_next_cycle_has_the_same_weekdays_and_the_next_year_in_its_name(parts):
    add_groups(parts, now(parts), MARCH, "s-coordinator")
    last = replace(now(parts), rhythm=Rhythm.TWO_YEARLY)
    proposed = next_cycle(last)
    assert (proposed.name, proposed.opens_on) == ("Round of 2029", date(2029, 1, 16))
    assert proposed.opens_on.weekday() == last.opens_on.weekday()
    assert next_cycle(replace(last, rhythm=Rhythm.ANNUAL)).name == "Round of 2028"
    plan = replace(
        PLAN,
        name=proposed.name,
        opens_on=proposed.opens_on,
        due_on=proposed.due_on,
        closes_on=proposed.closes_on,
        in_steps=False,
        after=last,
    )
    made = set_up_cycle(parts, "saltmarsh", plan, "s-coordinator", "cycle2")
    assert [group.name for group in made.groups] == ["Police in March", REST]
    other_dates = replace(plan, opens_on=date(2029, 2, 6))
    assert set_up_cycle(parts, "saltmarsh", other_dates, "s-coordinator", "cycle3").groups == ()


def test_the_groups_of_a_rolling_cycle_wait_to_be_confirmed_again(parts):
    add_groups(parts, now(parts), MARCH, "s-coordinator")
    proposed = next_cycle(replace(now(parts), rhythm=Rhythm.ROLLING))
    assert {group.confirmed for group in proposed.groups} == {False}


@given(day=st.dates(date(2000, 1, 1), date(2090, 1, 1)), months=st.integers(0, 144))
def test_months_later_is_the_same_day_or_the_last_never_a_weekend(day, months):
    later = months_later(day, months)
    assert later.weekday() < 5
    months_on = (later.year - day.year) * 12 + later.month - day.month
    assert months_on in (months, months + 1)
    assert abs((later - day).days - months * 30.44) < 6
