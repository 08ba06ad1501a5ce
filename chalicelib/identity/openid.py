"""OpenID Connect with one provider (Entra ID or any other): authorization code, PKCE, a checked ID token.

The provider is asked afresh at each sign-in: staff sign in a few times a day, and keys change.
"""

import base64
import hashlib
import json
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, cast
from urllib.parse import urlencode, urlsplit

from chalicelib.domain.errors import Refused
from chalicelib.services.ports import Asked

WAIT = 5  # seconds
MOST_BYTES = 500_000
SKEW = 60  # seconds that their clock may differ from ours
# Signatures only: with anything symmetric or "none", whoever knows the client could sign for the provider.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]

Fetch = Callable[[str, bytes | None, Mapping[str, str]], bytes]


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A provider's own addresses lead nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


def fetch(address: str, body: bytes | None, headers: Mapping[str, str]) -> bytes:
    """GET, or POST with a body. Raises OSError, also for an answer that is no success."""
    opener = urllib.request.build_opener(
        _NoRedirects, urllib.request.HTTPSHandler(context=ssl.create_default_context())
    )
    request = urllib.request.Request(address, body, dict(headers))  # noqa: S310 - checked before
    with opener.open(request, timeout=WAIT) as answer:
        content: bytes = answer.read(MOST_BYTES)
        return content


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIdProvider:
    """Keeps to `services.ports.IdentityProvider`. `trusts_address`: see settings.py."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    name: str = ""
    trusts_address: bool = False
    fetch: Fetch = fetch
    now: Callable[[], float] = time.time

    def address_to_ask(self, asked: Asked) -> str:
        query = {
            "response_type": "code",
            "scope": "openid email",
            "client_id": self.client_id,
            "redirect_uri": asked.return_to,
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": _challenge(asked.verifier),
            "code_challenge_method": "S256",
        }
        address = self._facts()["authorization_endpoint"]
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    def verified_address(self, code: str, asked: Asked) -> str:
        facts = self._facts()
        token = self._token(facts["token_endpoint"], code, asked)
        claims = self._claims(token, facts["jwks_uri"], asked)
        return self._address_in(claims)

    def _facts(self) -> dict[str, str]:
        """What the provider says of itself. Every address must be as safe as the issuer's."""
        found = self._json(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        addresses = {name: str(found.get(name, "")) for name in wanted}
        scheme = urlsplit(self.issuer).scheme
        if found.get("issuer") != self.issuer or not all(
            urlsplit(address).scheme in (scheme, "https") and urlsplit(address).netloc
            for address in addresses.values()
        ):
            raise Refused("provider_unclear")
        return addresses

    def _token(self, address: str, code: str, asked: Asked) -> str:
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": asked.return_to,
            "code_verifier": asked.verifier,
            "client_id": self.client_id,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if self.client_secret:
            body["client_secret"] = self.client_secret
        found = self._json(address, urlencode(body).encode(), headers)
        if not isinstance(found.get("id_token"), str):
            raise Refused("provider_unclear")
        return str(found["id_token"])

    def _claims(self, token: str, keys_at: str, asked: Asked) -> dict[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        try:
            keys = KeySet.import_key_set(cast("Any", self._json(keys_at)))
            decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
            jwt.JWTClaimsRegistry(
                now=lambda: int(self.now()),
                leeway=SKEW,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self.client_id},
                exp={"essential": True},
                iat={"essential": True},
                sub={"essential": True},
                nonce={"essential": True, "value": asked.nonce},
            ).validate(decoded.claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Refused("provider_not_proved") from error
        return self._for_us_alone(decoded.claims)

    def _for_us_alone(self, claims: dict[str, Any]) -> dict[str, Any]:
        """A token for several clients must name us as the one that it was made for."""
        audience = claims["aud"]
        several = isinstance(audience, list) and len(audience) > 1
        if (several or "azp" in claims) and claims.get("azp") != self.client_id:
            raise Refused("provider_not_proved")
        return claims

    def _address_in(self, claims: Mapping[str, Any]) -> str:
        """Only an address that the provider has verified: others may be typed by anybody."""
        verified = claims.get("email_verified") is True or claims.get("xms_edov") in (True, "1", 1, "true")
        address = claims.get("email")
        if not isinstance(address, str) or not (verified or self.trusts_address):
            raise Refused("provider_no_address")
        if claims.get("email_verified") is False:
            raise Refused("provider_no_address")
        return address

    def _json(
        self, address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        try:
            found = json.loads(self.fetch(address, body, headers or {"Accept": "application/json"}))
        except urllib.error.HTTPError as error:
            _refuse("provider_refused" if error.code in (400, 401, 403) else "provider_away", error)
        except OSError as error:
            _refuse("provider_away", error)
        except ValueError as error:
            _refuse("provider_unclear", error)
        if not isinstance(found, dict):
            raise Refused("provider_unclear")
        return found


def _refuse(code: str, error: Exception) -> NoReturn:
    raise Refused(code) from error


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
