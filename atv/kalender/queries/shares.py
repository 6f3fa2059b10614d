"""The days on which a channel has used up its share."""

from collections import Counter
from datetime import date, datetime

from atv.kalender.models import Booking, Kalender
from atv.kalender.queries.opening import openings
from atv.kalender.rules.shares import share_applies, share_left
from socl.lib.spans import Span
from socl.lib.workdays import berlin_day, berlin_span

MINUTE = 60


def days_used_up(
    kalender: Kalender,
    channel: str,
    duration: int,
    days: Span[date],
    *,
    at: datetime,
    without: Booking | None,
) -> set[date]:
    """The days of ``days`` on which ``channel`` may book no further ``duration`` minutes. Rule ATV-12.

    No query where the channel has no share.
    """
    percent, today = kalender.share(channel), berlin_day(at)
    rule = {"percent": percent, "relax_days": kalender.share_relax_days}
    span = berlin_span(days.start, (days.end - days.start).days)
    if percent == 100 or not share_applies(berlin_day(span.end), today, **rule):
        return set()
    used: Counter[date] = Counter()
    mine = kalender.bookings.blocking(at).filter(channel=channel).touching(*span)
    for starts_at, ends_at in mine.exclude(pk=without.pk if without else 0).values_list(
        "starts_at", "ends_at"
    ):
        used[berlin_day(starts_at)] += int((ends_at - starts_at).total_seconds()) // MINUTE
    opened: Counter[date] = Counter()
    for opening in openings(kalender, days):
        opened[opening.day] += opening.minutes
    return {
        day
        for day in opened
        if share_applies(day, today, **rule) and share_left(opened[day], used[day], percent) < duration
    }
