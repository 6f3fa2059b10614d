"""The week of one Serviceplatz: five day columns, and those of a weekend on which something is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from atv.kalender.models import Besetzung, Kalender, Serviceplatz
from atv.kalender.queries.opening import is_valid
from atv.kalender.queries.sheet import Column, DaySheet, rows_of_sheet, spans_on, veiled
from atv.kalender.rules.lifecycle import State
from socl.lib.spans import overlaps
from socl.lib.workdays import ONE_DAY, berlin_span, holiday_name

WORKWEEK = 5


@dataclass(frozen=True)
class WeekSheet:
    """One Serviceplatz from ``monday`` on: a day sheet with one column per day."""

    kalender: Kalender
    serviceplatz: Serviceplatz
    places: Sequence[int]  # the numbers of all Serviceplätze in force that week
    monday: date
    days: list[DaySheet]


def week_sheet(kalender: Kalender, number: int, monday: date, *, cleared: bool = False) -> WeekSheet | None:
    """Every day of the week with what one day sheet shows of this Serviceplatz; None if there is none of the number.

    Unless ``cleared``, restricted bookings are veiled as there.
    """
    sunday = monday + timedelta(days=6)
    places = list(kalender.serviceplaetze.prefetch_related("zeitfenster").order_by("number"))
    place = next((p for p in places if p.number == number), None)
    if place is None:
        return None
    rows = _Rows(kalender, place, monday, cleared)
    week = [rows.day(monday + ONE_DAY * n) for n in range(7)]
    shown = [day for n, day in enumerate(week) if n < WORKWEEK or _is_something(day)]
    there = [p.number for p in places if is_valid(p, monday) or is_valid(p, sunday) or p.pk == place.pk]
    return WeekSheet(kalender, place, there, monday, shown)


def _is_something(day: DaySheet) -> bool:
    return any(column.zeitfenster or column.bookings for column in day.columns)


class _Rows:
    """What the database knows of one Serviceplatz in one week, asked once."""

    def __init__(self, kalender: Kalender, place: Serviceplatz, monday: date, cleared: bool) -> None:
        self.kalender, self.place = kalender, place
        span = berlin_span(monday, 7)
        shown = kalender.bookings.visible().exclude(state=State.CANCELLED).touching(*span)
        found = rows_of_sheet(shown.filter(serviceplatz=place)).order_by("starts_at")
        self.bookings = [veiled(booking, cleared) for booking in found]
        away = kalender.ausfallzeiten.touching(*span).order_by("starts_at")
        self.away = [a for a in away if a.serviceplatz_id in (None, place.pk)]
        days = (monday, monday + timedelta(days=6))
        seated = Besetzung.objects.filter(serviceplatz=place, day__range=days).select_related("person")
        self.seated = {row.day: row.person for row in seated}

    def day(self, day: date) -> DaySheet:
        """One day as a sheet of one column."""
        span = berlin_span(day, 1)
        holiday = holiday_name(self.kalender.unit.land, day) or ""
        is_open = not holiday and is_valid(self.place, day)
        column = Column(
            self.place,
            spans_on(day, self.place.zeitfenster.all()) if is_open else [],
            [b for b in self.bookings if overlaps((b.starts_at, b.ends_at), span)],
            tuple(a for a in self.away if overlaps((a.starts_at, a.ends_at), span)),
            self.seated.get(day),
        )
        return DaySheet(self.kalender, day, holiday, [column])


def first_number(kalender: Kalender) -> int | None:
    """The number of the team's first Serviceplatz; None if it has none."""
    return kalender.serviceplaetze.order_by("number").values_list("number", flat=True).first()
