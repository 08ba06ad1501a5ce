"""What is held of a cycle's mail, and how much has gone out: beside the cycle, away from its returns."""

from datetime import date, datetime

from chalicelib.domain.holding import Hold
from chalicelib.storage import keys
from chalicelib.storage.codec import SCHEMA, decode, encode
from chalicelib.storage.table import ABSENT, PRESENT, Delete, Put, Table, Update, Write

ON = "on_"


class CycleMailStore:
    """Keeps `services.ports.CycleMail`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def holds(self, cycle_id: str) -> list[Hold]:
        return [decode(Hold, item) for item in self._table.query(keys.cycle(cycle_id).pk, "HOLD#")]

    def held(self, hold: Hold) -> list[Write]:
        return [Put(encode(hold, keys.hold(hold.cycle_id, hold.step, hold.organisation_id)), ABSENT)]

    def lifted(self, hold: Hold) -> list[Write]:
        return [Delete(keys.hold(hold.cycle_id, hold.step, hold.organisation_id), PRESENT)]

    def counted(self, cycle_id: str, step: str, day: date) -> list[Write]:
        key = keys.mailed(cycle_id, step)
        return [Update(key=key, set={"schema": SCHEMA, "step": step}, add={f"{ON}{day.isoformat()}": 1})]

    def counts(self, cycle_id: str) -> dict[str, dict[date, int]]:
        return {
            item["step"]: {_day(name): count for name, count in item.items() if name.startswith(ON)}
            for item in self._table.query(keys.cycle(cycle_id).pk, "MAILED#")
        }


def _day(name: str) -> date:
    return datetime.fromisoformat(name.removeprefix(ON)).date()
