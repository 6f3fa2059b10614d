"""Free times: the one function that lists them and decides bookings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from atv.kalender.models import Booking, Kalender, Terminart
from atv.kalender.queries.opening import NO_AUSFALL, Ausfall, blocks, closes, opens, remaining
from atv.kalender.queries.shares import days_used_up
from atv.kalender.queries.supply_and_taken import SupplyRow, Taken, supply_and_taken
from atv.kalender.rules import lead, slots
from socl.core.db import columns, read
from socl.lib.refusal import Refusal
from socl.lib.spans import Span
from socl.lib.workdays import BERLIN, ONE_DAY, berlin_day, holiday_name

MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def minutes(at: datetime) -> int:
    """Whole minutes since 1970 UTC: what the slot arithmetic runs on (rounded down)."""
    return int(at.timestamp()) // 60


@lru_cache(maxsize=16_384)
def moment(minute: int) -> datetime:
    """The moment that ``minutes`` came from, in Berlin time."""
    return (EPOCH + MINUTE * minute).astimezone(BERLIN)


@lru_cache(maxsize=16_384)
def iso(minute: int) -> str:
    """The same as clients read it."""
    return moment(minute).isoformat()


class Window(NamedTuple):
    """One Zeitfenster on one day, as minutes; ``durations`` are those that may be booked into it."""

    lane: int  # id of the Serviceplatz
    number: int  # its number in the calendar
    start: int
    end: int
    durations: tuple[int, ...]


class Option(NamedTuple):
    """A start that one lane can take, and what it would leave free there."""

    fit: slots.Fit
    lane: int
    durations: tuple[int, ...]


class Gap(NamedTuple):
    """A stretch of a window that nothing takes, and the starts in it, counted from its own start."""

    window: Window
    start: int
    fits: tuple[slots.Fit, ...]
    good: tuple[slots.Fit, ...]  # those that waste nothing

    def options(self, fits: Iterable[slots.Fit]) -> Iterator[Option]:
        """Some of its starts, with the time they begin at."""
        for start, left, right in fits:
            yield Option(slots.Fit(self.start + start, left, right), self.window.lane, self.window.durations)


@dataclass
class Day:
    """One Berlin day of a calendar for one kind and channel."""

    day: date
    holiday: str = ""
    windows: list[Window] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)  # only those with a start
    away: Ausfall = NO_AUSFALL
    share_used: bool = False

    @property
    def options(self) -> list[Option]:
        """Every free start of every lane."""
        return [o for gap in self.gaps for o in gap.options(gap.fits)]

    def at(self, start: int) -> list[Option]:
        """The lanes that can take ``start``, wasteful or not."""
        return [
            o for gap in self.gaps for o in gap.options(f for f in gap.fits if gap.start + f.start == start)
        ]

    def offers(self, option: Option) -> bool:
        """True if the option wastes nothing, or all of the day do. Rule ATV-3, over all lanes of one day."""
        return not slots.is_wasteful(option.fit, option.durations) or not any(gap.good for gap in self.gaps)

    @property
    def starts(self) -> list[int]:
        """The starts of what it ``offers``, sorted, each once: found without the lanes, because lists are long."""
        good = {gap.start + fit.start for gap in self.gaps for fit in gap.good}
        return sorted(good or {gap.start + fit.start for gap in self.gaps for fit in gap.fits})

    @property
    def closed(self) -> str:
        """Why nothing is open at all: a holiday's name or "keine Zeitfenster"; empty if something is."""
        return self.holiday or ("" if self.windows else "keine Zeitfenster")

    @property
    def reason(self) -> str:
        """Why the day has no start: ``closed_holiday no_window ausfall share_used taken``; empty if it has some."""
        if self.gaps:
            return ""
        if self.closed:
            return "closed_holiday" if self.holiday else "no_window"
        if self.away and not any(
            remaining(w.start, w.end, blocks(self.away.of(w.lane))) for w in self.windows
        ):
            return "ausfall"
        return "share_used" if self.share_used else "taken"


TERMINART = f"SELECT {columns(Terminart, 't')} FROM kalender_terminart t WHERE t.code = %(code)s"


def terminart(code: str) -> Terminart:
    """The Terminart with ``code``; a refusal (422) if there is none."""
    return known(next(iter(read(TERMINART, {"code": code}, Terminart)), None))


def known(kind: Terminart | None) -> Terminart:
    """``kind``; a refusal (422) if there is none."""
    if kind is None:
        raise Refusal("invalid", "Diese Terminart gibt es nicht.", status=422, errors={"kind": ["unbekannt"]})
    return kind


