"""Why there are no free times: one code per day."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from atv.kalender.models import Kalender
from atv.kalender.queries.free import Day, bookable_days
from socl.lib.workdays import ONE_DAY


def day_reasons(
    kalender: Kalender, found: Sequence[Day], first: date, days: int, at: datetime
) -> Iterator[tuple[date, str]]:
    """Each of ``days`` days from ``first`` that has no start, with the code that says why.

    ``found`` is what ``free_days`` answered for them. ``too_soon`` and ``too_late`` lie outside of the bookable
    days; the others are those of ``Day.reason``.
    """
    allowed, by_day = bookable_days(kalender, at), {day.day: day for day in found}
    for n in range(min(days, (date.max - first).days)):
        day = first + ONE_DAY * n
        if day < allowed.start:
            yield day, "too_soon"
        elif day >= allowed.end:
            yield day, "too_late"
        elif by_day[day].reason:
            yield day, by_day[day].reason
