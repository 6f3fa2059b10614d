"""What leaves the calendar as a file: the bookings of some days, and a team's feed by its secret."""

import hashlib
from datetime import date, datetime, timedelta

from atv.kalender.models import Booking, Feed, Kalender
from atv.kalender.queries.sheet import rows_of_sheet, veiled
from socl.lib.spans import Span
from socl.lib.workdays import berlin_span

PAST = timedelta(days=14)  # what a feed still shows of the past


def hash_of(secret: str) -> str:
    """What is stored of a secret: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_of(kalender: Kalender) -> Feed | None:
    """The team's feed that is in force."""
    return Feed.objects.filter(kalender=kalender, revoked_at=None).select_related("created_by").first()


def feed_by_secret(secret: str) -> Feed | None:
    """The feed with this secret; None if there is none or it is revoked."""
    live = Feed.objects.filter(secret_hash=hash_of(secret), revoked_at=None)
    return live.select_related("kalender__unit").first()


def bookings_of_days(kalender: Kalender, days: Span[date], *, cleared: bool = False) -> list[Booking]:
    """The Rückrufe that touch these Berlin days, without the cancelled ones, in the order of the day sheet.

    Unless ``cleared``, restricted ones are veiled as there.
    """
    span = berlin_span(days.start, (days.end - days.start).days)
    shown = kalender.bookings.visible().exclude(state="cancelled").touching(*span)
    return [
        veiled(booking, cleared)
        for booking in rows_of_sheet(shown).order_by("starts_at", "serviceplatz__number")
    ]


def bookings_of_feed(kalender: Kalender, at: datetime) -> list[Booking]:
    """What a feed shows: from two weeks ago on, the cancelled ones too, so that they vanish at the reader's."""
    rows = kalender.bookings.visible().filter(starts_at__gte=at - PAST)
    return list(rows.select_related("terminart", "serviceplatz").order_by("starts_at", "pk"))
