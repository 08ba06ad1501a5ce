"""Staff come in through their provider. It says who somebody is; the staff list says whether they come in.

Everything that must be remembered between going and coming back is made from one secret that only the
browser holds, in a cookie: nothing is stored for somebody who is not known yet.
"""

import base64
import hashlib
import hmac

from chalicelib.domain.credentials import SIGN_IN_LASTS, Credential, CredentialKind, hash_of
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.services.ports import Asked, IdentityProvider, Parts

CALLBACK = "/staff/sign-in/callback"
ERRORS = {"access_denied": "provider_denied", "temporarily_unavailable": "provider_away"}


def provider(parts: Parts) -> IdentityProvider:
    """Raises NotFound where none is configured."""
    if parts.identity is None:
        raise NotFound
    return parts.identity


def ask(secret: str, public_url: str) -> Asked:
    """What goes along, from the browser's secret."""
    return Asked(
        return_to=public_url + CALLBACK,
        state=_made("state", secret),
        nonce=_made("nonce", secret),
        verifier=_made("verifier", secret),
    )


def come_back(parts: Parts, asked: Asked, *, state: str, code: str, error: str) -> dict[str, str]:
    """Partnership → a token that signs in to it once. Raises Refused, with words for what was wrong."""
    if not hmac.compare_digest(state.encode(), asked.state.encode()):
        raise Refused("provider_other_browser")
    if error or not code:
        raise Refused(ERRORS.get(error, "provider_refused"))
    address = provider(parts).verified_address(code, asked)
    members = parts.organisations.staff_at(address)
    if not members:
        raise Refused("not_on_staff_list")
    return {member.partnership_id: _way_in(parts, member.partnership_id, member.id) for member in members}


def _way_in(parts: Parts, partnership_id: str, staff_id: str) -> str:
    token, now = parts.new_token(), parts.now()
    link = Credential(
        token_hash=hash_of(token),
        kind=CredentialKind.SIGN_IN,
        subject=partnership_id,
        person=staff_id,
        created_at=now,
        expires_at=now + SIGN_IN_LASTS,
        sent_with="openid",
    )
    parts.commit(parts.credentials.issued(link))
    return token


def _made(what: str, secret: str) -> str:
    digest = hashlib.sha256(f"{what}:{secret}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
