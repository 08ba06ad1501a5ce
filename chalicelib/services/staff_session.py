"""Who of the staff is at the desk: a live session of somebody who still works for the partnership."""

from chalicelib.domain.credentials import CredentialKind, hash_of, refuse_unless_live
from chalicelib.domain.errors import LinkRefused, SignedOut
from chalicelib.domain.organisations import StaffMember
from chalicelib.services.ports import Parts


def signed_in(parts: Parts, token: str) -> StaffMember:
    """Raises SignedOut without a live session, or when the person has been taken off the staff list."""
    try:
        session = refuse_unless_live(
            parts.credentials.get(hash_of(token)), CredentialKind.STAFF_SESSION, parts.now()
        )
    except LinkRefused as refusal:
        raise SignedOut from refusal
    member = parts.organisations.staff_member(session.subject, session.person)
    if member is None or not member.active:
        raise SignedOut
    return member
