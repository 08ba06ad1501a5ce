"""Calls on each kind of table: each is noted once, and one item an organisation sums them up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.calls import Call, Outcome
from chalicelib.services.ports import Conflict
from tests.support.fakes import MONDAY

HELP = Call(
    id="01A",
    partnership_id="",
    organisation_id="org001",
    at=MONDAY,
    staff="s-coordinator",
    outcome=Outcome.ASKED_FOR_HELP,
)


@pytest.fixture
def note(parts, pk):
    """Notes a call, and gives back what is known of the organisation's calls afterwards."""

    def noted(**changes):
        call = replace(HELP, partnership_id=pk.replace("#", "-"), **changes)
        before = parts.calls.called_one(call.partnership_id, call.organisation_id)
        parts.commit(parts.calls.noted(call, before))
        return call, parts.calls.called(call.partnership_id)["org001"]

    return noted


def test_a_call_is_noted_once(parts, note):
    call, _ = note()
    with pytest.raises(Conflict) as conflict:
        note(at=MONDAY + timedelta(hours=1))
    assert conflict.value.kind == "CALL"
    assert parts.calls.of_organisation(call.partnership_id, "org001") == [call]
    assert parts.calls.of_organisation(call.partnership_id, "org0011") == []


def test_the_sum_tells_the_last_call_whatever_the_order_of_noting(note):
    _, called = note()
    assert (called.at, called.reached_at, called.asked) == (MONDAY, MONDAY, {Outcome.ASKED_FOR_HELP})
    later = MONDAY + timedelta(days=2)
    _, called = note(id="01B", at=later, outcome=Outcome.NO_ANSWER)
    assert (called.at, called.outcome, called.reached_at) == (later, Outcome.NO_ANSWER, MONDAY)
    late = MONDAY + timedelta(days=1)
    _, called = note(id="01C", at=late, outcome=Outcome.WILL_SEND, promised_on=later.date())
    assert (called.at, called.outcome, called.reached_at) == (later, Outcome.NO_ANSWER, late)
    assert called.promised_on is None
    assert called.asked == {Outcome.ASKED_FOR_HELP}


def test_what_is_dealt_with_waits_no_more_and_only_once(parts, note):
    call, _ = note()
    note(id="01B", outcome=Outcome.WANTS_TIME)
    parts.commit(parts.calls.dealt_with(call, "s-other", MONDAY))
    called = parts.calls.called_one(call.partnership_id, "org001")
    assert called.asked == {Outcome.WANTS_TIME}
    (found,) = [c for c in parts.calls.of_organisation(call.partnership_id, "org001") if c.id == call.id]
    assert (found.done_at, found.done_by, found.waits) == (MONDAY, "s-other", False)
    with pytest.raises(Conflict):
        parts.commit(parts.calls.dealt_with(call, "s-third", MONDAY))
