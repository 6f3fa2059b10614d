"""Carrying the Rückruf out: who does it, attempts, and its end."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction

from atv.kalender.actions.booking import wrong_state
from atv.kalender.actions.endings import ending_of, tell_not_reached
from atv.kalender.actions.placing import lock
from atv.kalender.models import Attempt, AttemptResult, Booking
from atv.kalender.queries.attempts import standing_of
from atv.kalender.rules import lifecycle
from atv.kalender.rules.attempts import Ending, Standing
from socl.core.moves import move_one
from socl.journal import bell
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.states import Move
from socl.orga.models import Person


class Completion(StrEnum):
    """How a Rückruf ended."""

    SOLVED = "solved"
    FOLLOW_UP = "follow_up"
    WORK_ORDER = "work_order"
    NOT_REACHED = "not_reached"
    NO_SHOW = "no_show"


COMPLETION_LABELS = {
    Completion.SOLVED: "Anliegen geklärt",
    Completion.FOLLOW_UP: "Weitere Bearbeitung nötig",
    Completion.WORK_ORDER: "Bearbeitungsauftrag in der E-AKTE",
    Completion.NOT_REACHED: "Nicht erreicht",
    Completion.NO_SHOW: "Termin nicht wahrgenommen",
}
IN_VAIN = {Completion.NOT_REACHED: lifecycle.GIVE_UP, Completion.NO_SHOW: lifecycle.MISS}


@transaction.atomic
def log_attempt(*, booking: Booking, result: str, rang: bool, note: str, by: Person, at: datetime) -> Attempt:
    """Note an attempt. Reaching the customer puts the Rückruf into the state ``in_call``.

    Whoever calls first works it from then on. Refusals: ``wrong_state``; ``invalid`` for a customer reached by a
    telephone that never rang. Rule ATV-9.
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
    Booking.objects.filter(pk=booking.pk, worked_by=None).update(worked_by=by)
    attempt = Attempt.objects.create(booking=booking, result=result, rang=rang, note=note, at=at, by=by)
    record("log_attempt", booking, by=by, at=at, result=result, rang=rang)
    bell.ring(f"kalender:{booking.kalender_id}")
    return attempt


@transaction.atomic
def take_over(*, booking: Booking, version: int, by: Person, at: datetime) -> Booking:
    """Work this Rückruf from now on, also instead of a colleague who is away; so that no two call the same customer.

    Refusals: ``stale`` if it has changed since it was read (perhaps somebody else took it), ``wrong_state``. Rule ATV-31.
    """
    lock(booking.kalender_id)
    booking = Booking.objects.get(pk=booking.pk)
    if booking.version != version:
        raise Refusal("stale", "Der Termin wurde inzwischen geändert.", current_version=booking.version)
    if not lifecycle.COMPLETE.allows(booking.state):
        raise wrong_state(booking)
    booking.worked_by, booking.version = by, version + 1
    booking.save(update_fields=["worked_by", "version"])
    record("take_over", booking, by=by, at=at, rule="ATV-31")
    bell.ring(f"kalender:{booking.kalender_id}")
    return booking


@transaction.atomic
def complete_rueckruf(
    *, booking: Booking, result: Completion, note: str, by: Person, at: datetime, ending: str = ""
) -> Booking:
    """End the Rückruf. In vain it ends with ``ending``: letter, message or order; without one, the calendar's own.

    ``not_reached`` needs an attempt that rang or a wrong number, ``no_show`` every attempt of the policy inside the
    agreed time. Refusals: ``wrong_state``, ``no_attempt``, ``attempts_left``, ``invalid``. Rules ATV-9, ATV-30, ATV-32.
    """
    kalender = lock(booking.kalender_id)
    booking = Booking.objects.get(pk=booking.pk)
    changes: dict[str, Any] = {"result": result, "closing_note": note, "closed_at": at}
    facts: dict[str, Any] = {"result": result}
    if result in IN_VAIN and IN_VAIN[result].allows(booking.state):
        reached = standing_of(booking, kalender, at)
        _refuse_unless_tried(result, reached)
        changes["ending"] = facts["ending"] = ending_of(booking, kalender, ending)
        facts["early"] = reached.is_early
    if not move_one(booking, _step(result), version=booking.version + 1, **changes):
        raise wrong_state(booking)
    if changes.get("ending") == Ending.MESSAGE:
        tell_not_reached(booking, by=by, at=at)
    record("complete_rueckruf", booking, by=by, at=at, **facts)
    bell.ring(f"kalender:{booking.kalender_id}")
    return booking


def _step(result: Completion) -> Move:
    return IN_VAIN.get(result, lifecycle.COMPLETE)


def _refuse_unless_tried(result: Completion, reached: Standing) -> None:
    """Nobody is given up before it rang, nobody called absent before the team has kept its part."""
    if result is Completion.NOT_REACHED and not reached.may_give_up:
        raise Refusal("no_attempt", "Bisher hat es bei keinem Versuch geklingelt.", rule="ATV-9")
    if result is Completion.NO_SHOW and not reached.is_complete:
        message = (
            f"Erst {reached.counted} von {reached.wanted} Versuchen haben in der vereinbarten Zeit geklingelt: "
            "Der Rückruf ist nicht erreicht, nicht aber versäumt."
        )
        next_at = reached.next_at.isoformat() if reached.next_at else None
        raise Refusal("attempts_left", message, rule="ATV-30", next_attempt_at=next_at)
