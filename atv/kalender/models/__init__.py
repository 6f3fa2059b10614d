"""A team's calendar: its Serviceplätze, their Zeitfenster, and the bookings (holds are bookings too)."""

from atv.kalender.models.booking import Attempt, AttemptResult, Booking, BookingQuerySet
from atv.kalender.models.feed import Feed
from atv.kalender.models.notices import Notices, Reading
from atv.kalender.models.supply import (
    Ausfallzeit,
    Besetzung,
    Channel,
    Kalender,
    Serviceplatz,
    SupplyChange,
    Terminart,
    Zeitfenster,
)

__all__ = [
    "Attempt",
    "AttemptResult",
    "Ausfallzeit",
    "Besetzung",
    "Booking",
    "BookingQuerySet",
    "Channel",
    "Feed",
    "Kalender",
    "Notices",
    "Reading",
    "Serviceplatz",
    "SupplyChange",
    "Terminart",
    "Zeitfenster",
]
