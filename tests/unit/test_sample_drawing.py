"""Draws as they are kept: numbered, with their frame, and with what was stated before."""

import json
from datetime import date

import pytest

from chalicelib.domain import objects
from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.errors import Busy, Invalid, NotFound, Refused
from chalicelib.domain.returns import Audience
from chalicelib.domain.sampling import Fact, Terms, Why
from chalicelib.services.ports import Conflict
from chalicelib.services.sample_drawing import Wishes, keep_sample
from chalicelib.services.sample_frames import VISITED_NOW, waits
from chalicelib.services.sample_reading import drawn_once_more, draws_of, kept_sample
from chalicelib.services.sample_stating import found_by_name, state, unstate
from tests.support import builders
from tests.support.fakes import FakeParts


@pytest.fixture
def parts() -> FakeParts:
    return FakeParts()


@pytest.fixture
def cycle(parts):
    return stored(parts, "cycle2027", 2027, range(1, 11))


def stored(parts, id_, year, organisations, status="submitted"):
    made = builders.cycle(id=id_, opens_on=date(year, 1, 12), status=CycleStatus.OPEN)
    parts.commit(parts.cycles.saved(made))
    for n in organisations:
        audience = Audience(partnership_id=made.partnership_id, cycle_id=id_)
        ref = f"K7P-{year % 10}{n:02}"
        of_one = builders.return_(n, ref=ref, audiences=(audience,), status=status)
        parts.commit(parts.returns.created(of_one, total=1))
    return made


def org(n: int) -> str:
    return builders.return_(n).organisation_id


def wishes(visits=3, **changes) -> Wishes:
    terms = {name: changes.pop(name) for name in ("promise", "missing") if name in changes}
    return Wishes(terms=Terms(visits=visits, **terms), **changes)


def test_every_draw_is_numbered_and_kept_with_its_frame(parts, cycle):
    first = keep_sample(parts, cycle, wishes(), "s1")
    second = keep_sample(parts, cycle, wishes(seed=" oak "), "s1")
    assert [(d.number, d.id) for d in draws_of(parts, cycle)] == [(2, second.id), (1, first.id)]
    assert (first.seed_given, second.seed_given, second.seed) == (False, True, "oak")
    assert drawn_once_more(parts, cycle, first.id).same
    assert len(kept_sample(parts, cycle, first.id).frame) == 10
    for kind in ("frame", "csv", "json", "xlsx"):
        assert parts.files.head(objects.sample(cycle.id, first.id, kind))


def test_the_seed_is_made_once_the_frame_lies_fast(parts, cycle):
    def token():
        assert any(key.endswith(".frame") for key in parts.files.objects)
        return "0123456789abcdef0123"

    parts.new_token = token
    assert keep_sample(parts, cycle, wishes(), "s1").seed == "0123456789abcdef"


def test_two_at_once_are_two_draws(parts, cycle):
    commit, tries = parts.commit, []

    def slow(*writes):
        tries.append(writes)
        if len(tries) == 1:
            parts.commit = commit
            keep_sample(parts, cycle, wishes(), "s2")
            parts.commit = slow
        commit(*writes)

    parts.commit = slow
    assert keep_sample(parts, cycle, wishes(), "s1").number == 2
    assert [d.number for d in draws_of(parts, cycle)] == [2, 1]

    def never(*writes):
        raise Conflict("DRAW", None)

    parts.commit = never
    with pytest.raises(Busy):
        keep_sample(parts, cycle, wishes(), "s1")


def test_a_refused_draw_leaves_nothing(parts, cycle):
    with pytest.raises(Refused):
        keep_sample(parts, cycle, wishes(11), "s1")
    assert not parts.files.objects
    assert not draws_of(parts, cycle)


def test_what_is_stated_before_counts_and_what_is_stated_after_does_not(parts, cycle):
    state(parts, cycle, org(3), [Fact.COMPLAINT, Fact.NEW_LEAD], "", "s1")
    state(parts, cycle, org(4), [], " The trust asked ", "s1")
    drawn = keep_sample(parts, cycle, wishes(), "s1")
    state(parts, cycle, org(5), [Fact.COMPLAINT], "", "s1")
    unstate(parts, cycle, org(3), "s1")
    frame = {unit.id: unit for unit in kept_sample(parts, cycle, drawn.id).frame}
    assert (frame[org(3)].tickets, frame[org(4)].certain, frame[org(5)].tickets) == (3, (Why.NAMED,), 1)
    again = kept_sample(parts, cycle, keep_sample(parts, cycle, wishes(), "s1").id).frame
    assert {u.id: u.tickets for u in again}[org(3)] == 1
    assert drawn_once_more(parts, cycle, drawn.id).same


