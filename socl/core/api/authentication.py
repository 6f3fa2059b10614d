"""Who is calling: a Bearer token (RFC 6750) or the browser's session."""

import hashlib
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from socl.core import clock
from socl.core.db import columns, read

# Written out: composed by Django from four models it costs a third of a short answer (make bench).
PERSON_OF_TOKEN = """
SELECT {person}, token.expires, token.scope
FROM oauth2_provider_accesstoken token
LEFT JOIN oauth2_provider_application application ON application.id = token.application_id
LEFT JOIN orga_person person ON person.id = coalesce(token.user_id, application.user_id)
WHERE token.token_checksum = %(checksum)s
"""


class BearerAuthentication(BaseAuthentication):
    """One query: the person of the token, or the person its application is bound to."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        checksum = hashlib.sha256(value.strip().encode()).hexdigest()
        found = read(_person_of_token(), {"checksum": checksum}, get_user_model())
        person, expires, scope = found[0] if found else (None, clock.now(), "")
        if expires <= clock.now():
            raise AuthenticationFailed("Das Token ist unbekannt oder abgelaufen.")
        if person is None or not person.is_active:
            raise AuthenticationFailed("Zu diesem Token gehört niemand mehr.")
        if not _suffices(set(scope.split()), request):
            raise PermissionDenied("Der Umfang (scope) des Tokens reicht dafür nicht.")
        return person, None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


@cache
def _person_of_token() -> str:
    return PERSON_OF_TOKEN.format(person=columns(get_user_model(), "person"))


def _suffices(scopes: set[str], request: Request) -> bool:
    """True if one of the token's scopes opens this address (RFC 6750, 3.1: insufficient_scope)."""
    if "api" in scopes:
        return True
    if request.path.startswith("/api/cti/"):
        return "cti" in scopes
    return "api:read" in scopes and request.method in SAFE_METHODS


class BrowserSession(SessionAuthentication):
    """The session of the same browser, with CSRF check; without login 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class BearerScheme(OpenApiAuthenticationExtension):
    """How the schema names the token; drf-spectacular finds it by its target."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        flow = {"clientCredentials": {"tokenUrl": "/oauth/token/", "scopes": {"api": "REST-Schnittstelle"}}}
        return {"type": "oauth2", "flows": flow}


class SessionScheme(OpenApiAuthenticationExtension):
    """How the schema names the browser's session."""

    target_class = BrowserSession
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
