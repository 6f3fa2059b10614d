"""Login at an identity provider (OpenID Connect Core 1.0). Loaded only where OIDC_CLIENT_ID is configured.

The provider says who somebody is; what they may do here stays with the Dienstposten. Nobody is created by a login.
"""

import logging
from typing import Any

import jwt
import requests
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from socl.orga.models import Person, PersonKind
from socl.orga.queries import person_by_username
from socl.web.sessions import BY_PROVIDER

log = logging.getLogger("socl.oidc")


class Backend(OIDCAuthenticationBackend):  # type: ignore[misc]
    """Finds the account whose username the provider states as ``preferred_username``."""

    def authenticate(self, request: Any, **kwargs: Any) -> Person | None:
        """The account, or None: also where the provider does not answer or its answer does not hold."""
        try:
            person: Person | None = super().authenticate(request, **kwargs)
        except (
            requests.RequestException,
            jwt.PyJWTError,
            SuspiciousOperation,
            ValueError,
            KeyError,
        ) as error:
            log.warning(
                "login at the provider failed: %s", type(error).__name__
            )  # the words may name somebody
            return None
        return person

    def verify_token(self, token: Any, **kwargs: Any) -> Any:
        """Also issuer and audience, which the library leaves open (Core, 3.1.3.7)."""
        payload = super().verify_token(token, **kwargs)
        audience = payload.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if payload.get("iss") != settings.OIDC_ISSUER or settings.OIDC_RP_CLIENT_ID not in audiences:
            raise SuspiciousOperation("token of another issuer or for another client")
        return payload

    def get_userinfo(self, access_token: str, id_token: str, payload: Any) -> Any:
        """The claims, if they are about the person of the token (Core, 5.3.2); notes a second factor shown there."""
        claims = super().get_userinfo(access_token, id_token, payload)
        if claims.get("sub") != payload.get("sub"):
            raise SuspiciousOperation("userinfo about somebody else")
        if set(payload.get("amr") or []) & {"mfa", "otp", "hwk", "sc"}:
            self.request.session[BY_PROVIDER] = True
        return claims

    def verify_claims(self, claims: Any) -> bool:
        """Only the username is needed."""
        return bool(claims.get("preferred_username"))

    def filter_users_by_claims(self, claims: Any) -> list[Person]:
        """The one account, if it is a person's and open."""
        found = person_by_username(str(claims["preferred_username"]))
        return [found] if found is not None and found.kind == PersonKind.STAFF else []
