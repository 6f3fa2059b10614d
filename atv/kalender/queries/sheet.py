"""The day sheet: what a team has to do on one day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from atv.kalender.models import Booking, Kalender, Serviceplatz, Zeitfenster
from atv.kalender.queries.free import is_valid
from atv.kalender.rules.lifecycle import LIVE, State
from socl.lib.spans import Span
from socl.lib.workdays import berlin_moment, berlin_span, holiday_name


@dataclass(frozen=True)
class Column:
    """One Serviceplatz on the day sheet."""

    serviceplatz: Serviceplatz
    zeitfenster: list[Span[datetime]]
    bookings: list[Booking]


@dataclass(frozen=True)
class DaySheet:
    """One day of a team."""

    kalender: Kalender
    day: date
    holiday: str
    columns: list[Column]


def day_sheet(kalender: Kalender, day: date) -> DaySheet:
    """Every Serviceplatz in force on ``day``, or with a booking on it, with its windows and bookings."""
    span = berlin_span(day, 1)
    by_place: dict[int, list[Booking]] = {}
    shown = kalender.bookings.visible().exclude(state=State.CANCELLED).touching(*span)
    for booking in (
        shown.select_related("terminart", "serviceplatz").prefetch_related("attempts").order_by("starts_at")
    ):
        by_place.setdefault(booking.serviceplatz_id, []).append(booking)
    holiday = holiday_name(kalender.unit.land, day) or ""
    columns = [
        Column(
            place,
            [] if holiday else _spans_on(day, place.zeitfenster.all()),
            by_place.get(place.pk, []),
        )
        for place in kalender.serviceplaetze.prefetch_related("zeitfenster").order_by("number")
        if is_valid(place, day) or place.pk in by_place
    ]
    return DaySheet(kalender, day, holiday, columns)


def _spans_on(day: date, zeitfenster: Iterable[Zeitfenster]) -> list[Span[datetime]]:
    """The Zeitfenster of one Serviceplatz on ``day``, as moments."""
    return sorted(
        Span(berlin_moment(day, z.starts), berlin_moment(day, z.ends))
        for z in zeitfenster
        if day.isoweekday() in z.weekdays and is_valid(z, day)
    )


def overdue(kalender: Kalender, at: datetime) -> QuerySet[Booking]:
    """Rückrufe whose agreed time has passed and that nobody has completed, oldest first."""
    return (
        kalender.bookings.filter(state__in=LIVE, ends_at__lte=at)
        .visible()
        .select_related("terminart", "serviceplatz")
        .prefetch_related("attempts")
        .order_by("starts_at")
    )
