"""Returns are given out fairly, never to somebody with an interest, and on when somebody goes."""

from dataclasses import replace

import pytest

from chalicelib.domain.errors import Invalid, NotAllowed, NotFound, Refused
from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.review_shares import By
from chalicelib.domain.staffing import StaffForm
from chalicelib.services.assigning import assign, give_on, share_out
from chalicelib.services.interests import InterestForm, declare, remove
from chalicelib.services.review_queue import next_ref, queue
from chalicelib.services.reviewing import Said, agree_with_rest, finish, save
from chalicelib.services.staff_list import change_staff
from tests.support import builders
from tests.support.fakes import FakeParts
from tests.support.in_review import given, returned, reviewer, stage
from tests.support.tables import Crash, TroubledTable

BOSS = builders.staff()
EVERYBODY = ("s-r1", "s-r2")


@pytest.fixture
def table():
    return TroubledTable()


@pytest.fixture
def parts(table):
    made = FakeParts(table)
    stage(made)
    return made


def in_hands(parts):
    """Reference → who has it."""
    found = parts.reviews.of_cycle("saltmarsh", "cycle2027")
    return {r.ref: r.first.reviewer if r.first else "" for r in found}


def review_of(parts, made):
    return parts.reviews.get("saltmarsh", "cycle2027", made.ref)


def share(parts, *wanted, by=By.RETURNS):
    return share_out(parts, BOSS, builders.cycle(), wanted or EVERYBODY, by)


def counts(parts):
    held = list(in_hands(parts).values())
    return {who: held.count(who) for who in set(held)}


def test_what_is_in_is_shared_out_once(parts):
    for number in range(1, 8):
        returned(parts, number)
    assert share(parts) == 7
    assert sorted(counts(parts).values()) == [3, 4]
    assert share(parts) == 0
    returned(parts, 8)
    assert share(parts) == 1
    assert counts(parts) == {"s-r1": 4, "s-r2": 4}


def test_many_are_shared_out_in_transactions_that_are_not_too_large(parts):
    for number in range(1, 75):
        returned(parts, number)
    assert share(parts) == 74
    assert counts(parts) == {"s-r1": 37, "s-r2": 37}
    assert give_on(parts, BOSS, "s-r1") == (37, 0)


def test_what_is_not_in_waits(parts):
    returned(parts, 1)
    builders.stored_return(parts, 2)
    assert share(parts) == 1


@pytest.mark.parametrize("wanted", [["s-scrutineer"], ["made-up"]])
def test_only_people_who_review_can_be_given_anything(parts, wanted):
    returned(parts)
    with pytest.raises(Invalid):
        share(parts, *wanted)
    with pytest.raises(Invalid):
        assign(parts, BOSS, "K7P-223", wanted[0])


def test_two_who_share_out_at_once_give_nothing_twice(parts, table):
    for number in range(1, 6):
        returned(parts, number)
    table.before = lambda: share(parts, "s-r2")
    share(parts, "s-r1")
    assert counts(parts) == {"s-r2": 5}


def test_nobody_gets_their_own_organisations_return(parts):
    """Told by their address among its contacts, with nothing declared."""
    returned(parts)
    parts.commit(
        parts.organisations.contact_saved("saltmarsh", builders.contact(email="Reviewer1@example.org"))
    )
    share(parts)
    assert in_hands(parts) == {"K7P-223": "s-r2"}
    with pytest.raises(Invalid) as refused:
        assign(parts, BOSS, "K7P-223", "s-r1")
    assert "has declared an interest" in refused.value.messages()["reviewer"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("organisation", "Organisation 1"),
        ("organisation", "org001"),
        ("parent", "saltings trust"),
        ("sector", "school"),
    ],
)
def test_nobody_gets_what_they_have_an_interest_in(parts, kind, value):
    returned(parts)
    school = builders.organisation(parent="Saltings Trust")
    parts.commit(parts.organisations.organisation_saved("saltmarsh", school))
    declare(parts, reviewer(1), InterestForm(reviewer="s-r1", kind=kind, value=value))
    share(parts)
    assert in_hands(parts) == {"K7P-223": "s-r2"}