def bookable_days(kalender: Kalender, at: datetime) -> Span[date]:
    """The Berlin days on which a Rückruf in this calendar may start."""
    return lead.bookable_days(at, lead_days=kalender.lead_days, horizon_days=kalender.horizon_days)


def free_days(
    kalender: Kalender,
    kind: Terminart,
    *,
    channel: str,
    first: date,
    days: int,
    at: datetime,
    without: Booking | None = None,
) -> list[Day]:
    """What can be booked on ``days`` Berlin days from ``first``, cut to the bookable days.

    The one function that lists free times and decides bookings. ``without`` leaves one booking out (it is
    being moved). ``at`` is the moment of asking: holds that have expired by then do not block.
    """
    allowed = bookable_days(kalender, at)
    if first >= allowed.end:  # also what lies so far away that no date follows it
        return []
    soonest = max(allowed.start, berlin_day(at) + ONE_DAY) if kind.is_rueckruf else allowed.start
    start, end = max(first, soonest), min(first + ONE_DAY * days, allowed.end)
    if start >= end:
        return []
    asked = Span(start, end)
    supply, taken = supply_and_taken(kalender, kind.code, channel, asked, at=at, without=without)
    found = _windows(kalender.unit.land, supply, asked)
    full = days_used_up(kalender, channel, kind.minutes, asked, at=at, without=without)
    now = minutes(at) + 1
    for day in found:
        day.away, day.share_used = taken.away, day.day in full
        if not day.share_used:
            _fill(day, taken, kind.minutes, kalender.raster_minutes, now)
    return found


def _fill(day: Day, taken: Taken, duration: int, raster: int, now: int) -> None:
    """Put what is free in the windows of ``day`` into it; of today only what begins after the minute ``now``."""
    for window in day.windows:
        lane, _, opens_at, closes_at, durations = window
        for start, end in remaining(max(opens_at, now), closes_at, taken.at(lane)):
            if start + duration <= end:
                late = (start - opens_at) % raster
                fits, good = _starts_in(end - start, late, duration, raster, durations)
                if fits:
                    day.gaps.append(Gap(window, start, fits, good))


@lru_cache(maxsize=16_384)
def _starts_in(
    length: int, late: int, duration: int, raster: int, durations: tuple[int, ...]
) -> tuple[tuple[slots.Fit, ...], tuple[slots.Fit, ...]]:
    """The starts in a gap of ``length`` that begins ``late`` after a line of the raster, and those without waste.

    Kept, because the same few hundred gaps return all day long.
    """
    fits = tuple(slots.fits([(-late, length)], [(-late, 0)], duration=duration, raster=raster))
    return fits, tuple(f for f in fits if not slots.is_wasteful(f, durations))


def _windows(land: str, supply: list[SupplyRow], days: Span[date]) -> list[Day]:
    """The days of ``days`` with the windows open for ``code`` and ``channel``, or why there are none."""
    found = []
    for n in range((days.end - days.start).days):
        day = Day(days.start + ONE_DAY * n)
        day.holiday = holiday_name(land, day.day) or ""
        if not day.holiday:
            day.windows = _windows_on(day.day, supply)
        found.append(day)
    return found


def _windows_on(day: date, supply: list[SupplyRow]) -> list[Window]:
    """The windows of one day; what daylight saving skips is not there."""
    weekday = day.isoweekday()
    windows = [
        Window(r.lane, r.number, opens(day, r.starts), closes(day, r.ends), r.durations)
        for r in supply
        if weekday in r.weekdays and r.valid_from <= day < r.valid_until
    ]
    return [w for w in windows if w.start < w.end]


def nearest_starts(
    kalender: Kalender, kind: Terminart, *, channel: str, wanted: datetime, at: datetime, count: int = 3
) -> list[datetime]:
    """The ``count`` offered starts nearest to ``wanted``, earliest first: within a week if possible."""
    allowed = bookable_days(kalender, at)
    middle = minutes(wanted)
    starts: list[int] = []
    for first, days in (
        (berlin_day(wanted) - 3 * ONE_DAY, 7),
        (allowed.start, (allowed.end - allowed.start).days),
    ):
        found = free_days(kalender, kind, channel=channel, first=first, days=days, at=at)
        starts = sorted((s for d in found for s in d.starts), key=lambda s: abs(s - middle))[:count]
        if len(starts) == count:
            break
    return [moment(s) for s in sorted(starts)]
