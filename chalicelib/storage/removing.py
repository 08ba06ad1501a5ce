"""Taking records away for good, each kind in an order that a crash cannot spoil: what finds it goes last."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from chalicelib.domain.cycles import Header
from chalicelib.domain.retention import Hold, Holding, Retention
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode
from chalicelib.storage.holdings import names_one
from chalicelib.storage.table import (
    ABSENT,
    PRESENT,
    AnyOf,
    Condition,
    Delete,
    Equals,
    Item,
    Key,
    Put,
    Table,
    Update,
    Write,
    at_version,
)

TOGETHER = 50


class RemovalStore:
    """Keeps `services.ports.Removals`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def retention(self, partnership_id: str) -> Retention:
        item = self._table.get(keys.retention(partnership_id))
        return decode(Retention, item) if item else Retention()

    def retention_saved(self, partnership_id: str, retention: Retention) -> list[Write]:
        return [Put(encode(retention, keys.retention(partnership_id)), at_version(retention.version - 1))]

    def holds(self, partnership_id: str) -> list[Hold]:
        return [decode(Hold, i) for i in self._table.query(keys.partnership(partnership_id).pk, "HELD#")]

    def held(self, partnership_id: str, hold: Hold) -> list[Write]:
        return [Put(encode(hold, keys.held(partnership_id, hold.what, hold.id)))]

    def released(self, partnership_id: str, what: Holding, id_: str) -> list[Write]:
        return [Delete(keys.held(partnership_id, what, id_), PRESENT)]

    def of_return(
        self, partnership_id: str, header: Header, months: Iterable[str], *, shared: bool
    ) -> Iterator[list[Write]]:
        """Everything of a return, its header last; `months` are those of the trail that may name it. One that
        is `shared` with another partnership's cycle loses only what is this partnership's own.
        """
        ref, names = header.ref, {header.ref}
        yield from _batches(_items(self._of_partnership(partnership_id), names))
        yield from _batches(self._all(keys.of_partnership(ref, partnership_id)))
        yield from _batches(self._all(keys.task(partnership_id, f"RETURN#{ref}", "").pk))
        cycle = keys.cycle(header.cycle_id).pk
        about = names | {header.organisation_id}
        yield from _batches(_items(self._tasks(partnership_id, header.cycle_id), about))
        yield from _batches(_items(self._table.query(cycle), about, but="RETURN#"))
        yield from _batches(self._trail(partnership_id, names, months))
        if shared:
            yield self._without(ref, header.cycle_id)
        else:
            yield from self._whole_return(header)
        yield [Delete(keys.header(header.cycle_id, header.organisation_id, header.number))]

    def of_organisation(
        self, partnership_id: str, organisation_id: str, months: Iterable[str], *, shared: bool
    ) -> Iterator[list[Write]]:
        """Its entry in this partnership's register, last of all; without `shared` also itself."""
        names, entry = {organisation_id}, keys.member(partnership_id, organisation_id)
        found = [k for k in _items(self._of_partnership(partnership_id), names) if k != entry]
        yield from _batches(found)
        yield from ([w] for w in self._scrubbed(partnership_id, names))
        yield from _batches(self._trail(partnership_id, names, months))
        for log in (f"ORG#{organisation_id}", f"REGISTER#{partnership_id}#{organisation_id}"):
            yield from _batches(self._all(f"LOG#{log}"))
        yield from _batches(self._all(keys.task(partnership_id, f"ORG#{organisation_id}", "").pk))
        if not shared:
            item = self._table.get(keys.organisation(organisation_id)) or {}
            taken = [keys.identifier(s, v) for s, v in item.get("identifiers", {}).items()]
            ours = AnyOf((ABSENT, Equals("organisation_id", organisation_id)))
            yield from _batches(taken, ours)
            yield from _batches(self._all(keys.organisation(organisation_id).pk))
        yield [Delete(entry)]

    def evidence(self, organisation_id: str, evidence_id: str) -> list[Write]:
        return [Delete(keys.evidence(organisation_id, evidence_id))]

    def contact(self, partnership_id: str, organisation_id: str, contact_id: str) -> list[Write]:
        return [
            Delete(keys.contact(partnership_id, organisation_id, contact_id)),
            Delete(Key(f"PARTNERSHIP#{partnership_id}", f"SETTLE#{organisation_id}#{contact_id}")),
        ]

    def calls_until(self, partnership_id: str, until: str, held: Collection[str]) -> Iterator[list[Write]]:
        pk = keys.partnership(partnership_id).pk
        found = (*self._table.query(pk, "CALL#"), *self._table.query(pk, "CALLED#"))
        old = (i for i in found if i.get("at", until) < until and i["organisation_id"] not in held)
        yield from _batches([_key(item) for item in old])

    def trail_month(self, partnership_id: str, month: str) -> Iterator[list[Write]]:
        """A month of the trail, and the same lines of the partnership's own log."""
        own = f"LOG#PARTNERSHIP#{partnership_id}"
        yield from _batches(_key(i) for i in self._table.query(own, f"EVENT#{month}"))
        yield from _batches(self._all(keys.trail(partnership_id, month)))

    def sign_ins(self, partnership_id: str, until: str) -> Iterator[list[Write]]:
        """Sessions and links of staff that ended before this moment, and the tasks that mailed the links."""
        listed = list(self._table.query(f"LOG#{partnership_id}", "CRED#"))
        found = self._table.batch_get([keys.credential(i["token_hash"]) for i in listed]) if listed else {}
        for item in listed:
            credential = keys.credential(item["token_hash"])
            if _ended(found.get(credential, {})) < until:
                yield [Delete(_key(item)), Delete(credential)]
        for member in self._table.query(keys.partnership(partnership_id).pk, "STAFF#"):
            tasks = self._table.query(keys.task(partnership_id, f"STAFF#{member['id']}", "").pk)
            yield from _batches(_key(t) for t in tasks if t.get("settled_at", until) < until)

    def exports_until(self, partnership_id: str, until: str) -> Iterator[list[Write]]:
        for item in self._table.query(keys.partnership(partnership_id).pk, "EXPORT#"):
            if item["asked_at"] < until:
                yield from _batches(self._all(keys.task(partnership_id, f"EXPORT#{item['id']}", "").pk))
                yield [Delete(_key(item))]

    def of_cycle(self, partnership_id: str, cycle_id: str) -> Iterator[list[Write]]:
        """What names organisations together: draws, circulars. The cycle itself stays, with its figures."""
        pk = keys.cycle(cycle_id).pk
        keep = (keys.META, "FIGURES")
        yield from _batches(_key(i) for i in self._table.query(pk) if i["sk"] not in keep)
        yield from _batches(_items(self._of_partnership(partnership_id), {cycle_id}, but="CYCLE#"))
        yield from _batches(self._all(keys.task(partnership_id, f"CYCLE#{cycle_id}", "").pk))

    def _whole_return(self, header: Header) -> Iterator[list[Write]]:
        ref = header.ref
        for subject in (f"RETURN#{ref}", ref):
            listed = list(self._table.query(f"LOG#{subject}"))
            creds = [keys.credential(i["token_hash"]) for i in listed if i["sk"].startswith("CRED#")]
            yield from _batches(creds)
            yield from _batches(_key(i) for i in listed)
        pointers = self._table.query(keys.organisation(header.organisation_id).pk, "RETURN#")
        yield from _batches(_key(i) for i in pointers if i["sk"].endswith(f"#{ref}"))
        found = self._all(keys.return_(ref).pk)
        yield from _batches(key for key in found if key.sk != keys.META)
        yield [Delete(keys.return_(ref))]

    def _without(self, ref: str, cycle_id: str) -> list[Write]:
        item = self._table.get(keys.return_(ref))
        if item is None:
            return []
        left = [a for a in item["audiences"] if a["cycle_id"] != cycle_id]
        return [Update(key=keys.return_(ref), set={"audiences": left}, condition=PRESENT)]

    def _all(self, pk: str) -> list[Key]:
        return [_key(item) for item in self._table.query(pk)]

    def _of_partnership(self, partnership_id: str) -> Iterator[Item]:
        for item in self._table.query(keys.partnership(partnership_id).pk):
            if not item["sk"].startswith(("HELD#", "STAFF#")) and item["sk"] != keys.META:
                yield item

    def _tasks(self, partnership_id: str, cycle_id: str) -> Iterator[Item]:
        yield from self._table.query(keys.task(partnership_id, f"CYCLE#{cycle_id}", "").pk)

    def _trail(self, partnership_id: str, names: Collection[str], months: Iterable[str]) -> list[Key]:
        """Lines that name one of these, wherever they stand."""
        partitions = [keys.trail(partnership_id, m) for m in months] + [f"LOG#PARTNERSHIP#{partnership_id}"]
        return [
            _key(line)
            for pk in partitions
            for line in self._table.query(pk, "EVENT#")
            if _line_names(line, names)
        ]

    def _scrubbed(self, partnership_id: str, names: Collection[str]) -> Iterator[Write]:
        """Records of something else that mention these, like a reviewer's interests: without the mention."""
        for item in self._of_partnership(partnership_id):
            kept = _without_names(item, names)
            if kept != item and not names_one(item, names):
                same: Condition = Equals("version", item["version"]) if "version" in item else PRESENT
                yield Put({**kept, "pk": item["pk"], "sk": item["sk"]}, same)


