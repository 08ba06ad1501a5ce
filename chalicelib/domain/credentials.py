"""Links, sessions, sign-in links: one kind of thing. 256 random bits, of which we keep the SHA-256."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.errors import LinkRefused

SESSION_LASTS = timedelta(hours=12)
SIGN_IN_LASTS = timedelta(minutes=15)
STAFF_SESSION_LASTS = timedelta(hours=9)


class CredentialKind(StrEnum):
    """What a credential opens."""

    LINK = "link"
    SESSION = "session"
    SIGN_IN = "sign_in"
    STAFF_SESSION = "staff_session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """`subject` is what it opens: a return's reference, or a partnership's id for staff.

    `person` is the Person or StaffMember. A link has no `expires_at`: it works until it is revoked or
    its cycle is archived. `used_at` is set on what may be used once. `name` and `job` are what whoever opened
    a session said of themselves: a link may have been passed on.
    """

    token_hash: str
    kind: CredentialKind
    subject: str
    person: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    used_at: datetime | None = None
    sent_with: str = ""
    name: str = ""
    job: str = ""


def hash_of(token: str) -> str:
    """What we keep of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_token(session_token: str) -> str:
    """The value that every form carries after entry: bound to the session, and useless to rebuild it."""
    return hashlib.sha256(b"form:" + session_token.encode()).hexdigest()[:32]


def refuse_unless_live(credential: Credential | None, kind: CredentialKind, now: datetime) -> Credential:
    """The credential itself if it still opens something; raises LinkRefused with the reason if not."""
    if credential is None or credential.kind is not kind:
        raise LinkRefused("unknown")
    if credential.revoked_at is not None:
        raise LinkRefused("revoked", credential.subject)
    if credential.used_at is not None:
        raise LinkRefused("used", credential.subject)
    if credential.expires_at is not None and credential.expires_at <= now:
        raise LinkRefused("expired", credential.subject)
    return credential
