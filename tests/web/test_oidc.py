"""Login at an identity provider that runs beside the test; and nothing of it is loaded where none is configured."""

import ast
import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from pytest_django import Settings

from socl.orga.models import Person, PersonKind
from socl.orga.rules.roles import Role
from tests.factories.orga import PersonFactory, nord, person, tsb
from tests.floors import ROOTS

pytestmark = pytest.mark.django_db
HOUSE = Path(__file__).resolve().parents[2]
CLIENT, SECRET = "socl", "geheim"


@dataclass
class Provider:
    """A small OpenID provider: authorization is given by the test, token, userinfo and keys over HTTP."""

    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    base: str = ""
    nonce: str = ""
    claims: dict[str, Any] = field(default_factory=dict)  # over the usual ones of the ID token
    info: dict[str, Any] = field(default_factory=lambda: {"sub": "1", "preferred_username": "mara"})
    status: int = 200
    asked: list[dict[str, Any]] = field(default_factory=list)

    def token(self) -> str:
        usual: dict[str, Any] = {"iss": self.base, "aud": CLIENT, "sub": "1", "nonce": self.nonce}
        usual["exp"] = datetime.now(UTC) + timedelta(minutes=5)  # noqa: TID251 (the provider's clock, not ours)
        return jwt.encode({**usual, **self.claims}, self.key, "RS256", headers={"kid": "k1"})

    def keys(self) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        one = {"kty": "RSA", "kid": "k1", "alg": "RS256", "n": _octets(numbers.n), "e": _octets(numbers.e)}
        return {"keys": [one]}


def _octets(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.fixture
def provider() -> Iterator[Provider]:
    found = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(found.keys() if self.path == "/jwks" else found.info)

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            found.asked.append(parse_qs(sent))
            self._say({"id_token": found.token(), "access_token": "a", "token_type": "Bearer"}, found.status)

        def _say(self, body: Any, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.base = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def browser(provider: Provider, settings: Settings) -> Client:
    """A browser before a house that has this provider."""
    settings.OIDC_ISSUER = provider.base
    settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = CLIENT, SECRET
    settings.OIDC_OP_AUTHORIZATION_ENDPOINT = f"{provider.base}/authorize"
    settings.OIDC_OP_TOKEN_ENDPOINT = f"{provider.base}/token"
    settings.OIDC_OP_USER_ENDPOINT = f"{provider.base}/userinfo"
    settings.OIDC_OP_JWKS_ENDPOINT = f"{provider.base}/jwks"
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, "socl.web.oidc.Backend"]
    settings.ROOT_URLCONF = "tests.web.oidc_urls"
    return Client()


def arrive(browser: Client, provider: Provider) -> str:
    """Go to the provider and come back with a code; where that ends."""
    there = browser.get("/oidc/authenticate/")
    asked = parse_qs(urlsplit(there["Location"]).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    provider.nonce = asked["nonce"][0]
    back = browser.get("/oidc/callback/", {"code": "c", "state": asked["state"][0]})
    assert back.status_code == 302
    location: str = back["Location"]
    return location


def test_whom_the_provider_names_is_signed_in_as_the_account_of_that_name(
    browser: Client, provider: Provider
) -> None:
    tsb(username="mara")
    assert arrive(browser, provider) == "/"
    assert browser.get("/platz/").wsgi_request.user.get_username() == "mara"
    [asked] = provider.asked
    assert asked["code_verifier"][0]
    assert asked["client_secret"] == [SECRET]


@pytest.mark.parametrize(
    ("claims", "info", "status"),
    [
        ({}, {"sub": "1", "preferred_username": "niemand"}, 200),
        ({}, {"sub": "1", "preferred_username": "anlage"}, 200),
        ({}, {"sub": "1", "preferred_username": "gesperrt"}, 200),
        ({}, {"sub": "1"}, 200),
        ({}, {"sub": "2", "preferred_username": "mara"}, 200),
        ({"aud": "another"}, {}, 200),
        ({"iss": "https://elsewhere.example"}, {}, 200),
        ({"nonce": "old"}, {}, 200),
        ({"exp": 1}, {}, 200),
        ({}, {}, 500),
    ],
)
def test_nobody_else_gets_in_and_nobody_is_created(
    browser: Client, provider: Provider, claims: dict[str, Any], info: dict[str, Any], status: int
) -> None:
    tsb(username="mara")
    PersonFactory.create(username="anlage", kind=PersonKind.MACHINE)
    PersonFactory.create(username="gesperrt", is_active=False)
    before = Person.objects.count()
    provider.claims, provider.info, provider.status = claims, info or provider.info, status
    assert arrive(browser, provider).startswith("/anmelden/")
    assert browser.get("/platz/").status_code == 302
    assert Person.objects.count() == before


@pytest.mark.parametrize(("amr", "path"), [(["pwd", "mfa"], ""), (["pwd"], "/konto/zweiter-faktor/")])
def test_a_second_factor_shown_at_the_provider_counts_here(
    browser: Client, provider: Provider, settings: Settings, amr: list[str], path: str
) -> None:
    settings.SECOND_FACTOR = True
    person(Role.SC_LEAD, nord().sc, username="mara")
    provider.claims = {"amr": amr}
    arrive(browser, provider)
    assert browser.get("/personal/sc-nord/").headers.get("Location", "") == path


def test_where_no_provider_is_configured_nothing_of_it_is_loaded() -> None:
    """Only ``socl/web/oidc.py`` names the library, and nobody imports that module: settings name it as text."""
    named, wanted = set(), set()
    for path in (p for root in ROOTS for p in (HOUSE / root).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import | ast.ImportFrom):
                modules = (
                    [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
                )
                named |= {path.name for m in modules if m.startswith("mozilla_django_oidc")}
                wanted |= {path.name for m in modules if m == "socl.web.oidc"}
    assert (named, wanted) == ({"oidc.py"}, set())
