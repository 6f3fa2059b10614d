"""Carrying the Rückruf out: attempts and completion by the Alg Plus-Team."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from atv.kalender.actions.booking import wrong_state
from atv.kalender.actions.placing import lock
from atv.kalender.models import Attempt, AttemptResult, Booking
from atv.kalender.rules import lifecycle
from socl.core.moves import move_one
from socl.journal import bell
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person


class Completion(StrEnum):
    """How a Rückruf ended."""

    SOLVED = "solved"
    FOLLOW_UP = "follow_up"
    NOT_REACHED = "not_reached"


COMPLETION_LABELS = {
    Completion.SOLVED: "Anliegen geklärt",
    Completion.FOLLOW_UP: "Weitere Bearbeitung nötig",
    Completion.NOT_REACHED: "Nicht erreicht",
}


@transaction.atomic
def log_attempt(*, booking: Booking, result: str, rang: bool, note: str, by: Person, at: datetime) -> Attempt:
    """Note an attempt. Reaching the customer puts the Rückruf into the state ``in_call``.

    Refusals: ``wrong_state``; ``invalid`` for a customer reached by a telephone that never rang. Rule ATV-9.
    """
    lock(booking.kalender_id)
    booking = Booking.objects.get(pk=booking.pk)
    if result == AttemptResult.REACHED:
        if not rang:
            raise Refusal(
                "invalid", "Wer erreicht wurde, bei dem hat es geklingelt.", rule="ATV-9", status=422
            )
        if not move_one(booking, lifecycle.REACH, version=booking.version + 1):
            raise wrong_state(booking)
    elif not lifecycle.COMPLETE.allows(booking.state):
        raise wrong_state(booking)
    attempt = Attempt.objects.create(booking=booking, result=result, rang=rang, note=note, at=at, by=by)
    record("log_attempt", booking, by=by, at=at, result=result, rang=rang)
    bell.ring(f"kalender:{booking.kalender_id}")
    return attempt


@transaction.atomic
def complete_rueckruf(
    *, booking: Booking, result: Completion, note: str, by: Person, at: datetime
) -> Booking:
    """End the Rückruf. ``not_reached`` needs an attempt at which the telephone rang (rule ATV-9).

    Refusals: ``wrong_state``, ``no_attempt``.
    """
    lock(booking.kalender_id)
    booking = Booking.objects.get(pk=booking.pk)
    given_up = result is Completion.NOT_REACHED
    if given_up and not booking.attempts.filter(rang=True).exists():
        raise Refusal("no_attempt", "Bisher hat es bei keinem Versuch geklingelt.", rule="ATV-9")
    step = lifecycle.GIVE_UP if given_up else lifecycle.COMPLETE
    changes = {"result": result, "closing_note": note, "closed_at": at, "version": booking.version + 1}
    if not move_one(booking, step, **changes):
        raise wrong_state(booking)
    record("complete_rueckruf", booking, by=by, at=at, result=result)
    bell.ring(f"kalender:{booking.kalender_id}")
    return booking
