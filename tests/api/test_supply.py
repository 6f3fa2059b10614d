"""Serviceplätze, Zeitfenster and Ausfallzeiten as the contract describes them."""

from typing import Any

import pytest

from atv.kalender.models import Serviceplatz, SupplyChange
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok, problem, refusal
from tests.api.worlds import World, counts
from tests.factories.kalender import berlin, booked

KIEL = {"key": "alg-131", "name": "Alg Plus-Team Kiel"}
NOTHING: dict[str, Any] = {"repacked": [], "displaced": []}
MEETING = {
    "starts_at": "2026-11-18T08:00:00+01:00",
    "ends_at": "2026-11-18T10:00:00+01:00",
    "reason": "Teambesprechung",
}
EVENING = {"weekdays": [1, 2], "from": "18:00", "until": "24:00", "valid_from": "2026-11-18"}
WINDOW = {
    "weekdays": [1, 2],
    "date": None,
    "from": "18:00",
    "until": "00:00",
    "valid_from": "2026-11-18",
    "valid_until": None,
    "terminarten": ["leistungsberatung", "sonstiges"],
    "channels": ["sc", "eingangszone", "online"],
}


@pytest.fixture
def lead(world: World) -> Rest:
    return world.staff(Role.OS_LEAD, world.nord.team, "oslead1")


def place_of(world: World, number: int = 1) -> Serviceplatz:
    found: Serviceplatz = world.kiel.serviceplaetze.get(number=number)
    return found


def results(answer: Any) -> list[Any]:
    found: list[Any] = ok(answer)["results"]
    return found


def test_a_serviceplatz_is_opened_named_and_closed(world: World, lead: Rest) -> None:
    answer = lead.post("/serviceplaetze/", {"unit": "alg-131", "active_from": "2026-11-18"})
    made = {
        "id": answer.json()["id"],
        "unit": KIEL,
        "number": 4,
        "label": "",
        "active_from": "2026-11-18",
        "active_until": None,
        "version": 2,
    }
    assert (answer.status_code, answer.json()) == (201, {**made, **NOTHING})
    path = f"/serviceplaetze/{made['id']}/"
    closed = {"label": "Raum 2", "active_until": "2026-12-01"}
    assert ok(lead.patch(path, {**closed, "version": 2})) == {**made, **closed, "version": 3, **NOTHING}
    assert problem(lead.patch(path, {"label": "x", "version": 2}))["current_version"] == 3
    assert [p["number"] for p in results(lead.get("/serviceplaetze/?unit=alg-131"))] == [4, 3, 2, 1]
    assert results(lead.get(f"/serviceplaetze/?serviceplatz={made['id']}"))[0]["label"] == "Raum 2"
    taken = {"unit": "alg-131", "number": 4, "active_from": "2026-11-18"}
    assert refusal(lead.post("/serviceplaetze/", taken)) == (409, "number_taken", "")


def test_a_zeitfenster_is_opened_changed_from_a_day_on_and_ended(world: World, lead: Rest) -> None:
    place = place_of(world).pk
    answer = lead.post("/zeitfenster/", {"serviceplatz": place, **EVENING})
    first = answer.json()["id"]
    shown = {"id": first, "serviceplatz": place, **WINDOW, "version": 2, **NOTHING}
    assert (answer.status_code, answer.json()) == (201, shown)
    changed = ok(lead.patch(f"/zeitfenster/{first}/", {"until": "22:00", "valid_from": "2026-12-01"}))
    later = {**shown, "id": changed["id"], "until": "22:00", "valid_from": "2026-12-01", "version": 3}
    assert (changed, changed["id"] != first) == (later, True)
    rows = {row["id"]: row for row in results(lead.get(f"/zeitfenster/?serviceplatz={place}"))}
    assert rows[first]["valid_until"] == "2026-12-01"
    ended = ok(lead.delete(f"/zeitfenster/{first}/"))
    assert (ended["valid_until"], ended["version"]) == ("2026-11-18", 4)
    assert first not in {row["id"] for row in results(lead.get("/zeitfenster/"))}


def test_a_single_day_is_a_zeitfenster_by_date(world: World, lead: Rest) -> None:
    day = {"serviceplatz": place_of(world).pk, "date": "2026-11-21", "from": "09:00", "until": "10:00"}
    made = ok(lead.post("/zeitfenster/", day))
    assert (made["date"], made["weekdays"], made["valid_until"]) == ("2026-11-21", [6], "2026-11-22")
    free = ok(lead.get("/teams/alg-131/slots/?kind=sonstiges&from=2026-11-21&days=1"))["days"]
    assert [d["date"] for d in free] == ["2026-11-21"]
    assert refusal(lead.post("/zeitfenster/", day)) == (409, "overlaps", "ATV-15")


