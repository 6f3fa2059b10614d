"""The one time that a desk holds, and what its panel shows."""

from datetime import datetime
from typing import Any

from atv.kalender.models import Booking, Kalender
from atv.kalender.rules.lifecycle import State
from socl.orga.models import Person


def live_hold_of(person: Person, kalender: Kalender, at: datetime) -> Booking | None:
    """The time that this desk holds in ``kalender`` at ``at``."""
    mine = kalender.bookings.filter(state=State.HELD, created_by=person, expires_at__gt=at)
    found: Booking | None = mine.select_related("terminart").first()
    return found


def hold_panel(person: Person, kalender: Kalender, at: datetime) -> dict[str, Any]:
    """What ``kalender/_hold.html`` shows: the hold and how long it lasts, in seconds and as 2:45."""
    held = live_hold_of(person, kalender, at)
    left = int((held.expires_at - at).total_seconds()) if held and held.expires_at else 0
    return {"held": held, "held_seconds": left, "held_minutes": f"{left // 60}:{left % 60:02}"}
