"""Whatever a partnership holds about one organisation, found by its id and its returns' references.

Not kind by kind: a new kind of record that names them in its key or as `organisation_id` or `ref` is found
without a word here.
"""

from collections.abc import Collection, Iterator
from typing import Any

from chalicelib.storage import keys
from chalicelib.storage.table import Item, Table

_OURS = ("pk", "sk", "schema", "lease_until", "was_due", "was_queue", "queue")


class HoldingsStore:
    """Keeps `services.ports.Holdings`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def own(
        self, partnership_id: str, organisation_id: str, refs: Collection[str]
    ) -> Iterator[dict[str, Any]]:
        names = {organisation_id, *refs}
        for item in self._table.query(keys.partnership(partnership_id).pk):
            if names_one(item, names):
                yield _plain(item)
        for ref in sorted(refs):
            for item in self._table.query(keys.of_partnership(ref, partnership_id)):
                yield _plain(item)


def names_one(item: Item, names: Collection[str]) -> bool:
    """Whether an item is about one of these: by its key, or by what it says that it is about."""
    segments = item["sk"].split("#")[1:]
    said = (item.get("organisation_id"), item.get("ref"))
    return any(segment in names for segment in segments) or any(name in names for name in said if name)


def _plain(item: Item) -> dict[str, Any]:
    """As JSON: what it is, when it is not clear from the rest, and everything that it says."""
    facts = {name: _value(value) for name, value in sorted(item.items()) if name not in _OURS}
    return {"record": item["sk"].partition("#")[0].lower(), **facts}


def _value(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, dict):
        return {name: _value(inner) for name, inner in value.items()}
    return [_value(inner) for inner in value] if isinstance(value, list) else value
