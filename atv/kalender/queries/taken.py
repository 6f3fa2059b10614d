"""What stands in the way of a booking: live bookings and Ausfallzeiten, in one statement."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from atv.kalender.models import Booking, Kalender
from atv.kalender.queries.opening import EVERY_PLACE, NO_AUSFALL, Ausfall
from atv.kalender.rules.lifecycle import LIVE, State
from socl.core.db import rows
from socl.lib.spans import Span, merge

# Written out, because Django needs longer to compose it than PostgreSQL to answer it (make bench).
# What blocks is ``Booking.objects.blocking(at).touching(since, until)`` and ``Ausfallzeit.objects.touching(...)``.
TAKEN = """
SELECT serviceplatz_id, false,
  array_agg(floor(date_part('epoch', starts_at) / 60)::int ORDER BY starts_at),
  array_agg(floor(date_part('epoch', ends_at) / 60)::int ORDER BY starts_at)
FROM kalender_booking
WHERE kalender_id = %(kalender)s AND starts_at < %(until)s AND ends_at > %(since)s
  AND state IN %(live)s AND NOT (state = %(held)s AND expires_at <= %(at)s) AND id <> %(without)s
GROUP BY serviceplatz_id
UNION ALL
SELECT coalesce(serviceplatz_id, %(every)s), true,
  array_agg(floor(date_part('epoch', starts_at) / 60)::int),
  array_agg(ceil(date_part('epoch', ends_at) / 60)::int)
FROM kalender_ausfallzeit
WHERE kalender_id = %(kalender)s AND starts_at < %(until)s AND ends_at > %(since)s
GROUP BY serviceplatz_id
"""


@dataclass(frozen=True)
class Taken:
    """Serviceplatz -> what is booked there, sorted and disjoint (the database lets none overlap), and what is closed."""

    booked: dict[int, list[tuple[int, int]]]
    away: Ausfall = NO_AUSFALL
    merged: dict[int, list[Span[int]]] = field(default_factory=dict)

    def at(self, place: int) -> Sequence[tuple[int, int]]:
        """What blocks ``place``, sorted and disjoint. An Ausfallzeit may lie over bookings: both are merged."""
        if not self.away:
            return self.booked.get(place, ())
        if place not in self.merged:
            self.merged[place] = merge([*self.booked.get(place, ()), *self.away.of(place)])
        return self.merged[place]


def taken(kalender: Kalender, span: Span[datetime], at: datetime, without: Booking | None) -> Taken:
    """What blocks the Serviceplätze of ``kalender`` in ``span``, as minutes since 1970 UTC."""
    values = {"kalender": kalender.pk, "since": span.start, "until": span.end, "at": at}
    values |= {"live": tuple(LIVE), "held": State.HELD, "every": EVERY_PLACE}
    values |= {"without": without.pk if without else 0}
    parts: tuple[dict[int, Any], dict[int, Any]] = (defaultdict(list), defaultdict(list))
    for place, is_away, starts, ends in rows(TAKEN, values):
        parts[is_away][place] += zip(starts, ends, strict=True)
    return Taken(dict(parts[False]), Ausfall(dict(parts[True])) if parts[True] else NO_AUSFALL)
