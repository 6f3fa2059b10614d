"""How early and how late a Rückruf may start."""

from datetime import date, datetime, timedelta

from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_day


def bookable_days(at: datetime, *, lead_days: int, horizon_days: int) -> Span[date]:
    """The Berlin days on which a Rückruf may start, for somebody who books at ``at``.

    "ab dem Folgetag" is the next Berlin calendar day, not 24 hours later. Rule SOCL 2.1/9.
    """
    today = berlin_day(at)
    return Span(today + ONE_DAY * lead_days, today + timedelta(days=horizon_days + 1))
