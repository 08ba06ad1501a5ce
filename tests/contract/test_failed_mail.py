"""Mail that was given up is found again by month, on every kind of table; nothing else is found with it."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.tasks import Queue, Task, TaskState
from tests.support.fakes import MONDAY


def task(partnership, number, kind="mail.receipt"):
    return Task(
        partnership_id=partnership,
        subject=f"RETURN#{partnership}",
        intent=f"{kind}#{number}",
        kind=kind,
        due=MONDAY,
    )


def give_up(parts, given, at, state=TaskState.FAILED):
    parts.commit(parts.tasks.added(given))
    parts.commit(parts.tasks.moved(given, replace(given, state=state, settled_at=at)))


def test_mail_that_was_given_up_is_found_by_its_partnership_alone(parts, pk):
    name, other = pk.replace("#", "-"), pk.replace("#", "-") + "-other"
    since = MONDAY - timedelta(days=14)  # in the month before
    give_up(parts, task(name, 1), since + timedelta(hours=1))
    give_up(parts, task(name, 2), MONDAY)
    give_up(parts, task(name, 3), since - timedelta(hours=1))
    give_up(parts, task(name, 4), MONDAY, TaskState.DONE)
    give_up(parts, task(name, 5, "job.import"), MONDAY)
    give_up(parts, task(other, 6), MONDAY)
    parts.commit(parts.tasks.added(task(name, 7)))
    found = parts.tasks.failed(name, since, MONDAY)
    assert [t.intent for t in found] == ["mail.receipt#1", "mail.receipt#2"]
    assert {t.queue for t in found} == {Queue.WORK}
    assert {t.due for t in found} == {MONDAY}


def test_what_was_given_up_is_never_taken_up_again(parts, pk):
    name = pk.replace("#", "-")
    give_up(parts, task(name, 1), MONDAY)
    due = parts.tasks.due(Queue.WORK, MONDAY + timedelta(days=400), 1000)
    assert not [t for t in due if t.partnership_id == name]


def test_what_proves_to_have_arrived_is_no_worry_any_more(parts, pk):
    name = pk.replace("#", "-")
    give_up(parts, task(name, 1), MONDAY)
    (given_up,) = parts.tasks.failed(name, MONDAY - timedelta(days=1), MONDAY)
    parts.commit(parts.tasks.moved(given_up, replace(given_up, state=TaskState.DONE)))
    assert parts.tasks.failed(name, MONDAY - timedelta(days=1), MONDAY) == []