@pytest.mark.parametrize(
    ("kind", "value"), [("", "x"), ("sector", ""), ("sector", "made-up"), ("organisation", "z" * 10_000)]
)
def test_an_interest_is_in_something_that_is_there(parts, kind, value):
    returned(parts)
    with pytest.raises(Invalid):
        declare(parts, reviewer(1), InterestForm(reviewer="s-r1", kind=kind, value=value))


def test_a_reviewer_declares_their_own_and_a_coordinator_notes_anybodys(parts):
    returned(parts)
    form = InterestForm(reviewer="s-r2", kind="sector", value="school")
    with pytest.raises(NotAllowed):
        declare(parts, reviewer(1), form)
    declare(parts, BOSS, form)
    assert parts.reviews.interests_of("saltmarsh", "s-r2").interests[0].noted_by == BOSS.id
    with pytest.raises(NotFound):
        declare(parts, BOSS, replace(form, reviewer="nobody"))


def test_declared_later_it_is_taken_away_and_given_on(parts):
    made, other = given(parts), given(parts, 2, sector="police")
    save(parts, reviewer(1), made.ref, "S01-01", said("inadequate"))
    form = InterestForm(reviewer="s-r1", kind="sector", value="school")
    assert declare(parts, reviewer(1), form) == (1, 0)
    assert in_hands(parts) == {made.ref: "s-r2", other.ref: "s-r1"}
    assert review_of(parts, made).set_aside == ("s-r1",)
    assert review_of(parts, made).earlier == ()
    assert len(parts.reviews.written("saltmarsh", made.ref)) == 1
    with pytest.raises(NotAllowed):
        save(parts, reviewer(1), made.ref, "S01-02", said("inadequate"))


def test_also_what_they_have_finished(parts):
    made = given(parts)
    agree_with_rest(parts, reviewer(1), made.ref, 1)
    finish(parts, reviewer(1), made.ref, 1)
    declare(parts, reviewer(1), InterestForm(reviewer="s-r1", kind="sector", value="school"))
    assert not review_of(parts, made).is_finished
    assert in_hands(parts) == {made.ref: "s-r2"}


def test_where_nobody_else_may_have_it_a_coordinator_decides(parts):
    made = given(parts, second="s-r2")
    declare(parts, reviewer(2), InterestForm(reviewer="s-r2", kind="sector", value="school"))
    declare(parts, BOSS, InterestForm(reviewer=BOSS.id, kind="sector", value="school"))
    assert declare(parts, BOSS, InterestForm(reviewer="s-r1", kind="sector", value="school")) == (0, 1)
    assert in_hands(parts) == {made.ref: ""}
    assert share(parts) == 0


def test_a_crash_between_interest_and_giving_on_is_put_right_by_declaring_again(parts, table):
    made = given(parts)
    form = InterestForm(reviewer="s-r1", kind="sector", value="school")
    table.crash_at = 1
    with pytest.raises(Crash):
        declare(parts, reviewer(1), form)
    table.calm()
    with pytest.raises(NotAllowed):  # it counts from the moment it is known
        save(parts, reviewer(1), made.ref, "S01-01", said("good"))
    assert declare(parts, reviewer(1), form) == (1, 0)
    assert in_hands(parts) == {made.ref: "s-r2"}
    assert len(parts.reviews.interests_of("saltmarsh", "s-r1").interests) == 1


def test_an_interest_that_no_longer_holds_is_removed(parts):
    returned(parts)
    form = InterestForm(reviewer="s-r1", kind="sector", value="school")
    declare(parts, reviewer(1), form)
    remove(parts, reviewer(1), form)
    remove(parts, reviewer(1), form)
    share(parts, "s-r1")
    assert in_hands(parts) == {"K7P-223": "s-r1"}


def said(rating, **more):
    return Said(**{"rating": rating, "reason": "There is no evidence", "submission": 1, **more})


