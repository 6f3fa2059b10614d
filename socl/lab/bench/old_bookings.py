"""A calendar used for years: ended Rückrufe by the hundred thousand, below everything that is measured later."""

import time
from collections.abc import Iterable
from datetime import datetime
from statistics import median

from django.db import connection

from atv.kalender.models import Kalender, Terminart
from atv.kalender.queries import figures as queries
from socl.core.db import execute
from socl.lab.bench.figures import MS, Row, Unit
from socl.lib.workdays import berlin_day, berlin_midnight
from socl.orga.gates import Scope
from socl.orga.models import Person

SECONDS = Unit("s")
A_DAY = 12  # half hours from eight on, on each Serviceplatz: the days go back as far as it takes
# One statement: nothing that has ended is in anybody's way, so the exclusion constraint has nothing to compare.
LOAD = """
INSERT INTO kalender_booking (kalender_id, serviceplatz_id, terminart_id, state, starts_at, ends_at, channel,
  reference, name, rueckruf_number, email, kundennummer, language, communication_aid, briefing, result,
  closing_note, created_by_id, created_at, closed_at, version)
SELECT place.kalender_id, place.id, %(kind)s, 'done', at.start, at.start + interval '30 minutes', 'sc',
  'A' || lpad(to_hex(row_number() OVER ()), 8, '0'), 'Muster', '+493023125905', '', '', '', '', 'Lange her.', 'solved',
  '', %(by)s, at.start - interval '3 days', at.start + interval '30 minutes', 1
FROM generate_series(0, %(each)s - 1) AS n
CROSS JOIN kalender_serviceplatz place
CROSS JOIN LATERAL (
  SELECT %(midnight)s::timestamptz - interval '1 day' * (n / %(day)s + 1)
    + interval '8 hours' + interval '30 minutes' * (n %% %(day)s) AS start
) AS at
WHERE place.kalender_id = ANY(%(calendars)s)
"""


def load(calendars: Iterable[Kalender], count: int, *, by: Person, at: datetime) -> int:
    """At least ``count`` Rückrufe of the past, as many on each Serviceplatz of these calendars; how many there are."""
    found = list(calendars)
    places = sum(calendar.serviceplaetze.count() for calendar in found)
    values = {
        "calendars": [calendar.pk for calendar in found],
        "each": -(-count // places),
        "day": A_DAY,
        "kind": Terminart.objects.get(code="leistungsberatung").pk,
        "by": by.pk,
        "midnight": berlin_midnight(berlin_day(at)),
    }
    return execute(LOAD, values)


def measure(
    calendars: dict[int, Kalender], count: int, rounds: int, *, by: Person, at: datetime
) -> list[Row]:
    """Load them, and what the page of figures costs over them; everything measured later has them below it."""
    began = time.perf_counter()
    made = load(calendars.values(), count, by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE kalender_booking")
    loaded = time.perf_counter() - began
    least = min(calendars)
    reach = Scope(units=frozenset([calendars[least].unit_id]))
    number = f"{made:,}".replace(",", ".")
    return [
        Row(f"Altbestand: {number} Rückrufe laden", loaded, SECONDS),
        Row(f"Zahlen eines Teams von {least} Plätzen bei diesem Bestand, p50", _p50(reach, rounds, at), MS),
    ]


def _p50(reach: Scope, rounds: int, at: datetime) -> float:
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        queries.report(reach, at)
        seconds.append(time.perf_counter() - began)
    return 1000 * median(seconds)
