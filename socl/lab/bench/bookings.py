"""Booking over HTTP against the raw guard: one insert under the exclusion constraint."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from multiprocessing.pool import Pool
from typing import Any

from django.conf import settings

from atv.kalender.models import Kalender, Terminart
from atv.kalender.queries import free
from socl.lab import demo
from socl.lab.bench import load, raw
from socl.lab.bench.calendars import half_hours, new_reference, open_days
from socl.lab.bench.figures import MS, PER_SECOND, Goal, Row, duel, percentile
from socl.lab.bench.servers import Web
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_iso
from socl.orga.models import Person

KIND = "leistungsberatung"
RATE = Goal(floor=0.09, aim=0.22, rising=True)
ALONE = Goal(floor=14.0, aim=7.0)
LOSERS = Goal(floor=500.0, aim=100.0)
CALLERS = 20
RAW_PER_OURS = 5  # statements of the guard for each booking over HTTP: a round should last as long
YEARS_AHEAD = 20  # the guard knows no horizon


class Broken(Exception):
    """An answer that must never be, such as two bookings of one time."""


@dataclass
class Client:
    """A calendar booked over HTTP and one for the guard, and the places in both that are still free."""

    ours: Kalender
    raw: Kalender
    kind: Terminart
    by: Person
    at: datetime
    seconds: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.first: date = free.bookable_days(self.ours, self.at).start
        self.starts = self._starts()
        self.places = self._places()

    def _starts(self) -> Iterator[Span[datetime]]:
        """Each start as often as there are Serviceplätze, first all of them once."""
        days = open_days(self.ours.unit.land, self.first, self.ours.horizon_days)
        spans = [span for day in days for span in half_hours(day)]
        for _ in self.ours.serviceplaetze.all():
            yield from spans

    def _places(self) -> Iterator[tuple[int, Span[datetime]]]:
        """(Serviceplatz, time) for the guard."""
        lanes = list(self.raw.serviceplaetze.values_list("pk", flat=True))
        for day in open_days(self.raw.unit.land, self.first, 365 * YEARS_AHEAD):
            for span in half_hours(day):
                for lane in lanes:
                    yield lane, span

    def http(self, web: Web, token: str, count: int) -> load.Http:
        """The next ``count`` bookings of the portal."""
        bodies = [booking_json(self.ours, span.start) for span in islice(self.starts, count)]
        return web.job(token, [("POST", "/api/v1/bookings/", body) for body in bodies])

    def sql(self, count: int) -> load.Sql:
        """The next ``count`` inserts of the guard."""
        values = [self._values(*place) for place in islice(self.places, count)]
        return load.Sql(settings.DATABASE_URL, raw.BOOKING, values)

    def _values(self, lane: int, span: Span[datetime]) -> dict[str, Any]:
        return {
            "kalender": self.raw.pk,
            "lane": lane,
            "kind": self.kind.pk,
            "start": span.start,
            "end": span.end,
            "reference": new_reference(),
            "by": self.by.pk,
            "at": self.at,
        }


def booking_json(kalender: Kalender, start: datetime) -> bytes:
    """What the portal sends."""
    wanted = {
        "team": kalender.unit.key,
        "kind": KIND,
        "starts_at": berlin_iso(start),
        "name": "Mara Beispiel",
        "rueckruf_number": f"{demo.DRAMA_BLOCK}900",
        "briefing": "Aufhebungsvertrag liegt vor, Abfindung, fragt nach Ruhen.",
        "channel": "online",
    }
    return json.dumps(wanted).encode()


def measure(web: Web, token: str, pool: Pool, clients: list[Client], rounds: int, count: int) -> list[Row]:
    """Bookings per second with one client and with all, and the time of one alone."""
    rows = []
    for several in (clients[:1], clients):
        alone: list[float] = []

        def ours(several: list[Client] = several, alone: list[float] = alone) -> float:
            laps = load.together(pool, [c.http(web, token, count) for c in several])
            _must_be(laps, 201)
            alone.extend(second for lap in laps for second in lap.seconds)
            return load.rate(laps)

        def bare(several: list[Client] = several) -> float:
            laps = load.together(pool, [c.sql(RAW_PER_OURS * count) for c in several])
            _must_be(laps, 1)
            return load.rate(laps)

        found = duel(rounds, ours, bare)
        who = "ein Client" if len(several) == 1 else f"{len(several)} Clients"
        rows.append(found.row(f"Buchen über HTTP gegen den Constraint, {who}", PER_SECOND, RATE))
        if len(several) == 1:
            p50 = 1000 * percentile(alone, 0.5)
            rows.append(
                Row("  allein, p50 (Easy!Appointments dort: 14 ms)", p50, MS, None, None, ALONE, True)
            )
    return rows


def _must_be(laps: list[load.Lap], wanted: int) -> None:
    for lap in laps:
        for status, body in lap.answers:
            if status != wanted:
                raise Broken(f"{status} instead of {wanted}: {body[:300].decode(errors='replace')}")


def race(web: Web, token: str, kalender: Kalender, at: datetime, rounds: int) -> list[Row]:
    """20 callers for the one Serviceplatz of ``kalender``: the answer of those who come too late."""
    first = free.bookable_days(kalender, at).start
    spans = [s for d in open_days(kalender.unit.land, first + ONE_DAY, 14) for s in half_hours(d)]
    losers: list[float] = []
    for span in spans[:rounds]:
        body = booking_json(kalender, span.start)
        laps = load.crowd([web.job(token, [("POST", "/api/v1/bookings/", body)])] * CALLERS)
        answers = Counter(lap.answers[0][0] for lap in laps)
        if answers != {201: 1, 409: CALLERS - 1}:
            raise Broken(f"{CALLERS} callers for one time were answered {dict(answers)}")
        losers += [lap.seconds[0] for lap in laps if lap.answers[0][0] == 409]
    what = f"{CALLERS} Anrufer, eine Zeit: Antwort an die Verlierer, p95"
    return [Row(what, 1000 * percentile(losers, 0.95), MS, None, None, LOSERS, True)]
