"""Holding, booking, moving and cancelling a Rückruf: one transaction each, behind the calendar's lock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from atv.kalender.models import Booking, Kalender, Terminart
from atv.kalender.queries import free
from atv.kalender.rules import lifecycle, slots
from atv.kalender.rules.lifecycle import State
from socl.core.db import broken_constraint, insert_unless_taken
from socl.core.moves import move, move_one
from socl.journal import bell
from socl.journal.record import record
from socl.lib.references import new_reference
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.models import Person, PersonKind

HOLD_FOR = timedelta(minutes=3)


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


def lock(kalender_id: int) -> Kalender:
    """The calendar, locked until the transaction ends; every writer takes it first."""
    return (
        Kalender.objects.select_for_update(no_key=True, of=("self",)).select_related("unit").get(pk=kalender_id)
    )


@transaction.atomic
def hold(*, kalender_id: int, kind: Terminart, starts_at: datetime, channel: str, by: Person, at: datetime) -> Booking:
    """Keep a time for three minutes while the customer decides; replaces the earlier hold of the same desk.

    Refusals: those of ``book_rueckruf``. Rule ATV-6.
    """
    kalender = lock(kalender_id)
    if by.kind == PersonKind.STAFF:  # a machine holds for many customers at once
        Booking.objects.filter(state=State.HELD, created_by=by).delete()
    lane = _place(kalender, kind, starts_at, channel, at)
    held = Booking(
        kalender=kalender,
        serviceplatz_id=lane,
        terminart=kind,
        state=State.HELD,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=kind.minutes),
        channel=channel,
        expires_at=at + HOLD_FOR,
        created_by=by,
        created_at=at,
    )
    _insert(held, kalender, kind, channel, at)
    record("hold", held, by=by, at=at, starts_at=starts_at.isoformat())
    bell.ring(f"kalender:{kalender.pk}")
    return held


@transaction.atomic
def renew_hold(*, hold_id: int, by: Person, at: datetime) -> Booking:
    """Three more minutes from ``at``. Refusal ``hold_gone`` if it has expired or is somebody else's."""
    held = Booking.objects.filter(pk=hold_id, state=State.HELD, created_by=by, expires_at__gt=at)
    if not held.update(expires_at=at + HOLD_FOR):
        raise Refusal("hold_gone", "Die Vormerkung ist abgelaufen.", rule="ATV-6")
    return held.get()


@transaction.atomic
def release_hold(*, hold_id: int, by: Person, at: datetime) -> None:
    """Give a held time back; no effect if it is gone already."""
    for held in Booking.objects.filter(pk=hold_id, state=State.HELD, created_by=by):
        record("release_hold", held, by=by, at=at)
        bell.ring(f"kalender:{held.kalender_id}")
        held.delete()


@transaction.atomic
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

    ``starts_at`` is aware; minutes follow ``kind``. With ``hold_id`` the holder's own hold becomes the booking.
    Refusals: ``too_soon too_late closed outside_window off_raster``, ``slot_taken`` and ``not_offered`` with the
    three nearest ``alternatives``. Rules SOCL 2.1/8, SOCL 2.1/9, ATV-2 to ATV-5.
    """
    kalender = lock(kalender_id)
    booking = _confirmed_hold(kalender, kind, starts_at, contact, channel, hold_id, by, at)
    if booking is None:
        booking = Booking(
            kalender=kalender,
            serviceplatz_id=_place(kalender, kind, starts_at, channel, at),
            terminart=kind,
            state=State.BOOKED,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=kind.minutes),
            channel=channel,
            reference=new_reference(),
            created_by=by,
            created_at=at,
            **vars(contact),
        )
        _insert(booking, kalender, kind, channel, at)
    record("book_rueckruf", booking, by=by, at=at, rule="SOCL 2.1/8", kind=kind.code, channel=channel)
    bell.ring(f"kalender:{kalender.pk}")
    return booking


def _confirmed_hold(
    kalender: Kalender,
    kind: Terminart,
    starts_at: datetime,
    contact: Contact,
    channel: str,
    hold_id: int | None,
    by: Person,
    at: datetime,
) -> Booking | None:
    """The holder's live hold of just this time, turned into the booking; None if there is none."""
    if hold_id is None:
        return None
    mine = Booking.objects.filter(
        pk=hold_id, kalender=kalender, terminart=kind, starts_at=starts_at, created_by=by, expires_at__gt=at
    )
    values = {"expires_at": None, "reference": new_reference(), "channel": channel, **vars(contact)}
    if not move(mine.filter(expires_at__gt=at), lifecycle.CONFIRM, created_at=at, **values):
        return None
    return Booking.objects.select_related("serviceplatz").get(pk=hold_id)


@transaction.atomic
def move_rueckruf(*, booking: Booking, starts_at: datetime, version: int, by: Person, at: datetime) -> Booking:
    """Free the old time and take the new one in one step.

    Refusals: ``stale`` if ``version`` is not the present one, ``wrong_state``, and those of ``book_rueckruf``.
    """
    kalender = lock(booking.kalender_id)
    booking = Booking.objects.select_related("terminart", "kalender__unit").get(pk=booking.pk)
    if booking.version != version:
        raise Refusal("stale", "Der Termin wurde inzwischen geändert.", current_version=booking.version)
    kind = booking.terminart
    lane = _place(kalender, kind, starts_at, booking.channel, at, without=booking)
    try:
        moved = move_one(
            booking,
            lifecycle.RESCHEDULE,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=kind.minutes),
            serviceplatz_id=lane,
            version=version + 1,
        )
    except IntegrityError as error:
        if broken_constraint(error) != "booking_no_double":
            raise
        raise Refusal("slot_taken", TAKEN, rule="ATV-2") from None
    if not moved:
        raise wrong_state(booking)
    record("move_rueckruf", booking, by=by, at=at, starts_at=starts_at.isoformat())
    bell.ring(f"kalender:{kalender.pk}")
    return booking


