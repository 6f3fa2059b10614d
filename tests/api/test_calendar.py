"""The calendar's endpoints as the contract describes them: whole answers."""

from datetime import timedelta
from typing import Any

import pytest

from atv.kalender.models import Booking
from socl.journal.models import AccessEntry
from socl.lib.workdays import berlin_iso
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok, problem, refusal
from tests.api.worlds import World, rows
from tests.factories.kalender import AusfallzeitFactory, BesetzungFactory, berlin, booked
from tests.factories.orga import portal, tsb

NINE = "2026-11-18T09:00:00+01:00"
PLACE = {"team": "alg-131", "kind": "sonstiges", "starts_at": NINE}
SAID = {
    **PLACE,
    "name": "Jan Muster",
    "rueckruf_number": "030 23125 901",
    "briefing": "Zahlung nicht eingegangen.",
    "channel": "sc",
}


@pytest.fixture
def desk(world: World) -> Rest:
    return Rest(tsb(world.nord, username="tsb1"))


@pytest.fixture
def team(world: World) -> Rest:
    return world.staff(Role.OS_STAFF, world.nord.team, "os1")


@pytest.fixture
def booking(world: World) -> Booking:
    return booked(world.kiel, berlin("2026-11-18", "09:00"), name="Jan Muster", kundennummer="131A123456")


def path(booking: Booking) -> str:
    return f"/bookings/{booking.pk}/"


@pytest.mark.rule("SOCL 2.1/9")
def test_free_times_by_day_from_the_next_day_on(world: World, desk: Rest) -> None:
    found = ok(desk.get("/teams/alg-131/slots/?kind=leistungsberatung&days=5"))
    assert {name: found[name] for name in found if name != "days"} == {
        "team": {"key": "alg-131", "name": "Alg Plus-Team Kiel"},
        "kind": "leistungsberatung",
        "duration_minutes": 30,
        "earliest": "2026-11-18",
    }
    assert [day["date"] for day in found["days"]] == ["2026-11-18", "2026-11-19", "2026-11-20"]
    assert found["days"][0]["starts"][:2] == ["2026-11-18T08:00:00+01:00", "2026-11-18T08:20:00+01:00"]


def test_on_request_the_days_without_a_time_say_why(world: World, desk: Rest) -> None:
    found = ok(desk.get("/teams/alg-131/slots/?kind=sonstiges&from=2026-11-21&days=2&explain=1"))
    assert (found["days"], found["reasons"]) == (
        [],
        [{"date": day, "code": "no_window"} for day in ("2026-11-21", "2026-11-22")],
    )


def test_days_outside_of_the_bookable_ones_say_so_too(world: World, desk: Rest) -> None:
    early = ok(desk.get("/teams/alg-131/slots/?kind=sonstiges&from=2026-11-16&days=3&explain=1"))
    assert early["reasons"] == [{"date": f"2026-11-{day}", "code": "too_soon"} for day in (16, 17)]
    late = ok(desk.get("/teams/alg-131/slots/?kind=sonstiges&from=2027-01-17&days=1&explain=1"))
    assert late["reasons"] == [{"date": "2027-01-17", "code": "too_late"}]


def test_a_hold_lives_three_minutes_and_may_be_renewed_and_given_back(world: World, desk: Rest) -> None:
    answer = desk.post("/holds/", PLACE)
    assert answer.status_code == 201
    held = Booking.objects.get()
    until = berlin_iso(world.time() + timedelta(minutes=3))
    assert answer.json() == {"id": held.pk, "expires_at": until, "starts_at": NINE}
    world.time.goes_on(60)
    renewed = ok(desk.post(f"/holds/{held.pk}/renew/"))
    assert renewed["expires_at"] == berlin_iso(world.time() + timedelta(minutes=3))
    assert desk.delete(f"/holds/{held.pk}/").status_code == 204
    assert desk.delete(f"/holds/{held.pk}/").status_code == 204, "harmless if it is gone"
    assert not Booking.objects.exists()
    assert refusal(desk.post(f"/holds/{held.pk}/renew/")) == (409, "hold_gone", "ATV-6")


