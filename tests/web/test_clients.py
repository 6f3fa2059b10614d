"""Machine clients: a token by client credentials, scopes, a new secret, the end; by page and over RFC 6749."""

import re
from typing import Any

import pytest
from django.test import Client
from oauth2_provider.models import AccessToken, Application

from socl.journal.models import Entry
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok, problem
from tests.factories.orga import nord, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def betrieb() -> Client:
    client = Client()
    client.force_login(person(Role.BETRIEB, nord().rd, username="betrieb"))
    return client


def shown(answer: Any) -> tuple[str, str]:
    """client_id and secret as the page says them once."""
    assert answer.status_code == 200
    found = re.findall(r"<code[^>]*>([\w-]+)</code>", answer.content.decode())
    assert len(found) == 2
    return found[0], found[1]


def made(betrieb: Client) -> tuple[str, str]:
    new = {"username": "portal2", "name": "Portal", "role": "portal", "unit": nord().region.key}
    return shown(betrieb.post("/maschinen/", new))


def token(client_id: str, secret: str, scope: str = "") -> Any:
    asked = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    return Client().post("/oauth/token/", {**asked, "scope": scope} if scope else asked)


def bearing(issued: Any) -> Rest:
    found = Rest()
    found.headers = {"Authorization": f"Bearer {issued.json()['access_token']}"}
    return found


def test_a_client_gets_a_token_until_its_secret_is_new_and_none_once_it_is_revoked(betrieb: Client) -> None:
    client_id, secret = made(betrieb)
    first = bearing(token(client_id, secret))
    assert ok(first.get("/me/"))["kind"] == "machine"
    pk = Application.objects.get(client_id=client_id).pk
    _, newer = shown(betrieb.post(f"/maschinen/{pk}/", {"step": "rotate"}))
    assert problem(first.get("/me/"))["status"] == 401, "tokens of the old secret end with it"
    assert token(client_id, secret).status_code == 401
    second = bearing(token(client_id, newer))
    ok(second.get("/me/"))
    assert betrieb.post(f"/maschinen/{pk}/", {"step": "revoke"}).status_code == 302
    assert problem(second.get("/me/"))["status"] == 401
    assert token(client_id, newer).status_code == 401
    assert not AccessToken.objects.exists()
    verbs = list(Entry.objects.filter(object_type="person").values_list("verb", flat=True).order_by("pk"))
    assert verbs[-3:] == ["rotate_secret", "lock_person", "revoke_client"]
    stored = str(list(Application.objects.values())) + str(list(Entry.objects.values()))
    assert secret not in stored
    assert newer not in stored


def test_a_token_does_no_more_than_its_scope_says(betrieb: Client) -> None:
    client_id, secret = made(betrieb)
    reading = bearing(token(client_id, secret, "api:read"))
    ok(reading.get("/me/"))
    assert problem(reading.post("/holds/", {}))["code"] == "forbidden"
    switch = bearing(token(client_id, secret, "cti"))
    assert problem(switch.get("/me/"))["status"] == 403
    assert token(client_id, secret, "root").status_code == 400


def test_the_page_tells_who_there_is_and_refuses_a_second_of_the_same_name(betrieb: Client) -> None:
    made(betrieb)
    new = {"username": "portal2", "name": "Portal", "role": "portal", "unit": nord().region.key}
    again = betrieb.post("/maschinen/", new)
    assert (again.status_code, Application.objects.count()) == (422, 1)
    assert betrieb.post("/maschinen/", {**new, "role": "revision"}).status_code == 422
    text = betrieb.get("/maschinen/").content.decode()
    assert "portal2" in text
    assert "Online-Portal" in text
    assert betrieb.post("/maschinen/999/", {"step": "rotate"}).status_code == 404
