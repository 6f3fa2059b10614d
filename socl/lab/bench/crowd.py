"""Two thousand desks: the matching verb alone, fifty calls a second, beside the raw match."""

import time
from datetime import datetime, timedelta

from routing.rufkreis.models import Presence, Rufkreis
from routing.rufkreis.rules.lifecycle import Activity, CallState, OfferState, Wish
from socl.core import clock
from socl.core.db import execute
from socl.lab.bench import desks
from socl.lab.bench.bookings import Broken
from socl.lab.bench.figures import MS, Goal, Row, percentile
from socl.lab.bench.offers import Match, raw_match, verb
from socl.orga.models import Person, Unit

DESKS = 2_000
IDLE = 100  # of them; the others write up their last call
RATE = 50.0  # calls per second
IN_TIME = Goal(floor=1000 / RATE)  # else the next call is due before this one is decided
SHARES = (0.5, 0.95, 0.99)

# Call and desk of the last decision, set back past the verbs so that every decision meets the same crowd.
SET_BACK = """
WITH over AS (
  UPDATE rufkreis_offer SET state = %(withdrawn)s, closed_at = %(at)s WHERE state = %(open)s
  RETURNING call_id, person_id
), gone AS (
  UPDATE rufkreis_call SET state = %(ended)s, ended_at = %(at)s FROM over WHERE rufkreis_call.id = over.call_id
)
UPDATE rufkreis_presence SET activity = %(idle)s, call_id = NULL, idle_since = %(at)s
FROM over WHERE rufkreis_presence.person_id = over.person_id
"""


def write_up(persons: list[Person], unit: Unit, at: datetime) -> None:
    """They are in their wrap-up, for an hour."""
    Presence.objects.bulk_create(
        Presence(
            person=person,
            unit=unit,
            wish=Wish.BOTH,
            activity=Activity.WRAP_UP,
            since=at,
            idle_since=at,
            last_seen_at=at + timedelta(hours=1),
            wrap_up_until=at + timedelta(hours=1),
        )
        for person in persons
    )


def measure(rufkreis: Rufkreis, persons: list[Person], seconds: float) -> list[Row]:
    """p50, p95 and p99 of a decision at 50 calls per second; every second one is the raw match."""
    desks.clear()
    at = clock.now()
    desks.sit_down(persons[:IDLE], rufkreis.unit, at)
    write_up(persons[IDLE:], rufkreis.unit, at)
    ours: list[float] = []
    bare: list[float] = []
    with raw_match() as match:
        began = time.perf_counter()
        for n in range(int(RATE * seconds)):
            time.sleep(max(0.0, began + n / RATE - time.perf_counter()))
            into, decide = ((ours, verb), (bare, match))[n % 2]
            into.append(_one(rufkreis, decide))
    desks.clear()
    return [
        Row(
            f"{len(persons)} Plätze, {RATE:.0f} Anrufe/s: eine Entscheidung, p{100 * share:.0f}",
            percentile(ours, share),
            MS,
            percentile(bare, share),
            percentile(ours, share) / percentile(bare, share),
            IN_TIME,
            absolute=True,
        )
        for share in SHARES
    ]


def _one(rufkreis: Rufkreis, decide: Match) -> float:
    """Milliseconds of one decision; the crowd is as before afterwards."""
    at = clock.now()
    desks.queue(rufkreis, 1, at)
    began = time.perf_counter()
    made = decide(rufkreis, 1, at)
    milliseconds = 1000 * (time.perf_counter() - began)
    if made != 1:
        raise Broken(f"{made} offers for one call")
    values = {"at": at, "open": OfferState.OPEN, "withdrawn": OfferState.WITHDRAWN}
    execute(SET_BACK, {**values, "ended": CallState.ENDED, "idle": Activity.IDLE})
    return milliseconds
