"""Mail and long work waiting to be done: one queue, ready → claimed → done, failed or unknown.

Mail that staff hold is found out when a worker takes it up. It stays in the table as `held`, where no worker
touches it, until it is released, which makes it ready again.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

LEASE = timedelta(minutes=5)
UNSETTLED_AFTER = timedelta(minutes=15)
MOST_FAILURES = 8

# A person waits for these, and a second one does no harm; the third time that nobody can tell whether it
# went out, a person looks.
SENT_AGAIN = frozenset({"mail.sign_in", "mail.invitation"})
MOST_SENDS = 3

# Somebody waits for these, or has just done what they tell of: they always go. All other mail can be held.
NEVER_HELD = frozenset(
    f"mail.{name}"
    for name in (
        "sign_in",
        "cycle_test",
        "new_link",
        "code",
        "receipt",
        "approval",
        "sent_back",
        "question",
        "contributor",
        "reader",
        "successor",
        "part_finished",
    )
)


class TaskState(StrEnum):
    """`unknown` means that a send may or may not have happened: delivery events or a person settle it."""

    READY = "ready"
    CLAIMED = "claimed"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    HELD = "held"


FINISHED = frozenset({TaskState.DONE, TaskState.FAILED})


class Queue(StrEnum):
    """Which function does the work: PDFs need their own memory."""

    WORK = "work"
    RENDER = "render"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """`intent` is the task's key and says what it is for (cycle, step, recipient): a step exists only once.

    `kind` names the worker's function, like "mail.invitation" or "job.open_cycle"; `payload` is what it
    needs, as strings. `due` is when it may be done (UTC). `subject` is what it is about. `attempts` counts
    every claim, `failures` those that went wrong: being told to wait is no failure. `untouched` says of a
    claimed mail that its provider has not been called yet.
    """

    partnership_id: str
    subject: str
    intent: str
    kind: str
    payload: Mapping[str, str] = field(default_factory=dict)
    queue: Queue = Queue.WORK
    due: datetime
    state: TaskState = TaskState.READY
    attempts: int = 0
    failures: int = 0
    lease_until: datetime | None = None
    settled_at: datetime | None = None
    note: str = ""
    untouched: bool = False

    @property
    def is_mail(self) -> bool:
        """Mail cannot be unsent, so an interrupted send is never simply repeated."""
        return self.kind.startswith("mail.")

    @property
    def step(self) -> str:
        """A mail's name, like "invitation"."""
        return self.kind.removeprefix("mail.")

    @property
    def can_be_held(self) -> bool:
        """Whether it goes out because a cycle's plan says so, and can wait for staff."""
        return self.is_mail and self.kind not in NEVER_HELD

    @property
    def wakes_at(self) -> datetime:
        """When somebody should look at it: when it is due, or when its worker has not come back."""
        return self.lease_until or self.due

    @property
    def tag(self) -> str:
        """The task's key in the letters, digits, "-" and "_" that a mail's tag may hold."""
        key = "\n".join((self.partnership_id, self.subject, self.intent))
        return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def key_of_tag(tag: str) -> tuple[str, str, str] | None:
    """Partnership, subject and intent of the task that a tag names; None for a tag that is not ours."""
    try:
        key = urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode().split("\n")
    except ValueError:  # not base64, or not text
        return None
    return (key[0], key[1], key[2]) if len(key) == 3 else None


def taken_up(task: Task, now: datetime) -> Task | None:
    """What becomes of a task that a worker takes up: claimed by it, or given up. None when it is not its to
    touch.

    Mail that was interrupted once its provider was being called may have been sent: it waits for delivery
    events.
    """
    if task.state in FINISHED or task.state is TaskState.HELD or task.wakes_at > now:
        return None
    if task.state is TaskState.CLAIMED:
        task = replace(task, failures=task.failures + 1)
        if task.is_mail and not task.untouched:
            return replace(
                task, state=TaskState.UNKNOWN, due=now + UNSETTLED_AFTER, lease_until=None, note="interrupted"
            )
    if task.state is TaskState.UNKNOWN and (task.kind not in SENT_AGAIN or task.failures >= MOST_SENDS):
        return _given_up(task, now, "unsettled")
    if task.failures >= MOST_FAILURES:
        return _given_up(task, now, "interrupted")
    return replace(
        task, state=TaskState.CLAIMED, attempts=task.attempts + 1, lease_until=now + LEASE, untouched=True
    )


def _given_up(task: Task, now: datetime, note: str) -> Task:
    return replace(task, state=TaskState.FAILED, lease_until=None, settled_at=now, note=note)


def released(task: Task, now: datetime) -> Task:
    """Ready again, and due at once: whether it is still wanted is looked at when it leaves."""
    return replace(task, state=TaskState.READY, due=now, lease_until=None, note="")
