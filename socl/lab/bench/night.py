"""The nightly check of readiness over a whole nation: how long, how many queries, and a second time the same night."""

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection

from rollout.actions.loading import load
from rollout.actions.readiness import check_region
from rollout.models import ReadinessReport, WaveRegion
from rollout.queries.facts import CHECKS, Check, Place, place_of
from rollout.queries.readiness import to_check
from rollout.rules.readiness import Finding
from socl.core import clock
from socl.lab.bench import desks
from socl.lab.bench.figures import Goal, Row, Unit
from socl.lib.workdays import berlin_day
from socl.orga.models import Person, UnitKind
from socl.orga.models import Unit as Office

SECONDS, NUMBER = Unit("s"), Unit("", 0)
OFFICES = {UnitKind.SC: 30, UnitKind.OS: 60, UnitKind.ALG_PLUS_TEAM: 200}  # beside 150 Agenturen and 10 RD
PERSONS = 5_000
A_NIGHT = Goal(floor=60, aim=10)  # our proposals
PER_KIND = Goal(floor=2)


def measure() -> list[Row]:
    """Every region of every programme, as the task of the night does it."""
    at = clock.now()
    nation(at)
    load(at=at)
    ReadinessReport.objects.filter(day=berlin_day(at)).delete()
    first, statements = counted(lambda: one_night(at))
    again, _ = counted(lambda: one_night(at))
    regions = WaveRegion.objects.count()
    what = f"Nachtprüfung: {regions} Regionen, {Office.objects.count()} Einheiten, {Person.objects.count()} Personen"
    return [
        Row(what, first, SECONDS, goal=A_NIGHT, absolute=True),
        Row("  Abfragen je Region", statements / regions, NUMBER, absolute=True),
        Row("  Abfragen je Befundart, höchstens", most_per_kind(at), NUMBER, goal=PER_KIND, absolute=True),
        Row("  noch einmal in derselben Nacht", again, SECONDS, absolute=True),
    ]


def one_night(at: datetime) -> None:
    """Check what has not been checked today."""
    for row in to_check(berlin_day(at)):
        check_region(wave_region=row, by=None, at=at)


def most_per_kind(at: datetime) -> int:
    """The most queries that one kind of fact needs in one region."""
    most = 0
    for row in WaveRegion.objects.whole():
        place = place_of(row, at)
        for check in CHECKS[row.programme.code].values():
            most = max(most, counted(partial(_findings, check, place))[1])
    return most


def _findings(check: Check, place: Place) -> list[Finding]:
    return list(check(place))


def counted(act: Callable[[], Any]) -> tuple[float, int]:
    """(seconds, statements) of ``act``."""
    statements = 0

    def execute(run: Callable[..., Any], *given: Any) -> Any:
        nonlocal statements
        statements += 1
        return run(*given)

    began = time.perf_counter()
    with connection.execute_wrapper(execute):
        act()
    return time.perf_counter() - began, statements


def nation(at: datetime) -> None:
    """As many offices and persons as there are in the country, spread over the regions."""
    regions = list(Office.objects.filter(kind=UnitKind.SC_REGION).order_by("key"))
    for kind, wanted in OFFICES.items():
        there = Office.objects.filter(kind=kind).count()
        offices = list(Office.objects.filter(kind=UnitKind.OS).order_by("pk"))
        above = offices if kind == UnitKind.ALG_PLUS_TEAM else regions
        Office.objects.bulk_create(_office(kind, n, above[n % len(above)], at) for n in range(there, wanted))
    centers = list(Office.objects.filter(kind=UnitKind.SC).order_by("pk"))
    missing = PERSONS - Person.objects.count()
    for n, center in enumerate(centers):
        desks.people(f"bench-nacht-{n}-", max(0, missing // len(centers)), center)


def _office(kind: UnitKind, n: int, parent: Office, at: datetime) -> Office:
    return Office(
        key=f"bench-{kind}-{n}",
        kind=kind,
        name=f"Bench {kind} {n}",
        parent=parent,
        region=parent.region or parent,
        demo=True,
        valid_from=berlin_day(at),
    )
