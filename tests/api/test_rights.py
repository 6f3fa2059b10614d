"""Role by role and unit by unit: what is out of scope is not found, what is in scope but not granted is forbidden."""

import json
from typing import Any

import pytest
from django.db import transaction

from atv.kalender.models import Booking
from socl.orga.models import Unit
from socl.orga.rules.roles import TABLE, Role
from tests.api.clients import Rest, ok, problem, refusal
from tests.api.worlds import World, counts
from tests.factories.kalender import berlin, booked
from tests.factories.orga import UnitFactory

NINE = "2026-11-18T09:00:00+01:00"
PLACE = {"team": "alg-131", "kind": "sonstiges", "starts_at": "2026-11-18T10:00:00+01:00"}
WHO = {"name": "x", "rueckruf_number": "+493023125900", "briefing": "y"}

# Everything that can be asked about Kiel's team and one booking of it.
ASKED: dict[str, tuple[str, str, Any]] = {
    "slots": ("GET", "/teams/alg-131/slots/?kind=sonstiges", None),
    "day": ("GET", "/teams/alg-131/days/2026-11-18/", None),
    "hold": ("POST", "/holds/", PLACE),
    "read": ("GET", "/bookings/{booking}/", None),
    "search": ("POST", "/bookings/search/", {"date": "2026-11-18"}),
    "move": ("POST", "/bookings/{booking}/move/", {"starts_at": PLACE["starts_at"], "version": 1}),
    "cancel": ("POST", "/bookings/{booking}/cancel/", {"reason": "x"}),
    "attempt": ("POST", "/bookings/{booking}/attempts/", {"result": "busy", "rang": False}),
    "complete": ("POST", "/bookings/{booking}/complete/", {"result": "solved"}),
    "presence": ("PUT", "/me/presence/", {"wish": "off"}),
}
# (role, unit): the answers in the order of ASKED.
EXPECTED: dict[tuple[Role, str], str] = {
    (Role.TSB, "sc-nord"): "200 403 201 200 200 200 200 403 403 200",
    (Role.TSB, "sc-west"): "404 404 404 404 200 404 404 403 403 200",
    (Role.FIT, "sc-nord"): "200 403 403 403 403 403 403 403 403 403",
    (Role.SC_LEAD, "sc-nord"): "200 403 403 403 403 403 403 403 403 403",
    (Role.OS_STAFF, "alg-131"): "200 200 403 200 200 200 200 200 200 403",
    (Role.OS_STAFF, "alg-347"): "404 404 404 404 200 404 404 404 404 403",
    (Role.OS_STAFF, "alg-123"): "404 404 403 404 200 404 404 404 404 403",
    (Role.OS_LEAD, "alg-131"): "200 200 403 200 200 200 200 200 200 403",
    (Role.OS_LEAD, "alg-123"): "200 200 403 200 200 200 200 200 200 403",
    (Role.OS_LEAD, "alg-347"): "404 404 404 404 200 404 404 404 404 403",
    (Role.EZ_STAFF, "ez-131"): "200 404 201 200 200 200 200 404 404 403",
    (Role.EZ_STAFF, "ez-347"): "404 404 404 404 200 404 404 404 404 403",
    (Role.EZ_LEAD, "ez-131"): "404 404 403 404 200 404 404 404 404 403",
    (Role.OTK_ADMIN, "131"): "403 403 403 403 403 403 403 403 403 403",
    (Role.AGENTUR_LEAD, "131"): "403 403 403 403 403 403 403 403 403 403",
    (Role.RD, "rd-nord"): "403 403 403 403 403 403 403 403 403 403",
    (Role.RD, "rd-nordrhein-westfalen"): "404 404 404 403 403 403 403 403 403 403",
    (Role.SC_REGION, "sc-region-nord"): "403 403 403 403 403 403 403 403 403 403",
    (Role.KOORDINATOR, "sc-nord"): "403 403 403 403 403 403 403 403 403 403",
    (Role.REDAKTION, "sc-region-nord"): "403 403 403 403 403 403 403 403 403 403",
    (Role.REVISION, "rd-nord"): "403 403 403 403 403 403 403 403 403 403",
    (Role.BETRIEB, "rd-nord"): "403 403 403 403 403 403 403 403 403 403",
    (Role.SCHUTZ, "alg-131"): "403 403 403 403 403 403 403 403 403 403",  # opens nothing by itself
    (Role.SCHUTZ, "alg-347"): "404 404 404 403 403 403 403 403 403 403",
    (Role.PBX, "sc-region-nord"): "403 403 403 403 403 403 403 403 403 403",
    (Role.PORTAL, "sc-region-nord"): "200 403 201 403 403 403 403 403 403 403",
    (Role.PORTAL, "sc-region-west"): "200 404 201 403 403 403 403 403 403 403",
}


