"""Web, worker, beat, stream, Valkey and PostgreSQL are killed under load; afterwards every invariant holds."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from atv.kalender.models import Booking
from socl.core import clock
from socl.lab.pbx import PbxClient
from socl.lib.workdays import berlin_iso
from socl.run.home import LOCAL
from tests.soak.house import House
from tests.soak.invariants import INVARIANTS, violations
from tests.soak.load import Citizen, Customer, Line, Load

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

KILLS = ("web", "worker", "beat", "stream", "valkey", "postgres", "web", "valkey", "postgres")
BETWEEN = 3.0  # seconds of load after each return
DOWN = 1.0  # seconds that a killed part stays away
REST = 45.0  # seconds within which the sweepers must have tidied up
RESULT = LOCAL / "soak.json"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    found = House(tmp_path)
    try:
        yield found
    finally:
        found.close()


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str]) -> Any:
    """Say something at the terminal while the test runs."""

    def tell(done: int, words: str) -> None:
        with capfd.disabled():
            bar = "#" * done + "-" * (len(KILLS) - done)
            print(
                f"\r[{bar}] {words:<60}", end="" if done < len(KILLS) else "\n", file=sys.stderr, flush=True
            )

    return tell


def test_whatever_is_killed_under_load_nothing_is_lost_and_nothing_is_twice(house: House, told: Any) -> None:
    began = time.monotonic()
    told(0, "the house opens")
    world = house.open()
    house.ready()
    load = Load(world["base_url"])
    threads = clients(load, world)
    returns = []
    for n, name in enumerate(KILLS):
        told(n, f"{name} is killed")
        house.kill(name)
        time.sleep(DOWN)
        house.start(name)
        returns.append({"killed": name, "back_after_seconds": round(house.ready(), 1)})
        time.sleep(BETWEEN)
    load.stop.set()
    for thread in threads:
        thread.join(120)
    told(len(KILLS), f"{dict(load.counts)}")
    assert [thread.is_alive() for thread in threads] == [False] * len(threads)
    left, kept = at_rest(house, load)
    seconds = round(time.monotonic() - began)
    result: dict[str, Any] = {"at": berlin_iso(clock.now()), "seconds": seconds, "kills": returns}
    result |= {"load": load.counts, "faults": load.faults[:20], "invariants": len(INVARIANTS)}
    RESULT.write_text(json.dumps(result | {"violations": left}, indent=1, ensure_ascii=False, default=str))
    assert left == {}
    assert load.faults == []
    assert kept == load.promised, "every confirmed time is booked, and nobody has one without knowing"
    assert load.counts["booked"] > 20
    assert load.counts["resolved"] > 3
    assert load.counts["Termin"] > 5


def clients(load: Load, world: dict[str, Any]) -> list[Any]:
    """Three customers of the online portal, two citizens at the Eingangszone's pages, two telephone lines, five desks."""
    desks = {name: world["persons"][name]["token"] for name in ("tsb1", "tsb2", "tsb3", "tsb4", "tsb5")}
    for token in desks.values():
        status, answer = load.ask(token, "PUT", "/me/presence/", {"wish": "alg"})
        assert status == 200, answer
    portal, switch = world["clients"]["portal"]["token"], world["clients"]["pbx"]
    pbx = PbxClient(load.base_url, switch["token"], switch["secret"])
    customers = [
        Customer(load, portal, f"Kundin {n}", team)
        for n, team in enumerate(("alg-131", "alg-131", "alg-123"))
    ]
    lines = [Line(load, pbx, desks, f"soak{n}") for n in range(2)]
    every: list[Callable[[], None]] = [*customers, *lines, *(Citizen(load, n) for n in range(2))]
    return [load.run(client) for client in every]


def at_rest(house: House, load: Load) -> tuple[dict[str, Any], set[str]]:
    """What is still wrong when the sweepers have had their time, and the references that customers hold."""
    usual = dict(connection.settings_dict)
    connections.close_all()
    connection.settings_dict.update(house.database())
    try:
        end = time.monotonic() + REST
        while (left := violations()) and time.monotonic() < end:
            time.sleep(2)
        theirs = Booking.objects.filter(name__startswith="Kundin ")
        kept = {str(reference) for reference in theirs.values_list("reference", flat=True)}
    finally:
        connection.close()
        connection.settings_dict.update(usual)
    return left, kept
