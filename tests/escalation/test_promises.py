"""The promise of 48 hours: only where SOC-L has not been introduced, and watched."""

from datetime import timedelta

import pytest
from django.test import Client

from routing.escalation.actions.promises import watch_promises
from routing.escalation.models import Outcome
from routing.rufkreis.models import Rufkreis
from socl.journal.models import Entry
from socl.lib import phone
from socl.orga.models import Person
from tests.api.clients import CALLER, Rest, ok, refusal
from tests.api.worlds import World
from tests.escalation.steps import path_of

pytestmark = pytest.mark.rule("SOCL 2/2")
PROMISE = {"outcome": "promise_48h", "note": "ruft zurück"}


def test_where_soc_l_is_live_a_time_is_booked_instead(desk: Rest, call: int) -> None:
    answer = desk.post(f"{path_of(desk, call)}/close/", PROMISE)
    assert refusal(answer) == (409, "not_allowed", "SOCL 2/2")


def test_a_promise_is_kept_in_time_or_noticed_when_it_is_not(world: World, desk: Rest, call: int) -> None:
    Rufkreis.objects.filter(unit=world.nord.sc, topic="alg").update(live_from=None)
    made = [ok(desk.post(f"{path_of(desk, call)}/close/", PROMISE)) for _ in range(2)]
    assert made[0]["promised_until"] == "2026-11-19T10:00:00+01:00"
    browser = Client()
    browser.force_login(Person.objects.get(username="tsb1"))
    page = browser.get("/platz/").content.decode()
    assert "Zugesagte Rückrufe (2)" in page
    assert page.count(f"<br>{phone.shown(CALLER)}") == 2
    assert browser.post(f"/platz/zusage/{made[0]['id']}/anrufen/").status_code == 302
    assert "Dieser Anruf ist noch nicht zu Ende." in browser.get("/platz/").content.decode()
    switch = world.switch()
    switch.say("hangup", cause="normalClearing")
    assert browser.post(f"/platz/zusage/{made[0]['id']}/anrufen/").status_code == 302
    assert "Die Telefonanlage wählt." in browser.get("/platz/").content.decode()
    [command] = [c for c in switch.commands() if c["command"] == "dial"]
    switch.say("commandResult", commandId=command["commandId"], ok=False, cause="busy")
    assert "Die Telefonanlage konnte nicht wählen." in browser.get("/platz/").content.decode()
    assert browser.post(f"/platz/zusage/{made[0]['id']}/gehalten/").status_code == 302
    assert browser.post(f"/platz/zusage/{made[0]['id']}/gehalten/").status_code == 404
    assert browser.post(f"/platz/zusage/{made[0]['id']}/anrufen/").status_code == 404
    world.time.goes_on(hours=48, seconds=-1)
    assert watch_promises(at=world.time()) == 0
    world.time.goes_on(1)
    assert [watch_promises(at=world.time()) for _ in range(2)] == [1, 0]
    broken = Outcome.objects.get(promise_broken_at__isnull=False)
    assert (broken.pk, broken.promise_broken_at) == (made[1]["id"], world.time())
    assert Entry.objects.filter(verb="promise_broken").count() == 1
    browser = Client()  # another day, another session
    browser.force_login(Person.objects.get(username="tsb1"))
    assert "Frist vorbei" in browser.get("/platz/").content.decode()
    world.time.goes_on(hours=1)
    assert timedelta(hours=48) < world.time() - broken.at
    assert browser.post(f"/platz/zusage/{broken.pk}/gehalten/").status_code == 302
