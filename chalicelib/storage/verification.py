"""What was stated before draws, the draws, and each organisation's last visit."""

from collections.abc import Mapping
from datetime import date

from chalicelib.domain.draws import Draw
from chalicelib.domain.sampling_frame import Stated
from chalicelib.storage import keys
from chalicelib.storage.codec import SCHEMA, decode, encode
from chalicelib.storage.table import ABSENT, Delete, Put, Table, Write


class VerificationStore:
    """Keeps `services.ports.Verification`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def stated(self, cycle_id: str) -> list[Stated]:
        items = self._table.query(keys.cycle(cycle_id).pk, "STATED#")
        return [decode(Stated, item) for item in items]

    def stated_saved(self, cycle_id: str, stated: Stated) -> list[Write]:
        return [Put(encode(stated, keys.stated(cycle_id, stated.organisation_id)))]

    def stated_removed(self, cycle_id: str, organisation_id: str) -> list[Write]:
        return [Delete(keys.stated(cycle_id, organisation_id))]

    def draws(self, cycle_id: str) -> list[Draw]:
        return [decode(Draw, item) for item in self._table.query(keys.cycle(cycle_id).pk, "DRAW#")]

    def drawn(self, draw: Draw) -> list[Write]:
        return [Put(encode(draw, keys.draw(draw.cycle_id, draw.number)), ABSENT)]

    def last_visits(self, partnership_id: str) -> Mapping[str, tuple[str, date]]:
        items = self._table.query(keys.partnership(partnership_id).pk, "VISITED#")
        return {
            item["sk"].removeprefix("VISITED#"): (item["cycle_id"], date.fromisoformat(item["visited_on"]))
            for item in items
        }

    def visited(self, partnership_id: str, organisation_id: str, cycle_id: str, on: date) -> list[Write]:
        key = keys.last_visit(partnership_id, organisation_id)
        facts = {"cycle_id": cycle_id, "visited_on": on.isoformat()}
        return [Put({"pk": key.pk, "sk": key.sk, "schema": SCHEMA, **facts})]
