"""A repeated POST has one effect: shown with a hold, which a machine places over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from atv.kalender.actions.holds import HOLD_FOR
from atv.kalender.models import Booking
from socl.core import clock
from socl.core.api.idempotency import KEPT
from socl.core.models import IdempotencyKey
from tests.factories.kalender import kalender
from tests.factories.orga import bearer, portal
from tests.races import crowd

HOLDS = "/api/v1/holds/"


class Portal:
    """The online portal with a token."""

    def __init__(self) -> None:
        self.who = portal()
        self.token = bearer(self.who)

    def post(self, key: str | None, **body: Any) -> Any:
        headers = {"Authorization": self.token, **({"Idempotency-Key": key} if key else {})}
        return Client(headers=headers).post(HOLDS, body, content_type="application/json")

    def slots(self) -> list[str]:
        path = "/api/v1/teams/alg-131/slots/?kind=sonstiges&channel=online"
        days = Client(headers={"Authorization": self.token}).get(path).json()["days"]
        return [start for day in days for start in day["starts"]]


@pytest.fixture
def client_and_body() -> tuple[Portal, dict[str, Any]]:
    kalender(places=3)
    client = Portal()
    return client, {"team": "alg-131", "kind": "sonstiges", "starts_at": client.slots()[0]}


@pytest.mark.django_db
def test_a_repeat_gets_the_stored_answer_and_has_no_second_effect(client_and_body):
    client, body = client_and_body
    first, second = client.post("a", **body), client.post("a", **body)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "Idempotent-Replay" not in first.headers
    assert second.headers["Idempotent-Replay"] == "true"
    assert Booking.objects.count() == 1


@pytest.mark.django_db
def test_without_a_key_every_post_counts(client_and_body):
    client, body = client_and_body
    assert [client.post(None, **body).status_code for _ in range(2)] == [201, 201]
    assert Booking.objects.count() == 2


@pytest.mark.django_db
def test_another_body_under_the_same_key_is_refused(client_and_body):
    client, body = client_and_body
    client.post("a", **body)
    other = client.post("a", **{**body, "kind": "leistungsberatung"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    assert Booking.objects.count() == 1


@pytest.mark.django_db
def test_a_key_belongs_to_one_actor(client_and_body):
    client, body = client_and_body
    assert client.post("a", **body).json() != Portal().post("a", **body).json()
    assert Booking.objects.count() == 2


@pytest.mark.django_db
def test_a_refusal_is_not_stored(client_and_body):
    client, body = client_and_body
    wrong = {**body, "starts_at": "2020-01-01T09:00:00+01:00"}
    assert client.post("a", **wrong).status_code == 409
    assert client.post("a", **body).status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x" * 201, "a\tb"])
def test_a_key_that_nobody_could_keep_is_invalid(client_and_body, key):
    client, body = client_and_body
    assert client.post(key, **body).status_code == 422


@pytest.mark.django_db
def test_a_key_is_forgotten_after_a_day(client_and_body):
    client, body = client_and_body
    client.post("a", **body)
    IdempotencyKey.objects.update(created_at=clock.now() - KEPT - timedelta(seconds=1))
    Booking.objects.update(expires_at=clock.now() - HOLD_FOR)
    assert "Idempotent-Replay" not in client.post("a", **body).headers
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twins_have_one_effect_and_the_late_one_is_told(client_and_body):
    client, body = client_and_body
    answers = crowd(6, lambda _: client.post("a", **body)).results
    statuses = sorted({a.status_code for a in answers})
    assert statuses in ([201], [201, 409])
    assert {a.json()["code"] for a in answers if a.status_code == 409} <= {"in_progress"}
    assert Booking.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_died_blocks_no_repeat(client_and_body):
    client, body = client_and_body
    with pytest.raises(RuntimeError), transaction.atomic():
        client.post("a", **body)
        raise RuntimeError("the worker died before the commit")
    assert client.post("a", **body).headers.get("Idempotent-Replay") is None
    assert Booking.objects.count() == 1
    connection.close()
