"""Doing what waits: claim, do, settle. Mail that may have gone out is never simply sent again."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.tasks import LEASE, UNSETTLED_AFTER, Queue, Task, TaskState
from chalicelib.services.ports import Conflict, Parts, SendRefused

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
# A person waits for these at this moment, and a second one does no harm.
SENT_AGAIN = frozenset({"mail.sign_in", "mail.invitation"})

Work = Callable[[Parts, Task], None]


class Later(Exception):
    """Not now: try this task again after `delay`."""

    def __init__(self, delay: timedelta) -> None:
        super().__init__(str(delay))
        self.delay = delay


@dataclass
class Done:
    """What one run of the queue did."""

    done: int = 0
    failed: int = 0
    left: int = 0


def run_due(parts: Parts, queue: Queue, work: Mapping[str, Work], *, limit: int = 25) -> Done:
    """Does what is due in a queue now, oldest first, at most `limit` tasks."""
    result = Done()
    for task in parts.tasks.due(queue, parts.now(), limit):
        outcome = _run(parts, task, work)
        result.done += outcome is TaskState.DONE
        result.failed += outcome is TaskState.FAILED
        result.left += outcome not in (TaskState.DONE, TaskState.FAILED)
    return result


def _run(parts: Parts, task: Task, work: Mapping[str, Work]) -> TaskState | None:
    claimed = _claim(parts, task)
    if claimed is None:
        return None
    try:
        work[claimed.kind](parts, claimed)
    except Later as later:
        return _settle(parts, claimed, TaskState.READY, due=parts.now() + later.delay)
    except SendRefused as refusal:
        return _refused(parts, claimed, refusal.reason)
    except Exception as error:
        log.exception("task went wrong", extra={"kind": claimed.kind, "attempt": claimed.attempts})
        return _went_wrong(parts, claimed, type(error).__name__)
    return _settle(parts, claimed, TaskState.DONE)


def _claim(parts: Parts, task: Task) -> Task | None:
    """The task, now ours for five minutes; None when it is not to be done (or somebody else has it)."""
    now = parts.now()
    if task.due > now:
        return None
    if task.state is TaskState.CLAIMED:
        if task.lease_until is not None and task.lease_until > now:
            return None
        if task.is_mail:  # interrupted between claim and settle: it may have been sent
            _move(parts, task, replace(task, state=TaskState.UNKNOWN, due=now + UNSETTLED_AFTER))
            return None
    if task.state is TaskState.UNKNOWN and task.kind not in SENT_AGAIN:
        _move(parts, task, replace(task, state=TaskState.FAILED, note="unsettled", settled_at=now))
        return None
    lease = now + LEASE
    claimed = replace(task, state=TaskState.CLAIMED, attempts=task.attempts + 1, lease_until=lease, due=lease)
    return claimed if _move(parts, task, claimed) else None


def _refused(parts: Parts, task: Task, reason: str) -> TaskState | None:
    if reason == "address":
        return _settle(parts, task, TaskState.FAILED, note="address")
    if reason == "stopped":
        log.critical("sending has stopped: account paused or sender not verified")
        return _settle(parts, task, TaskState.READY, due=parts.now() + timedelta(hours=1), note="stopped")
    return _settle(parts, task, TaskState.READY, due=parts.now() + _pause(task), note="throttled")


def _went_wrong(parts: Parts, task: Task, note: str) -> TaskState | None:
    if task.attempts >= MAX_ATTEMPTS:
        return _settle(parts, task, TaskState.FAILED, note=note)
    if task.is_mail and note != "ComposeError":
        return _settle(parts, task, TaskState.UNKNOWN, due=parts.now() + UNSETTLED_AFTER, note=note)
    return _settle(parts, task, TaskState.READY, due=parts.now() + _pause(task), note=note)


def _pause(task: Task) -> timedelta:
    return timedelta(minutes=min(2**task.attempts, 240))


def _settle(
    parts: Parts, task: Task, state: TaskState, *, due: datetime | None = None, note: str = ""
) -> TaskState | None:
    finished = state in (TaskState.DONE, TaskState.FAILED)
    after = replace(
        task,
        state=state,
        due=due or task.due,
        lease_until=None,
        note=note,
        settled_at=parts.now() if finished else None,
    )
    return state if _move(parts, task, after) else None


def _move(parts: Parts, before: Task, after: Task) -> bool:
    try:
        parts.commit(parts.tasks.moved(before, after))
    except Conflict:
        return False  # somebody else has it: theirs now
    return True
