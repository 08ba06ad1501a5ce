"""The trail: append-only. What staff do stands on their partnership's trail too, a partition a month."""

from collections.abc import Callable, Iterator

from chalicelib.domain.trail import Event, month_of
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode
from chalicelib.storage.table import ABSENT, Put, Table, Write


class TrailStore:
    """Keeps `services.ports.Trail`. `unique` tells apart two events of one millisecond; `acting_for` is the
    partnership whose staff are at work in this request, or "".
    """

    def __init__(
        self, table: Table, unique: Callable[[], str], acting_for: Callable[[], str] = lambda: ""
    ) -> None:
        self._table = table
        self._unique = unique
        self._acting_for = acting_for

    def recorded(self, event: Event) -> list[Write]:
        unique, whose = self._unique(), self._whose(event)
        writes: list[Write] = [Put(encode(event, keys.event(event.subject, event.at, unique)), ABSENT)]
        if whose:
            key = keys.trail_line(whose, month_of(event.at), event.at, unique)
            writes.append(Put(encode(event, key), ABSENT))
        return writes

    def of(self, subject: str) -> list[Event]:
        return [decode(Event, item) for item in self._table.query(f"LOG#{subject}", "EVENT#")]

    def of_month(self, partnership_id: str, month: str) -> Iterator[Event]:
        for item in self._table.query(keys.trail(partnership_id, month), "EVENT#"):
            yield decode(Event, item)

    def _whose(self, event: Event) -> str:
        kind, _, name = event.subject.partition("#")
        return event.partnership or (name if kind == "PARTNERSHIP" else self._acting_for())
