"""What leads of an Eingangszone set up: its own Terminarten, in its own words, over pages and REST."""

import pytest
from django.test import Client

from atv.kalender.models import Zeitfenster
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok, refusal
from tests.factories.kalender import AusfallzeitFactory, kalender
from tests.factories.orga import nord, person
from tests.factories.otv import released, termin

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(clock_stands: None) -> Person:
    """The lead of Kiel's Eingangszone, at AT."""
    return person(Role.EZ_LEAD, nord().eingangszone)


@pytest.mark.rule("SOCL 3/OS/3")
def test_over_rest_a_zeitfenster_takes_the_terminarten_of_its_own_calendar(lead: Person) -> None:
    calendar = released().kalender
    own = sorted(t.code for t in calendar.terminarten.all())
    place = calendar.serviceplaetze.order_by("number").first()
    assert place is not None
    desk = Rest(lead)
    new = {"serviceplatz": place.pk, "date": "2026-11-21", "from": "08:00", "until": "10:00"}
    no = desk.post("/zeitfenster/", {**new, "terminarten": ["sonstiges"]})
    assert (refusal(no)[0], list(no.json()["errors"])) == (422, ["terminarten"])
    made = ok(desk.post("/zeitfenster/", {**new, "terminarten": own[:1]}))
    assert made["terminarten"] == own[:1]
    sunday = {**new, "date": "2026-11-22"}
    assert ok(desk.post("/zeitfenster/", sunday))["terminarten"] == own, "left out: all that it offers"
    team = kalender()
    theirs = {**new, "serviceplatz": team.serviceplaetze.all()[0].pk, "terminarten": own[:1]}
    assert refusal(Rest(person(Role.OS_LEAD, nord().team)).post("/zeitfenster/", theirs))[0] == 422
    assert Zeitfenster.objects.filter(valid_from__gte="2026-11-21").count() == 2


def test_the_pages_speak_of_termine_where_people_come(lead: Person) -> None:
    calendar, one = released().kalender, termin()
    AusfallzeitFactory(kalender=calendar)
    client = Client()
    client.force_login(lead)
    home = f"/kalender/{calendar.unit.key}/"
    shown = client.get(f"{home}neuplanung/").content.decode()
    assert "1 Termin, für dessen vereinbarte Zeit nichts mehr offen ist." in shown
    assert str(one.booking.reference) in shown and f"/kalender/termin/{one.booking.pk}/" not in shown
    assert "1 Termin ohne offene Zeit" in client.get(f"{home}serviceplaetze/").content.decode()
    chosen = f"{one.booking.pk} 1 2026-11-18T11:00:00+01:00"
    done = client.post(f"{home}neuplanung/alle/", {"termin": chosen, "schritt": "speichern"}, follow=True)
    assert "1 von 1 Terminen verlegt. Die Nachricht ist unterwegs." in done.content.decode()
