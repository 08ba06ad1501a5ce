"""Doing what waits: claim, do, settle. Mail that may have gone out is never simply sent again."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.tasks import MOST_FAILURES, UNSETTLED_AFTER, Queue, Task, TaskState, taken_up
from chalicelib.services.ports import Conflict, Parts, SendRefused, Writes

log = logging.getLogger("compact-audit.queue")

BATCH = 25
# How long every mail waits when the provider has refused one: throttled, or account or sender stopped.
WAITS = {"later": timedelta(minutes=5), "stopped": timedelta(hours=1)}


class Later(Exception):
    """Not now: try this task again at `due`."""

    state, note = TaskState.READY, ""

    def __init__(self, due: datetime) -> None:
        super().__init__(due.isoformat())
        self.due = due


class Held(Exception):
    """Staff hold this mail: it waits until they release it. `note` says which hold it was."""

    state, due = TaskState.HELD, None

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note


class OutcomeUnknown(Exception):
    """A send was begun, and nobody can say whether it went through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a piece of work leaves: a note for staff, writes that belong to its being settled, and whether
    trying again would be no use.
    """

    note: str = ""
    writes: Writes = ()
    failed: bool = False


Work = Callable[[Parts, Task], Outcome | None]
GoOn = Callable[[], bool]


@dataclass
class Done:
    """What a run of the queue did. `moved` counts every task that it took a step further; `mail_waits` is
    why the provider takes no more mail, if so.
    """

    done: int = 0
    failed: int = 0
    left: int = 0
    moved: int = 0
    mail_waits: str = ""


def work_off(parts: Parts, queue: Queue, work: Mapping[str, Work], go_on: GoOn = lambda: True) -> Done:
    """Does what is due until nothing is, or until `go_on`, asked before each task, says to stop."""
    result = Done()
    while go_on():
        moved = result.moved
        run_due(parts, queue, work, go_on=go_on, result=result)
        if result.moved == moved:
            break
    return result


def run_due(
    parts: Parts,
    queue: Queue,
    work: Mapping[str, Work],
    *,
    limit: int = BATCH,
    go_on: GoOn = lambda: True,
    result: Done | None = None,
) -> Done:
    """Does what is due in a queue now, oldest first, at most `limit` tasks. Adds to `result`, if given."""
    result = result or Done()
    for task in parts.tasks.due(queue, parts.now(), limit):
        if not go_on():
            break
        try:
            state = _run(parts, task, work, result)
        except Exception:
            # Claiming or settling broke: the others get their turn, and this one when its lease has ended.
            log.exception("task not settled", extra=_fields(task))
            state = None
        result.done += state is TaskState.DONE
        result.failed += state is TaskState.FAILED
        result.left += state not in (TaskState.DONE, TaskState.FAILED)
        result.moved += state is not None
    return result


def _run(parts: Parts, task: Task, work: Mapping[str, Work], result: Done) -> TaskState | None:
    """The state that the task ends up in; None when it is somebody else's now."""
    if task.is_mail and result.mail_waits:
        return _put_off(parts, task, result.mail_waits)
    taken = taken_up(task, parts.now())
    if taken is None or not _move(parts, task, taken):
        return None
    if taken.state is not TaskState.CLAIMED:
        return taken.state
    try:
        outcome = work[taken.kind](parts, taken) or Outcome()
    except (Later, Held) as waits:
        return _settle(parts, taken, waits.state, due=waits.due, note=waits.note)
    except SendRefused as refusal:
        result.mail_waits = refusal.reason
        return _refused(parts, taken, refusal.reason)
    except OutcomeUnknown as error:
        log.exception("mail may have been sent", extra=_fields(taken))
        return _unknown(parts, taken, type(error.__cause__ or error).__name__)
    except Exception as error:
        log.exception("task went wrong", extra=_fields(taken))
        return _went_wrong(parts, taken, type(error).__name__)
    state = TaskState.FAILED if outcome.failed else TaskState.DONE
    return _settle(parts, taken, state, note=outcome.note, writes=outcome.writes)


def _refused(parts: Parts, task: Task, reason: str) -> TaskState | None:
    """The provider would have refused every other mail too."""
    if reason == "stopped":
        log.critical("sending has stopped: account paused or sender not verified", extra=_fields(task))
    return _settle(parts, task, TaskState.READY, due=parts.now() + WAITS[reason], note=reason)


def _put_off(parts: Parts, task: Task, reason: str) -> TaskState | None:
    """Out of the way of other work, without an attempt; an interrupted one is left to a run that sends."""
    if task.state is TaskState.CLAIMED or task.wakes_at > parts.now():
        return None
    later = replace(task, due=parts.now() + WAITS[reason], note=reason)
    return task.state if _move(parts, task, later) else None


def _unknown(parts: Parts, task: Task, note: str) -> TaskState | None:
    again = replace(task, failures=task.failures + 1)
    return _settle(parts, again, TaskState.UNKNOWN, due=parts.now() + UNSETTLED_AFTER, note=note)


def _went_wrong(parts: Parts, task: Task, note: str) -> TaskState | None:
    again = replace(task, failures=task.failures + 1)
    if again.failures >= MOST_FAILURES:
        return _settle(parts, again, TaskState.FAILED, note=note)
    pause = timedelta(minutes=2**again.failures)
    return _settle(parts, again, TaskState.READY, due=parts.now() + pause, note=note)


def _settle(
    parts: Parts,
    task: Task,
    state: TaskState,
    *,
    due: datetime | None = None,
    note: str = "",
    writes: Writes = (),
) -> TaskState | None:
    finished = state in (TaskState.DONE, TaskState.FAILED)
    after = replace(
        task,
        state=state,
        due=due or task.due,
        lease_until=None,
        note=note,
        settled_at=parts.now() if finished else None,
        untouched=False,
    )
    return state if _move(parts, task, after, writes) else None


def _move(parts: Parts, before: Task, after: Task, writes: Writes = ()) -> bool:
    """False when somebody else moved it first: it is theirs now."""
    try:
        parts.commit(parts.tasks.moved(before, after), writes)
    except Conflict as conflict:
        if conflict.kind == "TASK":
            return False
        raise
    return True


def _fields(task: Task) -> dict[str, dict[str, object]]:
    return {"fields": {"kind": task.kind, "attempt": task.attempts, "failures": task.failures}}