@transaction.atomic
def cancel_rueckruf(*, booking: Booking, reason: str, by: Person, at: datetime) -> Booking:
    """Cancel for the customer; the time is free again at once. Refusal ``wrong_state``."""
    lock(booking.kalender_id)
    changes = {"closed_at": at, "closing_note": reason, "version": booking.version + 1}
    if not move_one(booking, lifecycle.CANCEL, **changes):
        raise wrong_state(booking)
    record("cancel_rueckruf", booking, by=by, at=at)
    bell.ring(f"kalender:{booking.kalender_id}")
    return booking


@transaction.atomic
def delete_expired_holds(*, at: datetime) -> int:
    """Delete holds that have expired; the number deleted. They block nobody before that either."""
    expired = Booking.objects.filter(state=State.HELD, expires_at__lte=at).order_by("kalender_id")
    for kalender_id in sorted(set(expired.values_list("kalender_id", flat=True))):
        lock(kalender_id)
    return expired.delete()[0]


TAKEN = "Diese Zeit ist gerade vergeben worden."


def wrong_state(booking: Booking) -> Refusal:
    """The refusal of a move that the booking's present state does not allow."""
    booking.refresh_from_db(fields=["state"])
    label = lifecycle.LABELS[State(booking.state)]
    return Refusal("wrong_state", f"Das geht nicht: Der Termin ist {label}.", rule="ATV-7", state=booking.state)


def _insert(booking: Booking, kalender: Kalender, kind: Terminart, channel: str, at: datetime) -> None:
    """Insert behind the constraint; a time that it protects is refused with alternatives."""
    if insert_unless_taken(booking) is None:
        raise _taken(kalender, kind, booking.starts_at, channel, at)


def _taken(kalender: Kalender, kind: Terminart, starts_at: datetime, channel: str, at: datetime) -> Refusal:
    return _with_alternatives("slot_taken", TAKEN, "ATV-2", kalender, kind, starts_at, channel, at)


def _with_alternatives(
    code: str,
    message: str,
    rule: str,
    kalender: Kalender,
    kind: Terminart,
    starts_at: datetime,
    channel: str,
    at: datetime,
) -> Refusal:
    nearest = free.nearest_starts(kalender, kind, channel=channel, wanted=starts_at, at=at)
    return Refusal(code, message, rule=rule, alternatives=[n.isoformat() for n in nearest])


def _place(
    kalender: Kalender,
    kind: Terminart,
    starts_at: datetime,
    channel: str,
    at: datetime,
    without: Booking | None = None,
) -> int:
    """The Serviceplatz (id) to book ``starts_at`` at, by the same function that listed the times; or a refusal.

    Deletes the calendar's expired holds on the way: they would still stand in the constraint's way.
    """
    kalender.bookings.filter(state=State.HELD, expires_at__lte=at).delete()
    day = berlin_day(starts_at)
    allowed = free.bookable_days(kalender, at)
    if day < allowed.start:
        raise Refusal("too_soon", "Rückrufe beginnen frühestens am nächsten Tag.", rule="SOCL 2.1/9")
    if day >= allowed.end:
        raise Refusal("too_late", "So weit im Voraus kann nicht gebucht werden.", rule="ATV-5")
    found = free.free_days(kalender, kind, channel=channel, first=day, days=1, at=at, without=without)[0]
    if starts_at.second or starts_at.microsecond:
        raise Refusal("off_raster", "Diese Uhrzeit liegt nicht im Raster des Kalenders.", rule="ATV-1")
    start = free.minutes(starts_at)
    _refuse_unless_open(found, start, kind.minutes, kalender.raster_minutes)
    here = [o for o in found.offered if o.fit.start == start]
    if here:
        return slots.best_fit([(o.fit, o.lane) for o in here], here[0].durations)
    if any(o.fit.start == start for o in found.options):
        message = "Diese Uhrzeit ließe zehn Minuten ungenutzt, andere nicht."
        raise _with_alternatives("not_offered", message, "ATV-3", kalender, kind, starts_at, channel, at)
    raise _taken(kalender, kind, starts_at, channel, at)


def _refuse_unless_open(day: free.Day, start: int, duration: int, raster: int) -> None:
    """Refuse a start at which the calendar is not open at all."""
    if day.closed:
        raise Refusal("closed", f"An diesem Tag ist geschlossen: {day.closed}.", rule="ATV-8")
    around = [w for w in day.windows if w.start <= start and start + duration <= w.end]
    if not around:
        raise Refusal("outside_window", "Diese Uhrzeit liegt außerhalb der Zeitfenster.", rule="SOCL 2.1/8")
    if all((start - w.start) % raster for w in around):
        raise Refusal("off_raster", "Diese Uhrzeit liegt nicht im Raster des Kalenders.", rule="ATV-1")
