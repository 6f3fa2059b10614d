"""A restricted Anliegen: the desk knows whose it is, the hotline answers without, and what follows is restricted too."""

from typing import Any

import pytest
from django.test import Client

from atv.kalender.models import Booking
from eakte.models import WorkOrder
from routing.escalation.models import Anliegen
from routing.rufkreis.actions.setup import set_up_hotline
from routing.rufkreis.rules.eligibility import Hotline
from socl.journal.models import AccessEntry
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok
from tests.api.worlds import World
from tests.escalation.steps import path_of
from tests.factories.eakte import postkorb
from tests.factories.kalender import AT, system
from tests.factories.orga import DienstpostenFactory

pytestmark = pytest.mark.rule("DS-5")
BIRD = "Kanarienvogel"
WHO = {"name": BIRD, "kundennummer": "131A123456"}
RUECKRUF = {"starts_at": "2026-11-18T10:00:00+01:00", "rueckruf_number": "+493023125900", "briefing": "x"}


def browser_of(who: Person) -> Client:
    found = Client()
    found.force_login(who)
    return found


def test_a_hotline_answers_the_question_without_the_person_unless_it_is_cleared(
    world: World, desk: Rest, call: int
) -> None:
    set_up_hotline(unit=world.nord.os, hotline=Hotline.OS, by=system(), at=AT)
    path = path_of(desk, call, code="ALG-06", restricted=True, **WHO)
    asked = ok(desk.post(f"{path}/consults/", {"target": "os", "question": "Vorschuss?"}))
    assert asked["anliegen"]["name"] == BIRD, "the desk that asks knows whose it is"
    before = AccessEntry.objects.count()

    def seen(who: Person) -> Any:
        page = browser_of(who).get("/hotline/").content.decode()
        (listed,) = ok(Rest(who).get("/consults/"))
        assert "Vorschuss?" in page and listed["question"] == "Vorschuss?"
        assert (BIRD in page) == (listed["anliegen"]["name"] == BIRD)
        assert ("131A123456" in page) == (listed["anliegen"]["kundennummer"] != "")
        return listed["anliegen"]["name"]

    staff = world.person(Role.OS_STAFF, world.nord.team, "imke")
    assert seen(staff) == "Geschützter Datensatz"
    assert AccessEntry.objects.count() == before
    cleared = world.person(Role.OS_STAFF, world.nord.team, "jule")
    DienstpostenFactory(person=cleared, unit=world.nord.team, role=Role.SCHUTZ, main=False)
    assert seen(cleared) == BIRD
    assert AccessEntry.objects.count() > before
    joined = ok(Rest(staff).post(f"/consults/{asked['id']}/join/"))
    assert joined["anliegen"]["name"] == "Geschützter Datensatz"
    assert Anliegen.objects.get().name == BIRD, "a veil is never saved"


def test_what_follows_from_a_restricted_anliegen_is_restricted(world: World, desk: Rest, call: int) -> None:
    postkorb(world.nord.os)
    tsb = browser_of(Person.objects.get(username="tsb1"))
    booked, ordered = path_of(desk, call, **WHO), path_of(desk, call, **WHO)
    for path in (booked, ordered):
        assert tsb.post(f"/platz{path}/schutz/").status_code == 302
        assert ok(desk.get(f"{path}/"))["restricted"] is True
    assert "checked" in tsb.get(f"/platz{booked}/rueckruf/").content.decode()
    ok(desk.post(f"{booked}/rueckruf/", {**RUECKRUF, "name": BIRD}))
    ok(desk.post(f"{ordered}/work-order/", {"subject": "x", "text": "y"}))
    assert (Booking.objects.get().restricted, WorkOrder.objects.get().restricted) == (True, True)
    page = tsb.get("/platz/").content.decode()
    assert f"Auftrag {WorkOrder.objects.get().pk} (geschützt)" in page
