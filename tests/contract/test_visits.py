"""Draws, what is stated before them, and visits, on each kind of table."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.draws import Draw
from chalicelib.domain.returns import Audience, ReturnStatus
from chalicelib.domain.sampling import Fact
from chalicelib.domain.sampling_frame import Stated
from chalicelib.domain.visits import Confirmation, Rated, Visit, VisitState
from chalicelib.services.ports import Conflict
from tests.support.builders import cycle, partnership, return_
from tests.support.fakes import MONDAY


@pytest.fixture
def visit(parts, pk):
    name = pk.replace("#", "-")
    audience = Audience(partnership_id=name, cycle_id=name)
    made = return_(ref=name, organisation_id=name, audiences=(audience,), status=ReturnStatus.SUBMITTED)
    parts.commit(parts.organisations.partnership_saved(partnership(id=name)))
    parts.commit(parts.cycles.saved(cycle(id=name, partnership_id=name)))
    parts.commit(parts.returns.created(made, total=4))
    return Visit(
        ref=name,
        partnership_id=name,
        cycle_id=name,
        organisation_id=name,
        organisation_name="Wader School",
        sector="school",
        framework=made.framework,
        strengths="They listen",
        planned_at=MONDAY,
        day=date(2027, 2, 3),
        version=1,
    )


def test_a_visit_comes_back_and_its_list_holds_no_texts(parts, visit):
    parts.commit(parts.visits.saved(visit))
    assert parts.visits.get(visit.partnership_id, visit.ref) == visit
    (listed,) = parts.visits.of_cycle(visit.cycle_id)
    assert (listed.strengths, listed.day, listed.organisation_name) == ("", visit.day, "Wader School")
    told = parts.visits.told(parts.returns.get(visit.ref), visit.partnership_id)
    assert (told.visit, told.cycle.id) == (visit, visit.cycle_id)
    assert parts.visits.get("elsewhere", visit.ref) is None


def test_a_visit_is_saved_only_as_it_was_read(parts, visit):
    parts.commit(parts.visits.saved(visit))
    with pytest.raises(Conflict) as conflict:
        parts.commit(parts.visits.saved(replace(visit, strengths="Another")))
    assert conflict.value.kind == "VISIT"


def test_ratings_are_saved_one_by_one_until_it_is_confirmed(parts, visit):
    one = Rated(criterion="S01-01", rating="good", seen="A record", saved_at=MONDAY, version=1)
    with pytest.raises(Conflict):
        parts.commit(parts.visits.rated_saved(visit, one))  # nothing is planned
    parts.commit(parts.visits.saved(visit))
    parts.commit(parts.visits.rated_saved(visit, one))
    with pytest.raises(Conflict):
        parts.commit(parts.visits.rated_saved(visit, one))
    assert parts.visits.whole(visit.partnership_id, visit.ref) == (visit, {"S01-01": one})
    by = Confirmation(name="A", role="B", visitor_name="C", visitor_role="D", on=date(2027, 2, 3))
    done = replace(visit, state=VisitState.CONFIRMED, confirmed=by, record={"S01-01": one}, version=2)
    parts.commit(parts.visits.saved(done))
    with pytest.raises(Conflict):
        parts.commit(parts.visits.rated_saved(visit, replace(one, version=2)))
    assert parts.visits.get(visit.partnership_id, visit.ref) == done


def test_draws_have_numbers_and_what_was_stated_can_be_taken_back(parts, pk):
    name = pk.replace("#", "-")
    draw = Draw(
        cycle_id=name,
        number=1,
        id="d1",
        at=MONDAY,
        actor="s1",
        visits=3,
        seed="oak",
        seed_given=True,
        frame_sha256="0" * 64,
    )
    parts.commit(parts.verification.drawn(draw))
    with pytest.raises(Conflict) as conflict:
        parts.commit(parts.verification.drawn(replace(draw, id="d2")))
    assert conflict.value.kind == "DRAW"
    assert parts.verification.draws(name) == [draw]
    stated = Stated(organisation_id="o1", facts=(Fact.COMPLAINT,), named="Asked", by="s1", at=MONDAY)
    parts.commit(parts.verification.stated_saved(name, stated))
    assert parts.verification.stated(name) == [stated]
    parts.commit(parts.verification.stated_removed(name, "o1"))
    assert parts.verification.stated(name) == []
    parts.commit(parts.verification.visited(name, "o1", name, date(2027, 2, 3)))
    assert parts.verification.last_visits(name) == {"o1": (name, date(2027, 2, 3))}
