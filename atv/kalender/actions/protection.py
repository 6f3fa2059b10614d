"""Marking a booking as a restricted record, and lifting the mark."""

from datetime import datetime

from django.db import transaction

from atv.kalender.actions.placing import lock
from atv.kalender.models import Booking
from socl.journal import bell
from socl.journal.record import record
from socl.orga.models import Person


@transaction.atomic
def restrict(*, booking: Booking, restricted: bool, by: Person, at: datetime) -> Booking:
    """From now on only the restricted group reads it (or everybody again who could before).

    § 35 (1) S. 3 SGB I: data of staff and their relatives must not reach those who decide on staff. Done twice it
    changes nothing. Rule DS-5.
    """
    lock(booking.kalender_id)
    if (
        Booking.objects.visible()
        .filter(pk=booking.pk)
        .exclude(restricted=restricted)
        .update(restricted=restricted)
    ):
        record("restrict" if restricted else "unrestrict", booking, by=by, at=at, rule="DS-5")
        bell.ring(f"kalender:{booking.kalender_id}")
    booking.restricted = restricted
    return booking