def test_an_ausfallzeit_with_bookings_inside_needs_consent(world: World, lead: Rest) -> None:
    three = [booked(world.kiel, berlin("2026-11-18", "09:00")) for _ in range(3)]
    said = {"unit": "alg-131", **MEETING}
    no = problem(lead.post("/ausfallzeiten/", said))
    assert (no["status"], no["code"], no["rule"]) == (409, "bookings_inside", "ATV-13")
    assert [b["reference"] for b in no["bookings"]] == [b.reference for b in three]
    assert {key for b in no["bookings"] for key in b} == {
        "id",
        "reference",
        "kind",
        "starts_at",
        "ends_at",
        "serviceplatz",
    }
    before = counts()
    trial = ok(lead.post("/ausfallzeiten/?dry_run=1", said))
    assert counts() == before
    assert (trial["displaced"], trial["version"]) == (no["bookings"], 1)
    assert trial["before"]["minutes"] - trial["after"]["minutes"] == 3 * 120
    made = ok(lead.post("/ausfallzeiten/", {**said, "displace": True}))
    assert made == {
        "id": made["id"],
        "unit": KIEL,
        "serviceplatz": None,
        **MEETING,
        "version": 2,
        "repacked": [],
        "displaced": no["bookings"],
    }
    assert [row["id"] for row in results(lead.get("/ausfallzeiten/?unit=alg-131"))] == [made["id"]]
    assert ok(lead.delete(f"/ausfallzeiten/{made['id']}/"))["id"] == made["id"]
    assert results(lead.get("/ausfallzeiten/")) == []
    assert SupplyChange.objects.count() == 2


def test_what_moves_to_another_serviceplatz_is_told_and_not_displaced(world: World, lead: Rest) -> None:
    one = booked(world.kiel, berlin("2026-11-18", "09:00"))
    made = ok(lead.post("/ausfallzeiten/", {"serviceplatz": one.serviceplatz_id, **MEETING}))
    assert ([b["serviceplatz"] for b in made["repacked"]], made["displaced"]) == ([2], [])


def test_an_eingangszone_without_a_calendar_gets_one_with_its_first_serviceplatz(world: World) -> None:
    lead = world.staff(Role.EZ_LEAD, world.nord.eingangszone, "ezlead1")
    assert results(lead.get("/serviceplaetze/")) == []
    made = ok(lead.post("/serviceplaetze/", {"unit": "ez-131", "active_from": "2026-11-18"}))
    assert (made["unit"]["key"], made["number"]) == ("ez-131", 1)
    here = {"unit": "alg-131", "active_from": "2026-11-18"}
    assert refusal(lead.post("/serviceplaetze/", here)) == (404, "not_found", "")


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/serviceplaetze/", {"unit": "alg-131"}),
        ("/serviceplaetze/", {"unit": "alg-131", "active_from": "2026-11-18", "active_until": "2026-11-17"}),
        ("/serviceplaetze/", {"unit": "alg-131", "active_from": "2026-11-18", "number": 1000}),
        ("/zeitfenster/", {**EVENING, "weekdays": [0]}),
        ("/zeitfenster/", {**EVENING, "weekdays": []}),
        ("/zeitfenster/", {**EVENING, "date": "2026-11-18"}),
        ("/zeitfenster/", {**EVENING, "from": "8 Uhr"}),
        ("/zeitfenster/", {**EVENING, "from": "08:00:30"}),
        ("/zeitfenster/", {**EVENING, "until": "06:00"}),
        ("/zeitfenster/", {**EVENING, "valid_from": None}),
        ("/zeitfenster/", {**EVENING, "terminarten": ["fax"]}),
        ("/zeitfenster/", {**EVENING, "channels": []}),
        ("/ausfallzeiten/", MEETING),
        ("/ausfallzeiten/", {**MEETING, "unit": "alg-131", "ends_at": MEETING["starts_at"]}),
        ("/ausfallzeiten/", {**MEETING, "unit": "alg-131", "starts_at": "2026-11-18T08:00:00"}),
        ("/ausfallzeiten/", {**MEETING, "unit": "alg-131", "reason": ""}),
    ],
)
def test_what_makes_no_sense_is_invalid(world: World, lead: Rest, path: str, wrong: dict[str, Any]) -> None:
    place = {"serviceplatz": place_of(world).pk} if path == "/zeitfenster/" else {}
    before = counts()
    assert problem(lead.post(path, {**place, **wrong}))["status"] == 422
    assert counts() == before
