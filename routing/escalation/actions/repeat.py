"""What a second call makes needless: a Rückruf whose question is answered now."""

from datetime import datetime

from django.db import transaction

from atv.kalender.actions.booking import cancel_rueckruf
from atv.kalender.models import Booking
from routing.escalation.actions.anliegen import Opening, close_resolved, open_anliegen
from routing.escalation.models import Anliegen, Outcome
from routing.rufkreis.models import Call
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person

ANSWERED = "Die Frage wurde bei einem erneuten Anruf beantwortet."


@transaction.atomic
def answer_now(
    *, call: Call, booking: Booking, note: str, by: Person, at: datetime, code: str = ""
) -> Outcome:
    """Answer in this call what a Rückruf was booked for: an Anliegen solved, the Rückruf cancelled, all or nothing.

    ``code`` is asked for only where the Rückruf came from no Anliegen of ours. Rule ESK-8. Refusals: ``code_needed``
    (422), ``wrong_state``, and those of ``open_anliegen``.
    """
    earlier = Anliegen.objects.filter(outcome__booking=booking).select_related("agentur").first()
    if earlier is None and not code:
        raise Refusal(
            "code_needed",
            "Zu diesem Rückruf gibt es kein Anliegen: Bitte das Anliegen nennen.",
            rule="ESK-8",
            status=422,
            errors={"code": ["Bitte das Anliegen nennen."]},
        )
    opening = Opening(
        code=earlier.code if earlier else code,
        kind=earlier.kind if earlier else "",
        agentur=earlier.agentur.key if earlier and earlier.agentur else "",
        kundennummer=booking.kundennummer,
        name=booking.name,
        language=booking.language,
        communication_aid=booking.communication_aid,
    )
    anliegen = open_anliegen(call=call, opening=opening, by=by, at=at)
    cancel_rueckruf(booking=booking, reason=ANSWERED, by=by, at=at)
    record("answer_now", anliegen, by=by, at=at, rule="ESK-8", booking=booking.pk)
    return close_resolved(anliegen=anliegen, note=note, by=by, at=at)
