"""Partnerships, the organisations they list, contacts and staff.

An organisation's facts stand under its own key; each partnership's listing repeats them, so that one
query shows a coordinator everything.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from chalicelib.domain.organisations import Contact, Organisation, Partnership, StaffMember, same_address
from chalicelib.storage import keys
from chalicelib.storage.codec import SCHEMA, decode, encode, plain
from chalicelib.storage.table import (
    ABSENT,
    PRESENT,
    AllOf,
    AnyOf,
    Delete,
    Equals,
    Item,
    Key,
    Missing,
    Put,
    Table,
    Update,
    Write,
)


class OrganisationStore:
    """Keeps `services.ports.Organisations`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def partnerships(self) -> list[Partnership]:
        listed = self._table.query(keys.partnership_listed("").pk)
        found = self._table.batch_get([keys.partnership(item["partnership_id"]) for item in listed])
        return sorted((decode(Partnership, item) for item in found.values()), key=lambda p: p.id)

    def partnership(self, partnership_id: str) -> Partnership | None:
        item = self._table.get(keys.partnership(partnership_id))
        return decode(Partnership, item) if item else None

    def organisation(self, partnership_id: str, organisation_id: str) -> Organisation | None:
        item = self._table.get(keys.member(partnership_id, organisation_id))
        return decode(Organisation, item) if item else None

    def members(self, partnership_id: str, *, retired: bool = False) -> Iterator[Organisation]:
        for item in self._table.query(keys.partnership(partnership_id).pk, "ORG#"):
            if retired or "retired_at" not in item:
                yield decode(Organisation, item)

    def some(self, partnership_id: str, ids: Iterable[str]) -> dict[str, Organisation]:
        wanted = [keys.member(partnership_id, organisation_id) for organisation_id in ids]
        found = self._table.batch_get(wanted) if wanted else {}
        return {item["id"]: decode(Organisation, item) for item in found.values()}

    def contacts(self, partnership_id: str, organisation_id: str = "") -> Iterator[Contact]:
        prefix = f"CONTACT#{organisation_id}#" if organisation_id else "CONTACT#"
        for item in self._table.query(keys.partnership(partnership_id).pk, prefix):
            yield decode(Contact, item)

    def unsettled(self, partnership_id: str) -> Iterator[Contact]:
        for item in self._table.query(keys.partnership(partnership_id).pk, "SETTLE#"):
            yield decode(Contact, item)

    def staff(self, partnership_id: str) -> Iterator[StaffMember]:
        for item in self._table.query(keys.partnership(partnership_id).pk, "STAFF#"):
            yield decode(StaffMember, item)

    def owners_of(self, identifiers: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
        pairs = {keys.identifier(scheme, value): (scheme, value) for scheme, value in identifiers}
        found = self._table.batch_get(list(pairs)) if pairs else {}
        return {pairs[key]: item["organisation_id"] for key, item in found.items()}

    def staff_member(self, partnership_id: str, staff_id: str) -> StaffMember | None:
        item = self._table.get(keys.staff(partnership_id, staff_id))
        return decode(StaffMember, item) if item else None

    def staff_at(self, email: str) -> list[StaffMember]:
        pointers = self._table.query(f"EMAIL#{_hash(email)}", "STAFF#")
        staff_keys = [keys.staff(p["partnership_id"], p["staff_id"]) for p in pointers]
        found = [decode(StaffMember, item) for item in self._table.batch_get(staff_keys).values()]
        return sorted((m for m in found if m.active), key=lambda m: m.partnership_id)

    def partnership_saved(self, partnership: Partnership) -> list[Write]:
        listed = keys.partnership_listed(partnership.id)
        facts = {"partnership_id": partnership.id, "schema": SCHEMA}
        return [
            Put(encode(partnership, keys.partnership(partnership.id))),
            Put({"pk": listed.pk, "sk": listed.sk, **facts}),
        ]

    def partnership_changed(self, partnership_id: str, changes: Mapping[str, Any]) -> list[Write]:
        values = {name: plain(value) for name, value in changes.items()}
        kept = {name: value for name, value in values.items() if value is not None}
        gone = tuple(name for name in values if name not in kept)
        return [Update(key=keys.partnership(partnership_id), set=kept, remove=gone, condition=PRESENT)]

    def organisation_saved(
        self, partnership_id: str, organisation: Organisation, before: Organisation | None = None
    ) -> list[Write]:
        # What another partnership knows of a shared organisation is its own: only our listing changes there.
        listing = Put(encode(organisation, keys.member(partnership_id, organisation.id)))
        itself = Put(_shared(organisation))
        claims = [_claim(scheme, value, organisation) for scheme, value in organisation.identifiers.items()]
        gone = before.identifiers.items() - organisation.identifiers.items() if before else set()
        return [itself, listing, *claims, *(_freed(s, v, organisation) for s, v in sorted(gone))]

    def listing_saved(self, partnership_id: str, organisation: Organisation) -> list[Write]:
        return [Put(encode(organisation, keys.member(partnership_id, organisation.id)), PRESENT)]

    def merged(
        self, partnership_id: str, stays: Organisation, gone: Organisation, numbers: Mapping[str, str]
    ) -> list[Write]:
        asked = AllOf((PRESENT, Missing("retired_at")))  # two at once must not lose both
        whose = AnyOf((ABSENT, Equals("organisation_id", gone.id), Equals("organisation_id", stays.id)))
        return [
            Put(encode(stays, keys.member(partnership_id, stays.id)), asked),
            Put(encode(gone, keys.member(partnership_id, gone.id)), PRESENT),
            Put(_shared(stays)),
            *(replace(_claim(s, v, stays), condition=whose) for s, v in numbers.items()),
        ]

    def contact_saved(self, partnership_id: str, contact: Contact) -> list[Write]:
        key = keys.contact(partnership_id, contact.organisation_id, contact.id)
        asks = keys.unsettled(partnership_id, contact.organisation_id, contact.id)
        return [
            Put(encode(contact, key)),
            Put(encode(contact, asks)) if contact.needs_staff else Delete(asks),
        ]

    def contact_put_aside(self, partnership_id: str, contact: Contact) -> list[Write]:
        return [Delete(keys.unsettled(partnership_id, contact.organisation_id, contact.id))]

    def contact_removed(self, partnership_id: str, contact: Contact) -> list[Write]:
        key = keys.contact(partnership_id, contact.organisation_id, contact.id)
        return [Delete(key), *self.contact_put_aside(partnership_id, contact)]

    def staff_saved(self, member: StaffMember) -> list[Write]:
        pointer = keys.address(_hash(member.email), member.partnership_id, member.id)
        facts = {"partnership_id": member.partnership_id, "staff_id": member.id, "schema": SCHEMA}
        return [
            Put(encode(member, keys.staff(member.partnership_id, member.id))),
            Put({"pk": pointer.pk, "sk": pointer.sk, **facts}),
        ]


def _shared(organisation: Organisation) -> Item:
    """What every partnership may know of it, without what one of them says."""
    plain = replace(
        organisation,
        retired_at=None,
        retired_because="",
        merged_into="",
        also=(),
        not_the_same=frozenset(),
    )
    return encode(plain, keys.organisation(organisation.id))


def _claim(scheme: str, value: str, organisation: Organisation) -> Put:
    """An identifier belongs to one organisation: URN, ODS and the like make no duplicates."""
    key: Key = keys.identifier(scheme, value)
    item = {"pk": key.pk, "sk": key.sk, "schema": SCHEMA, "organisation_id": organisation.id}
    return Put(item, AnyOf((ABSENT, Equals("organisation_id", organisation.id))))


def _freed(scheme: str, value: str, organisation: Organisation) -> Delete:
    ours = AnyOf((ABSENT, Equals("organisation_id", organisation.id)))
    return Delete(keys.identifier(scheme, value), ours)


def _hash(email: str) -> str:
    return hashlib.sha256(same_address(email).encode()).hexdigest()
