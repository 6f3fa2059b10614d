"""How much there is to book in a team: measured now, read by leads and coordinators."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Avg, Max, Min, QuerySet

from atv.kalender.models import Channel, Kalender, Notices, Reading, Terminart
from atv.kalender.queries import free
from atv.kalender.queries.opening import openings
from atv.kalender.rules import capacity
from atv.kalender.rules.lifecycle import State
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_day, berlin_midnight, is_workday, working_days
from socl.orga.gates import Scope
from socl.orga.models import Responsibility

KINDS = ("leistungsberatung", "sonstiges")


@dataclass(frozen=True)
class Demand:
    """What was booked lately, by Terminart (id), and what is expected per working day in minutes."""

    booked: dict[int, int]
    needed_minutes: int
    is_measured: bool


@dataclass(frozen=True)
class Measured:
    """The columns of a Reading that are measured."""

    next_free_at: datetime | None
    days_to_free: int | None
    fitting: int
    booked: int
    days_until_sold_out: int | None


def demand(kalender: Kalender, kinds: Sequence[Terminart], at: datetime) -> Demand:
    """The bookings made in the last 20 working days, without cancelled ones; before that the proposal. Rule ATV-64."""
    today = berlin_day(at)
    since = berlin_midnight(_working_days_ago(kalender.unit.land, today))
    rows = kalender.bookings.visible().exclude(state=State.CANCELLED)
    lately = rows.filter(created_at__gte=since, created_at__lt=berlin_midnight(today))
    booked = {kind.pk: lately.filter(terminart=kind).count() for kind in kinds}
    first = rows.aggregate(first=Min("created_at"))["first"]
    days_known = capacity.WINDOW if first is not None and first < since else 0
    agenturen = Responsibility.objects.valid_on(today).filter(team=kalender.unit).count()
    total = sum(booked.values())
    per_day = capacity.expected_per_day(agenturen, total, days_known)
    is_measured = bool(days_known and total)
    minutes = (
        sum(booked[kind.pk] * kind.minutes for kind in kinds) / total
        if is_measured
        else sum(kind.minutes for kind in kinds) / len(kinds)
    )
    return Demand(booked, round(per_day * minutes), is_measured)


def _working_days_ago(land: str, day: date) -> date:
    left = capacity.WINDOW
    while left:
        day -= ONE_DAY
        left -= is_workday(land, day)
    return day


def open_minutes(kalender: Kalender, at: datetime) -> int:
    """Bookable minutes per working day, on average over the next 20, whatever is booked there already."""
    days = working_days(kalender.unit.land, berlin_day(at) + ONE_DAY, capacity.WINDOW)
    return sum(opening.minutes for opening in openings(kalender, days)) // capacity.WINDOW


def measure(kalender: Kalender, kind: Terminart, booked: int, at: datetime) -> Measured:
    """The next free time through the staffed Kundenportal, and how much fits until the horizon. Rules ATV-62, ATV-63."""
    allowed = free.bookable_days(kalender, at)
    length = (allowed.end - allowed.start).days
    days = free.free_days(kalender, kind, channel=Channel.SC, first=allowed.start, days=length, at=at)
    first = next((d for d in days if d.starts), None)
    gaps = [[gap.start + fit.start for fit in gap.fits] for d in days for gap in d.gaps]
    fitting = capacity.how_many_fit(gaps, kind.minutes)
    return Measured(
        free.moment(first.starts[0]) if first else None,
        _workdays_until(kalender.unit.land, berlin_day(at), first.day) if first else None,
        fitting,
        booked,
        capacity.days_until_sold_out(fitting, booked),
    )


def _workdays_until(land: str, today: date, day: date) -> int:
    """Working days after ``today`` up to and with ``day``."""
    return sum(is_workday(land, today + ONE_DAY * n) for n in range(1, (day - today).days + 1))


@dataclass(frozen=True)
class Line:
    """One line of the capacity page."""

    reading: Reading
    is_alarming: bool
    is_enough: bool


def lines(scope: Scope) -> list[Line]:
    """The latest reading of every team in scope, by team and Terminart. Three queries however many."""
    newest = Reading.objects.aggregate(day=Max("day"))["day"]
    rows = (
        Reading.objects.filter(scope.q("kalender__unit"), day=newest)
        .select_related("kalender__unit", "terminart")
        .order_by("kalender__unit__name", "kalender_id", "terminart__code")
    )
    thresholds = dict(Notices.objects.values_list("kalender_id", "warn_days"))
    return [_line(row, thresholds.get(row.kalender_id, capacity.WARN_DAYS)) for row in rows]


def _line(row: Reading, threshold: int) -> Line:
    enough = capacity.Sufficiency(row.open_minutes, row.needed_minutes).is_enough
    return Line(row, capacity.is_alarming(row.days_to_free, threshold), enough)


def notices_of(kalender: Kalender) -> Notices:
    """What the team has set, or the proposal."""
    return Notices.objects.filter(kalender=kalender).first() or Notices(kalender=kalender)


def all_kalender() -> QuerySet[Kalender]:
    """Every calendar of a team, by id, with its unit; not those of the Eingangszonen, which offer no Rückrufe."""
    return Kalender.objects.filter(takes_visits=False).select_related("unit").order_by("pk")


def sufficiency(units: Collection[int]) -> dict[int, capacity.Sufficiency]:
    """Unit (id) -> the latest reading of what it offers and needs; who was never read is missing. Rule ATV-64."""
    rows = Reading.objects.filter(kalender__unit__in=units).order_by("kalender", "-day")
    values = rows.distinct("kalender").values_list("kalender__unit", "open_minutes", "needed_minutes")
    return {unit: capacity.Sufficiency(offered, needed) for unit, offered, needed in values}


def mean_days_to_free(region: int, days: Span[date]) -> float | None:
    """Working days to the next free Rückruf, on average over the readings of a region (id); None without any."""
    rows = Reading.objects.filter(
        kalender__unit__region=region, day__gte=days.start, day__lt=days.end, days_to_free__isnull=False
    )
    mean: float | None = rows.aggregate(mean=Avg("days_to_free"))["mean"]
    return mean
