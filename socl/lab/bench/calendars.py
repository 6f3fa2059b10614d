"""Calendars to measure: teams of n Serviceplätze, about 60 % booked over the next 14 bookable days."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from atv.kalender.actions.supply import TERMINARTEN, set_up_kalender
from atv.kalender.models import Booking, Channel, Kalender, Terminart
from atv.kalender.queries import free
from atv.kalender.rules.lifecycle import State
from socl.lab import demo
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_moment, holiday_name
from socl.orga.models import Person, Unit, UnitKind

FILLED = 0.6
DAYS = 14
NUMBERS = count(1)
LENGTHS = tuple(minutes for _, _, minutes in TERMINARTEN)


def build(key: str, places: int, *, by: Person, at: datetime) -> Kalender:
    """An empty calendar of a new team ``key`` in Schleswig-Holstein."""
    like = Unit.objects.get(key=demo.KIEL)
    unit = Unit.objects.create(
        key=key,
        kind=UnitKind.ALG_PLUS_TEAM,
        name=f"Alg Plus-Team {key}",
        land=like.land,
        parent=like.parent,
        region=like.region,
        demo=True,
        valid_from=demo.SINCE,
    )
    return set_up_kalender(
        unit=unit,
        places=places,
        hours=demo.HOURS,
        weekdays=[1, 2, 3, 4, 5],
        channels=[c.value for c in Channel],
        valid_from=demo.SINCE,
        by=by,
        at=at,
    )


def fill(kalender: Kalender, *, by: Person, at: datetime, random: Random) -> int:
    """Book about 60 % of the next 14 bookable days, 30 and 20 minutes mixed; the number of bookings.

    Written past the verb, which would need a minute for it.
    """
    kinds = {t.minutes: t for t in Terminart.objects.all()}
    first = free.bookable_days(kalender, at).start
    rows = []
    for lane in kalender.serviceplaetze.order_by("number"):
        for day in open_days(kalender.unit.land, first, DAYS):
            for start, end in cut(day, random):
                if random.random() < FILLED:
                    kind = kinds[int((end - start).total_seconds()) // 60]
                    rows.append(booking(kalender, lane.pk, kind, Span(start, end), by=by, at=at))
    Booking.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def booking(
    kalender: Kalender, lane: int, kind: Terminart, span: Span[datetime], *, by: Person, at: datetime
) -> Booking:
    """A booking like those of the portal, not saved."""
    return Booking(
        kalender=kalender,
        serviceplatz_id=lane,
        terminart=kind,
        state=State.BOOKED,
        starts_at=span.start,
        ends_at=span.end,
        channel=Channel.ONLINE,
        reference=new_reference(),
        name="Mara Beispiel",
        rueckruf_number=f"{demo.DRAMA_BLOCK}900",
        briefing="Zahlung für Oktober nicht eingegangen, Konto geprüft.",
        created_by=by,
        created_at=at,
    )


def new_reference() -> str:
    """Nine digits: never one of the real ones, which are drawn and may meet twice among so many."""
    return f"{next(NUMBERS):09}"


def open_days(land: str, first: date, days: int) -> list[date]:
    """The days of Monday to Friday without a holiday among ``days`` from ``first``."""
    every = [first + ONE_DAY * n for n in range(days)]
    return [day for day in every if day.isoweekday() < 6 and not holiday_name(land, day)]


def cut(day: date, random: Random) -> Iterator[Span[datetime]]:
    """The Zeitfenster of ``day``, cut without a rest into 30s and 20s."""
    for opens, closes in demo.HOURS:
        at, end = berlin_moment(day, opens), berlin_moment(day, closes)
        while at < end:
            rest = int((end - at).total_seconds()) // 60
            lengths = [n for n in LENGTHS if n == rest or rest - n >= min(LENGTHS)]
            until = at + timedelta(minutes=random.choice(lengths))
            yield Span(at, until)
            at = until


def half_hours(day: date) -> Iterator[Span[datetime]]:
    """The Zeitfenster of ``day`` in half hours: however many are taken, the rest wastes nothing."""
    for opens, closes in demo.HOURS:
        at, end = berlin_moment(day, opens), berlin_moment(day, closes)
        while at < end:
            yield Span(at, at + timedelta(minutes=30))
            at += timedelta(minutes=30)
