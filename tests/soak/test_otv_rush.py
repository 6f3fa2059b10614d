"""Two hundred citizens want one of the twenty Termine of a morning, at once, over HTTP."""

import random
from collections import Counter
from datetime import date, time
from typing import Any

import pytest
from django.test import Client

from atv.kalender.models import Booking
from atv.otv.actions.anliegen import put_anliegen
from atv.otv.models import OtvTermin
from socl.core import clock
from socl.lib.workdays import berlin_day
from socl.post.models import Outbox
from tests.factories.kalender import AT
from tests.factories.otv import order, released, values
from tests.kalender.crowds import nobody_shares_a_serviceplatz
from tests.races import crowd

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True), pytest.mark.rule("ATV-2")]
CITIZENS, SEATS, TERMINE = 200, 100, 20
WEDNESDAY = date(2026, 11, 18)
SLOTS, BOOK = "/api/v1/otv/sites/131/anliegen/OTV-04/slots/", "/api/v1/otv/sites/131/termine/"


class Citizen:
    """Wants that morning; where a time is gone, takes what is offered instead as long as it is that morning."""

    def __init__(self, lane: int) -> None:
        self.lane, self.dice, self.seen = lane, random.Random(lane), Counter[int]()
        self.http = Client(REMOTE_ADDR=f"10.0.{lane // 250}.{lane % 250}")

    def post(self, path: str, **body: object) -> tuple[int, dict[str, object]]:
        answer = self.http.post(path, body, content_type="application/json")
        self.seen[answer.status_code] += 1
        return answer.status_code, answer.json()

    def run(self) -> list[str]:
        """The number of the Termin, or the three alternatives on other days."""
        days: Any = self.post(SLOTS, days=1, **{"from": "2026-11-18"})[1]["days"]
        wanted = [start for day in days for start in day["starts"]]
        start = self.dice.choice(wanted or ["2026-11-18T08:00:00+01:00"])
        for _ in range(60):
            status, said = self.post(
                BOOK, code="OTV-04", starts_at=start, channel="personal",
                name=f"Citizen {self.lane}", email=f"citizen{self.lane}@example.org",
            )  # fmt: skip
            if status == 201:
                return [str(said["reference"])]
            assert (status, said["code"]) in {(409, "slot_taken"), (409, "not_offered")}, said
            near: list[str] = said["alternatives"]  # type: ignore[assignment]
            same_day = [text for text in near if text.startswith("2026-11-18")]
            if not same_day:
                return near
            start = self.dice.choice(same_day)
        raise AssertionError("sixty tries and neither a Termin nor another day")


def test_twenty_get_one_and_all_others_the_nearest_instead(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    site = released(places=2, hours=((time(8), time(9, 40)),))
    put_anliegen(order=order(site), code="OTV-04", wanted=values("OTV-04", horizon_days=3))
    # Where the others take five minutes more, a rest of five is no waste, and a morning may end with less than twenty.
    for code in ("OTV-01", "OTV-02"):
        put_anliegen(order=order(site), code=code, wanted=values(code, minutes=20))
    citizens = [Citizen(lane) for lane in range(CITIZENS)]
    finish = crowd(CITIZENS, lambda lane: citizens[lane].run(), SEATS)
    assert finish.errors == []
    got = [said for said in finish.results if len(said) == 1]
    others = [said for said in finish.results if len(said) != 1]
    assert (len(got), len(others)) == (TERMINE, CITIZENS - TERMINE)
    assert {tuple(said) for said in others} == {tuple(others[0])} and len(others[0]) == 3
    assert OtvTermin.objects.count() == Booking.objects.count() == Outbox.objects.count() == TERMINE
    assert len(set(OtvTermin.objects.values_list("booking__email", flat=True))) == TERMINE  # nobody has two
    days = {berlin_day(b.starts_at) for b in Booking.objects.all()}
    assert days == {WEDNESDAY}
    assert nobody_shares_a_serviceplatz()
    assert set(sum((c.seen for c in citizens), Counter[int]())) == {200, 201, 409}
