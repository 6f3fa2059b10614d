"""The follow-up: the Rückruf ends and the next one is booked, in one step."""

from datetime import datetime

from django.db import transaction

from atv.kalender.actions.booking import Contact, book_rueckruf
from atv.kalender.actions.placing import lock
from atv.kalender.actions.rueckruf import Completion, complete_rueckruf
from atv.kalender.models import Booking, Terminart
from socl.orga.models import Person


@transaction.atomic
def book_follow_up(
    *, booking: Booking, kind: Terminart, starts_at: datetime, note: str, by: Person, at: datetime
) -> Booking:
    """End ``booking`` as ``follow_up`` and book the next Rückruf for the same customer, worked by ``by``; the new one.

    It carries the whole briefing and ``note``, so that whoever calls next need not look anything up. Refusals:
    ``wrong_state`` and those of ``book_rueckruf``; then nothing has changed. Rule ATV-33.
    """
    lock(booking.kalender_id)
    done = complete_rueckruf(booking=booking, result=Completion.FOLLOW_UP, note=note, by=by, at=at)
    made = book_rueckruf(
        kalender_id=done.kalender_id,
        kind=kind,
        starts_at=starts_at,
        contact=Contact(
            name=done.name,
            rueckruf_number=done.rueckruf_number,
            briefing="\n".join(filter(None, [done.briefing, f"Folgetermin: {note}" if note else ""])),
            email=done.email,
            kundennummer=done.kundennummer,
            language=done.language,
            communication_aid=done.communication_aid,
            restricted=done.restricted,
        ),
        channel=done.channel,
        by=by,
        at=at,
    )
    made.follows, made.worked_by = done, by
    made.save(update_fields=["follows", "worked_by"])
    return made
