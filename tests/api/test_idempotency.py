"""A repeated POST at the desk has one effect: accepting, opening, booking."""

from typing import Any

import pytest

from atv.kalender.models import Booking
from routing.escalation.models import Anliegen, Outcome
from routing.rufkreis.models import CtiCommand
from socl.core.models import IdempotencyKey
from tests.api.clients import Rest, ok, refusal
from tests.api.worlds import World, counts
from tests.factories.kalender import berlin, booked

RUECKRUF = {
    "starts_at": "2026-11-18T09:00:00+01:00",
    "name": "Jan Muster",
    "rueckruf_number": "+493023125900",
    "briefing": "x",
}


@pytest.fixture
def desk(world: World) -> Rest:
    return world.desk("tsb1")


@pytest.fixture
def anliegen(world: World, desk: Rest) -> str:
    """The path of an open Anliegen."""
    call = world.switch().connects(desk)
    found = ok(desk.post(f"/calls/{call}/anliegen/", {"code": "ALG-27", "plz": "24103"}))
    return f"/anliegen/{found['id']}"


def replayed(client: Rest, path: str, body: Any = None) -> Any:
    """The same POST twice under one key: one effect, one answer."""
    first = client.post(path, body, key="a")
    before = counts()
    second = client.post(path, body, key="a")
    assert counts() == before
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert ("Idempotent-Replay" in first, second["Idempotent-Replay"]) == (False, "true")
    return ok(first)


def test_accepting_is_replayed_as_it_was(world: World, desk: Rest) -> None:
    offer = world.switch().rings()["offerId"]
    assert replayed(desk, f"/offers/{offer}/accept/")["state"] == "offered"
    assert CtiCommand.objects.count() == 1


def test_an_anliegen_is_opened_once(desk: Rest, anliegen: str) -> None:
    call = Anliegen.objects.get().call_id
    opened = replayed(desk, f"/calls/{call}/anliegen/", {"code": "ALG-04"})
    assert list(Anliegen.objects.filter(code="ALG-04").values_list("pk", flat=True)) == [opened["id"]]


def test_a_rueckruf_is_booked_once(desk: Rest, anliegen: str) -> None:
    booking = replayed(desk, f"{anliegen}/rueckruf/", RUECKRUF)["booking"]
    assert Booking.objects.get().pk == booking["id"]


def test_without_a_key_the_second_rueckruf_is_refused(desk: Rest, anliegen: str) -> None:
    ok(desk.post(f"{anliegen}/rueckruf/", RUECKRUF))
    assert refusal(desk.post(f"{anliegen}/rueckruf/", RUECKRUF)) == (409, "wrong_state", "SOCL 2.1/4")


def test_the_same_key_with_another_body_is_a_conflict(desk: Rest, anliegen: str) -> None:
    ok(desk.post(f"{anliegen}/resolve/", {"note": "x"}, key="a"))
    before = counts()
    answer = desk.post(f"{anliegen}/resolve/", {"note": "y"}, key="a")
    assert refusal(answer) == (409, "idempotency_conflict", "")
    assert counts() == before


def test_the_order_of_the_fields_is_no_other_body(desk: Rest, anliegen: str) -> None:
    first = desk.post(f"{anliegen}/rueckruf/", RUECKRUF, key="a")
    turned = desk.post(f"{anliegen}/rueckruf/", dict(reversed(RUECKRUF.items())), key="a")
    assert turned.json() == ok(first)


def test_the_same_key_at_another_address_is_another_key(world: World, desk: Rest, anliegen: str) -> None:
    other = ok(desk.post(f"/calls/{Anliegen.objects.get().call_id}/anliegen/", {"code": "ALG-04"}))["id"]
    for path in (anliegen, f"/anliegen/{other}"):
        assert "Idempotent-Replay" not in desk.post(f"{path}/resolve/", {}, key="a")
    assert Outcome.objects.count() == 2


def test_a_refusal_is_not_stored_and_may_be_tried_again(world: World, desk: Rest, anliegen: str) -> None:
    places = [booked(world.kiel, berlin("2026-11-18", "09:00"), "leistungsberatung") for _ in range(3)]
    assert refusal(desk.post(f"{anliegen}/rueckruf/", RUECKRUF, key="a"))[:2] == (409, "slot_taken")
    assert not IdempotencyKey.objects.exists()
    Booking.objects.filter(pk=places[0].pk).delete()
    assert "Idempotent-Replay" not in desk.post(f"{anliegen}/rueckruf/", RUECKRUF, key="a")
    assert Outcome.objects.get().kind == "rueckruf"
