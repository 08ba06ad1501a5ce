"""Tables that break: wrap the one in memory to see what a service does then."""

from collections.abc import Callable, Iterator, Sequence

from chalicelib.storage.memory import MemoryTable
from chalicelib.storage.table import Condition, Item, Key, Put, Update, Write


class Crash(BaseException):
    """The process ended here. Not an Exception: nothing in the code may catch it and carry on."""


class WrappedTable:
    """Hands everything on to the table inside; `writing` is called around whatever writes."""

    def __init__(self, inner: MemoryTable | None = None) -> None:
        self.inner = inner if inner is not None else MemoryTable()

    def reading(self, verb: str) -> None:
        """Before a read."""

    def writing(self, verb: str, write: Callable[[], None]) -> None:
        write()

    def get(self, key: Key) -> Item | None:
        self.reading("get")
        return self.inner.get(key)

    def batch_get(self, keys: Sequence[Key]) -> dict[Key, Item]:
        self.reading("batch_get")
        return self.inner.batch_get(keys)

    def query(self, pk: str, prefix: str = "", only: tuple[str, ...] = ()) -> Iterator[Item]:
        self.reading("query")
        return self.inner.query(pk, prefix, only)

    def due(self, queue: str, until: str, limit: int) -> list[Key]:
        self.reading("due")
        return self.inner.due(queue, until, limit)

    def put(self, item: Item, condition: Condition | None = None) -> None:
        self.writing("put", lambda: self.inner.transact([Put(item, condition)]))

    def update(self, update: Update) -> None:
        self.writing("update", lambda: self.inner.transact([update]))

    def transact(self, writes: Sequence[Write]) -> None:
        self.writing("transact", lambda: self.inner.transact(writes))


class TroubledTable(WrappedTable):
    """`before` and `after` are called, once each, around the next write; `crash_at` ends the process
    at the write of that number (0 is the next one): before it is done, or with `crash_after` when it is.
    """

    def __init__(self, inner: MemoryTable | None = None) -> None:
        super().__init__(inner)
        self.before: Callable[[], object] | None = None
        self.after: Callable[[], object] | None = None
        self.crash_at: int | None = None
        self.crash_after = False

    def calm(self) -> None:
        """No trouble any more."""
        self.before = self.after = self.crash_at = None

    def writing(self, verb: str, write: Callable[[], None]) -> None:
        if self.crash_at is not None:
            if self.crash_at == 0:
                if self.crash_after:
                    write()
                raise Crash
            self.crash_at -= 1
        before, self.before = self.before, None
        if before:
            before()
        write()
        after, self.after = self.after, None
        if after:
            after()