def test_a_reviewer_who_leaves_gives_on_what_they_have_not_finished(parts):
    begun, finished = given(parts), given(parts, 2)
    save(parts, reviewer(1), begun.ref, "S01-01", said("inadequate"))
    agree_with_rest(parts, reviewer(1), finished.ref, 1)
    finish(parts, reviewer(1), finished.ref, 1)
    parts.commit(parts.organisations.staff_saved(reviewer(1, active=False)))
    assert give_on(parts, BOSS, "s-r1") == (1, 0)
    assert give_on(parts, BOSS, "s-r1") == (0, 0)
    assert in_hands(parts) == {begun.ref: "s-r2", finished.ref: "s-r1"}
    assert review_of(parts, begun).earlier == ("s-r1",)
    (kept,) = parts.reviews.written("saltmarsh", begun.ref)
    assert (kept.reviewer, kept.reason) == ("s-r1", "There is no evidence")
    with pytest.raises(NotAllowed):
        save(parts, reviewer(1), begun.ref, "S01-02", said("good"))


@pytest.mark.parametrize(("role", "active"), [("reviewer", False), ("scrutineer", True)])
def test_taken_off_the_staff_list_they_give_on_at_once(parts, role, active):
    made = given(parts)
    form = StaffForm(name="Reviewer 1", role=role, active=active)
    change_staff(parts, "saltmarsh", "s-r1", form, actor=BOSS.id)
    assert in_hands(parts) == {made.ref: "s-r2"}


def test_by_hand_to_somebody_else_keeps_what_was_written(parts):
    made = given(parts)
    assign(parts, BOSS, made.ref, "s-r2")
    assert in_hands(parts) == {made.ref: "s-r2"}
    assert review_of(parts, made).earlier == ("s-r1",)
    with pytest.raises(Invalid):
        assign(parts, BOSS, made.ref, "s-r2")


def test_a_second_needs_a_first_who_is_somebody_else(parts):
    made = returned(parts)
    with pytest.raises(Refused):
        assign(parts, BOSS, made.ref, "s-r1", second=True)
    assign(parts, BOSS, made.ref, "s-r1")
    with pytest.raises(Invalid):
        assign(parts, BOSS, made.ref, "s-r1", second=True)


def test_another_partnerships_coordinator_finds_nothing(parts):
    returned(parts)
    with pytest.raises(NotFound):
        assign(parts, builders.staff(partnership_id="elsewhere"), "K7P-223", "s-r1")


# The queue


def test_most_exceptions_first_then_by_name(parts):
    given(parts, 1)
    given(parts, 2, ratings={"S01-01": 1, "S01-02": 1})
    given(parts, 3, ratings={"S01-01": 1}, planned=("S01-01",))
    given(parts, 4, ratings={"S01-01": 1})
    mine = queue(parts, reviewer(1))
    assert [(m.review.organisation_id, len(m.exceptions)) for m in mine] == [
        ("org002", 2),
        ("org004", 1),
        ("org001", 0),
        ("org003", 0),
    ]
    assert next_ref(parts, reviewer(1)) == "K7P-224"
    assert queue(parts, reviewer(2)) == []


def test_what_is_done_goes_to_the_end_and_next_passes_it_over(parts):
    first, second = given(parts, 1, ratings={"S01-01": 1}), given(parts, 2)
    agree_with_rest(parts, reviewer(1), first.ref, 1)
    finish(parts, reviewer(1), first.ref, 1)
    assert [m.review.ref for m in queue(parts, reviewer(1))] == [second.ref, first.ref]
    assert next_ref(parts, reviewer(1), after=first.ref) == second.ref
    assert next_ref(parts, reviewer(1), after=second.ref) == ""


def test_a_coordinator_can_review_too(parts):
    made = returned(parts)
    assign(parts, BOSS, made.ref, BOSS.id)
    assert [m.review.ref for m in queue(parts, BOSS)] == [made.ref]
    assert BOSS.role is StaffRole.COORDINATOR
