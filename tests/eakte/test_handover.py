"""The way into the E-AKTE: whole packages, tried until acknowledged, laid down once."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from eakte import queries, tasks
from eakte.actions.attachments import attach
from eakte.actions.orders import claim, finish
from eakte.gateway import RECEIPTS, DropFolder, package_of
from eakte.models import Delivery
from eakte.rules.lifecycle import Result
from socl.core import clock
from socl.lab.eakte import TakesAtOnce
from socl.orga.rules.roles import Role
from tests.factories.eakte import PDF, order
from tests.factories.kalender import AT
from tests.factories.orga import nord, person

pytestmark = [pytest.mark.django_db, pytest.mark.rule("EAKTE-5")]


class Now:
    at = AT

    def __call__(self) -> Any:
        return self.at


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    found = Now()
    monkeypatch.setattr(clock, "now", found)
    return found


@pytest.fixture
def drop(tmp_path: Path, settings: Settings) -> Path:
    settings.EAKTE_DROP = str(tmp_path)
    settings.EAKTE_GATEWAY = "eakte.gateway.DropFolder"
    return tmp_path


def receipt(drop: Path, name: str) -> None:
    (drop / RECEIPTS).mkdir(exist_ok=True)
    (drop / RECEIPTS / name).touch()


def test_a_version_is_laid_down_once_and_tried_until_it_is_acknowledged(now: Now, drop: Path) -> None:
    found = order()
    imke = person(Role.OS_STAFF, nord().team)
    attach(order=found, name="vertrag.pdf", content=PDF, by=imke, at=AT)
    name = f"auftrag-{found.pk}-1"
    tasks.deliver()
    files = {p.name: p.read_bytes() for p in (drop / name).iterdir()}
    assert sorted(files) == ["anlage-1-vertrag.pdf", "auftrag.html", "auftrag.json"]
    assert files["anlage-1-vertrag.pdf"] == PDF
    said = json.loads(files["auftrag.json"])
    assert (said["id"], said["version"], said["kundennummer"]) == (found.pk, 1, "131A123456")
    assert "Mara Beispiel" in files["auftrag.html"].decode()
    assert queries.handed_over(found) == "übergeben, noch nicht bestätigt"

    tasks.deliver()  # not due again yet
    assert Delivery.objects.get().attempts == 1
    now.at += timedelta(minutes=1)
    tasks.deliver()
    assert Delivery.objects.get().attempts == 2
    receipt(drop, name)
    now.at += timedelta(minutes=2)
    tasks.deliver()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.acknowledged_at) == ("acknowledged", 3, now.at)
    assert sorted(p.name for p in drop.iterdir()) == [RECEIPTS], "nothing personal is left lying about"
    now.at += timedelta(days=1)
    tasks.deliver()
    assert Delivery.objects.get().attempts == 3


def test_each_state_that_matters_is_a_version_of_its_own(now: Now, drop: Path, settings: Settings) -> None:
    settings.EAKTE_GATEWAY = "socl.lab.eakte.TakesAtOnce"
    imke = person(Role.OS_STAFF, nord().team)
    found = order()
    tasks.deliver()
    finish(order=claim(order=found, by=imke, at=AT), result=Result.SOLVED, note="", by=imke, at=AT)
    tasks.deliver()
    assert list(Delivery.objects.order_by("number").values_list("number", "state")) == [
        (1, "acknowledged"),
        (2, "acknowledged"),
    ]


def test_a_door_that_is_shut_is_tried_again_and_what_a_dead_worker_left_does_no_harm(
    now: Now, drop: Path, settings: Settings
) -> None:
    found = order()
    name = f"auftrag-{found.pk}-1"
    blocked = drop / "datei"
    blocked.write_text("hier ist kein Ordner")
    settings.EAKTE_DROP = str(blocked)
    tasks.deliver()
    assert (Delivery.objects.get().state, Delivery.objects.get().attempts) == ("sent", 1)
    settings.EAKTE_DROP = str(drop)
    (drop / f".{name}").mkdir()
    (drop / f".{name}" / "halb").write_text("x")
    now.at += timedelta(minutes=1)
    tasks.deliver()
    assert sorted(p.name for p in (drop / name).iterdir()) == ["auftrag.html", "auftrag.json"]


def test_the_pause_doubles_up_to_an_hour(now: Now, drop: Path) -> None:
    order()
    pauses = []
    for _ in range(8):
        tasks.deliver()
        due = Delivery.objects.get().due_at
        pauses.append(int((due - now.at).total_seconds()) // 60)
        now.at = due
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]


def test_the_simulated_e_akte_confirms_at_once(tmp_path: Path) -> None:
    order()
    package = package_of(Delivery.objects.get())
    slow, fast = DropFolder(tmp_path / "a"), TakesAtOnce(tmp_path / "b")
    for door in (slow, fast):
        door.put(package)
        door.put(package)
    assert (slow.acknowledged(package.name), fast.acknowledged(package.name)) == (False, True)
