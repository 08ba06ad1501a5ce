"""Mail and long work waiting to be done: one queue, ready → claimed → done, failed or unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

LEASE = timedelta(minutes=5)
UNSETTLED_AFTER = timedelta(minutes=15)


class TaskState(StrEnum):
    """`unknown` means that a send may or may not have happened: delivery events or a person settle it."""

    READY = "ready"
    CLAIMED = "claimed"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Queue(StrEnum):
    """Which function does the work: PDFs need their own memory."""

    WORK = "work"
    RENDER = "render"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """`intent` is the task's key and says what it is for (cycle, step, recipient): a step exists only once.

    `kind` names the worker's function, like "mail.invitation" or "job.open_cycle"; `payload` is what it
    needs, as strings. `due` is when it may be done (UTC). `subject` is what it is about.
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
    lease_until: datetime | None = None
    settled_at: datetime | None = None
    note: str = ""

    @property
    def is_mail(self) -> bool:
        """Mail cannot be unsent, so an interrupted send is never simply repeated."""
        return self.kind.startswith("mail.")
