"""Staff come in by a single-use link to an address on the staff list."""

from dataclasses import dataclass

from chalicelib.domain.credentials import (
    STAFF_SESSION_LASTS,
    Credential,
    CredentialKind,
    hash_of,
    refuse_idle,
    refuse_unless_live,
)
from chalicelib.domain.errors import Invalid, LinkRefused, NotAllowed, SignedOut
from chalicelib.domain.organisations import (
    Partnership,
    StaffMember,
    StaffRole,
    looks_like_an_address,
)
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.staff_sessions import note_presence


@dataclass(frozen=True, slots=True)
class StaffSeat:
    """A member of staff who is signed in, and the partnership they are signed in to."""

    member: StaffMember
    partnership: Partnership


def ask_to_sign_in(parts: Parts, email: str) -> None:
    """Mails a sign-in link for each partnership that lists this address. Says nothing about whether any does.

    At most one mail a minute for a person.
    """
    if not looks_like_an_address(email):
        raise Invalid({"email": "email_not_real" if email.strip() else "email_needed"})
    now = parts.now()
    for member in parts.organisations.staff_at(email):
        task = Task(
            partnership_id=member.partnership_id,
            subject=f"STAFF#{member.id}",
            intent=f"mail#sign_in#{now:%Y-%m-%dT%H:%M}",
            kind="mail.sign_in",
            payload={"partnership": member.partnership_id, "staff": member.id},
            due=now,
        )
        try:
            parts.commit(parts.tasks.added(task))
        except Conflict:
            continue
    parts.poke(Queue.WORK)


def check_sign_in(parts: Parts, token: str) -> None:
    """A look that changes nothing. Raises LinkRefused."""
    refuse_unless_live(parts.credentials.get(hash_of(token)), CredentialKind.SIGN_IN, parts.now())


def enter_staff(parts: Parts, token: str, device: str = "") -> str:
    """Uses the link up and opens a session: its token. Raises LinkRefused."""
    now = parts.now()
    link = refuse_unless_live(parts.credentials.get(hash_of(token)), CredentialKind.SIGN_IN, now)
    member = parts.organisations.staff_member(link.subject, link.person)
    if member is None or not member.active:
        raise LinkRefused("revoked", link.subject)
    session_token = parts.new_token()
    session = Credential(
        token_hash=hash_of(session_token),
        kind=CredentialKind.STAFF_SESSION,
        subject=link.subject,
        person=link.person,
        created_at=now,
        expires_at=now + STAFF_SESSION_LASTS,
        device=device,
    )
    event = Event(
        subject=f"PARTNERSHIP#{link.subject}",
        at=now,
        actor=link.person,
        what="staff.signed_in",
        details={"by": link.sent_with if link.sent_with == "openid" else "mail"},
    )
    try:
        parts.commit(
            parts.credentials.used(link, now),
            parts.credentials.issued(session),
            parts.trail.recorded(event),
        )
    except Conflict as conflict:
        raise LinkRefused("used") from conflict
    return session_token


def leave_staff(parts: Parts, session_token: str) -> None:
    """Ends a session. Leaving twice is fine."""
    session = parts.credentials.get(hash_of(session_token))
    if session is not None and session.revoked_at is None:
        parts.commit(parts.credentials.revoked(session, parts.now()))


def sit_as_staff(parts: Parts, session_token: str, roles: frozenset[StaffRole]) -> StaffSeat:
    """Raises SignedOut without a live session, NotAllowed for another role."""
    try:
        found = parts.credentials.get(hash_of(session_token))
        session = refuse_unless_live(found, CredentialKind.STAFF_SESSION, parts.now())
        refuse_idle(session, parts.now())
    except LinkRefused as refusal:
        raise SignedOut from refusal
    member = parts.organisations.staff_member(session.subject, session.person)
    partnership = parts.organisations.partnership(session.subject)
    if member is None or not member.active or partnership is None:
        raise SignedOut
    if member.role not in roles:
        raise NotAllowed
    note_presence(parts, session)
    return StaffSeat(member, partnership)
