"""The queue: whatever happens between claiming and settling, nothing is sent twice that must not be."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import Busy
from chalicelib.domain.tasks import (
    LEASE,
    MOST_FAILURES,
    UNSETTLED_AFTER,
    Queue,
    Task,
    TaskState,
    key_of_tag,
    released,
)
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Conflict, SendRefused
from chalicelib.services.queue import Held, Later, Outcome, OutcomeUnknown, run_due, work_off
from chalicelib.storage.memory import MemoryTable
from tests.support.fakes import FakeParts
from tests.support.tables import Crash

UNHURRIED = settings(deadline=None)  # the machine may be busy

SUBJECT = "RETURN#K7P-223"


class Worker:
    """Work that does as it is told, one instruction a call, and remembers what it was given."""

    def __init__(self, *instructions) -> None:
        self.instructions = list(instructions)
        self.calls: list[Task] = []

    def __call__(self, parts, task):
        self.calls.append(task)
        if task.is_mail:  # as posting does just before it calls the provider
            parts.commit(parts.tasks.moved(task, replace(task, untouched=False)))
        instruction = self.instructions.pop(0) if self.instructions else None
        if isinstance(instruction, BaseException):
            raise instruction
        return instruction


@pytest.fixture
def parts():
    return FakeParts()


def task(parts, kind="job.thing", intent="", **changes) -> Task:
    values = {
        "partnership_id": "saltmarsh",
        "subject": SUBJECT,
        "intent": intent or kind,
        "kind": kind,
        "due": parts.now(),
    }
    made = Task(**{**values, **changes})
    parts.commit(parts.tasks.added(made))
    return made


def stored(parts, intent: str) -> Task:
    return parts.tasks.get("saltmarsh", SUBJECT, intent)


def run(parts, worker, kind="job.thing"):
    return run_due(parts, Queue.WORK, {kind: worker})


def test_done_leaves_a_note_and_what_belongs_to_it(parts):
    task(parts)
    event = Event(subject=SUBJECT, at=parts.now(), actor="mail", what="mail.sent")
    done = run(parts, Worker(Outcome(note="sent", writes=parts.trail.recorded(event))))
    assert (done.done, done.failed, done.left) == (1, 0, 0)
    after = stored(parts, "job.thing")
    assert (after.state, after.note, after.attempts, after.failures) == (TaskState.DONE, "sent", 1, 0)
    assert after.settled_at == after.due == parts.now()
    assert parts.trail.of(SUBJECT) == [event]
    assert parts.tasks.due(Queue.WORK, parts.now() + timedelta(days=400), 10) == []


def test_what_is_not_due_yet_waits(parts):
    task(parts, due=parts.now() + timedelta(minutes=1))
    worker = Worker()
    run(parts, worker)
    assert worker.calls == []
    parts.clock.move(minutes=1)
    run(parts, worker)
    assert len(worker.calls) == 1


def test_an_index_that_lags_behind_is_not_believed(parts):
    """It still suggests what was claimed, put off or done a moment ago."""
    task(parts, intent="later", due=parts.now() + timedelta(hours=1))
    task(parts, intent="done")
    task(parts, intent="held", state=TaskState.CLAIMED, lease_until=parts.now() + LEASE)
    run(parts, Worker())
    every = [parts.tasks.added(stored(parts, intent))[0].key for intent in ("later", "done", "held")]
    parts.table.due = lambda *_: every
    worker = Worker()
    run(parts, worker)
    assert worker.calls == []


def test_the_oldest_comes_first_and_other_queues_are_left_alone(parts):
    task(parts, intent="b", due=parts.now() - timedelta(minutes=1))
    task(parts, intent="a")
    task(parts, intent="c", queue=Queue.RENDER)
    worker = Worker()
    run(parts, worker)
    assert [call.intent for call in worker.calls] == ["b", "a"]


def test_two_runners_at_once_do_it_once(parts):
    """Both have read it as ready before either claims it."""
    task(parts, "mail.approval")
    here, there = threading.Barrier(2), threading.Barrier(2)

    class Slow(MemoryTable):
        def due(self, queue, until, limit):
            found = super().due(queue, until, limit)
            here.wait(5)
            return found

        def batch_get(self, keys):
            found = super().batch_get(keys)
            there.wait(5)
            return found

    slow = Slow()
    slow.items = parts.table.items
    both, worker = FakeParts(slow, parts.clock), Worker()
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(run(both, worker, "mail.approval"))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(worker.calls) == 1
    assert sorted((r.done, r.left) for r in results) == [(0, 1), (1, 0)]


def test_a_job_whose_worker_was_killed_is_done_again_when_the_lease_has_ended(parts):
    task(parts)
    worker = Worker(Crash())
    with pytest.raises(Crash):
        run(parts, worker)
    parts.clock.move(minutes=4)
    run(parts, worker)
    assert len(worker.calls) == 1  # the lease still runs
    parts.clock.move(minutes=1)
    assert run(parts, worker).done == 1
    assert stored(parts, "job.thing").failures == 1


def test_a_killed_worker_whose_lease_ended_cannot_settle_what_another_has(parts):
    task(parts)

    def slow(_, claimed):
        parts.clock.now += LEASE
        run_due(parts, Queue.WORK, {"job.thing": Worker(Outcome(note="second"))})

    assert run_due(parts, Queue.WORK, {"job.thing": slow}).left == 1
    assert stored(parts, "job.thing").note == "second"


def test_a_job_that_kills_its_worker_every_time_is_given_up(parts):
    task(parts)
    worker = Worker(*[Crash()] * 20)
    for _ in range(MOST_FAILURES):
        with pytest.raises(Crash):
            run(parts, worker)
        parts.clock.now += LEASE
    assert run(parts, worker).failed == 1
    assert len(worker.calls) == MOST_FAILURES
    assert stored(parts, "job.thing").note == "interrupted"


def test_work_that_goes_wrong_is_tried_again_more_and_more_slowly_then_given_up(parts):
    task(parts)
    worker = Worker(*[ValueError("no")] * 20)
    waits = []
    for _ in range(MOST_FAILURES):
        run(parts, worker)
        after = stored(parts, "job.thing")
        waits.append((after.due - parts.now()) // timedelta(minutes=1))
        parts.clock.now = max(after.due, parts.now())
    assert waits[:-1] == [2, 4, 8, 16, 32, 64, 128]
    assert (after.state, after.note) == (TaskState.FAILED, "ValueError")
    run(parts, worker)
    assert len(worker.calls) == MOST_FAILURES


def test_mail_that_broke_before_it_was_sent_is_tried_again(parts):
    task(parts, "mail.approval")
    run(parts, Worker(KeyError("a fact")), "mail.approval")
    assert stored(parts, "mail.approval").state is TaskState.READY


def test_a_kind_that_nobody_knows_is_given_up_in_the_end(parts):
    task(parts, "job.gone")
    for _ in range(MOST_FAILURES):
        run(parts, Worker())
        parts.clock.move(hours=3)
    assert (stored(parts, "job.gone").state, stored(parts, "job.gone").note) == (TaskState.FAILED, "KeyError")


def unknown() -> OutcomeUnknown:
    error = OutcomeUnknown()
    error.__cause__ = TimeoutError()
    return error


@pytest.mark.parametrize("kind", ["mail.approval", "mail.receipt", "mail.new_link"])
def test_mail_that_may_have_been_sent_goes_to_a_person_after_a_quarter_of_an_hour(parts, kind):
    task(parts, kind)
    worker = Worker(unknown())
    run(parts, worker, kind)
    after = stored(parts, kind)
    assert (after.state, after.note, after.due) == (
        TaskState.UNKNOWN,
        "TimeoutError",
        parts.now() + UNSETTLED_AFTER,
    )
    parts.clock.move(minutes=14)
    run(parts, worker, kind)
    assert stored(parts, kind).state is TaskState.UNKNOWN
    parts.clock.move(minutes=1)
    assert run(parts, worker, kind).failed == 1
    assert (stored(parts, kind).state, stored(parts, kind).note) == (TaskState.FAILED, "unsettled")
    assert len(worker.calls) == 1


@pytest.mark.parametrize("kind", ["mail.sign_in", "mail.invitation"])
def test_an_invitation_or_sign_in_is_sent_again_but_not_for_ever(parts, kind):
    task(parts, kind)
    worker = Worker(unknown(), unknown(), unknown(), unknown())
    for _ in range(5):
        run(parts, worker, kind)
        parts.clock.move(minutes=15)
    assert len(worker.calls) == 3
    assert stored(parts, kind).note == "unsettled"


@pytest.mark.parametrize(("kind", "sends"), [("mail.approval", 1), ("mail.invitation", 2)])
def test_a_worker_killed_while_it_sent_a_mail_leaves_it_unknown(parts, kind, sends):
    task(parts, kind)
    worker = Worker(Crash())
    with pytest.raises(Crash):
        run(parts, worker, kind)
    parts.clock.now += LEASE
    run(parts, worker, kind)
    assert (stored(parts, kind).state, len(worker.calls)) == (TaskState.UNKNOWN, 1)
    parts.clock.now += UNSETTLED_AFTER
    run(parts, worker, kind)
    assert len(worker.calls) == sends


def test_a_worker_killed_before_it_called_the_provider_is_simply_followed_by_another(parts):
    task(parts, "mail.approval")

    def dies(*_):
        raise Crash

    with pytest.raises(Crash):
        run(parts, dies, "mail.approval")
    parts.clock.now += LEASE
    worker = Worker()
    run(parts, worker, "mail.approval")
    assert (stored(parts, "mail.approval").state, len(worker.calls)) == (TaskState.DONE, 1)


def test_a_worker_that_slept_through_its_lease_does_not_send(parts):
    """Another has taken the mail up meanwhile: what is noted before the provider is called refuses it."""
    task(parts, "mail.approval")
    sent = []

    def slow(parts, claimed):
        parts.clock.now += LEASE
        run(parts, Worker(), "mail.approval")
        parts.commit(parts.tasks.moved(claimed, replace(claimed, untouched=False)))
        sent.append(claimed)

    run(parts, slow, "mail.approval")
    assert sent == []
    assert stored(parts, "mail.approval").state is TaskState.DONE


def test_a_mail_that_was_claimed_before_workers_noted_that_may_have_been_sent(parts):
    claimed = {"state": TaskState.CLAIMED, "lease_until": parts.now(), "attempts": 1}
    task(parts, "mail.approval", **claimed)
    worker = Worker()
    run(parts, worker, "mail.approval")
    assert (stored(parts, "mail.approval").state, worker.calls) == (TaskState.UNKNOWN, [])


def test_a_mail_that_went_out_but_could_not_be_settled_is_not_sent_again(parts):
    class Breaks(MemoryTable):
        broken = False

        def transact(self, writes):
            if self.broken:
                raise Busy
            super().transact(writes)

    table = Breaks()
    parts = FakeParts(table)
    task(parts, "mail.receipt", intent="a")
    task(parts, "job.thing", intent="b")

    def sends(parts, claimed):
        parts.commit(parts.tasks.moved(claimed, replace(claimed, untouched=False)))
        table.broken = True

    work = {"mail.receipt": sends, "job.thing": Worker()}
    result = run_due(parts, Queue.WORK, work)
    assert (result.done, result.left) == (0, 2)  # neither could be settled, and neither stopped the run
    table.broken = False
    parts.clock.now += LEASE
    run_due(parts, Queue.WORK, work)
    assert stored(parts, "a").state is TaskState.UNKNOWN
    assert stored(parts, "b").state is TaskState.DONE


@pytest.mark.parametrize(("reason", "minutes"), [("later", 5), ("stopped", 60)])
def test_when_the_provider_takes_no_mail_all_mail_waits_and_jobs_go_on(parts, reason, minutes):
    for number in range(40):
        task(parts, "mail.invitation", intent=f"mail{number:02}")
    task(parts, "job.thing", due=parts.now() + timedelta(seconds=1))
    parts.clock.move(seconds=1)
    mail, jobs = Worker(*[SendRefused(reason)] * 50), Worker()
    result = work_off(parts, Queue.WORK, {"mail.invitation": mail, "job.thing": jobs})
    assert (result.done, result.left) == (1, 40)
    assert (len(jobs.calls), len(mail.calls)) == (1, 1)
    first = stored(parts, "mail00")
    assert (first.state, first.note, first.failures) == (TaskState.READY, reason, 0)
    assert first.due - parts.now() == timedelta(minutes=minutes)
    mail.instructions = []
    parts.clock.move(minutes=minutes)
    assert work_off(parts, Queue.WORK, {"mail.invitation": mail}).done == 40


def test_being_told_to_wait_is_no_failure_however_often(parts):
    task(parts, "mail.approval")
    for _ in range(30):
        run(parts, Worker(SendRefused("later")), "mail.approval")
        parts.clock.move(minutes=5)
    assert run(parts, Worker(), "mail.approval").done == 1


def test_sending_that_has_stopped_is_said_once_a_run_in_the_words_that_the_alarm_waits_for(parts, caplog):
    for number in range(3):
        task(parts, "mail.invitation", intent=f"mail{number}")
    run(parts, Worker(SendRefused("stopped")), "mail.invitation")
    said = [record for record in caplog.records if record.levelname == "CRITICAL"]
    assert [record.getMessage()[:19] for record in said] == ["sending has stopped"]
    assert said[0].name.startswith("compact-audit")


def test_later_means_at_that_time_and_is_no_failure(parts):
    task(parts)
    tomorrow = parts.now() + timedelta(days=1)
    run(parts, Worker(Later(tomorrow)))
    assert (stored(parts, "job.thing").due, stored(parts, "job.thing").failures) == (tomorrow, 0)


def test_what_is_no_use_trying_again_is_failed_with_its_note(parts):
    task(parts, "mail.approval")
    assert run(parts, Worker(Outcome(failed=True, note="address")), "mail.approval").failed == 1
    assert stored(parts, "mail.approval").note == "address"


def test_working_off_follows_up_what_the_work_itself_queued_and_stops_when_told(parts):
    task(parts, intent="first")

    def opens(_, claimed):
        if claimed.intent == "first":
            for number in range(60):
                task(parts, intent=f"next{number:02}")

    assert work_off(parts, Queue.WORK, {"job.thing": opens}).done == 61
    for number in range(9):
        task(parts, intent=f"more{number}")
    left = iter([True] * 6)
    assert work_off(parts, Queue.WORK, {"job.thing": Worker()}, lambda: next(left, False)).done < 6


@UNHURRIED
@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_a_tag_names_its_task_in_letters_that_mail_allows(partnership, subject, intent):
    made = Task(
        partnership_id=partnership.replace("\n", ""),
        subject=subject.replace("\n", ""),
        intent=intent.replace("\n", ""),
        kind="mail.x",
        due=FakeParts().now(),
    )
    assert key_of_tag(made.tag) == (made.partnership_id, made.subject, made.intent)
    assert set(made.tag) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize("tag", ["", "x", "héllo", "YQ", "YQpi", "////", "gIGC"])
def test_a_tag_that_is_not_ours_names_nothing(tag):
    assert key_of_tag(tag) is None


def test_held_mail_stays_until_it_is_released(parts):
    task(parts, kind="mail.invitation")
    worker = Worker(Held("step"))
    run(parts, worker, "mail.invitation")
    held = stored(parts, "mail.invitation")
    assert (held.state, held.note, held.failures) == (TaskState.HELD, "step", 0)
    parts.clock.move(days=40)
    run(parts, worker, "mail.invitation")
    assert len(worker.calls) == 1, "no worker touches it"
    assert parts.tasks.held("saltmarsh", parts.now(), 10) == [held]
    assert parts.tasks.held("elsewhere", parts.now(), 10) == []

    parts.commit(parts.tasks.moved(held, released(held, parts.now())))
    assert parts.tasks.held("saltmarsh", parts.now(), 10) == []
    run(parts, worker, "mail.invitation")
    assert (len(worker.calls), stored(parts, "mail.invitation").state) == (2, TaskState.DONE)


def test_two_who_release_release_once(parts):
    task(parts, kind="mail.invitation")
    run(parts, Worker(Held("step")), "mail.invitation")
    held = stored(parts, "mail.invitation")
    parts.commit(parts.tasks.moved(held, released(held, parts.now())))
    with pytest.raises(Conflict):
        parts.commit(parts.tasks.moved(held, released(held, parts.now())))


def test_what_somebody_waits_for_is_never_held(parts):
    kinds = {"mail.new_link": False, "mail.code": False, "job.open_cycle": False, "mail.invitation": True}
    assert {kind: task(parts, kind=kind).can_be_held for kind in kinds} == kinds
