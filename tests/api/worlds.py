"""A small world that both contracts can be tried in: Nord live, West not, one switch, one calendar each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from atv.kalender.models import Kalender
from routing.escalation.actions.guides import ship_guides
from routing.rufkreis.models import EntryNumberKind, Pbx
from socl.core import clock
from socl.orga.models import Person, Unit, UnitKind
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, Switch, Time
from tests.factories.kalender import AT, kalender
from tests.factories.orga import (
    PlzAreaFactory,
    Region,
    ResponsibilityFactory,
    UnitFactory,
    nord,
    person,
    tsb,
    west,
)
from tests.factories.rufkreis import EntryNumberFactory, pbx, rufkreise

BERLIN = {"922": "Berlin Süd", "955": "Berlin Nord", "962": "Berlin Mitte"}
ROUTING = ("Call", "Offer", "Presence", "CtiEvent", "CtiCommand", "Identification")


@dataclass(frozen=True)
class World:
    """The places of the small world, and clients for its people."""

    nord: Region
    west: Region
    kiel: Kalender
    hagen: Kalender
    pbx: Pbx
    time: Time

    def switch(self) -> Switch:
        return Switch(self.pbx, self.time)

    def desk(self, name: str = "tsb1", wish: str = "both") -> Rest:
        """A qualified TSB of Nord, signed in."""
        found = Rest(tsb(self.nord, username=name))
        found.ready(wish)
        return found

    def staff(self, role: Role, unit: Unit, name: str = "") -> Rest:
        """Somebody else."""
        return Rest(self.person(role, unit, name))

    def person(self, role: Role, unit: Unit, name: str = "") -> Person:
        return person(role, unit, username=name or f"{role}-{unit.key}")


def small_world(time: Time) -> World:
    """Build it; transactional tests do so themselves."""
    north, far = nord(), west()
    rufkreise(north)
    rufkreise(far, live=False)
    EntryNumberFactory()
    for region in (north, far):
        EntryNumberFactory(
            number=f"+493023125{region.agentur.key}", kind=EntryNumberKind.SAMMEL, agentur=region.agentur
        )
    PlzAreaFactory(plz="58285", agentur=far.agentur, orte=["Gevelsberg"])
    found = World(north, far, kalender(north.team), kalender(far.team), pbx(north, far), time)
    berlin()
    ship_guides(at=AT)
    return found


def berlin() -> None:
    """PLZ 10115 lies in three Agenturen's districts; each has a team."""
    for key, name in BERLIN.items():
        agentur = UnitFactory(key=key, kind=UnitKind.AGENTUR, name=f"Agentur für Arbeit {name}", land="BE")
        os = UnitFactory(key=f"os-{key}", kind=UnitKind.OS, name=f"Operativer Service {name}", land="BE")
        team = UnitFactory(key=f"alg-{key}", name=f"Alg Plus-Team {name}", land="BE", parent=os)
        PlzAreaFactory(plz="10115", agentur=agentur, orte=["Berlin"])
        ResponsibilityFactory(agentur=agentur, team=team)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Iterator[Time]:
    """The only clock, standing still at a Tuesday morning, 10:00 in Berlin."""
    found = Time(AT)
    monkeypatch.setattr(clock, "now", found)
    yield found


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The small world, built once per module and rolled back after it; not for transactional tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield small_world(Time(AT))
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None, time: Time) -> World:
    """The small world, with a clock of this test's own."""
    return replace(built, time=time)


@pytest.fixture(scope="module")
def connected(built: World, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Rest, int]]:
    """The desk of ``tsb1`` in call ``c1``, and the call's id; once per module like the world itself."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", built.time)
        desk = built.desk("tsb1")
        yield desk, built.switch().connects(desk)
        transaction.set_rollback(True)


def counts() -> dict[str, int]:
    """How many rows every table holds."""
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    parts = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(parts)
        return dict(cursor.fetchall())


def rows(*names: str) -> dict[str, list[Any]]:
    """The whole content of models given by name (those of rufkreis, and the journal), for comparison."""
    wanted = names or (*ROUTING, "Entry")
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model.__name__ in wanted
    }
