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
from atv.kalender.rules.lifecycle import State
from atv.kalender.rules.notices import way_to
from socl.journal import bell
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person


def must_be_called(booking: Booking) -> bool:
    """True if neither e-mail nor SMS reaches the customer, of an OTV-Termin no e-mail: somebody has to ring.

    Rule ATV-18.
    """
    if not booking.terminart.is_rueckruf:
        return not booking.email
    return way_to(booking.email, booking.rueckruf_number) is None


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
    """A displaced booking and the time proposed or taken for it; None: nothing is free, or ``refused`` says why."""

    booking: Booking
    agreed: datetime
    starts_at: datetime | None
    refused: str = ""


@dataclass(frozen=True)
class Chosen:
    """One proposal that somebody has seen and accepted: this booking, as it was then, to this time."""

    booking_id: int
    version: int
    starts_at: datetime


@transaction.atomic
def replan_all(*, kalender: Kalender, chosen: Sequence[Chosen], by: Person, at: datetime) -> list[Proposal]:
    """Move each displaced booking to the time that was seen for it, and to no other. Rule ATV-16.

    What was taken or changed meanwhile stays displaced and says so; it is never moved to a time nobody has looked at.
    """
    locked, wanted = lock(kalender.pk), {c.booking_id: c for c in chosen}
    return [_moved(b, wanted[b.pk], by, at) for b in displaced(locked, at) if b.pk in wanted]


def _moved(booking: Booking, chosen: Chosen, by: Person, at: datetime) -> Proposal:
    agreed, start = booking.starts_at, chosen.starts_at
    try:
        with transaction.atomic():
            moved = move_rueckruf(booking=booking, starts_at=start, version=chosen.version, by=by, at=at)
    except Refusal as no:
        return Proposal(booking, agreed, None, no.message)
    return Proposal(moved, agreed, start)


def propose_all(
    *, kalender: Kalender, booking_ids: Sequence[int], by: Person, at: datetime
) -> list[Proposal]:
    """The first proposal for each of them, by agreed time, so that all fit together: moved one by one, and undone."""
    with transaction.atomic():
        locked = lock(kalender.pk)
        found = [_proposed(locked, b, by, at) for b in displaced(locked, at) if b.pk in booking_ids]
        transaction.set_rollback(True)
    return found


def _proposed(kalender: Kalender, booking: Booking, by: Person, at: datetime) -> Proposal:
    start = first_proposal(kalender, booking, at)
    if start is not None:
        move_rueckruf(booking=booking, starts_at=start, version=booking.version, by=by, at=at)
    return Proposal(booking, booking.starts_at, start)
