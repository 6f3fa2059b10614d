"""Proposals for displaced bookings: the same day first, never earlier than agreed."""

from datetime import date, datetime, timedelta

from atv.kalender.models import Booking, Kalender
from atv.kalender.queries.free import bookable_days, free_days, minutes, moment
from socl.lib.workdays import ONE_DAY, berlin_day

WITHIN = timedelta(days=14)
SHOWN = 3


def proposals(kalender: Kalender, booking: Booking, at: datetime, count: int = SHOWN) -> list[datetime]:
    """The next ``count`` offered starts from the agreed time on: same day first. Rule ATV-16.

    Looked for in the first two weeks, then up to the horizon.
    """
    allowed, agreed = bookable_days(kalender, at), minutes(booking.starts_at)
    first = max(berlin_day(booking.starts_at), allowed.start)
    middle = min(first + WITHIN, allowed.end)
    found = _later(kalender, booking, agreed, first, middle, at)
    if len(found) < count:
        found += _later(kalender, booking, agreed, middle, allowed.end, at)
    return [moment(start) for start in found[:count]]


def _later(
    kalender: Kalender, booking: Booking, agreed: int, first: date, end: date, at: datetime
) -> list[int]:
    days = (end - first) // ONE_DAY
    if days <= 0:
        return []
    listed = free_days(
        kalender,
        booking.terminart,
        channel=booking.channel,
        first=first,
        days=days,
        at=at,
        without=booking,
    )
    return [start for day in listed for start in day.starts if start >= agreed]


def first_proposal(kalender: Kalender, booking: Booking, at: datetime) -> datetime | None:
    """The first of them; None if nothing is free up to the horizon."""
    return next(iter(proposals(kalender, booking, at, 1)), None)
