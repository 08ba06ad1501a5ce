"""Where staff are signed in, and signing out everywhere."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.credentials import (
    NOTED_EVERY,
    STAFF_IDLE,
    Credential,
    CredentialKind,
    hash_of,
)
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Conflict, Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One place where somebody is signed in. `here` is the one that asks."""

    name: str
    since: datetime
    last_seen: datetime
    until: datetime | None
    here: bool


def devices(parts: Parts, partnership_id: str, staff_id: str, token: str) -> list[Device]:
    """The newest first."""
    now = parts.now()
    found = [
        session
        for session in _live(parts, partnership_id, staff_id)
        if session.kind is CredentialKind.STAFF_SESSION and now - session.last_seen <= STAFF_IDLE
    ]
    return [
        Device(
            name=session.device or "A browser",
            since=session.created_at,
            last_seen=session.last_seen,
            until=session.expires_at,
            here=session.token_hash == hash_of(token),
        )
        for session in reversed(found)
    ]


def end_sessions(parts: Parts, partnership_id: str, staff_id: str) -> int:
    """Every session, and every link to sign in that has not been used: how many."""
    now = parts.now()
    found = _live(parts, partnership_id, staff_id)
    for credential in found:
        parts.commit(parts.credentials.revoked(credential, now))
    return len(found)


def sign_out_everywhere(parts: Parts, partnership_id: str, staff_id: str) -> None:
    """On every device, this one included."""
    end_sessions(parts, partnership_id, staff_id)
    event = Event(
        subject=f"PARTNERSHIP#{partnership_id}",
        at=parts.now(),
        actor=staff_id,
        what="staff.signed_out_everywhere",
    )
    parts.commit(parts.trail.recorded(event))


def note_presence(parts: Parts, session: Credential) -> None:
    """Writes down now and then that somebody is still there."""
    now = parts.now()
    if now - session.last_seen >= NOTED_EVERY:
        try:
            parts.commit(parts.credentials.seen(session, now))
        except Conflict:
            return  # it has just been ended, which the next page notices


def _live(parts: Parts, partnership_id: str, staff_id: str) -> list[Credential]:
    now = parts.now()
    return [
        c
        for c in parts.credentials.of_subject(partnership_id)
        if c.person == staff_id
        and c.revoked_at is None
        and c.used_at is None
        and (c.expires_at is None or c.expires_at > now)
    ]