def test_a_hold_of_somebody_else_is_neither_renewed_nor_given_back(world: World, desk: Rest) -> None:
    held = ok(desk.post("/holds/", PLACE))["id"]
    other = Rest(tsb(world.nord, username="tsb2"))
    assert refusal(other.post(f"/holds/{held}/renew/")) == (409, "hold_gone", "ATV-6")
    assert other.delete(f"/holds/{held}/").status_code == 204
    assert Booking.objects.get().pk == held


def test_a_booking_is_answered_whole(world: World, desk: Rest) -> None:
    answer = desk.post("/bookings/", {**SAID, "kundennummer": "131A123456", "language": "Polnisch"})
    made = Booking.objects.get()
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "id": made.pk,
            "reference": made.reference,
            "state": "booked",
            "kind": "sonstiges",
            "starts_at": NINE,
            "ends_at": "2026-11-18T09:20:00+01:00",
            "team": {"key": "alg-131", "name": "Alg Plus-Team Kiel"},
            "serviceplatz": {"id": made.serviceplatz_id, "number": 1},
            "channel": "sc",
            "name": "Jan Muster",
            "rueckruf_number": "+493023125901",
            "email": "",
            "kundennummer": "131A123456",
            "language": "Polnisch",
            "communication_aid": "",
            "briefing": "Zahlung nicht eingegangen.",
            "restricted": False,
            "attempts": [],
            "result": "",
            "ending": "",
            "follows": None,
            "version": 1,
        },
    )
    assert ok(desk.get(path(made))) == answer.json()


@pytest.mark.rule("ATV-10")
def test_a_client_books_over_its_own_channel_only(world: World, desk: Rest) -> None:
    online = Rest(portal(world.nord, username="portal"))
    assert ok(online.post("/bookings/", {**SAID, "channel": "online"}))["channel"] == "online"
    wrong = [(desk, "online"), (desk, "eingangszone"), (online, "sc"), (online, "eingangszone")]
    for client, channel in wrong:
        answer = client.post("/bookings/", {**SAID, "channel": channel})
        assert refusal(answer) == (409, "not_allowed", "ATV-10")


def test_the_portal_holds_for_many_customers_at_once(world: World) -> None:
    online = Rest(portal(world.nord, username="portal"))
    first, second = ok(online.post("/holds/", PLACE)), ok(online.post("/holds/", PLACE))
    assert Booking.objects.filter(pk__in=[first["id"], second["id"]]).count() == 2
    made = ok(online.post("/bookings/", {**SAID, "channel": "online", "hold": second["id"]}))
    assert (made["id"], made["channel"]) == (second["id"], "online")


@pytest.mark.parametrize(
    "wanted",
    [
        {"name": "muster"},
        {"kundennummer": "131A123456"},
        {"date": "2026-11-18"},
        {"name": "Muster", "date": "2026-11-18"},
    ],
)
def test_a_search_answers_a_list_and_is_recorded(
    desk: Rest, booking: Booking, wanted: dict[str, str]
) -> None:
    found = ok(desk.post("/bookings/search/", wanted))
    assert found == {"next": None, "previous": None, "results": [ok(desk.get(path(booking)))]}
    assert list(AccessEntry.objects.order_by("pk").values_list("object_id", "purpose")) == [
        (booking.pk, "suche"),
        (booking.pk, "rest"),
    ]


@pytest.mark.parametrize("spoken", ["{}", "{} ", "lower", "spaced"])
def test_a_reference_is_found_however_it_is_spoken(desk: Rest, booking: Booking, spoken: str) -> None:
    reference = booking.reference or ""
    said = {"lower": reference.lower(), "spaced": " ".join(reference)}.get(spoken, spoken.format(reference))
    results = ok(desk.post("/bookings/search/", {"reference": said}))["results"]
    assert [b["id"] for b in results] == [booking.pk]


@pytest.mark.parametrize(
    "wanted", [{"name": "Nobody"}, {"reference": "AAAA-AAAA"}, {"reference": "x"}, {"date": "2026-11-19"}]
)
def test_a_search_without_a_hit_is_an_empty_list(desk: Rest, booking: Booking, wanted: Any) -> None:
    assert ok(desk.post("/bookings/search/", wanted)) == {"next": None, "previous": None, "results": []}


