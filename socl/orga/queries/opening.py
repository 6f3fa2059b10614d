"""When a unit is open for people who come: week by week, on single days, on public holidays of its Land."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Q

from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, holiday_name
from socl.orga.models import OpeningHours, Unit

LOOK_AHEAD = timedelta(days=366)
Hours = list[tuple[time, time]]


@dataclass(frozen=True)
class OpeningCalendar:
    """What is entered for a unit in ``land``: day after day can be asked without asking the database."""

    land: str
    rows: Sequence[OpeningHours]

    def hours_on(self, day: date) -> Hours:
        """The stretches on ``day``, sorted; empty if it is closed. Rule ORGA-5.

        What is entered for the very day counts, on a public holiday too; then the holidays of the Land; then the
        week in force. Where none is in force the unit counts as open all day from Monday to Friday.
        """
        own = [row for row in self.rows if row.day == day]
        if own:
            return _stretches(own)
        if holiday_name(self.land, day) is not None:
            return []
        begun = [row for row in self.rows if row.valid_from is not None and row.valid_from <= day]
        if not begun:
            return [(time(0), time.max)] if day.isoweekday() <= 5 else []
        latest = max(row.valid_from for row in begun if row.valid_from)
        return _stretches(r for r in begun if r.valid_from == latest and r.weekday == day.isoweekday())

    def next_open_day(self, day: date) -> date | None:
        """``day`` itself if it is open, else the first day after it that is; None if there is none in a year.

        § 141 (2) SGB III: closed on the first day without work, the next day of readiness to serve counts.
        """
        last = day + LOOK_AHEAD
        while day <= last:
            if self.hours_on(day):
                return day
            day += ONE_DAY
        return None


@dataclass(frozen=True)
class Week:
    """An ordinary week: ISO weekday -> stretches, from ``valid_from`` until the next one begins."""

    valid_from: date
    valid_until: date | None
    days: dict[int, Hours]
    demo: bool


def opening_calendar(unit: Unit, days: Span[date]) -> OpeningCalendar:
    """What counts on ``days``, and for a year after them. One query."""
    single = Q(day__gte=days.start, day__lt=days.end + LOOK_AHEAD)
    rows = OpeningHours.objects.filter(unit=unit).filter(Q(weekday__isnull=False) | single)
    return OpeningCalendar(unit.land, list(rows))


def hours_on(unit: Unit, day: date) -> Hours:
    """The stretches at which ``unit`` is open on the Berlin ``day``; empty if it is closed. Rule ORGA-5."""
    return opening_calendar(unit, Span(day, day + ONE_DAY)).hours_on(day)


def is_open_on(unit: Unit, day: date) -> bool:
    """True if ``unit`` is open for some time on ``day``. Rule ORGA-5."""
    return bool(hours_on(unit, day))


def next_open_day(unit: Unit, day: date) -> date | None:
    """``day`` itself if ``unit`` is open then, else the first day after it that is. Rule ORGA-5."""
    return opening_calendar(unit, Span(day, day + ONE_DAY)).next_open_day(day)


def weeks_of(unit: Unit) -> list[Week]:
    """Every week entered for ``unit``, the earliest first: those that were, the one in force, those planned."""
    found: dict[date, list[OpeningHours]] = defaultdict(list)
    for row in OpeningHours.objects.filter(unit=unit, weekday__isnull=False).order_by("starts"):
        assert row.valid_from is not None  # a check constraint says so
        found[row.valid_from].append(row)
    begins: list[date] = sorted(found)
    ends: list[date | None] = [*begins[1:], None]
    return [_week(first, until, found[first]) for first, until in zip(begins, ends, strict=False)]


def _week(first: date, until: date | None, rows: list[OpeningHours]) -> Week:
    days = {n: _stretches(row for row in rows if row.weekday == n) for n in range(1, 8)}
    return Week(first, until, days, any(row.demo for row in rows))


def week_on(unit: Unit, day: date) -> Week | None:
    """The week in force on ``day``, if one is."""
    return next((w for w in reversed(weeks_of(unit)) if w.valid_from <= day), None)


def single_days(unit: Unit, since: date) -> list[tuple[date, Hours]]:
    """What is entered for single days from ``since`` on; no stretch: closed."""
    found: dict[date, list[OpeningHours]] = defaultdict(list)
    for row in OpeningHours.objects.filter(unit=unit, day__gte=since).order_by("day"):
        assert row.day is not None
        found[row.day].append(row)
    return [(day, _stretches(rows)) for day, rows in found.items()]


def _stretches(rows: Iterable[OpeningHours]) -> Hours:
    return sorted((row.starts, row.ends) for row in rows if row.starts and row.ends)
