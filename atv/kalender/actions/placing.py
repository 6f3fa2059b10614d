"""Where a booking goes: the calendar's lock, the lane, and the refusals with what is free instead."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from atv.kalender.models import Booking, Kalender, Terminart
from atv.kalender.queries import free
from atv.kalender.rules import slots
from atv.kalender.rules.lifecycle import State
from socl.core.db import insert_unless_taken
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day

TAKEN = "Diese Zeit ist gerade vergeben worden."


def lock(kalender_id: int) -> Kalender:
    """The calendar, locked until the transaction ends; every writer takes it first, several in id order."""
    return (
        Kalender.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit")
        .get(pk=kalender_id)
    )


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


def refuse_unless_bookable_day(wanted: Wanted) -> None:
    """Refuse today and what lies beyond the horizon, even where a hold from before midnight stands."""
    day = berlin_day(wanted.starts_at)
    allowed = free.bookable_days(wanted.kalender, wanted.at)
    if day < allowed.start:
        raise Refusal("too_soon", "Rückrufe beginnen frühestens am nächsten Tag.", rule="SOCL 2.1/9")
    if day >= allowed.end:
        raise Refusal("too_late", "So weit im Voraus kann nicht gebucht werden.", rule="ATV-5")


def place(wanted: Wanted, without: Booking | None = None) -> int:
    """The Serviceplatz (id) to book the time at, by the same function that listed the times; or a refusal.

    Deletes the calendar's expired holds on the way: they would still stand in the constraint's way.
    """
    refuse_unless_bookable_day(wanted)
    kalender, kind, at = wanted.kalender, wanted.kind, wanted.at
    kalender.bookings.filter(state=State.HELD, expires_at__lte=at).delete()
    day = berlin_day(wanted.starts_at)
    found = free.free_days(kalender, kind, channel=wanted.channel, first=day, days=1, at=at, without=without)[
        0
    ]
    if wanted.starts_at.second or wanted.starts_at.microsecond:
        raise Refusal("off_raster", "Diese Uhrzeit liegt nicht im Raster des Kalenders.", rule="ATV-1")
    start = free.minutes(wanted.starts_at)
    _refuse_unless_open(found, start, kind.minutes, kalender.raster_minutes)
    here = [o for o in found.offered if o.fit.start == start]
    if here:
        return slots.best_fit([(o.fit, o.lane) for o in here], here[0].durations)
    if any(o.fit.start == start for o in found.options):
        message = "Diese Uhrzeit ließe zehn Minuten ungenutzt, andere nicht."
        raise _with_alternatives("not_offered", message, "ATV-3", wanted)
    if found.share_used:
        message = "Der Anteil dieses Kanals an diesem Tag ist ausgeschöpft."
        raise _with_alternatives("share_used", message, "ATV-12", wanted)
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


def insert(booking: Booking, wanted: Wanted) -> None:
    """Insert behind the constraint; a time that it protects is refused with alternatives."""
    if insert_unless_taken(booking) is None:
        raise taken(wanted)


def taken(wanted: Wanted) -> Refusal:
    """The refusal of a time that a rival has, with what is free instead."""
    return _with_alternatives("slot_taken", TAKEN, "ATV-2", wanted)


def _with_alternatives(code: str, message: str, rule: str, wanted: Wanted) -> Refusal:
    nearest = free.nearest_starts(
        wanted.kalender, wanted.kind, channel=wanted.channel, wanted=wanted.starts_at, at=wanted.at
    )
    return Refusal(code, message, rule=rule, alternatives=[n.isoformat() for n in nearest])
