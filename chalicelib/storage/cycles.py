"""Cycles: their own item, and their place in the partnership's list."""

from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode
from chalicelib.storage.table import Equals, Put, Table, Update, Write


class CycleStore:
    """Keeps `services.ports.Cycles`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, cycle_id: str) -> Cycle | None:
        item = self._table.get(keys.cycle(cycle_id))
        return decode(Cycle, item) if item else None

    def of_partnership(self, partnership_id: str) -> list[Cycle]:
        items = self._table.query(keys.partnership(partnership_id).pk, "CYCLE#")
        return sorted((decode(Cycle, item) for item in items), key=lambda c: c.opens_on, reverse=True)

    def saved(self, cycle: Cycle) -> list[Write]:
        return [
            Put(encode(cycle, keys.cycle(cycle.id))),
            Put(encode(cycle, keys.cycle_of_partnership(cycle.partnership_id, cycle.id))),
        ]

    def moved(self, before: Cycle, status: CycleStatus) -> list[Write]:
        places = (keys.cycle(before.id), keys.cycle_of_partnership(before.partnership_id, before.id))
        unmoved = Equals("status", before.status.value)
        return [Update(key=key, set={"status": status.value}, condition=unmoved) for key in places]
