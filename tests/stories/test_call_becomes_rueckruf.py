"""One call from the first ring to the last word: the demo world, every step over HTTP, two days.

Anke Petersen (tsb1) of the Service Center Nord takes a call about a severance payment, which needs a
Leistungsberatung; Imke Behrens (os1) of Kiel's Alg Plus-Team calls back on the next day.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from atv.kalender.models import Booking
from routing.rufkreis.models import Call, CtiCommand, Pbx
from socl.core import clock
from socl.journal.models import AccessEntry
from socl.lab import demo
from socl.lib.workdays import berlin_iso
from tests.api.clients import Rest, Switch, Time, ok, refusal
from tests.factories.kalender import AT

pytestmark = pytest.mark.django_db
KIEL = {"key": "alg-131", "name": "Alg Plus-Team Kiel"}


class Office:
    """The demo world as its clients see it: the printed credentials are all they know."""

    def __init__(self, time: Time) -> None:
        self.time = time
        printed = StringIO()
        call_command("demo_credentials", stdout=printed)
        self.credentials = json.loads(printed.getvalue())

    def person(self, name: str) -> Rest:
        found = Rest()
        found.headers = {"Authorization": f"Bearer {self.credentials['persons'][name]['token']}"}
        return found

    def switch(self) -> Switch:
        known = self.credentials["clients"]["pbx"]
        return Switch(
            Pbx.objects.get(person__username="pbx"),
            self.time,
            secret=known["secret"],
            authorization=f"Bearer {known['token']}",
        )


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    found = Time(AT)
    monkeypatch.setattr(clock, "now", found)
    return found


@pytest.fixture(scope="module")
def demo_world(territory: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo world on the real territory, built on a Monday; each story then has its own transaction."""
    with (
        django_db_blocker.unblock(),
        override_settings(SOCL_DEMO=True),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setattr(clock, "now", Time(AT))
        assert demo.build(AT - timedelta(days=1))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def office(demo_world: None, time: Time) -> Office:
    """The demo world on a Tuesday at ten in the morning."""
    return Office(time)


@pytest.mark.rule("SOCL 2.1/2")
@pytest.mark.rule("SOCL 2.1/8")
@pytest.mark.rule("SOCL 3/SC/2")
def test_a_call_about_a_severance_payment_becomes_a_rueckruf_on_the_next_day(office: Office) -> None:
    switch, anke, time = office.switch(), office.person("tsb1"), office.time

    # The caller rings Kiel's own number, chooses Arbeitslosengeld, and waits: nobody is signed in yet.
    ring = {"from": "+49 431 9876543", "to": "030 23125 131", "dtmf": ["2"], "ext": {"plz": "24103"}}
    assert switch.rings("kiel-1", **ring)["action"] == "wait"
    time.goes_on(2)
    assert switch.say("poll", "kiel-1")["position"] == 1

    # Anke signs in, the call rings at her desk, she accepts, the telephone connects it.
    time.goes_on(1)
    assert anke.ready("alg")["activity"] == "offered"
    decision = switch.say("poll", "kiel-1")
    assert (decision["action"], decision["target"]) == ("dial", "tsb1")
    offer = ok(anke.get("/me/"))["offer"]
    assert (str(offer["id"]), offer["rufkreis"]) == (decision["offerId"], "alg")
    time.goes_on(4)
    call = ok(anke.post(f"/offers/{offer['id']}/accept/", key="accept-1"))
    assert (call["callId"], call["state"], call["waited_seconds"]) == ("kiel-1", "offered", 7)
    [command] = switch.commands()
    assert (command["command"], command["target"], command["offerId"]) == ("answer", "tsb1", str(offer["id"]))
    assert switch.say("answer", "kiel-1", seq=2, offerId=command["offerId"]) == {}
    assert switch.say("commandResult", "kiel-1", commandId=command["commandId"], ok=True) == {}
    assert ok(anke.get("/me/"))["presence"]["activity"] == "talking"

    # Who is calling, and what about.
    path = f"/calls/{call['id']}"
    features = {"features": ["name", "date_of_birth", "kundennummer"], "result": "confirmed"}
    person = {"name": "Mara Beispiel", "kundennummer": "347A123456"}  # once registered in Hagen
    ok(anke.post(f"{path}/identification/", {**features, **person}))
    time.goes_on(90)
    anliegen = ok(anke.post(f"{path}/anliegen/", {"code": "ALG-27", "plz": "24103", **person}))
    assert anliegen["kind"] == "leistungsberatung"
    assert anliegen["responsible"]["team"] == KIEL, "by residence, not by Kundennummer"

    # It is not handed over: it is booked, thirty minutes, from tomorrow on.
    steps = {s["step"]: s for s in ok(anke.get(f"/anliegen/{anliegen['id']}/next-steps/"))}
    assert [name for name, s in steps.items() if s["recommended"]] == ["rueckruf"]
    assert switch.say("transferRequest", "kiel-1", target="os1")["action"] == "deny"
    slots = ok(anke.get("/teams/alg-131/slots/?kind=leistungsberatung&days=14"))
    assert (slots["duration_minutes"], slots["earliest"]) == (30, "2026-11-18")
    starts_at = slots["days"][0]["starts"][-1]
    assert starts_at.startswith("2026-11-18T")
    said = {
        "starts_at": starts_at,
        "rueckruf_number": "0431 9876543",
        "briefing": "Frage: Ruht der Anspruch?\nGeprüft: Abfindung 12.000 Euro.\nGesagt: Rückruf.",
        "name": "Mara Beispiel",
    }
    outcome = ok(anke.post(f"/anliegen/{anliegen['id']}/rueckruf/", said, key="rueckruf-1"))
    booking = outcome["booking"]
    assert (booking["team"], booking["kind"], booking["starts_at"]) == (KIEL, "leistungsberatung", starts_at)
    assert refusal(anke.post(f"/anliegen/{anliegen['id']}/resolve/"))[1] == "wrong_state"

    # The caller hangs up; Anke finishes her wrap-up and is free.
    time.goes_on(60)
    assert switch.say("hangup", "kiel-1", seq=3, cause="normalClearing") == {}
    assert ok(anke.get("/me/"))["presence"]["activity"] == "wrap_up"
    time.goes_on(20)
    assert ok(anke.post("/me/wrap-up/finish/"))["activity"] == "idle"
    seen = ok(anke.get(f"{path}/"))
    assert (seen["state"], seen["anliegen"][0]["outcome"]) == ("ended", "rueckruf")
    assert told(seen["timeline"]) == [
        ("new_call", "RUF-1", 0),
        ("decision", "RUF-13", 0),
        ("decision", "RUF-13", 3),
        ("answer", "", 7),
        ("identify", "RUF-6", 7),
        ("open_anliegen", "SOCL 2.1/4", 97),
        ("transfer_request", "SOCL 2.1/7", 97),
        ("close_anliegen", "SOCL 2.1/8", 97),
        ("hangup", "", 157),
    ]
    assert CtiCommand.objects.get().state == "done"

    # The next morning Imke reads her day sheet and calls back, twice.
    time.goes_on(hours=21)
    office = Office(time)
    imke = office.person("os1")
    day = ok(imke.get("/teams/alg-131/days/2026-11-18/"))
    [mine] = [b for place in day["serviceplaetze"] for b in place["bookings"] if b["id"] == booking["id"]]
    assert mine == booking, "all that she needs, and nothing of the call"
    assert (mine["name"], mine["rueckruf_number"], mine["kundennummer"]) == (
        "Mara Beispiel",
        "+494319876543",
        "347A123456",
    )
    work = f"/bookings/{booking['id']}"
    tried = ok(imke.post(f"{work}/attempts/", {"result": "no_answer", "rang": True, "note": "Mailbox aus"}))
    assert (tried["state"], len(tried["attempts"])) == ("booked", 1)
    time.goes_on(600)
    reached = ok(imke.post(f"{work}/attempts/", {"result": "reached", "rang": True}))
    assert [a["result"] for a in reached["attempts"]] == ["no_answer", "reached"]
    assert reached["state"] == "in_call"
    done = ok(imke.post(f"{work}/complete/", {"result": "solved", "note": "Ruhen erklärt."}))
    assert (done["state"], done["result"]) == ("done", "solved")

    # Elsewhere nobody can read it; the Eingangszone of the region may move or cancel it. Who read it is on record.
    for stranger, code in (("oswest1", 404), ("koord1", 403), ("ez1", 200), ("tsb9", 200)):
        assert office.person(stranger).get(f"{work}/").status_code == code
    readers = AccessEntry.objects.filter(object_type="booking", object_id=booking["id"])
    assert set(readers.values_list("purpose", flat=True)) == {"tagesblatt", "rest"}
    assert Call.objects.get(call_id="kiel-1").person is not None
    assert Booking.objects.filter(name="Mara Beispiel", state="done").exists()


def told(timeline: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """(verb, rule, seconds since the first ring) of each line."""
    moments = [datetime.fromisoformat(line["at"]) for line in timeline]
    after = [int((moment - moments[0]).total_seconds()) for moment in moments]
    return [(line["verb"], line["rule"], n) for line, n in zip(timeline, after, strict=True)]


@pytest.mark.rule("ORGA-1")
def test_a_caller_from_berlin_is_asked_for_the_district_before_anything_is_booked(office: Office) -> None:
    switch, anke = office.switch(), office.person("tsb1")
    anke.ready("alg")
    call = switch.connects(anke, "berlin-1", ext={"plz": "24103"})
    asked = anke.post(f"/calls/{call}/anliegen/", {"code": "ALG-06", "plz": "10115"})
    assert refusal(asked) == (422, "agentur_ambiguous", "ORGA-1")
    candidates = asked.json()["candidates"]
    assert [c["key"] for c in candidates] == ["922", "955", "962"]
    chosen = {"code": "ALG-06", "plz": "10115", "agentur": candidates[2]["key"]}
    anliegen = ok(anke.post(f"/calls/{call}/anliegen/", chosen))
    assert anliegen["responsible"]["team"]["key"] == "alg-962"
    said = {"starts_at": berlin_iso(office.time() + timedelta(hours=23)), "name": "Jan Muster"}
    said |= {"rueckruf_number": "030 23125 901", "briefing": "Vorschuss gewünscht."}
    booking = ok(anke.post(f"/anliegen/{anliegen['id']}/rueckruf/", said))["booking"]
    assert (booking["team"]["key"], booking["kind"]) == ("alg-962", "sonstiges")
    minutes = (booking["starts_at"][11:16], booking["ends_at"][11:16])
    assert minutes == ("09:00", "09:20")


@pytest.mark.rule("SOCL 2.2/1")
def test_a_caller_from_a_region_that_is_not_live_yet_waits_in_its_general_queue(office: Office) -> None:
    anke = office.person("tsb1")
    anke.ready("both")
    decision = office.switch().rings("hagen-1", ext={"plz": "58095"})
    assert (decision["action"], decision["announce"]) == ("wait", "queue.general")
    assert ok(anke.get("/me/"))["offer"] is None
