"""One week of free times, as every page that offers some shows them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest

from atv.kalender.models import Booking, Kalender, Terminart
from atv.kalender.queries import free
from socl.lib.workdays import ONE_DAY

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Times:
    """Free times by day from ``first`` to ``last``, what is closed between them, and where the weeks beside begin."""

    first: date
    last: date
    earlier: date | None
    later: date | None
    starts: list[tuple[date, list[datetime]]]  # only days that have some
    closed: list[free.Day]


def week_of(
    kalender: Kalender,
    kind: Terminart,
    *,
    channel: str,
    asked: date,
    at: datetime,
    without: Booking | None = None,
    held: Booking | None = None,
) -> Times:
    """Seven days from ``asked``, cut to the bookable ones.

    ``without`` is being moved, its own time is not shown; ``held`` is the hold of whoever asks and not in the way.
    """
    allowed = free.bookable_days(kalender, at)
    first = min(max(asked, allowed.start), allowed.end - ONE_DAY)
    days = free.free_days(
        kalender, kind, channel=channel, first=first, days=WEEK.days, at=at, without=without or held
    )
    present = free.minutes(without.starts_at) if without else None
    starts = [(d.day, [free.moment(s) for s in d.starts if s != present]) for d in days]
    return Times(
        first,
        min(first + WEEK, allowed.end) - ONE_DAY,
        max(first - WEEK, allowed.start) if first > allowed.start else None,
        first + WEEK if first + WEEK < allowed.end else None,
        [(day, moments) for day, moments in starts if moments],
        [d for d in days if d.closed],
    )


def asked_day(request: HttpRequest) -> date:
    """The day in ``?ab=``; whatever cannot be read means: from the first bookable one."""
    try:
        return date.fromisoformat(request.GET.get("ab", ""))
    except ValueError:
        return date.min
