"""From the Anliegen to the Rückruf: minutes by kind, from the next day, all or nothing."""

from typing import Any

import pytest

from atv.kalender.models import Booking
from routing.escalation.models import Anliegen, Outcome
from tests.api.clients import Rest, ok, problem, refusal
from tests.api.worlds import World, rows
from tests.escalation.steps import path_of
from tests.factories.kalender import berlin, booked

TOUCHED = ("Anliegen", "Outcome", "Booking", "Entry", "AccessEntry")
SAID = {
    "starts_at": "2026-11-18T08:00:00+01:00",
    "name": "Mara Beispiel",
    "rueckruf_number": "030 23125 900",
    "briefing": "Abfindung, fragt nach Ruhen.",
}


@pytest.mark.rule("SOCL 3/SC/2")
@pytest.mark.rule("SOCL 2.1/8")
@pytest.mark.rule("SOCL 2.1/10")
@pytest.mark.parametrize(
    ("kind", "terminart", "ends"),
    [
        ("leistungsberatung", "leistungsberatung", "08:30"),
        ("sonstiges", "sonstiges", "08:20"),
        ("auskunft", "sonstiges", "08:20"),
    ],
)
def test_the_minutes_follow_the_kind(desk: Rest, call: int, kind: str, terminart: str, ends: str) -> None:
    booking = ok(desk.post(f"{path_of(desk, call, kind=kind)}/rueckruf/", SAID))["booking"]
    assert (booking["kind"], booking["starts_at"], booking["ends_at"]) == (
        terminart,
        "2026-11-18T08:00:00+01:00",
        f"2026-11-18T{ends}:00+01:00",
    )


@pytest.mark.rule("SOCL 2.1/8")
def test_a_rueckruf_carries_all_that_the_team_needs_and_closes_the_anliegen(desk: Rest, call: int) -> None:
    path = path_of(
        desk, call, kundennummer="131A123456", language="Türkisch", communication_aid="Gebärdensprache"
    )
    answer = desk.post(f"{path}/rueckruf/", {**SAID, "email": "mara@example.org"})
    assert answer.status_code == 201
    outcome, made = answer.json(), Booking.objects.get()
    assert {name: outcome[name] for name in ("id", "kind", "anliegen", "note")} == {
        "id": Outcome.objects.get().pk,
        "kind": "rueckruf",
        "anliegen": Anliegen.objects.get().pk,
        "note": "",
    }
    assert outcome["booking"] == {
        "id": made.pk,
        "reference": made.reference,
        "state": "booked",
        "kind": "leistungsberatung",
        "starts_at": "2026-11-18T08:00:00+01:00",
        "ends_at": "2026-11-18T08:30:00+01:00",
        "team": {"key": "alg-131", "name": "Alg Plus-Team Kiel"},
        "serviceplatz": {"id": made.serviceplatz_id, "number": 1},
        "channel": "sc",
        "name": "Mara Beispiel",
        "rueckruf_number": "+493023125900",
        "email": "mara@example.org",
        "kundennummer": "131A123456",
        "language": "Türkisch",
        "communication_aid": "Gebärdensprache",
        "briefing": "Abfindung, fragt nach Ruhen.",
        "attempts": [],
        "result": "",
        "ending": "",
        "follows": None,
        "restricted": False,
        "version": 1,
    }
    assert ok(desk.get(f"{path}/"))["outcome"] == "rueckruf"


@pytest.mark.rule("SOCL 2.1/10")
def test_when_the_time_has_just_been_taken_nothing_is_closed(world: World, desk: Rest, call: int) -> None:
    for _ in range(3):
        booked(world.kiel, berlin("2026-11-18", "08:00"), "leistungsberatung")
    path = path_of(desk, call)
    before = rows(*TOUCHED)
    answer = desk.post(f"{path}/rueckruf/", SAID)
    assert refusal(answer) == (409, "slot_taken", "ATV-2")
    assert problem(answer)["alternatives"] == [
        f"2026-11-18T{clock}:00+01:00" for clock in ("08:30", "08:50", "09:00")
    ]
    assert rows(*TOUCHED) == before
    later = {**SAID, "starts_at": problem(answer)["alternatives"][0]}
    assert ok(desk.post(f"{path}/rueckruf/", later))["kind"] == "rueckruf"


@pytest.mark.rule("SOCL 2.1/10")
@pytest.mark.parametrize(
    ("starts_at", "code"),
    [
        ("2026-11-17T14:00:00+01:00", "too_soon"),
        ("2026-11-16T09:00:00+01:00", "too_soon"),
        ("2027-11-17T09:00:00+01:00", "too_late"),
        ("2026-11-21T09:00:00+01:00", "closed"),
        ("2026-11-18T12:10:00+01:00", "outside_window"),
        ("2026-11-18T08:05:00+01:00", "off_raster"),
        ("2026-11-18T08:10:00+01:00", "not_offered"),
    ],
)
def test_a_time_that_cannot_be_booked_leaves_the_anliegen_open(
    desk: Rest, call: int, starts_at: str, code: str
) -> None:
    path = path_of(desk, call)
    before = rows(*TOUCHED)
    answer = desk.post(f"{path}/rueckruf/", {**SAID, "starts_at": starts_at})
    assert refusal(answer)[:2] == (409, code)
    assert rows(*TOUCHED) == before


@pytest.mark.rule("ORGA-1")
def test_without_a_responsible_team_there_is_nowhere_to_book(desk: Rest, call: int) -> None:
    path = path_of(desk, call, plz="")
    assert refusal(desk.post(f"{path}/rueckruf/", SAID)) == (409, "not_allowed", "ORGA-1")
    ok(desk.patch(f"{path}/", {"plz": "24103"}))
    assert ok(desk.post(f"{path}/rueckruf/", SAID))["kind"] == "rueckruf"


@pytest.mark.rule("ORGA-1")
def test_the_team_of_the_caller_s_residence_is_booked_not_the_one_of_the_call(desk: Rest, call: int) -> None:
    booking = ok(desk.post(f"{path_of(desk, call, plz='58095')}/rueckruf/", SAID))["booking"]
    assert booking["team"]["key"] == "alg-347"


def test_a_hold_becomes_the_rueckruf(desk: Rest, call: int) -> None:
    path = path_of(desk, call)
    place = {"team": "alg-131", "kind": "leistungsberatung", "starts_at": SAID["starts_at"]}
    held = ok(desk.post("/holds/", place))
    booking = ok(desk.post(f"{path}/rueckruf/", {**SAID, "hold": held["id"]}))["booking"]
    assert (booking["id"], booking["state"]) == (held["id"], "booked")
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"rueckruf_number": "anonymous"}, "rueckruf_number"),
        ({"rueckruf_number": ""}, "rueckruf_number"),
        ({"briefing": ""}, "briefing"),
        ({"briefing": "x" * 10_000}, "briefing"),
        ({"email": "mara"}, "email"),
        ({"starts_at": "2026-11-18T08:00:00"}, "starts_at"),
        ({"hold": -1}, "hold"),
        ({"hold": 10**30}, "hold"),
    ],
)
def test_what_is_missing_or_wrong_is_named(desk: Rest, call: int, wrong: dict[str, Any], field: str) -> None:
    path = path_of(desk, call)
    before = rows(*TOUCHED)
    answer = desk.post(f"{path}/rueckruf/", {**SAID, **wrong})
    assert refusal(answer) == (422, "invalid", "")
    assert list(problem(answer)["errors"]) == [field]
    assert rows(*TOUCHED) == before
