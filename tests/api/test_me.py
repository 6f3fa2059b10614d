"""Who I am to the REST face: by token, by session, or not at all."""

import base64
from datetime import timedelta

import pytest
from django.test import Client
from oauth2_provider.models import Application

from routing.rufkreis.models import Call
from socl.lib.workdays import berlin_iso
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, browserless, ok, problem, refusal
from tests.api.worlds import World
from tests.factories.orga import DienstpostenFactory, bearer, portal, tsb

UNKNOWN = (401, "unauthenticated", "")


def test_a_tsb_in_a_call_sees_everything_that_is_at_the_desk(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    call = switch.connects(desk)
    world.time.goes_on(5)
    eligible = [{"rufkreis": topic, "ok": False, "reasons": ["busy"]} for topic in ("alg", "general")]
    assert ok(desk.get("/me/")) == {
        "person": {"key": "tsb1", "name": "Frau Tsb1"},
        "kind": "staff",
        "units": [{"key": "sc-nord", "name": "Service Center Nord", "role": "tsb"}],
        "grants": [
            "take_calls",
            "read_slots",
            "book",
            "read_booking",
            "change_booking",
            "read_orders",
            "serve_otv",
        ],
        "presence": {
            "wish": "both",
            "activity": "talking",
            "since": berlin_iso(Call.objects.get().answered_at or world.time()),
            "eligible": eligible,
        },
        "offer": None,
        "call": {
            "id": call,
            "callId": "c1",
            "state": "answered",
            "rufkreis": "alg",
            "entry_number": "+498004555500",
            "waited_seconds": 0,
            "held": False,
            "identification": None,
        },
        "eligible": eligible,
    }


def test_a_machine_sees_itself(world: World) -> None:
    assert ok(Rest(portal(world.nord, username="portal")).get("/me/")) == {
        "person": {"key": "portal", "name": "Frau Portal"},
        "kind": "machine",
        "units": [{"key": "sc-region-nord", "name": "SC-Region Nord", "role": "portal"}],
        "grants": ["read_slots", "book"],
        "presence": None,
        "offer": None,
        "call": None,
        "eligible": [],
    }


@pytest.mark.parametrize("role", list(Role))
def test_everybody_may_ask_who_they_are(world: World, role: Role) -> None:
    found = ok(world.staff(role, world.nord.sc, f"x-{role}").get("/me/"))
    assert [unit["role"] for unit in found["units"]] == [role]


def test_a_dienstposten_counts_on_its_days_only(world: World) -> None:
    who = tsb(world.nord, username="tsb1")
    today = world.time().date()
    who.dienstposten.update(valid_until=today)
    DienstpostenFactory(
        person=who, unit=world.nord.team, role=Role.OS_STAFF, valid_from=today + timedelta(days=1)
    )
    desk = Rest(who)
    assert ok(desk.get("/me/"))["units"] == []
    assert refusal(desk.put("/me/presence/", {"wish": "alg"})) == (403, "forbidden", "")
    world.time.goes_on(days=1)
    assert [u["role"] for u in ok(desk.get("/me/"))["units"]] == ["os_staff"]


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer " + "x" * 5_000,
        "bearer wrong",
        "Token x",
        "Basic eDp5",
    ],
)
def test_without_a_known_token_nobody_is_let_in(world: World, authorization: str) -> None:
    stranger = Rest()
    stranger.headers = {"Authorization": authorization} if authorization else {}
    answer = stranger.get("/me/")
    assert refusal(answer) == UNKNOWN
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_read_in_any_case(world: World, scheme: str) -> None:
    desk = Rest()
    desk.headers = {"Authorization": bearer(tsb(username="tsb1")).replace("Bearer", scheme)}
    assert ok(desk.get("/me/"))["person"]["key"] == "tsb1"


def test_a_token_ends_with_its_time_and_with_its_person(world: World) -> None:
    who = tsb(username="tsb1")
    desk = Rest()
    desk.headers = {"Authorization": bearer(who, expires=world.time() + timedelta(seconds=1))}
    assert desk.get("/me/").status_code == 200
    world.time.goes_on(1)
    assert refusal(desk.get("/me/")) == UNKNOWN
    lasting = Rest(who)
    Person.objects.filter(pk=who.pk).update(is_active=False)
    assert refusal(lasting.get("/me/")) == UNKNOWN


def test_the_session_of_a_browser_is_as_good_as_a_token(world: World) -> None:
    browser = browserless()
    browser.force_login(tsb(world.nord, username="tsb1"))
    assert browser.get("/api/v1/me/").json()["person"]["key"] == "tsb1"


def test_a_browser_must_send_its_csrf_token_too(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(tsb(world.nord, username="tsb1"))
    answer = browser.put("/api/v1/me/presence/", {"wish": "alg"}, "application/json")
    assert refusal(answer) == (403, "forbidden", "")
    assert "csrf" not in problem(answer)["detail"].lower()


@pytest.mark.django_db
def test_client_credentials_are_exchanged_for_a_token() -> None:
    """RFC 6749, 4.4; the errors of this one address are those of the RFC."""
    Application.objects.create(
        name="portal",
        user=portal(username="portal"),
        client_id="portal",
        client_secret="geheim",
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )

    def ask(secret: str) -> tuple[int, dict[str, str]]:
        basic = base64.b64encode(f"portal:{secret}".encode()).decode()
        answer = browserless().post(
            "/oauth/token/",
            {"grant_type": "client_credentials"},
            headers={"Authorization": f"Basic {basic}"},
        )
        return answer.status_code, answer.json()

    assert ask("geraten") == (401, {"error": "invalid_client"})
    status, given = ask("geheim")
    assert (status, given["token_type"]) == (200, "Bearer")
    client = Rest()
    client.headers = {"Authorization": f"Bearer {given['access_token']}"}
    assert ok(client.get("/me/"))["person"]["key"] == "portal"
