"""What free times are computed from, in one statement: the Zeitfenster, and what stands in their way."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple

from atv.kalender.models import Booking, Kalender
from atv.kalender.queries.opening import EVERY_PLACE, NO_AUSFALL, NO_BLOCKS, Ausfall, Blocks, blocks
from atv.kalender.rules.lifecycle import LIVE, State
from socl.core.db import rows
from socl.lib.spans import Span
from socl.lib.workdays import berlin_span

# Written out and in one, because a question to the database costs more than most of its answers (make bench).
# What blocks is ``Booking.objects.blocking(at).touching(since, until)`` and ``Ausfallzeit.objects.touching(...)``.
# A booking to be left out is named only where there is one: the index of live bookings does not hold their ids.
STATEMENT = """
SELECT 'window', p.number, z.serviceplatz_id, z.weekdays::int[],
  ARRAY(SELECT DISTINCT t.minutes::int FROM kalender_terminart t WHERE t.code = ANY (z.terminarten) ORDER BY 1),
  z.starts, z.ends, greatest(z.valid_from, p.valid_from), least(z.valid_until, p.valid_until)
FROM kalender_zeitfenster z JOIN kalender_serviceplatz p ON p.id = z.serviceplatz_id
WHERE p.kalender_id = %(kalender)s AND %(kind)s = ANY (z.terminarten) AND %(channel)s = ANY (z.channels)
  AND z.valid_from < %(until_day)s AND (z.valid_until > %(since_day)s OR z.valid_until IS NULL)
UNION ALL
SELECT 'booked', NULL, serviceplatz_id,
  array_agg(floor(date_part('epoch', starts_at) / 60)::int ORDER BY starts_at),
  array_agg(floor(date_part('epoch', ends_at) / 60)::int ORDER BY starts_at), NULL, NULL, NULL, NULL
FROM kalender_booking
WHERE kalender_id = %(kalender)s AND starts_at < %(until)s AND ends_at > %(since)s
  AND state IN %(live)s AND NOT (state = %(held)s AND expires_at <= %(at)s) {but}
GROUP BY serviceplatz_id
UNION ALL
SELECT 'away', NULL, coalesce(serviceplatz_id, %(every)s),
  array_agg(floor(date_part('epoch', starts_at) / 60)::int),
  array_agg(ceil(date_part('epoch', ends_at) / 60)::int), NULL, NULL, NULL, NULL
FROM kalender_ausfallzeit
WHERE kalender_id = %(kalender)s AND starts_at < %(until)s AND ends_at > %(since)s
GROUP BY serviceplatz_id
ORDER BY 1, 2, 6
"""
ALL, ALL_BUT_ONE = STATEMENT.format(but=""), STATEMENT.format(but="AND id <> %(without)s")


class SupplyRow(NamedTuple):
    """A Zeitfenster while it and its Serviceplatz are in force, and the durations that may be booked into it."""

    number: int
    lane: int
    weekdays: list[int]
    durations: tuple[int, ...]
    starts: time
    ends: time
    valid_from: date
    valid_until: date


@dataclass(frozen=True)
class Taken:
    """Serviceplatz -> what is booked there (the database lets nothing overlap), and what is closed."""

    booked: dict[int, Blocks]
    away: Ausfall = NO_AUSFALL
    merged: dict[int, Blocks] = field(default_factory=dict)

    def at(self, place: int) -> Blocks:
        """What blocks ``place``. An Ausfallzeit may lie over bookings: both are merged."""
        if self.away is NO_AUSFALL:
            return self.booked.get(place, NO_BLOCKS)
        if place not in self.merged:
            booked = zip(*self.booked.get(place, NO_BLOCKS), strict=True)
            self.merged[place] = blocks([*booked, *self.away.of(place)])
        return self.merged[place]


def supply_and_taken(
    kalender: Kalender, code: str, channel: str, days: Span[date], *, at: datetime, without: Booking | None
) -> tuple[list[SupplyRow], Taken]:
    """The Zeitfenster for ``code`` and ``channel`` that touch ``days``, by number of the Serviceplatz and start;
    and what blocks the Serviceplätze of ``kalender`` on those days, as minutes since 1970 UTC.
    """
    span = berlin_span(days.start, (days.end - days.start).days)
    values: dict[str, Any] = {"kalender": kalender.pk, "kind": code, "channel": channel, "at": at}
    values |= {"since_day": days.start, "until_day": days.end, "since": span.start, "until": span.end}
    values |= {"live": tuple(LIVE), "held": State.HELD, "every": EVERY_PLACE}
    values |= {"without": without.pk} if without else {}
    supply: list[SupplyRow] = []
    booked: dict[int, Blocks] = {}
    away: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for what, number, place, first, second, starts, ends, since, until in rows(
        ALL_BUT_ONE if without else ALL, values
    ):
        if what == "window":
            supply.append(
                SupplyRow(number, place, first, tuple(second), starts, ends, since, until or date.max)
            )
        elif what == "booked":
            booked[place] = Blocks(first, second)
        else:
            away[place] += zip(first, second, strict=True)
    return supply, Taken(booked, Ausfall(dict(away)) if away else NO_AUSFALL)
