"""What staff note of a call: once, whole, and with what it left to do."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.calls import NOTE_LIMIT, Outcome, rung_since, spoken_since
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.services.calling import Heard, deal_with, note_call
from tests.support import builders
from tests.support.fakes import MONDAY, FakeParts

SALTMARSH, SCHOOL = "saltmarsh", "org001"
ONCE = "01HZ0000000000000000000001"


@pytest.fixture
def parts():
    made = FakeParts()
    builders.stored_return(made)
    return made


def note(parts, outcome=Outcome.NO_ANSWER, partnership=SALTMARSH, **heard):
    values = {"once": ONCE, "outcome": outcome, **heard}
    note_call(parts, partnership, SCHOOL, "s-coordinator", Heard(**values))
    return parts.calls.of_organisation(SALTMARSH, SCHOOL)


def problems(parts, outcome, **heard):
    with pytest.raises(Invalid) as invalid:
        note(parts, outcome, **heard)
    assert parts.calls.of_organisation(SALTMARSH, SCHOOL) == []
    return invalid.value.problems


def test_a_call_is_kept_with_who_noted_it_and_is_on_the_trail(parts):
    (call,) = note(parts, with_whom=" Ann Example ", note="Back on\r\nMonday")
    assert (call.with_whom, call.note, call.at) == ("Ann Example", "Back on\nMonday", MONDAY)
    (event,) = parts.trail.of("PARTNERSHIP#saltmarsh")
    assert (event.what, event.actor) == ("call.noted", "s-coordinator")
    assert "Ann Example" not in str(event.details)


def test_the_same_button_pressed_twice_notes_one_call(parts):
    note(parts)
    parts.clock.move(seconds=1)
    assert len(note(parts)) == 1
    assert len(note(parts, once="")) == 2
    assert len(note(parts, once="x#y" * 9)) == 3


def test_what_cannot_be_kept_is_said_field_by_field(parts):
    assert problems(parts, Outcome.WILL_SEND) == {"promised_on": "promise_needed"}
    yesterday = MONDAY.date() - timedelta(days=1)
    assert problems(parts, Outcome.WILL_SEND, promised_on=yesterday) == {"promised_on": "date_is_past"}
    assert problems(parts, Outcome.OTHER) == {"note": "call_note_needed"}
    assert problems(parts, Outcome.NO_ANSWER, note="a" * (NOTE_LIMIT + 1)) == {"note": "call_note_too_long"}
    assert problems(parts, Outcome.NO_ANSWER, with_whom="a" * 201) == {"with_whom": "name_too_long"}
    tomorrow = MONDAY.date() + timedelta(days=1)
    assert problems(parts, Outcome.NO_ANSWER, called_on=tomorrow) == {"called_on": "call_is_to_come"}


def test_another_partnerships_organisation_is_not_found(parts):
    with pytest.raises(NotFound):
        note(parts, partnership="elsewhere")


def test_a_call_of_an_earlier_day_stands_at_noon_in_london(parts):
    (call,) = note(parts, called_on=date(2026, 7, 6))
    assert call.at == datetime(2026, 7, 6, 11, tzinfo=UTC)


def test_whether_somebody_was_rung_and_spoken_to_since_a_moment(parts):
    note(parts, called_on=date(2027, 1, 8), outcome=Outcome.ASKED_FOR_HELP)
    note(parts, once="")
    called = parts.calls.called_one(SALTMARSH, SCHOOL)
    assert rung_since(called, MONDAY)
    assert not spoken_since(called, MONDAY)
    assert spoken_since(called, MONDAY - timedelta(days=7))
    assert not rung_since(None, MONDAY)


def test_what_a_call_left_to_do_waits_until_somebody_has_done_it(parts):
    (call,) = note(parts, outcome=Outcome.WANTS_TIME)
    assert call.waits
    for _ in range(2):  # twice is fine
        deal_with(parts, SALTMARSH, SCHOOL, call.id, "s-coordinator")
    (call,) = parts.calls.of_organisation(SALTMARSH, SCHOOL)
    assert not call.waits
    assert not parts.calls.called_one(SALTMARSH, SCHOOL).waiting
    with pytest.raises(NotFound):
        deal_with(parts, SALTMARSH, SCHOOL, "another", "s-coordinator")
