"""Visits, what was rated on them, and the cycle's list of them."""

from collections.abc import Mapping

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.returns import Return
from chalicelib.domain.visits import Rated, Visit, VisitState, as_listed
from chalicelib.services.ports.visits import VisitTold
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode
from chalicelib.storage.table import PRESENT, AllOf, Check, Equals, Not, Put, Table, Write, at_version


class VisitStore:
    """Keeps `services.ports.Visits`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, partnership_id: str, ref: str) -> Visit | None:
        item = self._table.get(keys.visit(ref, partnership_id))
        return decode(Visit, item) if item else None

    def whole(self, partnership_id: str, ref: str) -> tuple[Visit | None, Mapping[str, Rated]]:
        key = keys.visit(ref, partnership_id)
        visit, rated = None, {}
        for item in self._table.query(key.pk, key.sk):
            if item["sk"] == key.sk:
                visit = decode(Visit, item)
            else:
                rated[item["criterion"]] = decode(Rated, item)
        return visit, rated

    def of_cycle(self, cycle_id: str) -> list[Visit]:
        return [decode(Visit, item) for item in self._table.query(keys.cycle(cycle_id).pk, "VISIT#")]

    def told(self, return_: Return, partnership_id: str) -> VisitTold:
        audience = next(a for a in return_.audiences if a.partnership_id == partnership_id)
        partnership, cycle = keys.partnership(partnership_id), keys.cycle(audience.cycle_id)
        visit = keys.visit(return_.ref, partnership_id)
        found = self._table.batch_get([partnership, cycle, visit])
        return VisitTold(
            partnership=decode(Partnership, found[partnership]),
            cycle=decode(Cycle, found[cycle]),
            visit=decode(Visit, found[visit]) if visit in found else None,
        )

    def saved(self, visit: Visit) -> list[Write]:
        return [
            Put(encode(visit, keys.visit(visit.ref, visit.partnership_id)), at_version(visit.version - 1)),
            Put(encode(as_listed(visit), keys.visit_of_cycle(visit.cycle_id, visit.ref))),
        ]

    def rated_saved(self, visit: Visit, rated: Rated) -> list[Write]:
        stands = AllOf((PRESENT, Not(Equals("state", VisitState.CONFIRMED.value))))
        key = keys.visit_rated(visit.ref, visit.partnership_id, rated.criterion)
        return [
            Put(encode(rated, key), at_version(rated.version - 1)),
            Check(keys.visit(visit.ref, visit.partnership_id), stands),
        ]
