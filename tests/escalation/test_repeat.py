"""Who calls again: what is known, answered now, and a second one that is asked about."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atv.kalender.models import Booking
from eakte.models import WorkOrder
from routing.escalation.models import Anliegen, Outcome
from routing.escalation.queries.repeat import Wanted, known_of
from routing.rufkreis.models import Call
from socl.journal.models import AccessEntry
from socl.lib.workdays import berlin_iso
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok, refusal
from tests.api.worlds import World
from tests.escalation.steps import opened, path_of
from tests.factories.eakte import postkorb
from tests.factories.kalender import AT, berlin, booked

MARA = "131A123456"
CALLBACK = {"name": "Mara Beispiel", "rueckruf_number": "030 23125 900", "briefing": "Abfindung."}
NINE, TEN = "2026-11-18T09:00:00+01:00", "2026-11-18T10:00:00+01:00"


def browser() -> Client:
    found = Client()
    found.force_login(Person.objects.get(username="tsb1"))
    return found


def first_call(world: World, desk: Rest, call: int) -> Outcome:
    """Mara's first call: a Rückruf for ALG-27; then a second call reaches the same desk."""
    path = path_of(desk, call, kundennummer=MARA, name="Mara Beispiel")
    ok(desk.post(f"{path}/rueckruf/", {"starts_at": NINE, **CALLBACK}))
    return Outcome.objects.get()


def again(world: World, desk: Rest) -> int:
    """Three days later she rings again, at the same desk."""
    world.time.goes_on(60)
    switch = world.switch()
    switch.say("hangup", "c1", cause="normalClearing")
    ok(desk.post("/me/wrap-up/finish/"))
    return switch.connects(desk, "c2")


@pytest.mark.rule("ESK-8")
def test_who_calls_again_is_known_by_the_number_and_then_by_the_kundennummer(
    world: World, desk: Rest, call: int
) -> None:
    first_call(world, desk, call)
    second = again(world, desk)
    page = browser().get("/platz/").content.decode()
    assert "über die Rufnummer: Auskünfte erst nach Identifikation" in page
    assert "Mi, 18. November, 09:00 Uhr" in page.replace("\xa0", " ")
    assert "ALG-27 Abfindung" in page and "Jetzt beantwortet" in page
    shown = AccessEntry.objects.filter(purpose="wiederanruf").values_list("object_type", flat=True)
    assert sorted(shown) == ["anliegen", "booking"]
    said = {"result": "confirmed", "features": ["name"], "name": "Jan Muster", "kundennummer": "131B234567"}
    ok(desk.post(f"/calls/{second}/identification/", said))
    page = browser().get("/platz/").content.decode()
    assert "Kein offener Rückruf, kein Auftrag, kein Anruf" in page and "über die Rufnummer" not in page


@pytest.mark.rule("ESK-8")
def test_an_open_rueckruf_is_answered_now_in_one_step(world: World, desk: Rest, call: int) -> None:
    outcome = first_call(world, desk, call)
    assert outcome.booking is not None
    second = again(world, desk)
    path = f"/calls/{second}/answer-booking/"
    assert refusal(desk.post(path, {"booking": outcome.booking.pk + 1, "note": ""}))[0] == 404
    done = ok(desk.post(path, {"booking": outcome.booking.pk, "note": "Ruhen nach § 158 erklärt."}))
    assert (done["kind"], done["note"]) == ("resolved", "Ruhen nach § 158 erklärt.")
    last = Anliegen.objects.get(pk=done["anliegen"])
    assert (last.call_id, last.code, last.kind, last.kundennummer) == (
        second,
        "ALG-27",
        "leistungsberatung",
        MARA,
    )
    assert Booking.objects.get(pk=outcome.booking.pk).state == "cancelled"
    assert refusal(desk.post(path, {"booking": outcome.booking.pk, "note": ""})) == (
        409,
        "wrong_state",
        "ATV-7",
    )
    assert Anliegen.objects.count() == 2  # the refused one was undone


@pytest.mark.rule("ESK-8")
def test_a_rueckruf_without_an_anliegen_of_ours_needs_its_code(world: World, desk: Rest, call: int) -> None:
    counter = booked(world.kiel, berlin("2026-11-19", "09:00"), kundennummer=MARA)
    path = f"/calls/{call}/answer-booking/"
    assert refusal(desk.post(path, {"booking": counter.pk})) == (422, "code_needed", "ESK-8")
    assert ok(desk.post(path, {"booking": counter.pk, "code": "ALG-04"}))["kind"] == "resolved"
    other = booked(world.kiel, berlin("2026-11-19", "10:00"), kundennummer=MARA)
    assert browser().post(f"/platz/anruf/{call}/beantwortet/{other.pk}/").status_code == 302
    assert Booking.objects.get(pk=other.pk).state == "booked"


