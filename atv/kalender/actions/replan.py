"""Re-planning: what becomes of Rückrufe for which nothing is open any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from atv.kalender.actions.booking import move_rueckruf
from atv.kalender.actions.placing import lock
from atv.kalender.models import Booking, Kalender
from atv.kalender.queries.replan import first_proposal
from atv.kalender.queries.supply import displaced
from atv.kalender.rules.letters import takes_sms
from atv.kalender.rules.lifecycle import State
from socl.journal import bell
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person


@transaction.atomic
def replan_rueckruf(
    *, booking: Booking, starts_at: datetime, version: int, consent: bool, by: Person, at: datetime
) -> Booking:
    """Move to another time. Earlier than agreed only with the customer's ``consent``.

    Refusals: ``earlier_without_consent`` (rule ATV-16), and those of ``move_rueckruf``.
    """
    if starts_at < booking.starts_at and not consent:
        message = "Früher als vereinbart geht nur, wenn die Kundin oder der Kunde einverstanden ist."
        raise Refusal("earlier_without_consent", message, rule="ATV-16")
    return move_rueckruf(booking=booking, starts_at=starts_at, version=version, by=by, at=at)


def must_be_called(booking: Booking) -> bool:
    """True if neither e-mail nor SMS reaches the customer: somebody has to ring. Rule ATV-18."""
    return not booking.email and not takes_sms(booking.rueckruf_number)


@transaction.atomic
def keep_rueckruf(*, booking: Booking, version: int, by: Person, at: datetime) -> Booking:
    """The Rückruf stays at the agreed time although nothing is open: somebody of the team makes it all the same.

    Refusals: ``stale``, ``wrong_state``.
    """
    kalender = lock(booking.kalender_id)
    booking = Booking.objects.get(pk=booking.pk)
    if booking.version != version:
        raise Refusal("stale", "Der Termin wurde inzwischen geändert.", current_version=booking.version)
    if booking.state != State.BOOKED:
        raise Refusal("wrong_state", "Der Termin ist nicht mehr offen.")
    booking.kept_at = booking.starts_at
    booking.save(update_fields=["kept_at"])
    record("keep_rueckruf", booking, by=by, at=at, rule="ATV-16", starts_at=booking.starts_at.isoformat())
    bell.ring(f"kalender:{kalender.pk}")
    return booking


@dataclass(frozen=True)
class Proposal:
    """A displaced booking and the time proposed for it; None: nothing is free later."""

    booking: Booking
    agreed: datetime
    starts_at: datetime | None


@transaction.atomic
def replan_all(*, kalender: Kalender, booking_ids: Sequence[int], by: Person, at: datetime) -> list[Proposal]:
    """Move each of the displaced bookings to its first proposal, by agreed time. Rule ATV-16.

    What finds no time stays displaced. Undone by the caller, this is the proposal for all of them together.
    """
    locked = lock(kalender.pk)
    found = []
    for booking in displaced(locked, at):
        if booking.pk in booking_ids:
            agreed, start = booking.starts_at, first_proposal(locked, booking, at)
            if start is not None:
                booking = move_rueckruf(
                    booking=booking, starts_at=start, version=booking.version, by=by, at=at
                )
            found.append(Proposal(booking, agreed, start))
    return found


def propose_all(
    *, kalender: Kalender, booking_ids: Sequence[int], by: Person, at: datetime
) -> list[Proposal]:
    """What ``replan_all`` would do: it is done and undone, so that both cannot disagree."""
    with transaction.atomic():
        found = replan_all(kalender=kalender, booking_ids=booking_ids, by=by, at=at)
        transaction.set_rollback(True)
    return found
