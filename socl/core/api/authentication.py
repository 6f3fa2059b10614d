"""Who is calling: a Bearer token (RFC 6750) or the browser's session."""

import hashlib
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from oauth2_provider.models import AccessToken
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from socl.core import clock


class BearerAuthentication(BaseAuthentication):
    """One query: token, its person, or the person its application is bound to."""

    def authenticate(self, request: Request) -> tuple[Any, AccessToken] | None:
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        checksum = hashlib.sha256(value.strip().encode()).hexdigest()
        token = (
            AccessToken.objects.select_related("user", "application__user")
            .filter(token_checksum=checksum)
            .first()
        )
        if token is None or token.expires <= clock.now():
            raise AuthenticationFailed("Das Token ist unbekannt oder abgelaufen.")
        person = token.user or (token.application and token.application.user)
        if person is None or not person.is_active:
            raise AuthenticationFailed("Zu diesem Token gehört niemand mehr.")
        return person, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class BrowserSession(SessionAuthentication):
    """The session of the same browser, with CSRF check; without login 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema names the token; drf-spectacular finds it by its target."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        flow = {"clientCredentials": {"tokenUrl": "/oauth/token/", "scopes": {"api": "REST-Schnittstelle"}}}
        return {"type": "oauth2", "flows": flow}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema names the browser's session."""

    target_class = BrowserSession
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
