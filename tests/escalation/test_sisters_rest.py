"""Over REST too: where the responsible team has no time soon, the next steps name who has, and it can be booked there."""

from datetime import date, time

import pytest

from atv.kalender.models import Booking
from socl.orga.models import UnitKind
from tests.api.clients import Rest, ok, refusal
from tests.api.worlds import World
from tests.escalation.steps import path_of
from tests.factories.kalender import kalender
from tests.factories.orga import UnitFactory

pytestmark = pytest.mark.rule("ATV-34")
SAID = {"name": "Mara Beispiel", "rueckruf_number": "+493023125900", "briefing": "Frage: Geld."}
NINE = "2026-11-18T09:00:00+01:00"


def steps(desk: Rest, path: str) -> dict[str, dict[str, object]]:
    return {step["step"]: step for step in ok(desk.get(f"{path}/next-steps/"))}


def test_the_next_steps_name_a_sister_that_helps_else_a_work_order(
    world: World, desk: Rest, call: int
) -> None:
    path = path_of(desk, call, kind="leistungsberatung")
    assert steps(desk, path)["rueckruf"]["reach"] is None, "the responsible team has a time soon"
    assert ok(desk.get("/teams/alg-131/slots/?kind=sonstiges&reach=1"))["reach"] == {
        "reason": "",
        "recommends_work_order": False,
        "sisters": [],
    }
    world.kiel.serviceplaetze.update(valid_until=date(2026, 11, 18))
    found = steps(desk, path)
    assert (found["rueckruf"]["recommended"], found["work_order"]["recommended"]) == (False, True)
    assert "in den nächsten 5 Arbeitstagen keine freie Zeit" in str(found["work_order"]["reason"])

    team = world.nord.team
    unit = UnitFactory.create(
        key="alg-132", kind=UnitKind.ALG_PLUS_TEAM, name="Alg Plus-Team Lübeck", land="SH", region=team.region,
        parent=team.parent,
    )  # fmt: skip
    kalender(unit, places=1, hours=[(time(9), time(10))], helps_sisters=True)
    reach = {
        "reason": f"{team.name} hat in den nächsten 5 Arbeitstagen keine freie Zeit.",
        "recommends_work_order": False,
        "sisters": [{"team": {"key": "alg-132", "name": "Alg Plus-Team Lübeck"}, "first": NINE}],
    }
    assert steps(desk, path)["rueckruf"]["reach"] == reach
    assert ok(desk.get("/teams/alg-131/slots/?kind=leistungsberatung&reach=1"))["reach"] == reach
    body = {**SAID, "starts_at": NINE}
    assert refusal(desk.post(f"{path}/rueckruf/", {**body, "team": "alg-999"})) == (
        409,
        "not_allowed",
        "ATV-34",
    )
    assert not Booking.objects.exists()
    ok(desk.post(f"{path}/rueckruf/", {**body, "team": "alg-132"}))
    made = Booking.objects.get()
    assert (made.kalender.unit, made.for_team) == (unit, team)
