"""Free times: the one function that lists them and decides bookings."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from atv.kalender.models import Booking, Kalender, Serviceplatz, Terminart, Zeitfenster
from atv.kalender.rules import lead, slots
from socl.lib.refusal import Refusal
from socl.lib.spans import Span
from socl.lib.workdays import BERLIN, ONE_DAY, berlin_day, berlin_moment, berlin_span, holiday_name

MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def minutes(at: datetime) -> int:
    """Whole minutes since 1970 UTC: what the slot arithmetic runs on (rounded down)."""
    return int(at.timestamp()) // 60


def moment(minute: int) -> datetime:
    """The moment that ``minutes`` came from, in Berlin time."""
    return (EPOCH + MINUTE * minute).astimezone(BERLIN)


@dataclass(frozen=True)
class Window:
    """One Zeitfenster on one day, as minutes; ``durations`` are those that may be booked into it."""

    lane: int
    start: int
    end: int
    durations: tuple[int, ...]


@dataclass(frozen=True)
class Option:
    """A start that one lane can take, and what it would leave free there."""

    fit: slots.Fit
    lane: int
    durations: tuple[int, ...]


@dataclass
class Day:
    """One Berlin day of a calendar for one kind and channel."""

    day: date
    holiday: str = ""
    windows: list[Window] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)  # every free start
    offered: list[Option] = field(default_factory=list)  # without those that waste

    @property
    def closed(self) -> str:
        """Why nothing is open at all: a holiday's name or "keine Zeitfenster"; empty if something is."""
        return self.holiday or ("" if self.windows else "keine Zeitfenster")

    @property
    def reason(self) -> str:
        """Why the day has no start: ``closed_holiday``, ``no_window``, ``taken``; empty if it has some."""
        if self.offered:
            return ""
        if self.closed:
            return "closed_holiday" if self.holiday else "no_window"
        return "taken"

    @property
    def starts(self) -> list[int]:
        """The offered starts, sorted, each once."""
        return sorted({o.fit.start for o in self.offered})


def terminart(code: str) -> Terminart:
    """The Terminart with ``code``; a refusal (422) if there is none."""
    found = Terminart.objects.filter(code=code).first()
    if found is None:
        raise Refusal("invalid", "Diese Terminart gibt es nicht.", status=422, errors={"kind": ["unbekannt"]})
    return found


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
    start, end = max(first, allowed.start), min(first + ONE_DAY * days, allowed.end)
    if start >= end:
        return []
    span = berlin_span(start, (end - start).days)
    taken = _taken(kalender, span, at, without)
    found = _windows(kalender, kind.code, channel, Span(start, end))
    for day in found:
        _fill(day, taken, kind.minutes, kalender.raster_minutes)
    return found


def _fill(day: Day, taken: dict[int, list[Span[int]]], duration: int, raster: int) -> None:
    """Put the free starts of ``day`` into it, and those of them that are offered."""
    for window in day.windows:
        for fit in slots.fits(
            [(window.start, window.end)], taken.get(window.lane, ()), duration=duration, raster=raster
        ):
            day.options.append(Option(fit, window.lane, window.durations))
    good = [o for o in day.options if not slots.is_wasteful(o.fit, o.durations)]
    day.offered = good or day.options  # rule ATV-3, over all lanes of one day


def _taken(
    kalender: Kalender, span: Span[datetime], at: datetime, without: Booking | None
) -> dict[int, list[Span[int]]]:
    """Lane -> what is taken in ``span``."""
    rows = kalender.bookings.blocking(at).touching(*span)
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    taken: dict[int, list[Span[int]]] = {}
    for lane, starts_at, ends_at in rows.values_list("serviceplatz_id", "starts_at", "ends_at"):
        taken.setdefault(lane, []).append(Span(minutes(starts_at), minutes(ends_at)))
    return taken


def _windows(kalender: Kalender, code: str, channel: str, days: Span[date]) -> list[Day]:
    """The days of ``days`` with the windows open for ``code`` and ``channel``, or why there are none."""
    land = kalender.unit.land
    rows = _supply(kalender, code, channel, days)
    found = []
    for n in range((days.end - days.start).days):
        day = Day(days.start + ONE_DAY * n)
        day.holiday = holiday_name(land, day.day) or ""
        if not day.holiday:
            day.windows = _windows_on(day.day, rows)
        found.append(day)
    return found


def _windows_on(day: date, rows: list["SupplyRow"]) -> list[Window]:
    """The windows of one day; what daylight saving skips is not there."""
    weekday = day.isoweekday()
    windows = [
        Window(
            row.zeitfenster.serviceplatz_id,
            minutes(berlin_moment(day, row.zeitfenster.starts)),
            minutes(berlin_moment(day, row.zeitfenster.ends)),
            row.durations,
        )
        for row in rows
        if weekday in row.zeitfenster.weekdays
        and is_valid(row.zeitfenster, day)
        and is_valid(row.zeitfenster.serviceplatz, day)
    ]
    return [w for w in windows if w.start < w.end]


@dataclass(frozen=True)
class SupplyRow:
    """A Zeitfenster and the durations that may be booked into it."""

    zeitfenster: Zeitfenster
    durations: tuple[int, ...]


def _supply(kalender: Kalender, code: str, channel: str, days: Span[date]) -> list[SupplyRow]:
    """The Zeitfenster that touch ``days``, ordered by Serviceplatz number."""
    length = dict(Terminart.objects.values_list("code", "minutes"))
    rows = (
        Zeitfenster.objects.filter(
            serviceplatz__kalender=kalender,
            terminarten__contains=[code],
            channels__contains=[channel],
            valid_from__lt=days.end,
        )
        .exclude(valid_until__lte=days.start)
        .select_related("serviceplatz")
        .order_by("serviceplatz__number", "starts")
    )
    return [
        SupplyRow(row, tuple(sorted({length[c] for c in row.terminarten if c in length}))) for row in rows
    ]


def is_valid(row: Zeitfenster | Serviceplatz, day: date) -> bool:
    return row.valid_from <= day and (row.valid_until is None or day < row.valid_until)


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