@pytest.mark.rule("ESK-8")
def test_a_search_finds_what_is_open_and_fourteen_days_of_contacts_in_the_own_region(
    world: World, desk: Rest, call: int
) -> None:
    first_call(world, desk, call)
    postkorb()
    ordered = path_of(desk, call, code="ALG-03", kundennummer=MARA, name="Mara Beispiel")
    ok(desk.post(f"{ordered}/work-order/", {"subject": "Anfordern", "text": "Bitte."}))

    def found(by: Rest, **wanted: str) -> tuple[int, int, list[str]]:
        answer = ok(by.post("/persons/search/", wanted))
        return len(answer["bookings"]), len(answer["work_orders"]), [c["code"] for c in answer["contacts"]]

    assert found(desk, kundennummer=MARA) == (1, 1, ["ALG-03", "ALG-27"])
    assert found(desk, name="beispiel", number="030 23125 900") == (1, 1, ["ALG-03", "ALG-27"])
    assert found(desk, kundennummer=MARA, name="Jan Muster") == (0, 0, [])
    counter = world.staff(Role.EZ_STAFF, world.nord.team)
    assert found(counter, kundennummer=MARA) == (1, 0, [])
    west = world.staff(Role.OS_STAFF, world.west.team)
    assert found(west, kundennummer=MARA) == (0, 0, [])
    Anliegen.objects.update(opened_at=AT - timedelta(days=14))
    Booking.objects.update(state="done")
    WorkOrder.objects.update(state="done", result="done", closed_at=AT)
    assert found(desk, kundennummer=MARA) == (0, 0, [])
    assert refusal(desk.post("/persons/search/", {}))[0] == 422
    assert refusal(desk.post("/persons/search/", {"name": "Ma"}))[0] == 422


def test_a_protected_rueckruf_and_its_contact_are_not_shown(world: World, desk: Rest, call: int) -> None:
    first_call(world, desk, call)
    Booking.objects.update(restricted=True)
    Anliegen.objects.update(restricted=True)
    assert not known_of(Person.objects.get(username="tsb1"), Wanted(kundennummer=MARA), AT)


@pytest.mark.rule("ESK-9")
def test_a_second_rueckruf_or_order_for_the_same_anliegen_shows_the_first_and_asks_why(
    world: World, desk: Rest, call: int
) -> None:
    first = first_call(world, desk, call).booking
    assert first is not None and first.reference is not None
    postkorb()
    second = opened(desk, call, kundennummer=MARA, name="Mara Beispiel")["id"]
    tsb, page = browser(), f"/platz/anliegen/{second}/rueckruf/"
    shown = tsb.get(page).content.decode()
    assert "Zu diesem Anliegen ist schon etwas offen" in shown and first.reference in shown
    values = {"starts_at": TEN, **CALLBACK}
    refused = tsb.post(page, values)
    assert (refused.status_code, "warum ein zweiter nötig ist" in refused.content.decode()) == (422, True)
    assert tsb.post(page, {**values, "again": "Ehemann fragt selbst."}).status_code == 302
    assert Outcome.objects.latest("pk").note == "Ehemann fragt selbst."
    third = opened(desk, call, kundennummer=MARA)["id"]
    order = f"/platz/anliegen/{third}/auftrag/"
    text = {"subject": "Prüfen", "text": "Bitte.", "priority": "normal"}
    assert tsb.post(order, text).status_code == 422
    assert tsb.post(order, {**text, "again": "Frist"}).status_code == 302
    other = opened(desk, call, kundennummer=MARA, code="ALG-16")["id"]
    assert "schon etwas offen" not in tsb.get(f"/platz/anliegen/{other}/rueckruf/").content.decode()
    said = {"subject": "x", "text": "y", "again": "REST sagt es"}
    ok(desk.post(f"/anliegen/{opened(desk, call, kundennummer=MARA)['id']}/work-order/", said))
    assert Outcome.objects.latest("pk").note == "REST sagt es"


@pytest.mark.rule("ESK-9")
def test_over_rest_a_second_one_is_refused_with_the_first_until_somebody_says_why(
    world: World, desk: Rest, call: int
) -> None:
    first = first_call(world, desk, call).booking
    postkorb()
    assert first is not None
    second = path_of(desk, call, kundennummer=MARA, name="Mara Beispiel")
    wanted = {"starts_at": TEN, **CALLBACK}
    named = {
        "kind": "rueckruf",
        "id": first.pk,
        "reference": first.reference,
        "starts_at": berlin_iso(first.starts_at),
    }
    for path, body in (("rueckruf", wanted), ("work-order", {"subject": "x", "text": "y"})):
        for reason in ({}, {"again": "  "}):
            no = desk.post(f"{second}/{path}/", {**body, **reason})
            assert (*refusal(no), no.json()["first"]) == (409, "second_one", "ESK-9", named)
    assert (Booking.objects.count(), WorkOrder.objects.count()) == (1, 0)
    ok(desk.post(f"{second}/rueckruf/", {**wanted, "again": "Andere Frage dazu."}))
    Booking.objects.update(state="cancelled", closed_at=AT)
    filed = ok(
        desk.post(f"{path_of(desk, call, kundennummer=MARA)}/work-order/", {"subject": "x", "text": "y"})
    )
    no = desk.post(f"{path_of(desk, call, kundennummer=MARA)}/rueckruf/", wanted)
    assert (no.json()["first"]["kind"], no.json()["first"]["id"]) == ("work_order", filed["work_order"]["id"])


def test_the_desk_asks_no_more_the_more_is_known(world: World, desk: Rest, call: int) -> None:
    reader = Person.objects.get(username="tsb1")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            found = known_of(reader, Wanted(kundennummer=MARA), AT)
            assert [b.terminart.label for b in found.bookings]
        return len(seen)

    booked(world.kiel, berlin("2026-11-18", "09:00"), kundennummer=MARA)
    known_of(reader, Wanted(kundennummer=MARA), AT)
    few = queries()
    for hour in ("10:00", "11:00"):
        booked(world.kiel, berlin("2026-11-18", hour), kundennummer=MARA)
    assert queries() == few
    assert Call.objects.count() == 1
