"""Figures of teams over the last four whole weeks, and how soon each has a free time; never of a person."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count as CountOf
from django.db.models import Exists, OuterRef, Q

from atv.kalender.models import Attempt, AttemptResult, Booking, Kalender, Terminart
from atv.kalender.queries.free import bookable_days, minutes
from atv.kalender.queries.opening import NO_BLOCKS, Opening, blocks, openings_of, remaining
from atv.kalender.rules.figures import Count, hidden, may_show_sum, wasted
from atv.kalender.rules.lifecycle import LIVE, State
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_day, berlin_midnight, berlin_span
from socl.orga.gates import Scope
from socl.orga.models import Unit

WEEKS = 4
COUNTED = [s for s in State if s not in (State.HELD, State.CANCELLED)]


@dataclass(frozen=True)
class Figures:
    """One line: a team, or all of a region together. ``is_hidden``: too few to be shown (rule ATV-17).

    ``first_free`` is the number of days until the first free time by length of the appointment, None: none at all.
    """

    unit: Unit | None
    booked: int
    kept: Count
    no_shows: Count
    filled: Count
    wasted: int
    first_free: dict[int, int | None]
    is_hidden: bool = False


@dataclass(frozen=True)
class RegionFigures:
    """The teams of one region and their sum; None where the sum would tell what is hidden."""

    region: Unit | None
    teams: list[Figures]
    together: Figures | None


@dataclass(frozen=True)
class Report:
    """The whole page: first day, first day after, and the regions."""

    days: Span[date]
    regions: list[RegionFigures]


def report(scope: Scope, at: datetime) -> Report:
    """The teams in ``scope`` by region; the number of queries does not depend on how many they are."""
    today = berlin_day(at)
    end = today - ONE_DAY * (today.isoweekday() - 1)
    days = Span(end - timedelta(weeks=WEEKS), end)
    rows = Kalender.objects.filter(scope.q("unit")).select_related("unit__region", "unit__parent")
    kalenders = list(rows.order_by("unit__name"))
    by_region: dict[Unit | None, list[Figures]] = defaultdict(list)
    for line in _lines(kalenders, days, at):
        assert line.unit is not None
        by_region[line.unit.region].append(line)
    return Report(days, [_region(region, lines) for region, lines in by_region.items()])


def _lines(kalenders: Sequence[Kalender], days: Span[date], at: datetime) -> list[Figures]:
    kinds = list(Terminart.objects.values_list("code", "minutes", "kalender"))
    length = {code: minutes for code, minutes, _ in kinds}
    rueckrufe = sorted(
        (code, minutes) for code, minutes, own in kinds if own is None
    )  # visits have pages of their own
    calls = _calls(kalenders, days)
    past = openings_of(kalenders, days)
    booked = _spans(kalenders, berlin_span(days.start, (days.end - days.start).days), COUNTED)
    ahead = _ahead(kalenders, at)
    taken = _spans(kalenders, Span(at, berlin_midnight(ahead.end)), LIVE)
    future = openings_of(kalenders, ahead)
    found = []
    for k in kalenders:
        n, kept, missed = calls.get(k.pk, (0, 0, 0))
        gaps = list(_gaps(past[k.pk], booked[k.pk], length))
        opened = sum(o.minutes for o in past[k.pk])
        filled = opened - sum(minutes_left for minutes_left, _ in gaps)
        first = {m: _first_free(k, future[k.pk], taken[k.pk], code, m, at) for code, m in rueckrufe}
        lost = wasted(gaps)
        found.append(Figures(k.unit, n, Count(kept, n), Count(missed, n), Count(filled, opened), lost, first))
    return found


def _calls(kalenders: Iterable[Kalender], days: Span[date]) -> dict[int, tuple[int, int, int]]:
    """Calendar -> callbacks agreed for these days, those reached inside the agreed time, no-shows."""
    start, end = berlin_span(days.start, (days.end - days.start).days)
    inside = Attempt.objects.filter(
        booking=OuterRef("pk"),
        result=AttemptResult.REACHED,
        at__gte=OuterRef("starts_at"),
        at__lt=OuterRef("ends_at"),
    )
    rows = Booking.objects.filter(
        kalender__in=[k.pk for k in kalenders], state__in=COUNTED, starts_at__gte=start, starts_at__lt=end
    )
    counted = (
        rows.annotate(kept=Exists(inside))
        .values("kalender")
        .annotate(
            n=CountOf("pk"),
            inside=CountOf("pk", filter=Q(kept=True)),
            missed=CountOf("pk", filter=Q(state=State.NO_SHOW)),
        )
    )
    return {row["kalender"]: (row["n"], row["inside"], row["missed"]) for row in counted.order_by()}


Spans = dict[int, dict[int, list[tuple[int, int]]]]


def _spans(kalenders: Iterable[Kalender], span: Span[datetime], states: Iterable[str]) -> Spans:
    """Calendar -> Serviceplatz -> what is booked there."""
    found: Spans = defaultdict(lambda: defaultdict(list))
    ids = [k.pk for k in kalenders]
    rows = Booking.objects.filter(kalender__in=ids, state__in=list(states)).touching(*span)
    for kalender, place, start, end in rows.values_list("kalender", "serviceplatz", "starts_at", "ends_at"):
        found[kalender][place].append((minutes(start), minutes(end)))
    return found


def _gaps(
    found: Iterable[Opening], booked: dict[int, list[tuple[int, int]]], length: dict[str, int]
) -> Iterable[tuple[int, tuple[int, ...]]]:
    """What bookings left of the openings, with the durations that might have filled it."""
    merged = {place: blocks(spans) for place, spans in booked.items()}
    for o in found:
        durations = tuple(sorted({length[code] for code in o.terminarten if code in length}))
        for start, end in remaining(o.start, o.end, merged.get(o.place, NO_BLOCKS)):
            yield end - start, durations


def _ahead(kalenders: Iterable[Kalender], at: datetime) -> Span[date]:
    """From the first to the last day that is bookable in any of the calendars."""
    spans = [bookable_days(k, at) for k in kalenders]
    today = berlin_day(at)
    return Span(min((s.start for s in spans), default=today), max((s.end for s in spans), default=today))


def _first_free(
    k: Kalender,
    future: Iterable[Opening],
    taken: dict[int, list[tuple[int, int]]],
    code: str,
    duration: int,
    at: datetime,
) -> int | None:
    """Days from today to the first day on which ``duration`` minutes are free; None up to the horizon."""
    allowed, raster = bookable_days(k, at), k.raster_minutes
    merged = {place: blocks(spans) for place, spans in taken.items()}
    for o in future:
        if code in o.terminarten and allowed.start <= o.day < allowed.end:
            for start, end in remaining(o.start, o.end, merged.get(o.place, NO_BLOCKS)):
                if start + (o.origin - start) % raster + duration <= end:
                    return (o.day - berlin_day(at)).days
    return None


def _region(region: Unit | None, lines: list[Figures]) -> RegionFigures:
    counts = {n: line.booked for n, line in enumerate(lines)}
    closed = hidden(counts)
    shown = [_covered(line) if n in closed else line for n, line in enumerate(lines)]
    together = _sum(region, lines) if may_show_sum(counts, closed) else None
    return RegionFigures(region, shown, together)


def _covered(line: Figures) -> Figures:
    """Without everything that bookings are counted in."""
    nothing = Count(0, 0)
    return Figures(line.unit, 0, nothing, nothing, nothing, 0, line.first_free, is_hidden=True)


def _sum(region: Unit | None, lines: Iterable[Figures]) -> Figures:
    rows = list(lines)

    def both(name: str) -> Count:
        counts: list[Count] = [getattr(row, name) for row in rows]
        return Count(sum(c.part for c in counts), sum(c.whole for c in counts))

    first = {
        m: min((d for row in rows if (d := row.first_free[m]) is not None), default=None)
        for m in (rows[0].first_free if rows else {})
    }
    return Figures(
        region,
        sum(row.booked for row in rows),
        both("kept"),
        both("no_shows"),
        both("filled"),
        sum(row.wasted for row in rows),
        first,
    )
