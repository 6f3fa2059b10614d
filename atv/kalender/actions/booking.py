"""Booking, moving and cancelling a Rückruf: one transaction each, behind the calendar's lock."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from atv.kalender.actions.holds import give_up_holds
from atv.kalender.actions.notices import tell_booked, tell_cancelled, tell_moved
from atv.kalender.actions.placing import (
    Wanted,
    clear_expired,
    enter,
    instead,
    lock,
    place,
    refuse_unless_bookable_day,
    taken,
)
from atv.kalender.models import Booking, Terminart
from atv.kalender.queries.supply import is_displaced
from atv.kalender.rules import lifecycle
from atv.kalender.rules.lifecycle import State
from socl.core.db import broken_constraint
from socl.core.moves import move, move_one
from socl.journal import bell
from socl.journal.record import entry, keep, record
from socl.lib.references import new_reference
from socl.lib.refusal import Refusal
from socl.lib.spans import Span
from socl.orga.models import Person


@dataclass(frozen=True)
class Contact:
    """Whom to call back and about what. ``rueckruf_number`` is E.164; ``briefing`` is all the team will read."""

    name: str
    rueckruf_number: str
    briefing: str
    email: str = ""
    kundennummer: str = ""
    language: str = ""
    communication_aid: str = ""
    restricted: bool = False  # of a member of staff or a relative: § 35 (1) S. 3 SGB I
    in_person: bool = False  # somebody comes to the Eingangszone; the number may be empty


@instead()
def book_rueckruf(
    *,
    kalender_id: int,
    kind: Terminart,
    starts_at: datetime,
    contact: Contact,
    channel: str,
    by: Person,
    at: datetime,
    hold_id: int | None = None,
) -> Booking:
    """Book a Rückruf (202302002, 2.1: "ab dem Folgetag" into a Serviceplatz of the Alg Plus-Team).

    Minutes follow ``kind``. With ``hold_id`` the own hold becomes the booking; one of another time is given up.
    Refusals: ``too_soon too_late closed outside_window off_raster``, ``slot_taken`` and ``not_offered`` with the
    three nearest ``alternatives``. Rules SOCL 2.1/8, SOCL 2.1/9, ATV-2 to ATV-5.
    """
    wanted = Wanted(lock(kalender_id), kind, starts_at, channel, at)
    refuse_unless_bookable_day(wanted)
    noted = entry("book_rueckruf", Booking, by=by, at=at, rule="SOCL 2.1/8", kind=kind.code, channel=channel)
    booking = _confirmed_hold(wanted, contact, hold_id, by)
    if booking:
        keep(noted, booking)
    else:
        give_up_holds(wanted.kalender, by, hold_id)
        booking = enter(wanted, State.BOOKED, noted, by=by, reference=new_reference(), **vars(contact))
    tell_booked(booking, by=by, at=at)
    bell.ring(f"kalender:{kalender_id}")
    return booking


def _confirmed_hold(wanted: Wanted, contact: Contact, hold_id: int | None, by: Person) -> Booking | None:
    """The holder's live hold of just this time, turned into the booking; None if there is none."""
    if hold_id is None:
        return None
    mine = Booking.objects.filter(
        pk=hold_id,
        kalender=wanted.kalender,
        terminart=wanted.kind,
        starts_at=wanted.starts_at,
        created_by=by,
        expires_at__gt=wanted.at,
    )
    values = {
        "expires_at": None,
        "reference": _unused_reference(),
        "channel": wanted.channel,
        **vars(contact),
    }
    if not move(mine, lifecycle.CONFIRM, created_at=wanted.at, **values):
        return None
    return Booking.objects.select_related("serviceplatz").get(pk=hold_id)


def _unused_reference() -> str:
    """A new reference that no booking has: among a million, one draw in 3,400 would hit an old one."""
    drawn = new_reference()
    while Booking.objects.filter(reference=drawn).exists():
        drawn = new_reference()
    return drawn


@instead()
def move_rueckruf(
    *, booking: Booking, starts_at: datetime, version: int, by: Person, at: datetime, consent: bool = False
) -> Booking:
    """Free the old time and take the new one in one step.

    Who moves a displaced Rückruf does so for the team, not for the customer: earlier than agreed only with the
    customer's ``consent``. Refusals: ``stale`` if ``version`` is not the present one, ``earlier_without_consent``
    (rule ATV-16), ``wrong_state``, and those of ``book_rueckruf``.
    """
    kalender = lock(booking.kalender_id)
    booking = Booking.objects.select_related("terminart", "kalender__unit").get(pk=booking.pk)
    if booking.version != version:
        raise Refusal("stale", "Der Termin wurde inzwischen geändert.", current_version=booking.version)
    if starts_at < booking.starts_at and not consent and is_displaced(booking, at):
        message = "Früher als vereinbart geht nur, wenn die Kundin oder der Kunde einverstanden ist."
        raise Refusal("earlier_without_consent", message, rule="ATV-16")
    was = Span(booking.starts_at, booking.ends_at)
    reschedule(booking, Wanted(kalender, booking.terminart, starts_at, booking.channel, at))
    record("move_rueckruf", booking, by=by, at=at, starts_at=starts_at.isoformat())
    tell_moved(booking, was, by=by, at=at)
    bell.ring(f"kalender:{kalender.pk}")
    return booking


def reschedule(booking: Booking, wanted: Wanted) -> None:
    """Put the booking, read behind the lock, where it is wanted. Refusals: ``wrong_state``, those of ``place``."""
    found = place(wanted, without=booking)
    clear_expired(wanted.kalender.pk, wanted.at)
    try:
        moved = move_one(
            booking,
            lifecycle.RESCHEDULE,
            starts_at=wanted.starts_at,
            ends_at=wanted.ends_at,
            serviceplatz=found,
            version=booking.version + 1,
        )
    except IntegrityError as error:
        if broken_constraint(error) != "booking_no_double":
            raise
        raise taken(wanted) from None
    if not moved:
        raise wrong_state(booking)


@transaction.atomic
def cancel_rueckruf(*, booking: Booking, reason: str, by: Person, at: datetime) -> Booking:
    """Cancel for the customer; the time is free again at once. Refusal ``wrong_state``."""
    lock(booking.kalender_id)
    booking = Booking.objects.get(pk=booking.pk)
    changes = {"closed_at": at, "closing_note": reason, "version": booking.version + 1}
    if not move_one(booking, lifecycle.CANCEL, **changes):
        raise wrong_state(booking)
    record("cancel_rueckruf", booking, by=by, at=at)
    tell_cancelled(booking, by=by, at=at)
    bell.ring(f"kalender:{booking.kalender_id}")
    return booking


def wrong_state(booking: Booking) -> Refusal:
    """The refusal of a move that the booking's present state does not allow."""
    booking.refresh_from_db(fields=["state"])
    label = lifecycle.LABELS[State(booking.state)]
    return Refusal(
        "wrong_state", f"Das geht nicht: Der Termin ist {label}.", rule="ATV-7", state=booking.state
    )
