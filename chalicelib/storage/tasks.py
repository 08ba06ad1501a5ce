"""The queue: an item per intent, found when due through a sparse index that only suggests."""

from datetime import datetime

from chalicelib.domain.tasks import FINISHED, Queue, Task, TaskState
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode
from chalicelib.storage.table import ABSENT, AllOf, Equals, Item, Put, Table, Write

MOST_FAILED = 100  # of a month: more than a person looks at


class TaskStore:
    """Keeps `services.ports.Tasks`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def added(self, task: Task) -> list[Write]:
        return [Put(_item(task), ABSENT)]

    def due(self, queue: Queue, until: datetime, limit: int) -> list[Task]:
        suggested = self._table.due(queue.value, until.isoformat(), limit)
        found = self._table.batch_get(suggested) if suggested else {}
        return [_task(found[key]) for key in suggested if key in found and "due" in found[key]]

    def failed(self, partnership_id: str, since: datetime, until: datetime) -> list[Task]:
        found: list[Task] = []
        for month in sorted({f"{since:%Y-%m}", f"{until:%Y-%m}"}):
            suggested = self._table.due(_failed(partnership_id, month), until.isoformat(), MOST_FAILED)
            items = self._table.batch_get(suggested) if suggested else {}
            found += [_task(items[key]) for key in suggested if key in items]
        given_up = [task for task in found if task.state is TaskState.FAILED and task.settled_at]
        return [task for task in given_up if task.settled_at and task.settled_at >= since]

    def held(self, partnership_id: str, until: datetime, limit: int) -> list[Task]:
        suggested = self._table.due(_held(partnership_id), until.isoformat(), limit)
        items = self._table.batch_get(suggested) if suggested else {}
        found = [_task(items[key]) for key in suggested if key in items]
        return [task for task in found if task.state is TaskState.HELD]

    def get(self, partnership_id: str, subject: str, intent: str) -> Task | None:
        item = self._table.get(keys.task(partnership_id, subject, intent))
        return _task(item) if item else None

    def of_subject(self, partnership_id: str, subject: str) -> list[Task]:
        return [_task(item) for item in self._table.query(keys.task(partnership_id, subject, "").pk)]

    def moved(self, before: Task, after: Task) -> list[Write]:
        unmoved = AllOf((Equals("state", before.state.value), Equals("attempts", before.attempts)))
        return [Put(_item(after), unmoved)]


def _item(task: Task) -> Item:
    item = encode(task, keys.task(task.partnership_id, task.subject, task.intent))
    item["was_due"], item["was_queue"] = item["due"], item["queue"]
    item["due"] = task.wakes_at.isoformat()
    if task.state in FINISHED:
        del item["due"]  # leaves the sparse index
    if task.state is TaskState.HELD:
        item["queue"] = _held(task.partnership_id)  # out of the workers' sight, and found to be released
    if task.state is TaskState.FAILED and task.is_mail and task.settled_at:
        # Comes back into it by month, where staff find what needs a person.
        item["queue"] = _failed(task.partnership_id, f"{task.settled_at:%Y-%m}")
        item["due"] = task.settled_at.isoformat()
    return item


def _failed(partnership_id: str, month: str) -> str:
    return f"failed#{partnership_id}#{month}"


def _held(partnership_id: str) -> str:
    return f"held#{partnership_id}"


def _task(item: Item) -> Task:
    return decode(Task, {**item, "due": item["was_due"], "queue": item["was_queue"]})
