"""Calls and conversations: one item each, and one for each organisation that sums them up."""

from datetime import datetime
from typing import Any

from chalicelib.domain.calls import Call, Called
from chalicelib.storage import keys
from chalicelib.storage.codec import SCHEMA, decode, encode, plain
from chalicelib.storage.table import ABSENT, PRESENT, AllOf, Key, Missing, Put, Table, Update, Write


class CallStore:
    """Keeps `services.ports.Calls`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of_organisation(self, partnership_id: str, organisation_id: str) -> list[Call]:
        begins = f"CALL#{organisation_id}#"
        found = self._table.query(keys.partnership(partnership_id).pk, begins)
        return sorted((decode(Call, item) for item in found), key=lambda call: call.at, reverse=True)

    def called(self, partnership_id: str) -> dict[str, Called]:
        items = self._table.query(keys.partnership(partnership_id).pk, "CALLED#")
        return {found.organisation_id: found for found in (decode(Called, item) for item in items)}

    def called_one(self, partnership_id: str, organisation_id: str) -> Called | None:
        item = self._table.get(keys.called(partnership_id, organisation_id))
        return decode(Called, item) if item else None

    def noted(self, call: Call, before: Called | None) -> list[Write]:
        digest = Update(
            key=keys.called(call.partnership_id, call.organisation_id),
            set={"schema": SCHEMA, "organisation_id": call.organisation_id, **_newer(call, before)},
            include={"waiting": frozenset({_waiting(call)})} if call.waits else {},
        )
        return [Put(encode(call, _key(call)), ABSENT), digest]

    def dealt_with(self, call: Call, by: str, at: datetime) -> list[Write]:
        open_ = AllOf((PRESENT, Missing("done_at")))
        return [
            Update(key=_key(call), set={"done_at": plain(at), "done_by": by}, condition=open_),
            Update(
                key=keys.called(call.partnership_id, call.organisation_id),
                exclude={"waiting": frozenset({_waiting(call)})},
                condition=PRESENT,
            ),
        ]


def _newer(call: Call, before: Called | None) -> dict[str, Any]:
    """What the last call changes; one that is noted late leaves a later one standing."""
    facts: dict[str, Any] = {}
    if before is None or call.at >= before.at:
        facts = {"at": call.at, "outcome": call.outcome, "staff": call.staff, "promised_on": call.promised_on}
    spoken = before.reached_at if before else None
    if call.reached and (spoken is None or call.at >= spoken):
        facts["reached_at"] = call.at
    return {name: plain(value) for name, value in facts.items()}


def _waiting(call: Call) -> str:
    return f"{call.id} {call.outcome.value}"


def _key(call: Call) -> Key:
    return keys.call(call.partnership_id, call.organisation_id, call.id)
