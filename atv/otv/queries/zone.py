"""The Eingangszone's day and figures: who comes when, how soon the next Termin is free, what became of the others."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from atv.kalender.models import Channel, Kalender
from atv.kalender.queries.opening import openings
from atv.kalender.rules.figures import hidden
from atv.kalender.rules.lifecycle import State
from atv.otv.models import OtvAnliegen, OtvSite, OtvTermin
from atv.otv.queries.times import first_free
from atv.otv.rules.lifecycle import Cancelled
from atv.otv.rules.shortage import runs_short
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_day, berlin_span
from socl.orga.models import Unit

WEEKS = 4
CAME = (State.IN_CALL, State.DONE)


@dataclass(frozen=True)
class Next:
    """An Anliegen and its next free Termin; ``days`` from today, None: none up to the horizon."""

    anliegen: OtvAnliegen
    first: datetime | None
    days: int | None
    is_short: bool


@dataclass(frozen=True)
class Line:
    """What became of the Termine of one Anliegen; None where fewer than five could be told (rule ATV-17).

    ``walk_ins`` of ``visits`` were not booked before but put into a gap: how far visits are steered (OTV 2/7).
    """

    anliegen: OtvAnliegen
    visits: int | None
    walk_ins: int | None
    came: int | None
    no_shows: int | None
    cancelled: int | None


@dataclass(frozen=True)
class ZoneFigures:
    """Four whole weeks of one Eingangszone. ``used`` of ``opened`` minutes were taken; None for too few Termine."""

    days: Span[date]
    lines: list[Line]
    used: int | None
    opened: int

    @property
    def percent(self) -> int | None:
        return None if self.used is None or not self.opened else round(100 * self.used / self.opened)


def kalender_of_zone(unit: Unit) -> Kalender | None:
    """The calendar of an Eingangszone, if it takes visits."""
    return Kalender.objects.filter(unit=unit, takes_visits=True).select_related("unit").first()


def sites_of(kalender: Kalender) -> list[OtvSite]:
    """The sites whose Termine lie in this calendar."""
    return list(OtvSite.objects.filter(kalender=kalender).select_related("unit").order_by("key"))


def anliegen_of(kalender: Kalender) -> list[OtvAnliegen]:
    """What can be offered at the counter, in the citizens' order."""
    rows = OtvAnliegen.objects.filter(site__kalender=kalender, active=True)
    rows = rows.select_related("terminart", "site__unit", "site__kalender__unit")
    return list(rows.order_by("site__key", "position", "code"))


def day_of(kalender: Kalender, day: date) -> list[OtvTermin]:
    """The Termine of one day by time, without cancelled ones."""
    start, end = berlin_span(day, 1)
    rows = OtvTermin.objects.with_all().filter(
        booking__kalender=kalender, booking__starts_at__gte=start, booking__starts_at__lt=end
    )
    rows = rows.exclude(booking__state=State.CANCELLED)
    return list(rows.order_by("booking__starts_at", "booking__serviceplatz__number"))


def upcoming(kalender: Kalender, at: datetime) -> list[Next]:
    """The next free Termin of every Anliegen. Rule OTV 2/13."""
    today, found = berlin_day(at), []
    for row in anliegen_of(kalender):
        first = first_free(row, at)
        day = berlin_day(first) if first else None
        found.append(Next(row, first, (day - today).days if day else None, runs_short(day, today)))
    return found


def figures(kalender: Kalender, at: datetime) -> ZoneFigures:
    """The last four whole weeks; what nobody confirmed was never a Termin. No figure about few. Rules ATV-17, OTV 2/7."""
    today = berlin_day(at)
    end = today - ONE_DAY * (today.isoweekday() - 1)
    days = Span(end - timedelta(weeks=WEEKS), end)
    start, until = berlin_span(days.start, (days.end - days.start).days)
    rows = OtvTermin.objects.filter(
        booking__kalender=kalender, booking__starts_at__gte=start, booking__starts_at__lt=until
    ).exclude(cancelled_how=Cancelled.UNCONFIRMED)
    state = "booking__state"
    counted = rows.values("anliegen").annotate(
        n=Count("pk"),
        walk_ins=Count("pk", filter=Q(booking__channel=Channel.EINGANGSZONE)),
        came=Count("pk", filter=Q(**{f"{state}__in": CAME})),
        missed=Count("pk", filter=Q(**{state: State.NO_SHOW})),
        cancelled=Count("pk", filter=Q(**{state: State.CANCELLED})),
    )
    by_anliegen = {row["anliegen"]: row for row in counted.order_by()}
    closed = hidden({pk: row["n"] for pk, row in by_anliegen.items()})
    shown = list(OtvAnliegen.objects.filter(site__kalender=kalender).select_related("site__unit"))
    lines = [_line(row, by_anliegen.get(row.pk), row.pk in closed) for row in shown]
    lines.sort(key=lambda line: (line.anliegen.site.key, line.anliegen.position))
    opened, used = _minutes(kalender, days, rows.exclude(booking__state=State.CANCELLED).count())
    return ZoneFigures(days, lines, used, opened)


def _line(anliegen: OtvAnliegen, counts: Mapping[str, Any] | None, is_hidden: bool) -> Line:
    if is_hidden:
        return Line(anliegen, None, None, None, None, None)
    n: Mapping[str, Any] = counts or defaultdict(int)
    parts = hidden({1: n["came"], 2: n["missed"], 3: n["cancelled"]})
    came, missed, cancelled = (
        None if key in parts else n[name] for key, name in ((1, "came"), (2, "missed"), (3, "cancelled"))
    )
    apart = hidden({1: n["n"] - n["walk_ins"], 2: n["walk_ins"]})
    return Line(anliegen, n["n"], None if apart else n["walk_ins"], came, missed, cancelled)


def _minutes(kalender: Kalender, days: Span[date], count: int) -> tuple[int, int | None]:
    """Open minutes, and those that were taken; None where too few Termine would tell."""
    opened = sum(o.minutes for o in openings(kalender, days))
    start, until = berlin_span(days.start, (days.end - days.start).days)
    taken = kalender.bookings.visible().exclude(state=State.CANCELLED).touching(start, until)
    used = sum(int((b - a).total_seconds()) // 60 for a, b in taken.values_list("starts_at", "ends_at"))
    return opened, None if 0 < count < 5 else used
