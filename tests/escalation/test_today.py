"""The Lagebild's slot for the Anliegen of the day, and small counts of desks."""

from datetime import timedelta

import pytest

from routing.escalation.models import Anliegen
from routing.escalation.queries.today import groups_today
from routing.rufkreis.rules.level import shown
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import browserless
from tests.api.worlds import World, built, time, world
from tests.factories.escalation import AnliegenFactory
from tests.factories.kalender import AT
from tests.factories.rufkreis import CallFactory, desk

__all__ = ["built", "time", "world"]
pytestmark = pytest.mark.rule("RUF-21")


@pytest.mark.parametrize(
    ("number", "to_lead", "text"),
    [(0, False, "0"), (1, False, "unter 5"), (4, False, "unter 5"), (5, False, "5"), (1, True, "1")],
)
def test_few_desks_are_counted_for_their_lead_alone(number, to_lead, text):
    assert shown(number, to_lead=to_lead) == text


def test_the_anliegen_of_today_stand_by_group_and_fewer_than_five_are_not_named(world: World) -> None:
    for n, (code, days) in enumerate([("ALG-04", 0)] * 5 + [("ALG-01", 0)] * 4 + [("ALG-29", 1)] * 6):
        call = CallFactory.create(
            pbx=world.pbx, call_id=f"t{n}", first_queued_at=AT - timedelta(days=days), answered=True
        )
        AnliegenFactory.create(call=call, code=code)
    assert Anliegen.objects.count() == 15
    found = dict(groups_today(world.nord.sc, AT))
    assert (found["Zahlung"], found["Antrag und Unterlagen"]) == ("5", "unter 5")
    assert found["Aufhebung und Widerspruch"] == "0", "yesterday's do not count"
    assert set(dict(groups_today(world.west.sc, AT)).values()) == {"0"}


def test_the_lagebild_has_a_slot_that_works_as_a_page_and_as_a_part(world: World) -> None:
    desk()
    client = browserless()
    client.force_login(world.person(Role.SC_REGION, world.nord.region))
    page = client.get("/lagebild/sc-nord/").content.decode()
    assert 'hx-get="/lagebild/sc-nord/anliegen/"' in page
    assert "<dt>Frei dafür</dt><dd>unter 5</dd>" in page
    assert "<html" in client.get("/lagebild/sc-nord/anliegen/").content.decode()
    part = client.get("/lagebild/sc-nord/anliegen/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and part.count("<dt>") == 8
    client.force_login(world.person(Role.SC_LEAD, world.nord.sc))
    assert "<dt>Frei dafür</dt><dd>1</dd>" in client.get("/lagebild/sc-nord/").content.decode()
    client.force_login(Person.objects.get(username=f"{Role.SC_REGION}-{world.nord.region.key}"))
    assert client.get("/lagebild/sc-west/anliegen/").status_code in (403, 404)
