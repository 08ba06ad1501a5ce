"""The table in memory: for tests and long simulations. Keeps every promise of `Table`."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from chalicelib.storage.expressions import to_wire
from chalicelib.storage.table import (
    AllOf,
    AnyOf,
    Before,
    Check,
    Condition,
    ConditionFailed,
    Delete,
    Equals,
    Item,
    Key,
    Missing,
    Not,
    Put,
    Update,
    Write,
)

MOST_WRITES = 100

T = TypeVar("T")


class MemoryTable:
    """Items by key, under one lock."""

    def __init__(self) -> None:
        self.items: dict[Key, Item] = {}
        self._partitions: dict[str, set[str]] = {}  # so that a query need not look at every key
        self._lock = threading.RLock()

    def get(self, key: Key) -> Item | None:
        with self._lock:
            return _copy(self.items.get(key))

    def batch_get(self, keys: Sequence[Key]) -> dict[Key, Item]:
        with self._lock:
            return {key: _copy(self.items[key]) for key in keys if key in self.items}

    def put(self, item: Item, condition: Condition | None = None) -> None:
        self.transact([Put(item, condition)])

    def update(self, update: Update) -> None:
        self.transact([update])

    def query(self, pk: str, prefix: str = "", only: tuple[str, ...] = ()) -> Iterator[Item]:
        with self._lock:
            names = sorted(sk for sk in self._partitions.get(pk, ()) if sk.startswith(prefix))
            found = [_copy(self.items[Key(pk, sk)]) for sk in names]
        wanted = {"pk", "sk", *only}
        for item in found:
            yield {name: value for name, value in item.items() if name in wanted} if only else item

    def due(self, queue: str, until: str, limit: int) -> list[Key]:
        with self._lock:
            waiting = [
                (item["due"], key)
                for key, item in self.items.items()
                if item.get("queue") == queue and "due" in item and item["due"] <= until
            ]
        return [key for _, key in sorted(waiting)[:limit]]

    def transact(self, writes: Sequence[Write]) -> None:
        if len(writes) > MOST_WRITES:
            raise ValueError(f"a transaction holds at most {MOST_WRITES} writes")
        if len({write.key for write in writes}) < len(writes):
            raise ValueError("a transaction may touch an item only once")
        with self._lock:
            for write in writes:
                current = self.items.get(write.key)
                if write.condition is not None and not holds(write.condition, current):
                    raise ConditionFailed(write, _copy(current))
            changed = {write.key: _after(write, self.items.get(write.key)) for write in writes}
            for key, item in changed.items():
                self._keep(key, item)

    def _keep(self, key: Key, item: Item | None) -> None:
        if item is None:
            self.items.pop(key, None)
            self._partitions.get(key.pk, set()).discard(key.sk)
        else:
            self.items[key] = item
            self._partitions.setdefault(key.pk, set()).add(key.sk)


def _copy(value: T) -> T:
    """Items hold nothing that changes but dictionaries and lists."""
    copied: Any = value
    if isinstance(value, dict):
        copied = {name: _copy(member) for name, member in value.items()}
    elif isinstance(value, list):
        copied = [_copy(member) for member in value]
    return cast("T", copied)


def holds(condition: Condition, item: Item | None) -> bool:
    """Whether a condition is true of an item, or of its absence."""
    match condition:
        case AllOf(conditions):
            return all(holds(c, item) for c in conditions)
        case AnyOf(conditions):
            return any(holds(c, item) for c in conditions)
        case Not(inner):
            return not holds(inner, item)
        case Missing(path):
            return _read(item, path) is None
        case Equals(path, value):
            return _read(item, path) == (value,)
        case Before(path, value):
            found = _read(item, path)
            return found is not None and found[0] < value


def _read(item: Mapping[str, Any] | None, path: str) -> tuple[Any] | None:
    """The value in a one-tuple, so that a stored None differs from nothing."""
    value: Any = item
    for name in path.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return None
        value = value[name]
    return (value,)


def _after(write: Write, current: Item | None) -> Item | None:
    match write:
        case Put(item):
            to_wire(item)  # refuses what DynamoDB could not keep
            return _copy(item)
        case Delete():
            return None
        case Check():
            return current
        case Update():
            return _updated(write, current)


def _updated(update: Update, current: Item | None) -> Item:
    to_wire(update.set)
    item = _copy(current) or {"pk": update.key.pk, "sk": update.key.sk}
    for path, value in update.set.items():
        parent, name = _parent(item, path)
        parent[name] = _copy(value)
    for path, amount in update.add.items():
        parent, name = _parent(item, path)
        parent[name] = parent.get(name, 0) + amount
    for path in update.remove:
        parent, name = _parent(item, path)
        parent.pop(name, None)
    for path, members in update.include.items():
        item[path] = frozenset(item.get(path, frozenset())) | members
    for path, members in update.exclude.items():
        left = frozenset(item.get(path, frozenset())) - members
        item.pop(path, None)
        if left:  # a string set is never empty
            item[path] = left
    return item


def _parent(item: Item, path: str) -> tuple[dict[str, Any], str]:
    *parents, name = path.split(".")
    holder: dict[str, Any] = item
    for parent in parents:
        if not isinstance(holder.get(parent), dict):
            raise ValueError(f"the path {path} has no parent map")
        holder = holder[parent]
    return holder, name
