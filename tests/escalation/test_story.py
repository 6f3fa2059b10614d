"""The way of an Anliegen across TSB, FiT and OS: who may read it, what it says, that it was read."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atv.kalender.models import Booking
from eakte.models import WorkOrder
from routing.escalation.models import Anliegen, Consult
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

NINE = "2026-11-18T09:00:00+01:00"
WHOM = {"name": "Mara Beispiel", "rueckruf_number": "030 23125 900", "briefing": "Mittellos, FiT gefragt."}


@pytest.mark.rule("ESK-11")
def test_the_way_of_an_anliegen_is_read_by_desk_fit_and_os_and_by_nobody_else(
    world: World, desk: Rest, call: int
) -> None:
    set_up_hotline(unit=world.nord.sc, hotline=Hotline.FIT, by=system(), at=AT)
    fit = world.staff(Role.FIT, world.nord.sc, "greta")
    team = world.staff(Role.OS_STAFF, world.nord.team, "imke")
    path = path_of(desk, call, code="ALG-06", kind="sonstiges")
    asked = ok(desk.post(f"{path}/consults/", {"target": "fit", "question": "Vorschuss?"}))["id"]
    ok(fit.post(f"/consults/{asked}/join/"))
    ok(fit.post(f"/consults/{asked}/answer/", {"answer": "Nur der OS."}))
    assert team.get(f"{path}/timeline/").status_code == 404
    ok(desk.post(f"{path}/rueckruf/", {"starts_at": NINE, **WHOM}))
    told = [
        (line["verb"], line["where"].split(",")[0], line["rule"])
        for line in ok(team.get(f"{path}/timeline/"))
    ]
    tsb, expert = "Telefonserviceberater/in (TSB)", "Fachkraft im Telefonservice (FiT)"
    assert told == [
        ("new_call", "Telefonanlage", "RUF-1"),
        ("decision", "System", "RUF-13"),
        ("answer", "Telefonanlage", ""),
        ("open_anliegen", tsb, "SOCL 2.1/4"),
        ("ask", tsb, "SOCL 2.1/5"),
        ("ask_consult", expert, ""),
        ("join_consult", expert, "ESK-1"),
        ("ask_hangup", expert, ""),
        ("consult_answered", expert, "ESK-1"),
        ("book_rueckruf", tsb, "SOCL 2.1/8"),
        ("close_anliegen", tsb, "SOCL 2.1/8"),
    ]
    last = ok(fit.get(f"{path}/timeline/"))[-1]
    assert last["facts"] == {"outcome": "rueckruf", "ladder": 1, "guide": 1}
    for stranger in (
        world.desk("tsb2"),
        world.staff(Role.FIT, world.west.sc),
        world.staff(Role.OS_STAFF, world.west.team),
        world.staff(Role.SC_REGION, world.nord.region),
    ):
        assert stranger.get(f"{path}/timeline/").status_code == 404
    pk = Anliegen.objects.get().pk
    read = AccessEntry.objects.filter(purpose="verlauf", object_type="anliegen", object_id=pk)
    assert sorted(Person.objects.get(pk=by).username for by in read.values_list("by_id", flat=True)) == [
        "greta",
        "imke",
    ]
    browser = Client()
    browser.force_login(Person.objects.get(username="greta"))
    page = browser.get(f"/verlauf/anliegen/{pk}/").content.decode()
    assert "Rücksprache beantwortet" in page and "Stand der Leiter: 1" in page
    assert "Mara" not in page and "Vorschuss?" not in page and "Anke" not in page
    booking = Booking.objects.get()
    imke = Client()
    imke.force_login(Person.objects.get(username="imke"))
    shown = imke.get(f"/kalender/termin/{booking.pk}/").content.decode()
    assert f'href="/verlauf/rueckruf/{booking.pk}/"' in shown
    assert imke.get(f"/verlauf/rueckruf/{booking.pk}/")["Location"] == f"/verlauf/anliegen/{pk}/"
    Anliegen.objects.update(restricted=True)
    assert browser.get(f"/verlauf/anliegen/{pk}/").status_code == 404
    assert desk.get(f"{path}/timeline/").status_code == 200
    assert Consult.objects.count() == 1


@pytest.mark.rule("ESK-11")
def test_a_call_is_read_as_a_whole_by_its_desk_and_in_part_by_the_office_of_one_anliegen(
    world: World, desk: Rest, call: int
) -> None:
    tsb, clerk = Client(), Client()
    tsb.force_login(Person.objects.get(username="tsb1"))
    clerk.force_login(world.person(Role.OS_STAFF, world.nord.team, "imke"))
    page = f"/verlauf/anruf/{call}/"
    assert "kein Anliegen eröffnet" in tsb.get(page).content.decode()
    postkorb()
    path = path_of(desk, call, code="ALG-04")
    ok(desk.post(f"{path}/work-order/", {"subject": "Zahlung prüfen", "text": "Bitte."}))
    filed = WorkOrder.objects.get()
    about = [line["about"] for line in ok(desk.get(f"{path}/timeline/"))]
    assert about == ["", "", "", "ALG-04", "ALG-04", "ALG-04"]

    def read(who: Client) -> tuple[int, bool, bool]:
        with CaptureQueriesContext(connection) as seen:
            shown = who.get(page).content.decode()
        return len(seen), "ALG-04" in shown, "ALG-06" in shown

    read(tsb)
    few = read(tsb)[0]
    ok(desk.post(f"{path_of(desk, call, code='ALG-06', kind='sonstiges')}/resolve/"))
    assert read(tsb) == (few, True, True), "the more Anliegen, not the more questions"
    assert read(clerk)[1:] == (True, False)
    assert (
        f'href="/verlauf/auftrag/{filed.pk}/"' in clerk.get(f"/postkorb/auftrag/{filed.pk}/").content.decode()
    )
    way = clerk.get(f"/verlauf/auftrag/{filed.pk}/", follow=True).content.decode()
    assert "Auftrag erteilt" in way and "Zahlung prüfen" not in way
    stranger = Client()
    stranger.force_login(world.person(Role.OS_STAFF, world.west.team, "murat"))
    led = stranger.get(f"/verlauf/auftrag/{filed.pk}/")["Location"]
    assert (led, stranger.get(led).status_code) == (f"/postkorb/auftrag/{filed.pk}/", 404)
    assert stranger.get(page).status_code == 404
    read_by = AccessEntry.objects.filter(purpose="verlauf", object_type="call", object_id=call)
    assert {Person.objects.get(pk=by).username for by in read_by.values_list("by_id", flat=True)} == {
        "tsb1",
        "imke",
    }
