"""What every page of the calendar does first and last: login and refusals, and the record of who read what."""

from collections.abc import Iterable
from datetime import datetime

from atv.kalender.models import Booking
from socl.journal.record import record_access
from socl.orga import gates
from socl.orga.models import Person

signed_in = gates.signed_in


def note_access(found: Iterable[Booking], person: Person, at: datetime, purpose: str) -> None:
    """Record that the data of these bookings was shown; each of them once, none that was veiled."""
    record_access({b.pk: b for b in found if not b.is_veiled}.values(), by=person, at=at, purpose=purpose)
