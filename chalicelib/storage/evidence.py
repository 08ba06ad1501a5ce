"""The evidence register: items under the organisation, so that many criteria and cycles use one."""

from collections.abc import Sequence

from chalicelib.domain.evidence import Evidence
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode, plain
from chalicelib.storage.table import AllOf, AnyOf, Condition, Equals, Missing, Put, Table, Write

CHANGEABLE = ("title", "where", "state", "owner", "approved_on", "review_by", "given_to", "given_on")


class EvidenceStore:
    """Keeps `services.ports.EvidenceRegister`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get_many(self, organisation_id: str, ids: Sequence[str]) -> list[Evidence]:
        wanted = [keys.evidence(organisation_id, evidence_id) for evidence_id in ids]
        found = self._table.batch_get(wanted) if wanted else {}
        return [decode(Evidence, found[key]) for key in wanted if key in found]

    def of_organisation(self, organisation_id: str) -> list[Evidence]:
        items = self._table.query(keys.organisation(organisation_id).pk, "EVIDENCE#")
        return [decode(Evidence, item) for item in items]

    def saved(self, evidence: Evidence, before: Evidence | None = None) -> list[Write]:
        item = encode(evidence, keys.evidence(evidence.organisation_id, evidence.id))
        return [Put(item, _still(before) if before else None)]


def _still(before: Evidence) -> Condition:
    """Nobody has changed it since it was read."""
    item = {name: plain(getattr(before, name)) for name in CHANGEABLE}
    facts = [_is(name, value) for name, value in item.items()]
    if before.file:
        facts.append(Equals("file.version_id", before.file.version_id))
    return AllOf(tuple(facts))


def _is(name: str, value: str | None) -> Condition:
    """Items of earlier versions lack what nobody could say then."""
    return Equals(name, value) if value else AnyOf((Missing(name), Equals(name, "")))
