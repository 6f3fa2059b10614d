"""Where a booking goes: the calendar's lock, the lane, the refusals and what is free instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import connection, transaction

from atv.kalender.models import Booking, Kalender, Serviceplatz, Terminart
from atv.kalender.queries import free
from atv.kalender.rules import slots
from atv.kalender.rules.lifecycle import State
from socl.core.db import columns, execute, read
from socl.journal.record import Entry, insert_and_keep
from socl.lib.references import new_reference
from socl.lib.refusal import Refusal
from socl.lib.workdays import ONE_DAY, berlin_day
from socl.orga.models import Person, Unit

TAKEN = "Diese Zeit ist gerade vergeben worden."


LOCKED = f"""
SELECT {columns(Kalender, "k")}, {columns(Unit, "u")}
FROM kalender_kalender k JOIN orga_unit u ON u.id = k.unit_id
WHERE k.id = %(kalender)s FOR NO KEY UPDATE OF k
"""
EXPIRED = "DELETE FROM kalender_booking WHERE kalender_id = %(kalender)s AND state = %(held)s AND expires_at <= %(at)s"


def lock(kalender_id: int) -> Kalender:
    """The calendar, locked until the transaction ends; every writer takes it first, several in id order."""
    for kalender, kalender.unit in read(LOCKED, {"kalender": kalender_id}, Kalender, Unit):
        return cast(Kalender, kalender)
    raise Kalender.DoesNotExist


@dataclass(frozen=True)
class Wanted:
    """A time that somebody asks for at the moment ``at``; ``kalender`` is locked."""

    kalender: Kalender
    kind: Terminart
    starts_at: datetime
    channel: str
    at: datetime

    @property
    def ends_at(self) -> datetime:
        """The end, by the length of the kind."""
        return self.starts_at + timedelta(minutes=self.kind.minutes)


def clear_expired(kalender_id: int, at: datetime) -> int:
    """Delete the expired holds of a locked calendar: nobody counts them, but the constraint does. Their number."""
    return execute(EXPIRED, {"kalender": kalender_id, "held": State.HELD, "at": at})


def refuse_unless_bookable_day(wanted: Wanted) -> None:
    """Refuse today and what lies beyond the horizon, even where a hold from before midnight stands."""
    day = berlin_day(wanted.starts_at)
    allowed = free.bookable_days(wanted.kalender, wanted.at)
    if wanted.kind.is_rueckruf and day < max(allowed.start, berlin_day(wanted.at) + ONE_DAY):
        raise Refusal("too_soon", "Rückrufe beginnen frühestens am nächsten Tag.", rule="SOCL 2.1/9")
    if day < allowed.start or wanted.starts_at <= wanted.at:
        raise Refusal("too_soon", "Diese Zeit ist zu kurzfristig.", rule="ATV-5")
    if day >= allowed.end:
        raise Refusal("too_late", "So weit im Voraus kann nicht gebucht werden.", rule="ATV-5")


def place(wanted: Wanted, without: Booking | None = None) -> Serviceplatz:
    """The Serviceplatz to book the time at (its number is known), by the same function that listed the times; or a
    refusal. An expired hold may still lie there (``clear_expired``).
    """
    refuse_unless_bookable_day(wanted)
    kalender, kind, at = wanted.kalender, wanted.kind, wanted.at
    day = berlin_day(wanted.starts_at)
    found = free.free_days(kalender, kind, channel=wanted.channel, first=day, days=1, at=at, without=without)[
        0
    ]
    if wanted.starts_at.second or wanted.starts_at.microsecond:
        raise Refusal("off_raster", "Diese Uhrzeit liegt nicht im Raster des Kalenders.", rule="ATV-1")
    start = free.minutes(wanted.starts_at)
    _refuse_unless_open(found, start, kind.minutes, kalender.raster_minutes)
    lanes = found.at(start)
    here = [o for o in lanes if found.offers(o)]
    if here:
        lane = slots.best_fit([(o.fit, o.lane) for o in here], here[0].durations)
        number = next(w.number for w in found.windows if w.lane == lane)
        return Serviceplatz.from_db(
            connection.alias, ["id", "kalender_id", "number"], [lane, kalender.pk, number]
        )
    if lanes:
        message = "Diese Uhrzeit ließe zehn Minuten ungenutzt, andere nicht."
        raise Elsewhere("not_offered", message, "ATV-3", wanted)
    if found.share_used:
        message = "Der Anteil dieses Kanals an diesem Tag ist ausgeschöpft."
        raise Elsewhere("share_used", message, "ATV-12", wanted)
    raise taken(wanted)


def _refuse_unless_open(day: free.Day, start: int, duration: int, raster: int) -> None:
    """Refuse a start at which the calendar is not open at all."""
    if day.closed:
        raise Refusal("closed", f"An diesem Tag ist geschlossen: {day.closed}.", rule="ATV-8")
    around = [w for w in day.windows if w.start <= start and start + duration <= w.end]
    if not around:
        raise Refusal("outside_window", "Diese Uhrzeit liegt außerhalb der Zeitfenster.", rule="SOCL 2.1/8")
    if all(day.away.hits(w.lane, start, start + duration) for w in around):
        raise Refusal("outside_window", "Zu dieser Uhrzeit ist eine Ausfallzeit eingetragen.", rule="ATV-11")
    if all((start - w.start) % raster for w in around):
        raise Refusal("off_raster", "Diese Uhrzeit liegt nicht im Raster des Kalenders.", rule="ATV-1")


def enter(wanted: Wanted, state: State, noted: Entry, *, by: Person, **values: Any) -> Booking:
    """A new row for the wanted time, on the lane it fits best, with its ``journal.record.entry``.

    Refusals: those of ``place``, ``slot_taken``. A drawn reference that an old booking has (one in 3,400 among a
    million) is drawn again.
    """
    booking = Booking(
        kalender=wanted.kalender,
        serviceplatz=place(wanted),
        terminart=wanted.kind,
        state=state,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        channel=wanted.channel,
        created_by=by,
        created_at=wanted.at,
        **values,
    )
    while insert_and_keep(booking, noted) is None:
        if clear_expired(wanted.kalender.pk, wanted.at):
            continue
        if not booking.reference or not Booking.objects.filter(reference=booking.reference).exists():
            raise taken(wanted)
        booking.reference = new_reference()
    return booking


class Elsewhere(Refusal):
    """The time cannot be had, but others can: ``instead`` names them once the calendar is free again."""

    def __init__(self, code: str, message: str, rule: str, wanted: Wanted):
        super().__init__(code, message, rule=rule)
        self.wanted = wanted


def taken(wanted: Wanted) -> Elsewhere:
    """The refusal of a time that a rival has."""
    return Elsewhere("slot_taken", TAKEN, "ATV-2", wanted)


@contextmanager
def instead() -> Iterator[None]:
    """One transaction; where it ends with ``Elsewhere``, the three nearest free times are added to the refusal.

    They are looked up when the lock has been given back, so that of twenty rivals nobody waits for the search
    of the others.
    """
    try:
        with transaction.atomic():
            yield
    except Elsewhere as refusal:
        wanted = refusal.wanted
        nearest = free.nearest_starts(
            wanted.kalender, wanted.kind, channel=wanted.channel, wanted=wanted.starts_at, at=wanted.at
        )
        refusal.extra["alternatives"] = [n.isoformat() for n in nearest]
        raise
