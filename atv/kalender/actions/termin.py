"""Termine of the OTV at a Serviceplatz: lock, lanes and constraint of a Rückruf, without its letters."""

from datetime import datetime
from typing import Any

from django.db import transaction

from atv.kalender.actions.booking import Contact, reschedule, wrong_state
from atv.kalender.actions.placing import Wanted, clear_expired, enter, lock
from atv.kalender.models import Booking, Terminart
from atv.kalender.rules.lifecycle import TAKE_BACK, State
from socl.core.db import insert_unless_taken
from socl.core.moves import move_one
from socl.journal import bell
from socl.journal.record import entry, record
from socl.lib.references import new_reference
from socl.lib.refusal import Refusal
from socl.lib.states import Move
from socl.orga.models import Person


@transaction.atomic
def book_termin(
    *,
    kalender_id: int,
    kind: Terminart,
    starts_at: datetime,
    contact: Contact,
    channel: str,
    by: Person,
    at: datetime,
) -> Booking:
    """Book a Termin; minutes follow ``kind``. Who asks tells the citizen and offers what is free instead.

    Refusals: those of ``book_rueckruf``, without alternatives. Rules ATV-2 to ATV-5.
    """
    wanted = Wanted(lock(kalender_id), kind, starts_at, channel, at)
    noted = entry("book_termin", Booking, by=by, at=at, kind=kind.code, channel=channel)
    booking = enter(wanted, State.BOOKED, noted, by=by, reference=new_reference(), **vars(contact))
    bell.ring(f"kalender:{kalender_id}")
    return booking


@transaction.atomic
def move_termin(
    *, booking: Booking, starts_at: datetime, kept_until: datetime | None, by: Person, at: datetime
) -> Booking:
    """Free the old time and take the new one in one step; the old one returns to others at ``kept_until``.

    Refusals: ``wrong_state`` and those of ``book_termin``.
    """
    kalender = lock(booking.kalender_id)
    booking, before = _read(booking), _read(booking)
    reschedule(booking, Wanted(kalender, booking.terminart, starts_at, booking.channel, at))
    record("move_termin", booking, by=by, at=at, starts_at=starts_at.isoformat())
    _keep_back(before, kept_until, by, at)
    bell.ring(f"kalender:{kalender.pk}")
    return booking


@transaction.atomic
def end_termin(
    *,
    booking: Booking,
    step: Move,
    by: Person,
    at: datetime,
    kept_until: datetime | None = None,
    **values: Any,
) -> Booking:
    """Take a step that ends a Termin (cancelled, done, not kept); a cancelled time returns at ``kept_until``.

    Refusal ``wrong_state``.
    """
    lock(booking.kalender_id)
    booking = _read(booking)
    if not move_one(booking, step, version=booking.version + 1, **values):
        raise wrong_state(booking)
    record("end_termin", booking, by=by, at=at, state=booking.state)
    _keep_back(booking, kept_until, by, at)
    bell.ring(f"kalender:{booking.kalender_id}")
    return booking


@transaction.atomic
def reopen_termin(*, booking: Booking, by: Person, at: datetime) -> Booking:
    """Take back that somebody had come, had gone, or had not come: the Termin stands again.

    Refusals: ``slot_taken`` if somebody else has got the time meanwhile, ``wrong_state``. Rule ATV-2.
    """
    lock(booking.kalender_id)
    booking = _read(booking)
    clear_expired(booking.kalender_id, at)
    here = Booking.objects.live().filter(serviceplatz=booking.serviceplatz_id).exclude(pk=booking.pk)
    if here.touching(booking.starts_at, booking.ends_at).exists():
        message = "Die Zeit hat inzwischen jemand anderes. Bitte als Laufkundschaft eintragen."
        raise Refusal("slot_taken", message, rule="ATV-2")
    return end_termin(booking=booking, step=TAKE_BACK, by=by, at=at, closed_at=None)


def give_back(kalender_id: int, by: Person, at: datetime) -> None:
    """Offer the times at once that ``by`` holds for nobody: somebody stands at the counter. The lock is held."""
    Booking.objects.filter(kalender=kalender_id, state=State.HELD, created_by=by, expires_at__gt=at).delete()


def _read(booking: Booking) -> Booking:
    return Booking.objects.select_related("terminart", "kalender__unit", "serviceplatz").get(pk=booking.pk)


def _keep_back(freed: Booking, until: datetime | None, by: Person, at: datetime) -> None:
    """Hold the time of ``freed`` for nobody, so that it returns only at ``until``; a hold ends by itself."""
    if until is None or freed.starts_at <= until:
        return
    held = Booking(
        kalender_id=freed.kalender_id,
        serviceplatz_id=freed.serviceplatz_id,
        terminart_id=freed.terminart_id,
        starts_at=freed.starts_at,
        ends_at=freed.ends_at,
        channel=freed.channel,
        state=State.HELD,
        expires_at=until,
        created_by=by,
        created_at=at,
    )
    insert_unless_taken(held)
