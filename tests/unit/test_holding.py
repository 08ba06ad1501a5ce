"""Hold and release: nothing leaves while it is held, nothing is lost, and nothing leaves twice."""

from datetime import UTC, datetime

import pytest

from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.tasks import Queue, TaskState
from chalicelib.services import holding
from chalicelib.services.cycles import invite
from chalicelib.services.links import ask_for_new_link
from tests.support.builders import contact, cycle, organisation, partnership
from tests.support.mail import posting_parts, work

CYCLE = cycle()
TEN = datetime(2027, 1, 12, 10, tzinfo=UTC)


@pytest.fixture
def parts():
    """Three organisations, each with a lead to write to."""
    made = posting_parts()
    made.clock.now = TEN
    made.commit(made.organisations.partnership_saved(partnership()), made.cycles.saved(CYCLE))
    for number in (1, 2, 3):
        made.commit(made.organisations.organisation_saved("saltmarsh", organisation(number)))
        made.commit(made.organisations.contact_saved("saltmarsh", contact(number)))
    return made


def opened(parts):
    invite(parts, CYCLE, parts.organisations.members("saltmarsh"))


def sent(parts):
    return sorted(message.to for message in parts.sender.sent)


def held(parts):
    return parts.tasks.held("saltmarsh", parts.now(), 100)


def trail(parts):
    return [(event.what, event.actor) for event in parts.trail.of("CYCLE#cycle2027")]


def test_a_step_waits_and_goes_once_when_released(parts):
    holding.hold(parts, CYCLE, "s-coordinator", step="invitation")
    opened(parts)
    work(parts)
    assert (sent(parts), len(held(parts))) == ([], 3)
    holding.release(parts, CYCLE, "s-coordinator", step="invitation")
    work(parts)
    work(parts)
    assert sent(parts) == [f"contact{n}@example.org" for n in (1, 2, 3)]
    assert held(parts) == []
    assert trail(parts) == [("mail.held", "s-coordinator"), ("mail.released", "s-coordinator")]
    assert parts.cycle_mail.counts("cycle2027") == {"invitation": {TEN.date(): 3}}


def test_one_organisation_waits_and_the_others_hear(parts):
    holding.hold(parts, CYCLE, "s-coordinator", organisation_id="org002")
    opened(parts)
    work(parts)
    assert sent(parts) == ["contact1@example.org", "contact3@example.org"]
    assert [task.note for task in held(parts)] == ["held: everything"]


def test_what_another_hold_covers_stays(parts):
    holding.hold(parts, CYCLE, "s-coordinator", step="invitation")
    holding.hold(parts, CYCLE, "s-coordinator", organisation_id="org002")
    opened(parts)
    work(parts)
    holding.release(parts, CYCLE, "s-coordinator", step="invitation")
    work(parts)
    assert sent(parts) == ["contact1@example.org", "contact3@example.org"]
    assert len(held(parts)) == 1


def test_two_who_press_hold_and_release_at_once_do_it_once(parts):
    for _ in range(2):
        holding.hold(parts, CYCLE, "s-coordinator", step="invitation")
    for _ in range(2):
        holding.release(parts, CYCLE, "s-coordinator", step="invitation")
    assert [what for what, _ in trail(parts)] == ["mail.held", "mail.released"]


def test_hold_while_a_worker_has_claimed(parts):
    """Before it begins to send, the hold wins; after that, the mail is out and says so."""
    opened(parts)
    send, pressed = parts.sender.send, []

    def meanwhile(message):
        if not pressed:
            pressed.append(holding.hold(parts, CYCLE, "s-coordinator", step="invitation"))
        return send(message)

    parts.sender.send = meanwhile
    work(parts)
    assert (len(sent(parts)), len(held(parts))) == (1, 2)
    states = [
        task.state
        for header in parts.returns.headers("cycle2027")
        for task in parts.tasks.of_subject("saltmarsh", f"RETURN#{header.ref}")
    ]
    assert sorted(states) == sorted([TaskState.DONE, TaskState.HELD, TaskState.HELD])


def test_held_at_the_very_moment_of_release_is_found_by_the_next_look(parts):
    holding.hold(parts, CYCLE, "s-coordinator", step="invitation")
    opened(parts)
    work(parts)
    (hold,) = parts.cycle_mail.holds("cycle2027")
    parts.commit(parts.cycle_mail.lifted(hold))  # and the job never ran
    assert holding.let_go_everywhere(parts) == 3
    assert holding.let_go_everywhere(parts) == 0
    work(parts)
    assert len(sent(parts)) == 3


def test_letting_go_that_is_killed_half_way_is_finished(parts):
    holding.hold(parts, CYCLE, "s-coordinator", step="invitation")
    opened(parts)
    work(parts)
    holding.release(parts, CYCLE, "s-coordinator", step="invitation")
    commit, count = parts.commit, []

    def dies(*writes):
        count.append(1)
        if len(count) == 2:
            raise RuntimeError
        return commit(*writes)

    parts.commit = dies
    with pytest.raises(RuntimeError):
        holding.let_go(parts, "saltmarsh")
    parts.commit = commit
    work(parts)
    assert len(sent(parts)) == 3


def test_a_new_link_goes_whatever_is_held(parts):
    opened(parts)
    holding.hold(parts, CYCLE, "s-coordinator")
    header = next(iter(parts.returns.headers("cycle2027", organisation_id="org001")))
    ask_for_new_link(parts, header.ref, "c001l")
    work(parts)
    assert [message.subject for message in parts.sender.sent] == ["Your new link"]


def test_a_paused_cycle_sends_nothing(parts):
    opened(parts)
    parts.commit(parts.cycles.moved(CYCLE, CycleStatus.PAUSED))
    work(parts)
    assert (sent(parts), {task.note for task in held(parts)}) == ([], {"paused"})


def test_a_count_that_fails_is_no_reason_not_to_know(parts):
    opened(parts)

    def broken(*_):
        raise RuntimeError

    parts.cycle_mail.counted = broken
    work(parts)
    assert len(sent(parts)) == 3
    assert parts.tasks.due(Queue.WORK, parts.now(), 10) == []
