"""Texts that staff wrote to several organisations at once."""

from chalicelib.domain.circulars import Circular
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode
from chalicelib.storage.table import ABSENT, Put, Table, Write


class CircularStore:
    """Keeps `services.ports.Circulars`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, partnership_id: str, cycle_id: str, circular_id: str) -> Circular | None:
        item = self._table.get(keys.circular(partnership_id, cycle_id, circular_id))
        return decode(Circular, item) if item else None

    def of_cycle(self, partnership_id: str, cycle_id: str) -> list[Circular]:
        begins = keys.circular(partnership_id, cycle_id, "")
        found = [decode(Circular, item) for item in self._table.query(begins.pk, begins.sk)]
        return sorted(found, key=lambda circular: circular.at, reverse=True)

    def written(self, circular: Circular) -> list[Write]:
        key = keys.circular(circular.partnership_id, circular.cycle_id, circular.id)
        return [Put(encode(circular, key), ABSENT)]
