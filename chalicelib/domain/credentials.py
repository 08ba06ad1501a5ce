"""Links, sessions, sign-in links: one kind of thing. 256 random bits, of which we keep the SHA-256."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.errors import LinkRefused

SESSION_LASTS = timedelta(hours=12)
SIGN_IN_LASTS = timedelta(minutes=15)
STAFF_SESSION_LASTS = timedelta(hours=9)
STAFF_IDLE = timedelta(hours=2)
NOTED_EVERY = timedelta(minutes=5)  # how often we write down that somebody is still there
DEVICE_LASTS = timedelta(days=365)
PENDING_LASTS = timedelta(hours=1)
CODE_LASTS = timedelta(minutes=10)
CODE_TRIES = 5


class CredentialKind(StrEnum):
    """What a credential opens. A pending session opens nothing but the page that asks for its code, and a
    device only tells us who works on it.
    """

    LINK = "link"
    SESSION = "session"
    PENDING = "pending"
    DEVICE = "device"
    SIGN_IN = "sign_in"
    STAFF_SESSION = "staff_session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """`subject` is what it opens: a return's reference, or a partnership's id for staff.

    `person` is the Person or StaffMember. A link has no `expires_at`: it works until it is revoked; a session
    that it opens once its cycle is archived shows `only_copies`. `used_at` is set on what may be used once.
    `name` and `job` are what whoever opened a session said of themselves: a link may have been passed on. The
    three about codes belong to a pending session and the newest code that was mailed for it. `seen_at` and
    `device` (like "Firefox on Windows") are of staff's sessions.
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
    code_hash: str = ""
    code_until: datetime | None = None
    tries: int = 0
    only_copies: bool = False
    seen_at: datetime | None = None
    device: str = ""

    @property
    def last_seen(self) -> datetime:
        """When somebody was last there, as far as it was written down."""
        return self.seen_at or self.created_at


def hash_of(token: str) -> str:
    """What we keep of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_hash(session_hash: str, code: str) -> str:
    """What we keep of a code: six digits are soon tried, so it is worth nothing without its own session."""
    return hmac.new(session_hash.encode(), code.encode(), hashlib.sha256).hexdigest()


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


def refuse_idle(session: Credential, now: datetime) -> None:
    """Raises LinkRefused when nobody has been there for a while."""
    if now - session.last_seen > STAFF_IDLE:
        raise LinkRefused("expired", session.subject)