def test_a_search_shows_fifty_newest_first(world: World, desk: Rest) -> None:
    for n in range(54):
        at = berlin(f"2026-11-{18 + n // 27}", f"{8 + n // 9 % 3:02}:{n // 3 % 3 * 20:02}")
        booked(world.kiel, at, name="Jan Muster")
    found = ok(desk.post("/bookings/search/", {"name": "Muster"}))
    times = [b["starts_at"] for b in found["results"]]
    assert len(times) == 50
    assert times == sorted(times, reverse=True)


def test_moving_takes_the_new_time_and_frees_the_old_one(desk: Rest, booking: Booking) -> None:
    moved = ok(desk.post(f"{path(booking)}move/", {"starts_at": "2026-11-18T10:00:00+01:00", "version": 1}))
    assert (moved["starts_at"], moved["ends_at"], moved["version"]) == (
        "2026-11-18T10:00:00+01:00",
        "2026-11-18T10:20:00+01:00",
        2,
    )
    assert (moved["id"], moved["reference"]) == (booking.pk, booking.reference)


def test_a_stale_version_is_refused_with_the_present_one(desk: Rest, booking: Booking) -> None:
    wanted = {"starts_at": "2026-11-18T10:00:00+01:00", "version": 1}
    ok(desk.post(f"{path(booking)}move/", wanted))
    answer = desk.post(f"{path(booking)}move/", wanted)
    assert refusal(answer) == (409, "stale", "")
    assert problem(answer)["current_version"] == 2


@pytest.mark.rule("ATV-7")
def test_a_cancelled_rueckruf_is_neither_moved_nor_worked_on(
    desk: Rest, team: Rest, booking: Booking
) -> None:
    assert ok(desk.post(f"{path(booking)}cancel/", {"reason": "nicht mehr nötig"}))["state"] == "cancelled"
    before = rows("Booking", "Attempt", "Entry")
    refused = [
        desk.post(f"{path(booking)}cancel/", {"reason": "noch einmal"}),
        desk.post(f"{path(booking)}move/", {"starts_at": "2026-11-18T10:00:00+01:00", "version": 2}),
        team.post(f"{path(booking)}attempts/", {"result": "no_answer", "rang": True}),
        team.post(f"{path(booking)}complete/", {"result": "solved"}),
    ]
    assert [refusal(a) for a in refused] == [(409, "wrong_state", "ATV-7")] * 4
    assert {problem(a)["state"] for a in refused} == {"cancelled"}
    assert rows("Booking", "Attempt", "Entry") == before


@pytest.mark.rule("ATV-9")
def test_not_reached_needs_an_attempt_at_which_it_rang(world: World, team: Rest, booking: Booking) -> None:
    given_up = {"result": "not_reached", "note": ""}
    assert refusal(team.post(f"{path(booking)}complete/", given_up)) == (409, "no_attempt", "ATV-9")
    ok(team.post(f"{path(booking)}attempts/", {"result": "busy", "rang": False, "note": "besetzt"}))
    assert refusal(team.post(f"{path(booking)}complete/", given_up)) == (409, "no_attempt", "ATV-9")
    tried = ok(team.post(f"{path(booking)}attempts/", {"result": "no_answer", "rang": True}))
    at = berlin_iso(world.time())
    assert tried["attempts"] == [
        {"result": "busy", "rang": False, "note": "besetzt", "at": at},
        {"result": "no_answer", "rang": True, "note": "", "at": at},
    ]
    done = ok(team.post(f"{path(booking)}complete/", given_up))
    assert (done["state"], done["result"], done["ending"]) == ("not_reached", "not_reached", "letter")


@pytest.mark.rule("ATV-9")
def test_nobody_is_reached_by_a_telephone_that_never_rang(team: Rest, booking: Booking) -> None:
    answer = team.post(f"{path(booking)}attempts/", {"result": "reached", "rang": False})
    assert refusal(answer) == (422, "invalid", "ATV-9")


