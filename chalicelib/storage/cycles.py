"""Cycles: their own item, and their place in the partnership's list."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode, plain
from chalicelib.storage.table import AllOf, AnyOf, Equals, Missing, Put, Table, Update, Write


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

    def changed(self, before: Cycle, changes: Mapping[str, Any]) -> list[Write]:
        places = (keys.cycle(before.id), keys.cycle_of_partnership(before.partnership_id, before.id))
        # Of before there was a version, there is none.
        same = Equals("version", before.version) if before.version else _none_or_first()
        unchanged = AllOf((Equals("status", before.status.value), same))
        values = {name: plain(value) for name, value in changes.items()} | {"version": before.version + 1}
        return [Update(key=key, set=values, condition=unchanged) for key in places]


def _none_or_first() -> AnyOf:
    return AnyOf((Missing("version"), Equals("version", 0)))
