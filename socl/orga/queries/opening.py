"""When a unit is open for people who come, without the public holidays of its Land."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from django.db.models import Q

from socl.lib.workdays import ONE_DAY, holiday_name
from socl.orga.models import OpeningHours, Unit

LOOK_AHEAD = timedelta(days=366)
Hours = list[tuple[time, time]]


def hours_on(unit: Unit, day: date) -> Hours:
    """The stretches at which ``unit`` is open on the Berlin ``day``, sorted; empty if it is closed.

    What is entered for the very day counts, on a public holiday too; then the holidays of the Land; then the week.
    A unit without a week entered counts as open all day from Monday to Friday.
    """
    rows = OpeningHours.objects.filter(unit=unit).filter(Q(weekday__isnull=False) | Q(day=day))
    return _hours(list(rows), unit.land, day)


def is_open_on(unit: Unit, day: date) -> bool:
    """True if ``unit`` is open for some time on ``day``. Rule ORGA-5."""
    return bool(hours_on(unit, day))


def next_open_day(unit: Unit, day: date) -> date | None:
    """``day`` itself if ``unit`` is open then, else the first day after it that is; None if there is none in a year.

    § 141 (2) SGB III: closed on the first day without work, the next day of readiness to serve counts. Rule ORGA-5.
    """
    last = day + LOOK_AHEAD
    rows = OpeningHours.objects.filter(unit=unit).filter(Q(weekday__isnull=False) | Q(day__range=(day, last)))
    known = list(rows)
    while day <= last:
        if _hours(known, unit.land, day):
            return day
        day += ONE_DAY
    return None


def week_of(unit: Unit) -> list[OpeningHours]:
    """The stretches of an ordinary week, from Monday on."""
    rows = OpeningHours.objects.filter(unit=unit, weekday__isnull=False)
    return list(rows.order_by("weekday", "starts"))


def single_days(unit: Unit, since: date) -> list[OpeningHours]:
    """What is entered for single days from ``since`` on."""
    return list(OpeningHours.objects.filter(unit=unit, day__gte=since).order_by("day", "starts"))


def _hours(rows: Iterable[OpeningHours], land: str, day: date) -> Hours:
    own = [row for row in rows if row.day == day]
    if own:
        return _stretches(own)
    if holiday_name(land, day) is not None:
        return []
    week = [row for row in rows if row.weekday is not None]
    if not week:
        return [(time(0), time.max)] if day.isoweekday() <= 5 else []
    return _stretches(row for row in week if row.weekday == day.isoweekday())


def _stretches(rows: Iterable[OpeningHours]) -> Hours:
    return sorted((row.starts, row.ends) for row in rows if row.starts and row.ends)
