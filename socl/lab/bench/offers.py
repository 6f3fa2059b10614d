"""One offer decision: the verb under its lock against a raw match, and with many old calls in the table."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection, transaction

from routing.rufkreis.actions.matching import lock_service_center, offer_next_calls
from routing.rufkreis.models import Rufkreis
from socl.core import clock
from socl.lab.bench import desks, raw
from socl.lab.bench.bookings import Broken
from socl.lab.bench.figures import MS, Duel, Goal, Row, interleaved
from socl.orga.models import Person

AGAINST_RAW = Goal(floor=3.0, aim=2.0)
UNCHANGED = Goal(floor=1.1)
SIZE = 50  # calls that wait, desks that are idle
AT_ONCE = 7  # queues of 50 in one round
SINGLE = 20  # decisions of one round, one call after the other
OLD = "alt"  # the schema with the old calls


@dataclass
class Queue:
    """The Alg Rufkreis of a Service Center, and the desks that serve it; ``schema`` holds its calls."""

    rufkreis: Rufkreis
    persons: list[Person]
    schema: str = "public"

    def at_once(self, match: "Match") -> float:
        """Milliseconds for each of 50 offers, when 50 calls wait and 50 desks are idle; it is over in 15, so often."""
        return median(self._decide(match, waiting=SIZE, offers=SIZE, times=1) for _ in range(AT_ONCE))

    def one_by_one(self, match: "Match") -> float:
        """Milliseconds for one offer, when one call comes and 50 to 31 desks are idle."""
        return self._decide(match, waiting=1, offers=1, times=SINGLE)

    def _decide(self, match: "Match", *, waiting: int, offers: int, times: int) -> float:
        desks.look_into(self.schema)
        try:
            desks.clear()
            desks.sit_down(self.persons, self.rufkreis.unit, clock.now())
            seconds = 0.0
            for _ in range(times):
                at = clock.now()
                desks.queue(self.rufkreis, waiting, at)
                began = time.perf_counter()
                made = match(self.rufkreis, waiting, at)
                seconds += time.perf_counter() - began
                if made != offers:
                    raise Broken(f"{made} offers instead of {offers}")
        finally:
            desks.look_into("public")
        return 1000 * seconds / (times * offers)


Match = Callable[[Rufkreis, int, datetime], int]  # rufkreis, calls that wait, moment -> offers made


def verb(rufkreis: Rufkreis, waiting: int, at: datetime) -> int:
    """The verb as every face calls it."""
    with transaction.atomic():
        return offer_next_calls(lock_service_center(rufkreis.unit_id), at)


@contextmanager
def raw_match() -> Iterator[Match]:
    """The match as one function of the database, each in a transaction of its own."""
    with connection.cursor() as cursor:
        cursor.execute(raw.MATCH)
    other: Any = psycopg2.connect(settings.DATABASE_URL)
    other.autocommit = True
    cursor = other.cursor()

    def match(rufkreis: Rufkreis, waiting: int, at: datetime) -> int:
        made = 0
        for _ in range(waiting):
            cursor.execute("SELECT bench_match(%s, %s, %s)", [rufkreis.pk, rufkreis.unit_id, at])
            made += cursor.fetchone()[0] is not None
        return made

    try:
        yield match
    finally:
        other.close()


def measure(queue: Queue, rounds: int, old_calls: int) -> list[Row]:
    """Against the raw match, all at once and one by one; then the verb with and without old calls."""
    rows = []
    queues = list(Rufkreis.objects.values_list("pk", flat=True))
    desks.copy_with_old_calls(OLD, old_calls, queues, queue.persons, clock.now())
    full = Queue(queue.rufkreis, queue.persons, OLD)
    with raw_match() as match:
        for what, ours, bare, old in (
            (
                f"{SIZE} Anrufe, {SIZE} Plätze auf einmal",
                lambda: queue.at_once(verb),
                lambda: queue.at_once(match),
                lambda: full.at_once(verb),
            ),
            (
                f"ein Anruf, {SIZE} Plätze",
                lambda: queue.one_by_one(verb),
                lambda: queue.one_by_one(match),
                lambda: full.one_by_one(verb),
            ),
        ):
            found = interleaved(rounds, ours, bare, old)
            rows.append(Duel(found[0], found[1]).row(f"Angebot, {what}", MS, AGAINST_RAW))
            many = f"{old_calls:,}".replace(",", ".")
            what = f"  mit {many} alten Anrufen (roh: ohne)"
            rows.append(Duel(found[2], found[0]).row(what, MS, UNCHANGED))
    desks.clear()
    return rows
