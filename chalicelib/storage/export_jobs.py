"""Exports that were asked for, one item each in their partnership's partition."""

from chalicelib.domain.export_jobs import Export
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode
from chalicelib.storage.table import ABSENT, AllOf, Equals, Key, Put, Table, Write


class ExportStore:
    """Keeps `services.ports.Exports`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of_partnership(self, partnership_id: str) -> list[Export]:
        items = self._table.query(keys.partnership(partnership_id).pk, "EXPORT#")
        return sorted((decode(Export, i) for i in items), key=lambda e: (e.asked_at, e.id), reverse=True)

    def get(self, partnership_id: str, export_id: str) -> Export | None:
        item = self._table.get(keys.export(partnership_id, export_id))
        return decode(Export, item) if item else None

    def added(self, export: Export) -> list[Write]:
        return [Put(encode(export, _key(export)), ABSENT)]

    def moved(self, before: Export, after: Export) -> list[Write]:
        unmoved = AllOf((Equals("state", before.state.value), Equals("done", before.done)))
        return [Put(encode(after, _key(after)), unmoved)]


def _key(export: Export) -> Key:
    return keys.export(export.partnership_id, export.id)
