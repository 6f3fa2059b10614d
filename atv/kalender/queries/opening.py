"""When a calendar is open: Zeitfenster on their days, without public holidays and Ausfallzeiten, for all kinds."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import NamedTuple

from atv.kalender.models import Ausfallzeit, Kalender, Serviceplatz, Zeitfenster
from socl.lib.spans import Span, merge
from socl.lib.workdays import ONE_DAY, berlin_moment, berlin_span, each_day, holiday_name

EVERY_PLACE = 0  # stands for the Serviceplatz of an Ausfallzeit that closes all of them
MIDNIGHT = time(0)


@lru_cache(maxsize=16_384)
def opens(day: date, clock: time) -> int:
    """The minute (since 1970 UTC) at which Berlin clocks show ``clock`` on ``day``."""
    return int(berlin_moment(day, clock).timestamp()) // 60


def closes(day: date, clock: time) -> int:
    """The minute at which a Zeitfenster that ends at ``clock`` closes: 00:00 is the midnight after ``day``."""
    return opens(day + ONE_DAY, MIDNIGHT) if clock == MIDNIGHT else opens(day, clock)


@dataclass(frozen=True)
class Ausfall:
    """The Ausfallzeiten of some days: Serviceplatz (``EVERY_PLACE`` for all) -> spans in minutes."""

    by_place: dict[int, list[tuple[int, int]]]

    def __bool__(self) -> bool:
        return bool(self.by_place)

    def of(self, place: int) -> list[tuple[int, int]]:
        """What closes ``place``, in no order."""
        return [*self.by_place.get(place, []), *self.by_place.get(EVERY_PLACE, [])]

    def hits(self, place: int, start: int, end: int) -> bool:
        """True if the place is closed at some minute of [start, end)."""
        return any(a < end and start < b for a, b in self.of(place))


NO_AUSFALL = Ausfall({})


class Blocks(NamedTuple):
    """What stands in the way at one Serviceplatz: starts and ends side by side, sorted and disjoint."""

    starts: Sequence[int]
    ends: Sequence[int]


NO_BLOCKS = Blocks((), ())


def blocks(spans: Iterable[tuple[int, int]]) -> Blocks:
    """The same moments as ``spans``, which may overlap and lie in any order."""
    merged = merge(spans)
    return Blocks([a for a, _ in merged], [b for _, b in merged])


def remaining(start: int, end: int, blocks: Blocks) -> list[tuple[int, int]]:
    """What ``blocks`` leave of [start, end)."""
    found, at = [], start
    n = bisect_right(blocks.ends, start)  # those before it end before we begin
    while n < len(blocks.starts) and blocks.starts[n] < end:
        if at < blocks.starts[n]:
            found.append((at, blocks.starts[n]))
        at = blocks.ends[n]
        n += 1
    if at < end:
        found.append((at, end))
    return found


@dataclass(frozen=True)
class Opening:
    """A stretch of one Zeitfenster on one day at which its Serviceplatz is open; bounds in minutes.

    ``origin`` is the start of the Zeitfenster, from which its raster is counted.
    """

    day: date
    place: int
    start: int
    end: int
    origin: int
    terminarten: frozenset[str]
    channels: frozenset[str]

    @property
    def minutes(self) -> int:
        return self.end - self.start


def ausfall(kalenders: Iterable[Kalender], days: Span[date]) -> dict[int, Ausfall]:
    """Calendar (id) -> the Ausfallzeiten that touch ``days``; parts of a minute close the whole of it."""
    span = berlin_span(days.start, (days.end - days.start).days)
    found: dict[int, Ausfall] = {}
    rows = Ausfallzeit.objects.filter(kalender__in=[k.pk for k in kalenders]).touching(*span)
    for kalender, place, starts_at, ends_at in rows.values_list(
        "kalender", "serviceplatz", "starts_at", "ends_at"
    ):
        bounds = int(starts_at.timestamp()) // 60, -int(-ends_at.timestamp() // 60)
        mine = found.setdefault(kalender, Ausfall({}))
        mine.by_place.setdefault(place or EVERY_PLACE, []).append(bounds)
    return found


def openings(kalender: Kalender, days: Span[date]) -> list[Opening]:
    """When each Serviceplatz is open on ``days``, whatever is booked there; by day, place and start.

    Two queries, however many days and Serviceplätze.
    """
    return openings_of([kalender], days)[kalender.pk]


def openings_of(kalenders: Sequence[Kalender], days: Span[date]) -> dict[int, list[Opening]]:
    """The same for several calendars, by their ids; two queries, however many they are."""
    windows: dict[int, list[Zeitfenster]] = {k.pk: [] for k in kalenders}
    for z in zeitfenster(kalenders, days):
        windows[z.serviceplatz.kalender_id].append(z)
    away = ausfall(kalenders, days)
    found: dict[int, list[Opening]] = {}
    for k in kalenders:
        land, rows = k.unit.land, windows[k.pk]
        open_days = (day for day in each_day(days) if holiday_name(land, day) is None)
        found[k.pk] = [o for day in open_days for o in _on_day(day, rows, away.get(k.pk, NO_AUSFALL))]
    return found


def zeitfenster(kalenders: Iterable[Kalender], days: Span[date]) -> Iterable[Zeitfenster]:
    """The Zeitfenster in force on some of ``days``, with their Serviceplätze, by number and start."""
    return (
        Zeitfenster.objects.filter(
            serviceplatz__kalender__in=[k.pk for k in kalenders], valid_from__lt=days.end
        )
        .exclude(valid_until__lte=days.start)
        .select_related("serviceplatz")
        .order_by("serviceplatz__number", "starts")
    )


def _on_day(day: date, rows: Iterable[Zeitfenster], away: Ausfall) -> Iterator[Opening]:
    for z in rows:
        if counts_on(z, day):
            place = z.serviceplatz
            start, end = opens(day, z.starts), closes(day, z.ends)
            codes, channels = frozenset(z.terminarten), frozenset(z.channels)
            for a, b in remaining(start, end, blocks(away.of(place.pk)) if away else NO_BLOCKS):
                yield Opening(day, place.pk, a, b, start, codes, channels)


def counts_on(z: Zeitfenster, day: date) -> bool:
    """True if the Zeitfenster and its Serviceplatz are in force on ``day``, and it is one of its weekdays."""
    return day.isoweekday() in z.weekdays and is_valid(z, day) and is_valid(z.serviceplatz, day)


def is_valid(row: Zeitfenster | Serviceplatz, day: date) -> bool:
    """True if ``row`` counts on ``day``."""
    return row.valid_from <= day and (row.valid_until is None or day < row.valid_until)
