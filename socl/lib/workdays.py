"""Berlin days and the public holidays of each Land."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from socl.lib.spans import Span

BERLIN = ZoneInfo("Europe/Berlin")
ONE_DAY = timedelta(days=1)


def berlin_day(at: datetime) -> date:
    """The calendar day in Berlin at the aware moment ``at``."""
    return at.astimezone(BERLIN).date()


def berlin_iso(at: datetime) -> str:
    """The moment as ISO 8601 in Berlin time with its offset: ``2026-11-24T09:20:00+01:00``."""
    return at.astimezone(BERLIN).isoformat()


def berlin_moment(day: date, clock: time) -> datetime:
    """The UTC moment at which Berlin clocks show ``clock`` on ``day``.

    A time that exists twice (October) means the first one; a time that is skipped (March) means the moment
    the clocks jump over it, so that a window from 02:00 to 03:00 on that day is empty.
    """
    moment = datetime.combine(day, clock, BERLIN).astimezone(UTC)
    if moment.astimezone(BERLIN).time() != clock:  # skipped: in the EU the clocks change at 01:00 UTC
        return moment.replace(minute=0, second=0, microsecond=0)
    return moment


def berlin_midnight(day: date) -> datetime:
    """The UTC moment at which ``day`` begins in Berlin."""
    return berlin_moment(day, time())


def berlin_span(first: date, days: int) -> Span[datetime]:
    """The UTC span of ``days`` Berlin days from ``first``."""
    return Span(berlin_midnight(first), berlin_midnight(first + ONE_DAY * days))


def each_day(days: Span[date]) -> Iterator[date]:
    """The days of the half-open span, one after the other."""
    return (days.start + ONE_DAY * n for n in range((days.end - days.start).days))


@lru_cache(maxsize=256)
def holidays_of(land: str, year: int) -> dict[date, str]:
    """Public holidays (day -> German name) of the Land ``land`` (ISO 3166-2 code without ``DE-``)."""
    return dict(holidays.country_holidays("DE", subdiv=land, years=year, language="de"))


def holiday_name(land: str, day: date) -> str | None:
    """The holiday's name if ``day`` is a public holiday in ``land``, else None."""
    return holidays_of(land, day.year).get(day)


def is_workday(land: str, day: date) -> bool:
    """True for Monday to Friday without a public holiday in ``land``."""
    return day.isoweekday() <= 5 and holiday_name(land, day) is None


def add_workdays(land: str, day: date, count: int) -> date:
    """The ``count``-th working day of ``land`` after ``day``; ``day`` itself need not be one."""
    while count > 0:
        day += ONE_DAY
        count -= is_workday(land, day)
    return day


def working_days(land: str, first: date, count: int) -> Span[date]:
    """The span of days from ``first`` that holds ``count`` working days of ``land``: Monday to Friday, no holiday.

    It ends with the last of them; for ``count`` 0 it is empty.
    """
    day, left = first, count
    while left:
        left -= day.isoweekday() <= 5 and holiday_name(land, day) is None
        day += ONE_DAY
    return Span(first, day)
