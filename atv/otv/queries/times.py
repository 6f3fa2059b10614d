"""Times of an Anliegen that citizens may book: the calendar's free ones, as law and the agency's rules leave them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from atv.kalender.models import Booking, Channel
from atv.kalender.queries import free
from atv.kalender.rules.lifecycle import State
from atv.otv.models import OtvAnliegen, OtvTermin
from atv.otv.rules.catalogue import ARBEITSUCHEND, MANDATORY
from atv.otv.rules.deadlines import arbeitslosmeldung_days, arbeitsuchend_deadline
from atv.otv.rules.fairness import is_released
from socl.lib.refusal import Refusal
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_day, berlin_span
from socl.orga.queries.opening import is_open_on

LONG_AGO, FAR_AHEAD = timedelta(days=366), timedelta(days=2 * 366)


@dataclass(frozen=True)
class Asked:
    """What a citizen has said before choosing a time, where the Anliegen asks for it."""

    first_jobless_on: date | None = None
    known_on: date | None = None


@dataclass(frozen=True)
class Offer:
    """Free times of one Anliegen by day, only days that have some, cut to ``days`` (half-open)."""

    days: Span[date]
    starts: list[tuple[date, list[datetime]]] = field(default_factory=list)

    @property
    def first(self) -> datetime | None:
        return self.starts[0][1][0] if self.starts else None


def lawful_days(anliegen: OtvAnliegen, asked: Asked, at: datetime) -> Span[date]:
    """The days on which the Anliegen can be booked: not before today, in the horizon, while the site is open, in time.

    Rules OTVT-1, ATV-5. Refusal ``invalid`` (422) where the first day without work is needed and not told.
    """
    today = berlin_day(at)
    end = today + timedelta(days=anliegen.horizon_days + 1)
    closes = [d for d in (anliegen.site.live_until, after(anliegen.site.trial_until)) if d is not None]
    days = Span(today, min([end, *closes]))
    if anliegen.code == MANDATORY:
        law = in_time(anliegen, asked)
        days = Span(max(days.start, law.start), min(days.end, law.end))
    return days


def after(day: date | None) -> date | None:
    """The day after; None for none."""
    return None if day is None else day + ONE_DAY


def in_time(anliegen: OtvAnliegen, asked: Asked) -> Span[date]:
    """The days on which the Persönliche Arbeitslosmeldung is in time, by the site's opening calendar. Rule OTVT-1."""
    if asked.first_jobless_on is None:
        message = "Bitte den ersten Tag ohne Arbeit angeben."
        errors = {"first_jobless_day": [message]}
        raise Refusal("invalid", message, rule="OTVT-1", status=422, errors=errors)
    unit = anliegen.site.kalender.unit
    return arbeitslosmeldung_days(asked.first_jobless_on, partial(is_open_on, unit))


@dataclass(frozen=True)
class Law:
    """When the Persönliche Arbeitslosmeldung can be made, and how that lies to today. Rule OTVT-1.

    ``opens`` is the first day on which a Termin can be booked here.
    """

    first: date
    last: date
    opens: date
    is_early: bool
    is_over: bool


def law_of(anliegen: OtvAnliegen, asked: Asked, at: datetime) -> Law | None:
    """None for any other Anliegen."""
    if anliegen.code != MANDATORY:
        return None
    days, today = in_time(anliegen, asked), berlin_day(at)
    opens, last = days.start - timedelta(days=anliegen.horizon_days), days.end - ONE_DAY
    return Law(days.start, last, opens, is_early=today < opens, is_over=last < today)


def deadline_of(anliegen: OtvAnliegen, asked: Asked, at: datetime) -> date | None:
    """The last day for the Arbeitsuchendmeldung, if it is one and the day is told; known since today at the latest."""
    if anliegen.code != ARBEITSUCHEND or asked.first_jobless_on is None:
        return None
    known = asked.known_on or berlin_day(at)
    return arbeitsuchend_deadline(asked.first_jobless_on - ONE_DAY, known)


def is_plausible(day: date, at: datetime) -> bool:
    """True for a day that somebody may mean: a year back, two ahead."""
    today = berlin_day(at)
    return today - LONG_AGO <= day <= today + FAR_AHEAD


def offer(
    anliegen: OtvAnliegen,
    asked: Asked,
    *,
    first: date,
    days: int,
    at: datetime,
    without: Booking | None = None,
) -> Offer:
    """What citizens may book on ``days`` Berlin days from ``first``; lists the times and decides bookings.

    The calendar's free times, later than the notice (``lead_hours``), released (rule OTVT-3), on ``lawful_days``, on
    days that have not reached the agency's number of Termine (OTV 2/10). Whether the Eingangszone is open to people
    without a Termin makes no difference (OTV 2/11).
    """
    allowed = lawful_days(anliegen, asked, at)
    span = Span(max(first, allowed.start), min(first + ONE_DAY * days, allowed.end))
    if span.start >= span.end:
        return Offer(span)
    found = free.free_days(
        anliegen.site.kalender,
        anliegen.terminart,
        channel=Channel.ONLINE,
        first=span.start,
        days=(span.end - span.start).days,
        at=at,
        without=without,
    )
    full = full_days(anliegen, span, without)
    earliest = at + timedelta(hours=anliegen.lead_hours)
    shown = []
    for day in found:
        moments = [] if day.day in full else [free.moment(s) for s in day.starts]
        open_now = [m for m in moments if m >= earliest and _released(anliegen, m, at)]
        if open_now:
            shown.append((day.day, open_now))
    return Offer(span, shown)


def _released(anliegen: OtvAnliegen, starts_at: datetime, at: datetime) -> bool:
    return is_released(starts_at, at, horizon_days=anliegen.horizon_days)


def full_days(anliegen: OtvAnliegen, span: Span[date], without: Booking | None) -> set[date]:
    """The days that have as many Termine of the Anliegen as the agency wants; no query without a number."""
    if anliegen.limit_per_day is None:
        return set()
    start, end = berlin_span(span.start, (span.end - span.start).days)
    rows = OtvTermin.objects.filter(
        anliegen=anliegen, booking__starts_at__gte=start, booking__starts_at__lt=end
    ).exclude(booking__state=State.CANCELLED)
    if without is not None:
        rows = rows.exclude(booking=without)
    counts = Counter(berlin_day(m) for m in rows.values_list("booking__starts_at", flat=True))
    return {day for day, n in counts.items() if n >= anliegen.limit_per_day}


def nearest(
    anliegen: OtvAnliegen, asked: Asked, wanted: datetime, at: datetime, *, count: int = 3
) -> list[datetime]:
    """The ``count`` bookable times nearest to ``wanted``, earliest first: within a week if possible."""
    starts: list[datetime] = []
    allowed = lawful_days(anliegen, asked, at)
    for first, days in (
        (berlin_day(wanted) - 3 * ONE_DAY, 7),
        (allowed.start, max(0, (allowed.end - allowed.start).days)),
    ):
        found = offer(anliegen, asked, first=first, days=days, at=at)
        moments = [m for _, day in found.starts for m in day]
        starts = sorted(moments, key=lambda m: abs(m - wanted))[:count]
        if len(starts) == count:
            break
    return sorted(starts)


def first_free(anliegen: OtvAnliegen, at: datetime) -> datetime | None:
    """The first bookable time whatever the law asks of the citizen; None up to the horizon."""
    asked = Asked(first_jobless_on=berlin_day(at) + timedelta(days=60))
    allowed = lawful_days(anliegen, asked, at)
    return offer(anliegen, asked, first=allowed.start, days=(allowed.end - allowed.start).days, at=at).first
