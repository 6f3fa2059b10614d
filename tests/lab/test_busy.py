"""The busy hour, some seconds of it, against a house that really listens; and what its report says."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django.live_server_helper import LiveServer

from rollout.actions.switch import open_region, roll_back, sign_override
from rollout.models import Switch, WaveRegion
from rollout.rules.checklist import Klasse
from rollout.rules.readiness import Fact, Finding
from rollout.rules.switch import Side
from routing.rufkreis.models import Call, Presence
from socl.core import clock
from socl.lab.busy import report
from socl.lab.busy.hour import Hour
from socl.lab.busy.play import Cast, play
from socl.lab.busy.seen import FINAL, ONE_DESK, PROMISES, Seen
from socl.lab.pbx import PbxClient
from socl.orga.rules.roles import Role
from tests.api.clients import Time
from tests.api.worlds import small_world
from tests.factories.kalender import AT
from tests.factories.orga import Region, bearer, person, tsb
from tests.factories.rollout import wave_region

SECONDS = Hour(
    desks=3,
    seconds=5,
    speed=200,
    load=1.5,
    patience=3600,
    ring=0.2,
    tidy=0.2,
    snapshots=2,
    doubles=0.3,
    losses=0.2,
)


def switching(region: Region, monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, Callable[[], object]]]:
    """(share of the hour, what is done then): a live region is taken back, then opened again by two signatures."""
    row = wave_region(region)
    WaveRegion.objects.filter(pk=row.pk).update(live_from=AT)
    missing = Finding(Fact.HOTLINE, "SOCL 3/OS/2", Klasse.PFLICHT, "os-123", "OS", "fehlt")
    for module in ("switch", "readiness"):
        monkeypatch.setattr(f"rollout.actions.{module}.findings", lambda row, at: [missing])
    sides = {Side.RD: person(Role.RD, region.rd), Side.SC_REGION: person(Role.SC_REGION, region.region)}

    def back() -> None:
        roll_back(wave_region=row, reason="Störung", by=sides[Side.RD], at=clock.now())

    def again() -> None:
        for side, who in sides.items():
            sign_override(wave_region=row, side=side, reason="behoben", by=who, at=clock.now())
        open_region(wave_region=row, live_from=None, by=sides[Side.RD], at=clock.now())

    return [(0.2, back), (0.6, again)]


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("EINF-4")
@pytest.mark.rule("EINF-5")
@pytest.mark.rule("RUF-7")
@pytest.mark.rule("RUF-15")
def test_some_seconds_of_the_hour_with_losses_a_restart_and_the_region_switched_keep_every_promise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    began = time.monotonic()
    faster = 3  # the house's clock: deadlines and lists of calls are over sooner
    monkeypatch.setattr(clock, "now", lambda: AT + faster * timedelta(seconds=time.monotonic() - began))
    world = small_world(Time(AT))
    tokens = {f"tsb{n}": bearer(tsb(world.nord, username=f"tsb{n}")).split()[1] for n in range(SECONDS.desks)}
    told: list[float] = []
    steps = switching(world.nord, monkeypatch)

    def tell(share: float, words: str) -> None:
        told.append(share)
        while steps and share >= steps[0][0]:
            steps.pop(0)[1]()

    server = LiveServer("127.0.0.1:0")
    try:
        pbx = PbxClient(server.url, bearer(world.pbx.person).split()[1], world.pbx.secret, counting=True)
        seen = play(SECONDS, Cast(server.url, pbx, tokens), tell)
    finally:
        server.stop()
    assert report.as_json(SECONDS, seen)["promises"] == {promise: [] for promise in PROMISES}
    assert seen.counts["angenommen"] > 0 and seen.counts["Nachrichten doppelt"] > 0
    assert set(Call.objects.values_list("state", flat=True)) == {"ended"}
    assert Counter(Presence.objects.values_list("wish", "activity")) == {("off", "idle"): SECONDS.desks}
    assert told[0] < told[-1] == 1.0
    assert list(Switch.objects.order_by("pk").values_list("kind", "red")) == [("rollback", 0), ("open", 1)]


def test_the_report_names_every_promise_and_says_which_were_broken():
    hour, seen = Hour(), Seen()
    seen.counts.update({"Anrufe": 10, "angenommen": 8, "aufgegeben": 2, "Angebote": 12})
    seen.seconds["wait"] += [1.0, 4.0]
    for desk in ("labor1", "labor2"):
        seen.decided("c1", {"offerId": "7", "target": desk}, expires_in=3)
    text, found = report.as_text(hour, seen), report.as_json(hour, seen)
    assert f"✗ {ONE_DESK} 1-mal nicht: [\"c1: ['labor1', 'labor2']\"]" in text
    assert f"✓ {FINAL}" in text
    assert (found["kept"], found["figures"]["Anteil aufgegeben"]) == (False, 20.0)
    assert found["figures"]["Angebote je angenommenem Anruf"] == 1.5
    assert found["promises"] == {**{p: [] for p in PROMISES}, ONE_DESK: ["c1: ['labor1', 'labor2']"]}


def test_an_offer_that_rings_on_after_its_deadline_is_found():
    seen = Seen()
    seen.decided("c1", {"offerId": "7", "target": "labor1"}, expires_in=-9)
    assert not seen.faults
    seen.decided("c1", {"offerId": "7", "target": "labor1"}, expires_in=-11)
    assert list(seen.faults.values()) == [["c1: 11 s"]]
