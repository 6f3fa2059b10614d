"""The hotline desk as pages, and the help to choose between asking and booking."""

import pytest
from django.test import Client

from routing.escalation.models import Anliegen, Consult
from routing.escalation.queries.reach import Reachable
from routing.rufkreis.models import Rufkreis
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok
from tests.api.worlds import World
from tests.escalation.steps import path_of


def browser_of(who: Person) -> Client:
    found = Client()
    found.force_login(who)
    return found


@pytest.mark.rule("SOCL 3/OS/2")
def test_the_lead_sets_the_hotline_up_and_a_question_is_asked_taken_and_answered_by_pages(
    world: World, desk: Rest, call: int
) -> None:
    lead = browser_of(world.person(Role.SC_LEAD, world.nord.sc, "henning"))
    fit = browser_of(world.person(Role.FIT, world.nord.sc, "greta"))
    tsb = browser_of(Person.objects.get(username="tsb1"))
    assert "noch keine Hotline eingerichtet" in fit.get("/hotline/").content.decode()
    assert fit.post("/hotline/einrichten/").status_code == 403
    assert lead.post("/hotline/einrichten/").status_code == 302
    assert Rufkreis.objects.filter(unit=world.nord.sc, topic="fit").count() == 1
    assert lead.post("/hotline/einrichten/").status_code == 302

    path = path_of(desk, call, code="ALG-06")
    page = tsb.get("/platz/").content.decode()
    assert "gerade niemand angemeldet. Ein Rückruf ist jetzt freundlicher" in page
    fit.post("/hotline/anwesenheit/", {"wish": "hotline"})
    assert "1 angemeldet, 1 frei, 0 warten, etwa 0 s" in tsb.get("/platz/").content.decode()
    assert tsb.post(f"/platz{path}/fragen/", {"target": "fit"}).status_code == 302
    assert not Consult.objects.exists()
    tsb.post(f"/platz{path}/fragen/", {"target": "fit", "question": "Vorschuss möglich?"})
    consult = Consult.objects.get()
    waiting = fit.get("/hotline/fragen/").content.decode()
    assert "Vorschuss möglich?" in waiting and "Identifikation nicht gefragt" in waiting
    who = {"result": "confirmed", "features": ["name"], "name": "Mara Beispiel"}
    ok(desk.post(f"/calls/{call}/identification/", who))
    assert "Identifikation bestätigt" in fit.get("/hotline/fragen/").content.decode()
    fit.post(f"/hotline/frage/{consult.pk}/nehmen/")
    consult.refresh_from_db()
    assert consult.state == "joined"
    assert "im Gespräch" in tsb.get("/platz/").content.decode()
    refused = fit.post(f"/hotline/frage/{consult.pk}/antwort/", {"answer": ""})
    assert (refused.status_code, "Bitte die Antwort" in refused.content.decode()) == (422, True)
    fit.post(f"/hotline/frage/{consult.pk}/antwort/", {"answer": "Ja, § 42 SGB I."})
    assert "Ja, § 42 SGB I." in tsb.get("/platz/").content.decode()


def test_the_exception_and_the_take_over_by_pages(world: World, desk: Rest, call: int) -> None:
    lead = browser_of(world.person(Role.OS_LEAD, world.nord.os, "lena"))
    lead.post("/hotline/einrichten/")
    tsb, path = browser_of(Person.objects.get(username="tsb1")), path_of(desk, call, code="ALG-06")
    tsb.post(f"/platz{path}/fragen/", {"target": "os", "question": "Mittellos?"})
    consult = Consult.objects.get()
    lead.post(f"/hotline/frage/{consult.pk}/nehmen/")
    assert "Nur in sehr wenigen Ausnahmefällen" in lead.get("/hotline/").content.decode()
    tsb.post(f"/platz{path}/ausnahme/", {"code": "dringlichkeit", "reason": "Miete morgen"})
    assert "Miete morgen" in lead.get("/hotline/").content.decode()
    assert lead.post(f"/hotline/frage/{consult.pk}/uebernehmen/", {}).status_code == 422
    assert lead.post(f"/hotline/frage/{consult.pk}/uebernehmen/", {"reason": "sofort"}).status_code == 302
    outcome = Anliegen.objects.get().outcome
    assert outcome is not None
    assert outcome.kind == "handed_over"


@pytest.mark.rule("ESK-3")
@pytest.mark.parametrize(
    ("people", "free", "waiting", "seconds", "kinder"),
    [
        (0, 0, 0, None, True),
        (1, 1, 0, 0, False),
        (1, 1, 1, 120, False),
        (1, 1, 2, 240, True),
        (3, 3, 3, 40, False),
        (2, 0, 0, 60, False),
        (2, 0, 2, 180, True),
    ],
)
def test_booking_is_kinder_when_nobody_is_there_or_the_wait_is_long(
    people: int, free: int, waiting: int, seconds: int | None, kinder: bool
) -> None:
    found = Reachable("Hotline", people, free, waiting)
    assert (found.expected_seconds, found.is_booking_kinder) == (seconds, kinder)