@pytest.mark.parametrize("result", ["solved", "follow_up"])
def test_a_rueckruf_that_reached_the_customer_is_done(team: Rest, booking: Booking, result: str) -> None:
    reached = ok(team.post(f"{path(booking)}attempts/", {"result": "reached", "rang": True}))
    assert reached["state"] == "in_call"
    done = ok(team.post(f"{path(booking)}complete/", {"result": result, "note": "erklärt"}))
    assert (done["state"], done["result"]) == ("done", result)


@pytest.mark.rule("ATV-31")
def test_a_rueckruf_is_taken_over_by_who_read_it_last(team: Rest, booking: Booking) -> None:
    taken = ok(team.post(f"{path(booking)}take-over/", {"version": 1}))
    assert taken["version"] == 2
    late = team.post(f"{path(booking)}take-over/", {"version": 1})
    assert (refusal(late), problem(late)["current_version"]) == ((409, "stale", ""), 2)


@pytest.mark.rule("ATV-33")
def test_a_follow_up_is_the_next_booking_and_names_the_one_it_follows(team: Rest, booking: Booking) -> None:
    wanted = {"kind": "leistungsberatung", "starts_at": "2026-11-19T13:00:00+01:00", "note": "Bescheid"}
    made = ok(team.post(f"{path(booking)}follow-up/", wanted))
    assert (made["follows"], made["kind"], made["state"]) == (booking.pk, "leistungsberatung", "booked")
    assert ok(team.get(path(booking)))["result"] == "follow_up"
    again = team.post(f"{path(booking)}follow-up/", wanted)
    assert refusal(again) == (409, "wrong_state", "ATV-7")


def test_the_day_sheet_shows_every_serviceplatz_with_its_windows_and_bookings(
    world: World, team: Rest, booking: Booking
) -> None:
    who = Person.objects.get(username="os1")
    BesetzungFactory.create(serviceplatz=world.kiel.serviceplaetze.get(number=2), person=who)
    away = AusfallzeitFactory.create(
        kalender=world.kiel, serviceplatz=world.kiel.serviceplaetze.get(number=3), reason="Schulung"
    )
    found = ok(team.get("/teams/alg-131/days/2026-11-18/"))
    windows = [
        {"starts_at": f"2026-11-18T{a}:00+01:00", "ends_at": f"2026-11-18T{b}:00+01:00"}
        for a, b in (("08:00", "12:00"), ("13:00", "15:00"))
    ]
    places = world.kiel.serviceplaetze.order_by("number")
    closed = [
        {"id": away.pk, "starts_at": NINE, "ends_at": "2026-11-18T10:00:00+01:00", "reason": "Schulung"}
    ]
    assert found == {
        "team": {"key": "alg-131", "name": "Alg Plus-Team Kiel"},
        "date": "2026-11-18",
        "holiday": None,
        "serviceplaetze": [
            {
                "id": place.pk,
                "number": place.number,
                "label": "",
                "besetzung": {"key": "os1", "name": "Frau Os1"} if place.number == 2 else None,
                "zeitfenster": windows,
                "ausfallzeiten": closed if place.number == 3 else [],
                "bookings": [ok(team.get(path(booking)))] if place.pk == booking.serviceplatz_id else [],
            }
            for place in places
        ],
    }
    assert AccessEntry.objects.filter(purpose="tagesblatt", object_id=booking.pk).count() == 1


def test_a_holiday_has_a_name_and_no_windows(team: Rest) -> None:
    found = ok(team.get("/teams/alg-131/days/2026-12-25/"))
    assert found["holiday"] == "Erster Weihnachtstag"
    assert [place["zeitfenster"] for place in found["serviceplaetze"]] == [[], [], []]


@pytest.mark.parametrize("day", ["2000-01-01", "2026-03-29", "2026-10-25", "2099-12-31"])
def test_every_day_between_2000_and_2099_has_a_sheet(team: Rest, day: str) -> None:
    assert ok(team.get(f"/teams/alg-131/days/{day}/"))["date"] == day
