"""What a customer does with the own Rückruf, without a login: move and cancel."""

from datetime import datetime

from django.db import transaction

from atv.kalender.actions.booking import cancel_rueckruf, move_rueckruf
from atv.kalender.actions.placing import lock
from atv.kalender.models import Booking
from atv.kalender.queries.self_service import may_change
from socl.lib.refusal import Refusal
from socl.orga.actions.system import ensure_system_person
from socl.orga.models import Person

REASON = "Von der Kundin oder dem Kunden abgesagt"


def the_customer(at: datetime) -> Person:
    """Whom the journal names: the booking itself says who it was."""
    return ensure_system_person(username="selbstbedienung", name="Kundin oder Kunde selbst", at=at)


@transaction.atomic
def move_own(*, booking: Booking, starts_at: datetime, at: datetime) -> Booking:
    """Free the old time and take the new one in one step, by the customer who has shown to be the one.

    Refusals: ``begun`` and those of ``move_rueckruf``. Rule ATV-36.
    """
    present = _changeable(booking, at)
    by = the_customer(at)
    return move_rueckruf(
        booking=present, starts_at=starts_at, version=present.version, by=by, at=at, consent=True
    )


@transaction.atomic
def cancel_own(*, booking: Booking, at: datetime) -> Booking:
    """Cancel, by the customer. Refusals: ``begun``, ``wrong_state``. Rule ATV-36."""
    return cancel_rueckruf(booking=_changeable(booking, at), reason=REASON, by=the_customer(at), at=at)


def _changeable(booking: Booking, at: datetime) -> Booking:
    """As it is now, its calendar locked; refused once it has begun or ended."""
    lock(booking.kalender_id)
    present = Booking.objects.get(pk=booking.pk)
    if not may_change(present, at):
        message = "Dieser Rückruf hat begonnen oder ist beendet und kann hier nicht mehr geändert werden."
        raise Refusal("begun", message, rule="ATV-36", state=present.state)
    return present
