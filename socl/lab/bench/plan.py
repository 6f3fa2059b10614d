"""The order of the sections, and how much of everything each one does."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from multiprocessing.pool import Pool
from pathlib import Path

from atv.kalender.queries import free
from socl.core import clock
from socl.lab import demo
from socl.lab.bench import (
    bookings,
    calls,
    crowd,
    desks,
    free_times,
    load,
    memory,
    night,
    offers,
    old_bookings,
    pages,
    saturation,
    servers,
    world,
)
from socl.lab.bench.calendars import open_days
from socl.lab.bench.figures import Row
from socl.lab.pbx import PbxClient
from socl.orga.models import Person
from socl.run.home import LOCAL


@dataclass(frozen=True)
class Size:
    """Rounds, and what one round or section does."""

    rounds: int
    requests: int
    bookings: int
    pages: int
    old_calls: int
    old_bookings: int
    call_seconds: float
    crowd_seconds: float
    windows: int


USUAL = Size(
    rounds=5,
    requests=30,
    bookings=40,
    pages=12,
    old_calls=200_000,
    old_bookings=50_000,
    call_seconds=20,
    crowd_seconds=10,
    windows=4_000,
)
QUICK = replace(
    USUAL,
    requests=8,
    bookings=10,
    pages=4,
    old_calls=20_000,
    old_bookings=5_000,
    call_seconds=5,
    crowd_seconds=2,
    windows=400,
)
# What a nation books and rings in a quarter.
FULL = replace(USUAL, old_bookings=1_000_000, old_calls=1_000_000, crowd_seconds=60, call_seconds=60)


def size(*, quick: bool, full: bool, old_calls: int | None) -> Size:
    """What was asked for on the command line."""
    found = QUICK if quick else FULL if full else USUAL
    return found if old_calls is None else replace(found, old_calls=old_calls)


@dataclass(frozen=True)
class Bench:
    """One run."""

    size: Size
    home: Path
    began: float
    only: str  # a section's name or a part of it

    def say(self, text: str) -> None:
        """Progress, beside the result."""
        print(f"[{time.perf_counter() - self.began:5.1f} s] {text}", file=sys.stderr, flush=True)

    def rows(self) -> Iterator[Row]:
        """Every line of the table; what is started stops at the end."""
        self.say("Datenbank, Gebiet, Demowelt und Kalender")
        built = world.build()
        with ExitStack() as stack:
            web = stack.enter_context(servers.web(self.home))
            for what, section in self._sections(built, web, stack.enter_context(load.clients(world.CLIENTS))):
                if self.only.casefold() in what.casefold():
                    self.say(what)
                    yield from section()
        self.say("fertig")

    def _sections(
        self, built: world.World, web: servers.Web, pool: Pool
    ) -> list[tuple[str, Callable[[], list[Row]]]]:
        n, rounds = self.size, self.size.rounds
        queue = offers.Queue(built.rufkreis, built.queued)
        return [
            ("Speicher", lambda: memory.measure(web, self.home)),
            (
                "Altbestand",
                lambda: old_bookings.measure(
                    built.listed, n.old_bookings, rounds, by=built.reader, at=built.at
                ),
            ),
            (
                "Freie Zeiten",
                lambda: free_times.measure(web, built.token, built.listed, rounds, n.requests),
            ),
            (
                "Buchen",
                lambda: bookings.measure(web, built.token, pool, built.clients, rounds, n.bookings),
            ),
            ("Andrang", lambda: bookings.race(web, built.token, built.single, built.at, rounds)),
            ("Angebote", lambda: offers.measure(queue, rounds, n.old_calls)),
            (
                f"{crowd.DESKS} Plätze",
                lambda: crowd.measure(built.rufkreis, built.crowd, n.crowd_seconds),
            ),
            ("Seiten", lambda: self._pages(built)),
            ("Anrufe", lambda: self._calls(built, web)),
            ("Füllung", lambda: saturation.measure(n.windows)),
            ("Nachtprüfung", night.measure),
        ]

    def _pages(self, built: world.World) -> list[Row]:
        kalender, at = built.listed[10], clock.now()
        pages.busy_desk(built.tsb, built.rufkreis, at)
        (day, *_) = open_days(kalender.unit.land, free.bookable_days(kalender, at).start, 14)
        return pages.measure(kalender, day, built.reader, built.tsb, self.size.rounds, self.size.pages)

    def _calls(self, built: world.World, web: servers.Web) -> list[Row]:
        at = clock.now()
        desks.sit_down(built.seated, built.rufkreis.unit, at)
        crowd.write_up(built.crowd[len(built.seated) :], built.rufkreis.unit, at)
        tokens = {person.username: demo.token_for(person, at) for person in built.seated}
        own = Person.objects.get(username="pbx")
        pbx = PbxClient(web.url, demo.token_for(own, at), demo.secret_for("pbx secret"))
        return calls.measure(web, pbx, tokens, self.size.call_seconds)


def run(wanted: Size, only: str = "") -> list[Row]:
    """Measure everything, or the sections whose names contain ``only``; nothing is left running."""
    LOCAL.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=LOCAL) as home:
        return list(Bench(wanted, Path(home), time.perf_counter(), only).rows())
