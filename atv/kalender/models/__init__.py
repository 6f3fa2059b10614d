"""A team's calendar: its Serviceplätze, their Zeitfenster, and the bookings (holds are bookings too)."""

from atv.kalender.models.booking import Attempt, AttemptResult, Booking, BookingQuerySet
from atv.kalender.models.supply import Channel, Kalender, Serviceplatz, Terminart, Zeitfenster

__all__ = [
    "Attempt",
    "AttemptResult",
    "Booking",
    "BookingQuerySet",
    "Channel",
    "Kalender",
    "Serviceplatz",
    "Terminart",
    "Zeitfenster",
]