def _items(items: Iterable[Item], names: Collection[str], *, but: str = "-") -> list[Key]:
    found = (i for i in items if names_one(i, names) or names_one({**i, **i.get("payload", {})}, names))
    return [_key(item) for item in found if not item["sk"].startswith(but)]


def _line_names(line: Item, names: Collection[str]) -> bool:
    said = [line["subject"].partition("#")[2], *line.get("details", {}).values()]
    return any(word in names for value in said for word in str(value).split())


def _without_names(value: Any, names: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {k: _without_names(v, names) for k, v in value.items() if k not in names}
    if isinstance(value, list):
        return [_without_names(v, names) for v in value if not (isinstance(v, str) and v in names)]
    return frozenset(v for v in value if v not in names) if isinstance(value, frozenset) else value


def _batches(found: Iterable[Key], condition: Condition | None = None) -> Iterator[list[Write]]:
    rest = iter(dict.fromkeys(found))
    while some := list(islice(rest, TOGETHER)):
        yield [Delete(key, condition) for key in some]


def _key(item: Item) -> Key:
    return Key(item["pk"], item["sk"])


def _ended(credential: Item) -> str:
    """When a credential stopped opening anything; far ahead while it still does."""
    marks = [credential[name] for name in ("revoked_at", "used_at", "expires_at") if credential.get(name)]
    return min(marks) if marks else ("" if not credential else "9999")
