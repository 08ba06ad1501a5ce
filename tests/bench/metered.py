"""A table in memory that meters: calls to DynamoDB, and the capacity that they would use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chalicelib.storage.memory import MemoryTable
from chalicelib.storage.table import Check, Condition, Item, Key, Put, Update, Write
from tests.bench.sizes import item_size, query_units, read_units, write_units


@dataclass
class Meter:
    """What has been used since it was made."""

    reads: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    read_units: int = 0
    write_units: int = 0


class MeteredTable:
    """Keeps `Table`, and counts in `meter` as DynamoDB would charge."""

    def __init__(self, inner: MemoryTable | None = None) -> None:
        self.inner = inner or MemoryTable()
        self.meter = Meter()

    def get(self, key: Key) -> Item | None:
        found = self.inner.get(key)
        self._read("get", read_units([item_size(found) if found else 0]))
        return found

    def batch_get(self, keys: Sequence[Key]) -> dict[Key, Item]:
        found = self.inner.batch_get(keys)
        sizes = [item_size(found[key]) if key in found else 0 for key in dict.fromkeys(keys)]
        self._read("batch_get", read_units(sizes))
        return found

    def query(self, pk: str, prefix: str = "", only: tuple[str, ...] = ()) -> Iterator[Item]:
        """Charged for whole items, whatever is brought back of them."""
        whole = list(self.inner.query(pk, prefix))
        self._read("query", query_units(item_size(item) for item in whole))
        return self.inner.query(pk, prefix, only)

    def due(self, queue: str, until: str, limit: int) -> list[Key]:
        return self.inner.due(queue, until, limit)

    def put(self, item: Item, condition: Condition | None = None) -> None:
        self._write("put", [Put(item, condition)], together=False)

    def update(self, update: Update) -> None:
        self._write("update", [update], together=False)

    def transact(self, writes: Sequence[Write]) -> None:
        self._write("transact", writes, together=True)

    def _read(self, verb: str, units: int) -> None:
        self.meter.reads.append(verb)
        self.meter.read_units += units

    def _write(self, verb: str, writes: Sequence[Write], *, together: bool) -> None:
        before = [self._size(write.key) for write in writes]
        self.inner.transact(writes)
        changed = [w for w in writes if not isinstance(w, Check)]
        after = [max(size, self._size(write.key)) for size, write in zip(before, writes, strict=True)]
        self.meter.writes.append(f"{verb} of {len(changed)}" if together else verb)
        self.meter.write_units += write_units(after, together=together)

    def _size(self, key: Key) -> int:
        item = self.inner.items.get(key)
        return item_size(item) if item else 0
