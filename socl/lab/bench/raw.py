"""The same work as bare SQL: what the database itself needs for it.

Free times: windows minus bookings per Serviceplatz as multiranges, then the lines of the raster. Without the waste
rule; windows begin on a line of the raster counted from the full hour, as those of the benchmark do.
"""

from datetime import datetime, timedelta
from typing import Any

from atv.kalender.models import Kalender, Terminart
from atv.kalender.queries import free
from socl.lab.bench.calendars import open_days
from socl.lib.workdays import berlin_span

FREE_TIMES = """
WITH open AS (
  SELECT z.serviceplatz_id AS lane, range_agg(tstzrange(
      (d.day + z.starts) AT TIME ZONE 'Europe/Berlin', (d.day + z.ends) AT TIME ZONE 'Europe/Berlin')) AS spans
  FROM kalender_zeitfenster z
  JOIN kalender_serviceplatz p ON p.id = z.serviceplatz_id
  JOIN unnest(%(days)s::date[]) AS d(day) ON extract(isodow FROM d.day)::int = ANY(z.weekdays)
  WHERE p.kalender_id = %(kalender)s
    AND z.terminarten @> ARRAY[%(kind)s]::varchar[] AND z.channels @> ARRAY[%(channel)s]::varchar[]
    AND z.valid_from <= d.day AND (z.valid_until IS NULL OR z.valid_until > d.day)
    AND p.valid_from <= d.day AND (p.valid_until IS NULL OR p.valid_until > d.day)
  GROUP BY lane
), taken AS (
  SELECT serviceplatz_id AS lane, range_agg(tstzrange(starts_at, ends_at)) AS spans
  FROM kalender_booking
  WHERE kalender_id = %(kalender)s AND starts_at < %(until)s AND ends_at > %(since)s
    AND state IN ('held', 'booked', 'in_call') AND NOT (state = 'held' AND expires_at <= %(at)s)
  GROUP BY lane
), gap AS (
  SELECT unnest(open.spans - coalesce(taken.spans, '{}')) AS span FROM open LEFT JOIN taken USING (lane)
)
SELECT DISTINCT start
FROM gap, generate_series(
  date_bin(%(raster)s, lower(span) + %(raster)s - interval '1 microsecond', '2000-01-01 00:00Z'),
  upper(span) - %(length)s,
  %(raster)s) AS start
ORDER BY start
"""


def free_times(
    kalender: Kalender, kind: Terminart, *, channel: str, days: int, at: datetime
) -> dict[str, Any]:
    """The values for ``FREE_TIMES``: ``days`` days from the first bookable one."""
    first = free.bookable_days(kalender, at).start
    span = berlin_span(first, days)
    return {
        "kalender": kalender.pk,
        "kind": kind.code,
        "channel": channel,
        "days": open_days(kalender.unit.land, first, days),
        "since": span.start,
        "until": span.end,
        "at": at,
        "raster": timedelta(minutes=kalender.raster_minutes),
        "length": timedelta(minutes=kind.minutes),
    }


# The guard: one insert under the exclusion constraint, in a transaction of its own.
BOOKING = """
INSERT INTO kalender_booking (kalender_id, serviceplatz_id, terminart_id, state, starts_at, ends_at, channel,
  reference, name, rueckruf_number, email, kundennummer, language, communication_aid, briefing, result,
  closing_note, created_by_id, created_at, version)
VALUES (%(kalender)s, %(lane)s, %(kind)s, 'booked', %(start)s, %(end)s, 'online', %(reference)s, 'Mara Beispiel',
  '+493023125900', '', '', '', '', 'Zahlung für Oktober nicht eingegangen.', '', '', %(by)s, %(at)s, 1)
ON CONFLICT DO NOTHING RETURNING id
"""

# The match: lock the queue, take the longest waiting call and the longest idle desk, note the offer.
MATCH = """
CREATE OR REPLACE FUNCTION bench_match(queue bigint, here bigint, now timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE waiting bigint; idle bigint; made bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(7101, queue::int);
  SELECT id INTO waiting FROM rufkreis_call
    WHERE rufkreis_id = queue AND state = 'queued' AND last_polled_at >= now - interval '5 s'
    ORDER BY first_queued_at, id LIMIT 1;
  SELECT person_id INTO idle FROM rufkreis_presence
    WHERE unit_id = here AND activity = 'idle' AND wish IN ('alg', 'both') AND last_seen_at >= now - interval '30 s'
    ORDER BY idle_since, id LIMIT 1;
  IF waiting IS NULL OR idle IS NULL THEN RETURN NULL; END IF;
  UPDATE rufkreis_call SET state = 'offered' WHERE id = waiting;
  UPDATE rufkreis_presence SET activity = 'offered', call_id = waiting, since = now WHERE person_id = idle;
  INSERT INTO rufkreis_offer (call_id, person_id, state, offered_at, expires_at, cause)
    VALUES (waiting, idle, 'open', now, now + interval '20 s', '') RETURNING id INTO made;
  RETURN made;
END $$
"""