def test_nothing_is_stated_of_nobody_or_without_words(parts, cycle):
    with pytest.raises(NotFound):
        state(parts, cycle, "elsewhere", [Fact.COMPLAINT], "", "s1")
    with pytest.raises(Invalid) as refused:
        state(parts, cycle, org(1), [], "  ", "s1")
    assert refused.value.problems == {"facts": "stated_needed"}
    with pytest.raises(Invalid):
        state(parts, cycle, org(1), [], "x" * 201, "s1")
    assert not parts.verification.stated(cycle.id)


def test_organisations_are_found_by_name(parts, cycle):
    name = builders.return_(3).organisation_name
    assert org(3) in {h.organisation_id for h in found_by_name(parts, cycle, name.upper(), 5)}
    assert not found_by_name(parts, cycle, "nowhere", 5)


def test_those_not_returned_are_drawn_from_where_wished(parts, cycle):
    for n in (20, 21):
        of_one = builders.return_(n, ref=f"K7P-9{n}", status="in_progress")
        parts.commit(parts.returns.created(of_one, total=1))
    drawn = keep_sample(parts, cycle, wishes(6, missing=True, certain=frozenset({Why.NOT_RETURNED})), "s1")
    kept = kept_sample(parts, cycle, drawn.id)
    assert len(kept.frame) == 12
    assert {c["organisation"] for c in kept.record["chosen"] if c["why"] == ["not_returned"]} == {
        org(20),
        org(21),
    }


def test_who_waited_is_counted_over_earlier_cycles(parts):
    stored(parts, "c2024", 2024, [1, 2, 3])
    stored(parts, "c2025", 2025, [1, 2, 3, 4])
    stored(parts, "c2026", 2026, [1, 2, 3, 4, 5])
    now = stored(parts, "c2027", 2027, [1, 2, 3, 4, 5, 6])
    pid = now.partnership_id
    parts.commit(parts.verification.visited(pid, org(1), "c2026", date(2026, 5, 1)))
    parts.commit(parts.verification.visited(pid, org(2), "c2024", date(2024, 5, 1)))
    parts.commit(parts.verification.visited(pid, org(4), "c2027", date(2027, 5, 1)))
    assert waits(parts, now, 4) == {org(2): 2, org(3): 3, org(4): VISITED_NOW, org(5): 1}
    assert waits(parts, now, 2) == {org(2): 1, org(3): 1, org(4): VISITED_NOW, org(5): 1}
    drawn = keep_sample(parts, now, wishes(3, promise=4), "s1")
    chosen = kept_sample(parts, now, drawn.id).record["chosen"]
    assert {c["organisation"] for c in chosen if c["why"] == ["due"]} == {org(3)}


def test_a_promise_that_needs_more_visits_is_refused(parts, cycle):
    with pytest.raises(Refused) as refused:
        keep_sample(parts, cycle, wishes(3, promise=2), "s1")
    assert refused.value.words == "To visit everybody once in 2 cycles, plan at least 5 visits now"


def test_draws_of_the_first_method_stay_on_the_list(parts, cycle):
    from chalicelib.domain.trail import Event

    details = {"sample": "old", "size": "2", "seed": "oak", "seed_given": "yes", "frame": "0" * 64}
    event = Event(subject="CYCLE#cycle2027", at=parts.now(), actor="s1", what="sample.drawn", details=details)
    parts.commit(parts.trail.recorded(event))
    new = keep_sample(parts, cycle, wishes(), "s1")
    assert [(d.number, d.id) for d in draws_of(parts, cycle)] == [(1, new.id), (0, "old")]


def test_the_spreadsheet_has_room_for_dates_and_visitors(parts, cycle):
    import io

    from openpyxl import load_workbook

    drawn = keep_sample(parts, cycle, wishes(), "s1")
    book = load_workbook(io.BytesIO(parts.files.get(objects.sample(cycle.id, drawn.id, "xlsx"))))
    rows = [[cell.value for cell in row] for row in book["Visits"].iter_rows()]
    assert rows[0][5:9] == ["Date of the visit", "Time", "Visitors", "Notes"]
    assert len(rows) == 4
    record = json.loads(parts.files.get(objects.sample(cycle.id, drawn.id, "json")))
    assert [row[0] for row in rows[1:]] == [c["name"] for c in record["chosen"]]
