"""What goes into the frame, and a promise of visits that is kept or refused."""

import random

import pytest

from chalicelib.domain.errors import Refused
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.sampling import Fact, Terms, Why, draw
from chalicelib.domain.sampling_frame import (
    Known,
    Stated,
    frame,
    refuse_unless_promise_holds,
    visits_needed,
)
from tests.support.reporting import header

IN, AT_WORK = ReturnStatus.SUBMITTED, ReturnStatus.IN_PROGRESS


def school(n: int, status=IN, **ratings: int):
    return header(n, organisation_id=f"s{n}", status=status, ratings=ratings)


def test_only_returns_that_are_in_unless_wished():
    headers = [school(1), school(2, AT_WORK)]
    assert [u.id for u in frame(headers, Terms(visits=1))] == ["s1"]
    both = frame(headers, Terms(visits=1, missing=True), {Why.NOT_RETURNED})
    assert [(u.id, u.certain) for u in both] == [("s1", ()), ("s2", (Why.NOT_RETURNED,))]
    assert [u.certain for u in frame(headers, Terms(visits=1, missing=True))] == [(), ()]


def test_an_organisation_with_two_returns_stands_there_once():
    assert len(frame([school(1), school(1, AT_WORK)], Terms(visits=1, missing=True))) == 1
    assert len(frame([school(1, AT_WORK), school(1)], Terms(visits=1))) == 1


def test_a_rating_is_a_reason_only_where_it_was_chosen_to_be_and_never_a_ticket():
    headers = [school(1, a=1, b=3), school(2, a=2), school(3, AT_WORK, a=1)]
    chosen = frame(headers, Terms(visits=1, missing=True), {Why.LOWEST_RATING})
    assert [u.certain for u in chosen] == [(Why.LOWEST_RATING,), (), ()]
    assert {u.tickets for u in chosen} == {1}
    assert [u.certain for u in frame(headers, Terms(visits=1))] == [(), ()]


def test_stated_facts_are_tickets_and_naming_is_certain():
    stated = {
        "s1": Stated(organisation_id="s1", facts=(Fact.COMPLAINT, Fact.INSPECTION)),
        "s2": Stated(organisation_id="s2", named="The trust asked for it"),
    }
    known = Known(bands={"s1": "primary"}, stated=stated)
    first, second, third = frame([school(1), school(2), school(3)], Terms(visits=1), (), known)
    assert (first.tickets, first.band, first.certain) == (3, "primary", ())
    assert first.facts == (Fact.INSPECTION, Fact.COMPLAINT)
    assert (second.tickets, second.certain) == (1, (Why.NAMED,))
    assert (third.tickets, third.certain) == (1, ())


def test_who_waited_long_has_a_ticket_more_and_is_due_at_last():
    known = Known(waited={"s1": 1, "s2": 2, "s3": 3})
    units = frame([school(n) for n in range(5)], Terms(visits=1, promise=4), (), known)
    assert [(u.facts, u.certain) for u in units] == [
        ((), ()),
        ((), ()),
        ((Fact.LONG_UNVISITED,), ()),
        ((Fact.LONG_UNVISITED,), (Why.DUE,)),
        ((), ()),
    ]


@pytest.mark.parametrize(
    ("waited", "promise", "needed"),
    [
        ([], 3, 0),
        ([0] * 9, 3, 3),
        ([2] * 4, 3, 4),
        ([2, 1, 1, 1, 1, 0], 3, 3),
        ([-1] * 9, 3, 0),
        ([5], 3, 1),
    ],
)
def test_the_number_of_visits_that_a_promise_needs(waited, promise, needed):
    assert visits_needed(waited, promise) == needed


def test_an_impossible_promise_is_refused_with_the_number_needed():
    with pytest.raises(Refused) as refused:
        refuse_unless_promise_holds([0] * 100, Terms(visits=19, promise=5))
    assert refused.value.words == "To visit everybody once in 5 cycles, plan at least 20 visits now"
    refuse_unless_promise_holds([0] * 100, Terms(visits=20, promise=5))
    refuse_unless_promise_holds([0] * 100, Terms(visits=1))


@pytest.mark.parametrize(("promise", "planned"), [(3, 40), (4, 30), (5, 20)])
def test_over_twenty_cycles_with_churn_no_promise_is_broken(promise, planned):
    chance = random.Random(promise)
    waited = {f"s{n}": 0 for n in range(100)}
    new, refusals, most = 100, 0, 0
    for cycle in range(20):
        for gone in chance.sample(sorted(waited), 5):
            del waited[gone]
        waited |= {f"s{new + n}": 0 for n in range(5)}
        new += 5
        terms = Terms(visits=planned, promise=promise)
        try:
            refuse_unless_promise_holds(waited.values(), terms)
        except Refused as refusal:
            refusals += 1
            terms = Terms(visits=int(str(refusal.details["needed"])), promise=promise)
        most = max(most, terms.visits)
        headers = [header(n, organisation_id=o) for n, o in enumerate(waited)]
        sample = draw(frame(headers, terms, (), Known(waited=waited)), terms, f"seed {cycle}")
        visited = {c.unit.id for c in sample.chosen}
        waited = {o: 0 if o in visited else wait + 1 for o, wait in waited.items()}
        assert max(waited.values()) < promise
    assert most < 60, (refusals, most)
