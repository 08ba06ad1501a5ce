"""What a partnership has told us for its documents about data protection: one item."""

from chalicelib.domain.starter_pack import DataProtection
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode
from chalicelib.storage.table import Put, Table, Write, at_version


class DataProtectionStore:
    """Keeps `services.ports.DataProtectionFacts`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of(self, partnership_id: str) -> DataProtection:
        item = self._table.get(keys.data_protection(partnership_id))
        return decode(DataProtection, item) if item else DataProtection()

    def saved(self, partnership_id: str, facts: DataProtection) -> list[Write]:
        return [Put(encode(facts, keys.data_protection(partnership_id)), at_version(facts.version - 1))]
