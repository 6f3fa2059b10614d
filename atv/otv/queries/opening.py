"""What a change of the opening hours means: days that differ, Termine outside of them, the day that counts instead."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from atv.kalender.models import Booking
from atv.kalender.rules.lifecycle import State
from atv.otv.models import OtvSite
from socl.lib.spans import Span
from socl.lib.workdays import BERLIN, berlin_day, berlin_midnight, each_day, holiday_name
from socl.orga.models import Unit
from socl.orga.queries.opening import OpeningCalendar, single_days, weeks_of
from socl.orga.rules.opening import WEEKDAYS, DayAhead, days_that_differ, hours_words

WEEKS = timedelta(weeks=4)


@dataclass(frozen=True)
class DayEffect:
    """A day whose hours differ; ``termine`` booked on it, ``outside`` of the new hours.

    ``instead``: closed then, this is the day that counts for a Persönliche Arbeitslosmeldung (§ 141 (2) SGB III).
    """

    day: date
    before: str
    after: str
    termine: int
    outside: int
    instead: date | None


@dataclass(frozen=True)
class Effect:
    """The days that differ in the four weeks from the first, and all Termine ahead that fall out of the hours."""

    days: list[DayEffect]
    outside: int

    def facts(self) -> dict[str, Any]:
        """The same for clients."""
        return {"days": [vars(d) for d in self.days], "termine_outside": self.outside}


def effect(site: OtvSite, before: OpeningCalendar, after: OpeningCalendar, first: date) -> Effect:
    """What lies between two calendars from ``first`` on. Rule OTK-7. One query.

    A Termin may lie outside of the opening hours (202202013, 2): counted is what falls out by the change.
    """
    termine = _booked(site, first)
    fallen = [b for b in termine if _is_inside(before, b) and not _is_inside(after, b)]
    days = []
    for day in each_day(Span(first, first + WEEKS)):
        was, now = before.hours_on(day), after.hours_on(day)
        if was != now:
            here = [b for b in termine if berlin_day(b.starts_at) == day]
            outside = [b for b in here if not _is_inside(after, b)]
            instead = None if now else after.next_open_day(day)
            days.append(DayEffect(day, hours_words(was), hours_words(now), len(here), len(outside), instead))
    return Effect(days, len(fallen))


def _booked(site: OtvSite, first: date) -> list[Booking]:
    live = Booking.objects.filter(kalender=site.kalender_id, state=State.BOOKED)
    return list(live.filter(starts_at__gte=berlin_midnight(first)).only("starts_at", "ends_at"))


def _is_inside(calendar: OpeningCalendar, booking: Booking) -> bool:
    start, end = (m.astimezone(BERLIN).time() for m in (booking.starts_at, booking.ends_at))
    return any(a <= start and end <= b for a, b in calendar.hours_on(berlin_day(booking.starts_at)))


def days_ahead(unit: Unit, today: date) -> list[DayAhead]:
    """Half a year of public holidays, and every single day from ``today`` on."""
    entered = {day: hours_words(hours) for day, hours in single_days(unit, today)}
    return days_that_differ(today, entered, partial(holiday_name, unit.land))


def opening_lines(unit: Unit) -> dict[str, str]:
    """Everything entered, line by line, as the history of a site keeps it."""
    lines = {
        f"Öffnungszeiten ab {week.valid_from:%d.%m.%Y}, {WEEKDAYS[n]}": hours_words(hours)
        for week in weeks_of(unit)
        for n, hours in week.days.items()
    }
    return lines | {f"Geöffnet am {day:%d.%m.%Y}": hours_words(h) for day, h in single_days(unit, date.min)}