@pytest.fixture
def booking(world: World) -> Booking:
    return booked(world.kiel, berlin("2026-11-18", "09:00"))


def ask(client: Rest, booking: Booking) -> dict[str, int]:
    """The status of every question. What was granted is undone, what was refused must not have written anything."""
    before, found = counts(), {}
    for name, (method, path, body) in ASKED.items():
        raw = b"" if body is None else json.dumps(body).encode()
        with transaction.atomic():
            answer = client.send(method, path.format(booking=booking.pk), raw)
            if answer.status_code >= 400:
                problem(answer)
                assert counts() == before, name
            transaction.set_rollback(True)
        found[name] = answer.status_code
    return found


def test_every_role_is_asked_about() -> None:
    assert {role for role, _ in EXPECTED} == set(TABLE) == set(Role)


@pytest.mark.parametrize(("role", "unit"), list(EXPECTED), ids=str)
def test_every_role_at_every_distance_gets_just_what_it_may(
    world: World, booking: Booking, role: Role, unit: str
) -> None:
    sibling = UnitFactory.create(
        key="alg-123", name="Alg Plus-Team Neumünster", parent=world.nord.os, region=world.nord.region
    )
    assert sibling.parent == world.nord.team.parent
    client = world.staff(role, Unit.objects.get(key=unit))
    assert ask(client, booking) == dict(zip(ASKED, map(int, EXPECTED[role, unit].split()), strict=True))


def test_without_a_dienstposten_everything_about_a_team_is_hidden(world: World, booking: Booking) -> None:
    """404 where it names a team, 403 where it names none."""
    nobody = world.staff(Role.TSB, world.nord.sc, "ex-tsb")
    world.time.at = world.time.at.replace(year=2022)  # before the first Dienstposten
    assert list(ask(nobody, booking).values()) == [404, 404, 404, *[403] * 7]


def test_a_search_finds_what_is_in_scope_only(world: World, booking: Booking) -> None:
    away = booked(world.hagen, berlin("2026-11-18", "09:00"), name="Mara Beispiel")
    places = [
        (Role.TSB, world.nord.sc, booking.pk),
        (Role.TSB, world.west.sc, away.pk),
        (Role.OS_STAFF, world.nord.team, booking.pk),
        (Role.OS_STAFF, world.west.team, away.pk),
    ]
    for role, unit, pk in places:
        found = ok(world.staff(role, unit).post("/bookings/search/", {"name": "Beispiel"}))["results"]
        assert [b["id"] for b in found] == [pk]


@pytest.mark.rule("RUF-5")
def test_the_calls_of_another_desk_are_not_found(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    call = switch.connects(desk)
    other = world.desk("tsb2")
    before = counts()
    asked = [
        other.get(f"/calls/{call}/"),
        other.post(f"/calls/{call}/hangup/"),
        other.post(f"/calls/{call}/identification/", {"result": "not_asked"}),
        other.post(f"/calls/{call}/anliegen/", {"code": "ALG-01"}),
    ]
    assert [refusal(a) for a in asked] == [(404, "not_found", "")] * 4
    assert counts() == before
    assert ok(desk.get(f"/calls/{call}/"))["id"] == call


def test_only_desks_ask_about_calls_and_anliegen(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    call = switch.connects(desk)
    anliegen = ok(desk.post(f"/calls/{call}/anliegen/", {"code": "ALG-27", "plz": "24103"}))["id"]
    fit = world.staff(Role.FIT, world.nord.sc)
    rueckruf = {"starts_at": NINE, **WHO}
    asked = [
        fit.get(f"/calls/{call}/"),
        fit.post(f"/calls/{call}/hangup/"),
        fit.post(f"/calls/{call}/anliegen/", {"code": "ALG-01"}),
        fit.get(f"/anliegen/{anliegen}/"),
        fit.patch(f"/anliegen/{anliegen}/", {"kind": "auskunft"}),
        fit.get(f"/anliegen/{anliegen}/next-steps/"),
        fit.post(f"/anliegen/{anliegen}/resolve/"),
        fit.post(f"/anliegen/{anliegen}/close/", {"outcome": "referred"}),
        fit.post(f"/anliegen/{anliegen}/rueckruf/", rueckruf),
    ]
    assert [refusal(a) for a in asked] == [(403, "forbidden", "")] * len(asked)


def test_a_tsb_books_in_the_own_region_only(world: World) -> None:
    desk = world.desk("tsb1")
    place = {**PLACE, "team": "alg-347"}
    for path, body in (("/holds/", place), ("/bookings/", {**place, **WHO, "channel": "sc"})):
        assert refusal(desk.post(path, body)) == (404, "not_found", "")
    assert not Booking.objects.exists()
