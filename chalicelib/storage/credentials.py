"""Credentials: found by the hash of their token, and listed under what they open."""

from datetime import datetime

from chalicelib.domain.credentials import CODE_TRIES, Credential
from chalicelib.storage import keys
from chalicelib.storage.codec import SCHEMA, decode, encode
from chalicelib.storage.table import (
    ABSENT,
    PRESENT,
    AllOf,
    Before,
    Check,
    Condition,
    Equals,
    Missing,
    Put,
    Table,
    Update,
    Write,
)

UNSPENT = AllOf((PRESENT, Missing("used_at"), Missing("revoked_at")))


class CredentialStore:
    """Keeps `services.ports.Credentials`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, token_hash: str) -> Credential | None:
        item = self._table.get(keys.credential(token_hash))
        return decode(Credential, item) if item else None

    def of_subject(self, subject: str) -> list[Credential]:
        listed = self._table.query(f"LOG#{subject}", "CRED#")
        found = self._table.batch_get([keys.credential(item["token_hash"]) for item in listed])
        return sorted((decode(Credential, item) for item in found.values()), key=lambda c: c.created_at)

    def begin_with(self, subject: str, hash_begins: str) -> bool:
        listing = keys.credential_of(subject, hash_begins)
        return any(True for _ in self._table.query(listing.pk, listing.sk))

    def issued(self, credential: Credential) -> list[Write]:
        listing = keys.credential_of(credential.subject, credential.token_hash)
        facts = {"token_hash": credential.token_hash, "schema": SCHEMA}
        return [
            Put(encode(credential, keys.credential(credential.token_hash)), ABSENT),
            Put({"pk": listing.pk, "sk": listing.sk, **facts}),
        ]

    def unrevoked(self, credential: Credential) -> list[Write]:
        live = AllOf((PRESENT, Missing("revoked_at")))
        return [Check(keys.credential(credential.token_hash), live)]

    def used(self, credential: Credential, now: datetime) -> list[Write]:
        return [_marked(credential, "used_at", now, UNSPENT)]

    def revoked(self, credential: Credential, now: datetime) -> list[Write]:
        return [_marked(credential, "revoked_at", now, PRESENT)]

    def named(self, credential: Credential, name: str, job: str) -> list[Write]:
        key = keys.credential(credential.token_hash)
        return [Update(key=key, set={"name": name, "job": job}, condition=UNSPENT)]

    def seen(self, credential: Credential, now: datetime) -> list[Write]:
        return [_marked(credential, "seen_at", now, UNSPENT)]

    def coded(self, credential: Credential, code_hash: str, until: datetime) -> list[Write]:
        fresh = {"code_hash": code_hash, "code_until": until.isoformat(), "tries": 0}
        return [Update(key=keys.credential(credential.token_hash), set=fresh, condition=UNSPENT)]

    def tried(self, credential: Credential) -> list[Write]:
        same_code = Equals("code_hash", credential.code_hash)
        left = AllOf((UNSPENT, same_code, Before("tries", CODE_TRIES)))
        return [Update(key=keys.credential(credential.token_hash), add={"tries": 1}, condition=left)]


def _marked(credential: Credential, attribute: str, now: datetime, condition: Condition) -> Update:
    key = keys.credential(credential.token_hash)
    return Update(key=key, set={attribute: now.isoformat()}, condition=condition)
