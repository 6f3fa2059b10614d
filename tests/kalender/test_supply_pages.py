"""Leads set up Serviceplätze in the browser: form, preview, save; without scripts, and two of them at once."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atv.kalender.actions.changing import Order
from atv.kalender.actions.serviceplaetze import open_serviceplatz
from atv.kalender.models import Ausfallzeit, Besetzung, Kalender, Zeitfenster
from socl.orga.rules.roles import Role
from tests.factories.kalender import AT, berlin, booked, kalender, system
from tests.factories.orga import nord, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_stands")]
HOME = "/kalender/alg-131/serviceplaetze/"
TOMORROW = "2026-11-18"
WINDOW = {
    "tage": ["1", "2", "3", "4", "5"],
    "von": "16:00",
    "bis": "16:50",
    "art": "leistungsberatung,sonstiges",
    "kanaele": ["sc", "online"],
    "ab": TOMORROW,
    "letzter": "",
}
MEETING = {"platz": "", "grund": "Teambesprechung", "von_tag": TOMORROW, "von": "8:00", "bis": "12:00"}


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(person(Role.OS_LEAD, nord().team, username="oslead1"))
    return client


def text(answer: Any) -> str:
    main = answer.content.decode().split("<main")[1]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def hidden(answer: Any) -> dict[str, list[str]]:
    """What the preview carries along."""
    found: dict[str, list[str]] = {}
    form = answer.content.decode().split("<main")[1]
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return found


def test_from_an_empty_team_to_the_first_zeitfenster(lead: Client) -> None:
    assert "Noch ist kein Serviceplatz eingerichtet" in text(lead.get(HOME))
    place = {"name": "Raum 2", "ab": TOMORROW, "letzter": ""}
    shown = lead.post(f"{HOME}neu/platz/", {**place, "schritt": "vorschau"})
    assert "Noch ist nichts gespeichert." in text(shown)
    assert Kalender.objects.get().serviceplaetze.count() == 0
    saved = lead.post(f"{HOME}neu/platz/", {**hidden(shown), "schritt": "speichern"}, follow=True)
    assert "Serviceplatz 1, Raum 2 Kein Zeitfenster: Hier wird nichts gebucht." in text(saved)
    chosen = {**WINDOW, "plaetze": [str(Kalender.objects.get().serviceplaetze.get().pk)]}
    shown = lead.post(f"{HOME}neu/zeitfenster/", {**chosen, "schritt": "vorschau"})
    assert "Offene Stunden 0 16,7 Termine zu 30 Minuten, wenn alle so lang wären 0 20" in text(shown)
    assert "Nicht nutzbare Minuten 0 0" in text(shown)
    saved = lead.post(f"{HOME}neu/zeitfenster/", {**hidden(shown), "schritt": "speichern"}, follow=True)
    assert (
        "Mo bis Fr, 16:00 bis 16:50 Uhr, beide Terminarten, nur Service Center und Online, ab 18. November 2026"
        in text(saved)
    )
    assert Zeitfenster.objects.get().channels == ["sc", "online"]


def test_a_refused_form_keeps_what_was_typed_and_says_why(lead: Client) -> None:
    kalender(places=1)
    answer = lead.post(f"{HOME}neu/ausfallzeit/", {**MEETING, "bis": "7:00", "schritt": "vorschau"})
    assert (answer.status_code, "Das Ende muss nach dem Beginn liegen" in text(answer)) == (422, True)
    assert 'value="Teambesprechung"' in answer.content.decode()
    assert lead.post(f"{HOME}neu/zeitfenster/", {}).status_code == 422
    for beyond in ("31.12.9999", "01.01.0001"):
        answer = lead.post(f"{HOME}neu/platz/", {"ab": TOMORROW, "letzter": beyond, "schritt": "vorschau"})
        assert (answer.status_code, "Bitte einen Tag angeben" in text(answer)) == (422, True), beyond
    assert lead.get(f"{HOME}neu/nichts/").status_code == 404
    assert lead.get(f"{HOME}zeitfenster/424242/").status_code == 404


def test_the_preview_names_what_is_displaced_and_saving_leads_to_re_planning(lead: Client) -> None:
    calendar = kalender(places=1)
    one = booked(calendar, berlin(TOMORROW, "09:00"))
    shown = lead.post(f"{HOME}neu/ausfallzeit/", {**MEETING, "schritt": "vorschau"})
    assert f"Neu zu planen: 1 Für diese Rückrufe ist dann nichts mehr offen. {'Sie stehen'}" in text(shown)
    assert f"{one.reference}, Sonstiges Anliegen" in text(shown)
    assert one.name not in text(shown)
    back = lead.post(f"{HOME}neu/ausfallzeit/", {**hidden(shown), "schritt": "zurueck"})
    assert 'value="Teambesprechung"' in back.content.decode()
    assert Ausfallzeit.objects.count() == 0
    saved = lead.post(f"{HOME}neu/ausfallzeit/", {**hidden(shown), "schritt": "speichern"})
    assert saved["Location"] == "/kalender/alg-131/neuplanung/"


@pytest.mark.rule("ATV-14")
def test_who_saves_an_outdated_preview_is_told_and_may_look_again(lead: Client) -> None:
    calendar = kalender(places=1)
    shown = lead.post(f"{HOME}neu/ausfallzeit/", {**MEETING, "schritt": "vorschau"})
    values: dict[str, Any] = {
        "number": None,
        "label": "",
        "valid_from": date(2026, 11, 18),
        "valid_until": None,
    }
    open_serviceplatz(order=Order(calendar.pk, system(), AT), **values)
    answer = lead.post(f"{HOME}neu/ausfallzeit/", {**hidden(shown), "schritt": "speichern"})
    assert (answer.status_code, "inzwischen von jemand anderem geändert" in text(answer)) == (422, True)
    again = lead.post(f"{HOME}neu/ausfallzeit/", {**MEETING, "schritt": "vorschau"})
    assert hidden(again)["version"] == ["2"]
    assert Ausfallzeit.objects.count() == 0


def test_staff_read_and_only_leads_change_and_see_who_changed(lead: Client) -> None:
    kalender(places=1)
    shown = lead.post(f"{HOME}neu/ausfallzeit/", {**MEETING, "schritt": "vorschau"})
    lead.post(f"{HOME}neu/ausfallzeit/", {**hidden(shown), "schritt": "speichern"})
    what = "Ausfallzeit eingetragen 18. November 2026, 08:00 bis 12:00 Uhr, Teambesprechung keine"
    assert f"17. November 2026, 10:00 Uhr Frau Oslead1 {what}" in text(lead.get(f"{HOME}verlauf/"))
    colleague = Client()
    colleague.force_login(person(Role.OS_STAFF, nord().team, username="os1"))
    assert f"17. November 2026, 10:00 Uhr {what}" in text(colleague.get(f"{HOME}verlauf/"))
    assert "Teambesprechung" in text(colleague.get(HOME))
    assert "Aufheben" not in text(colleague.get(HOME))
    assert colleague.get(f"{HOME}neu/ausfallzeit/").status_code == 403


def test_every_form_opens_with_what_is_there(lead: Client) -> None:
    calendar = kalender(places=1)
    place = calendar.serviceplaetze.get()
    window = place.zeitfenster.order_by("starts").first()
    assert window is not None
    slugs = ("platz", "zeitfenster", "tag", "mehr", "ausfallzeit", "woche", "regeln")
    assert {lead.get(f"{HOME}neu/{slug}/").status_code for slug in slugs} == {200}
    shown = lead.get(f"{HOME}zeitfenster/{window.pk}/").content.decode()
    assert ('value="08:00"' in shown, 'value="2026-11-18"' in shown) == (True, True)
    assert lead.get(f"{HOME}platz/{place.pk}/").status_code == 200
    assert lead.get(f"{HOME}ende/{window.pk}/").status_code == 200


def test_who_sits_where_is_set_for_a_day(lead: Client) -> None:
    calendar = kalender(places=2)
    os1 = person(Role.OS_STAFF, nord().team, username="os1")
    one, two = calendar.serviceplaetze.order_by("number").values_list("pk", flat=True)
    url = f"{HOME}besetzung/?tag={TOMORROW}"
    assert "Serviceplatz 2" in text(lead.get(url))
    twice = lead.post(url, {f"platz-{one}": os1.pk, f"platz-{two}": os1.pk})
    assert (twice.status_code, Besetzung.objects.count()) == (422, 0)
    assert lead.post(url, {f"platz-{one}": os1.pk, f"platz-{two}": ""})["Location"] == url
    assert list(Besetzung.objects.values_list("serviceplatz", "person", "day")) == [
        (one, os1.pk, date(2026, 11, 18))
    ]


def test_the_overview_asks_the_same_number_of_questions_however_much_there_is(lead: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert lead.get(HOME).status_code == 200
        return len(seen)

    calendar = kalender(places=1)
    booked(calendar, berlin(TOMORROW, "09:00"))
    queries()  # the first answer of all notes when the session began
    few = queries()
    for clock_time in ("09:20", "09:40"):
        booked(calendar, berlin(TOMORROW, clock_time))
    for n in (2, 3):
        place = calendar.serviceplaetze.create(number=n, valid_from=date(2026, 1, 1))
        values: dict[str, Any] = {
            "weekdays": [1],
            "starts": "08:00",
            "ends": "09:00",
            "valid_from": date(2026, 1, 1),
        }
        place.zeitfenster.create(terminarten=["sonstiges"], channels=["sc"], **values)
    assert queries() == few
