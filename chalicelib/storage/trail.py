"""The trail: append-only."""

from collections.abc import Callable

from chalicelib.domain.trail import Event
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode
from chalicelib.storage.table import ABSENT, Put, Table, Write


class TrailStore:
    """Keeps `services.ports.Trail`. `unique` tells apart two events of one millisecond."""

    def __init__(self, table: Table, unique: Callable[[], str]) -> None:
        self._table = table
        self._unique = unique

    def recorded(self, event: Event) -> list[Write]:
        return [Put(encode(event, keys.event(event.subject, event.at, self._unique())), ABSENT)]

    def of(self, subject: str) -> list[Event]:
        return [decode(Event, item) for item in self._table.query(f"LOG#{subject}", "EVENT#")]
