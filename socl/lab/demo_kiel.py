"""Kiel's team in the demo: who sits where, and its Rückrufe of five weeks, so that the figures have something to say."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from atv.kalender.actions.ausfallzeiten import enter_ausfallzeit
from atv.kalender.actions.besetzung import seat
from atv.kalender.actions.changing import Order
from atv.kalender.models import Attempt, AttemptResult, Booking, Channel, Kalender, Serviceplatz, Terminart
from atv.kalender.rules.attempts import Ending
from atv.kalender.rules.lifecycle import State
from socl.journal.record import record
from socl.lib.references import new_reference
from socl.lib.workdays import ONE_DAY, berlin_day, berlin_moment, is_workday
from socl.orga.models import Person, Unit

WEEKS = 5
HOURS = ((8, 12), (13, 15))
TAKEN = 0.7  # of the times that there were
NUMBER = "+493023125905"  # kept free for films
MINUTE = timedelta(minutes=1)


def somebody_at_work(team: Unit, system: Person, at: datetime) -> None:
    """Who sits where in Kiel for a week, and a team meeting of one Serviceplatz in four weeks."""
    kalender = Kalender.objects.get(unit=team)
    places = kalender.serviceplaetze.order_by("number").values_list("pk", flat=True)
    staff = (
        Person.objects.filter(username__in=("os1", "os2")).order_by("username").values_list("pk", flat=True)
    )
    for n in range(1, 8):
        day = berlin_day(at) + timedelta(days=n)
        persons = dict(zip(places, staff, strict=False))
        seat(kalender_id=kalender.pk, day=day, persons=persons, by=system, at=at)
    meeting = berlin_day(at) + timedelta(days=28 - berlin_day(at).isoweekday() + 3)
    enter_ausfallzeit(
        order=Order(kalender.pk, system, at),
        place_id=places[2],
        starts_at=berlin_moment(meeting, time(13)),
        ends_at=berlin_moment(meeting, time(15)),
        reason="Teambesprechung",
    )


def some_past_rueckrufe(team: Unit, system: Person, worker: Person, at: datetime) -> None:
    """The same ones in every demo of that day, all ended; nobody stands behind them."""
    kalender, chance = Kalender.objects.get(unit=team), random.Random(berlin_day(at).toordinal())
    kinds = {
        kind.minutes: kind for kind in Terminart.objects.filter(code__in=("sonstiges", "leistungsberatung"))
    }
    rows = [
        _ended(kalender, place, kinds[minutes], start, chance, system, worker)
        for day in _days(team.land, berlin_day(at))
        for place in kalender.serviceplaetze.all()
        for start, minutes in _times(day, sorted(kinds), chance)
    ]
    made = Booking.objects.bulk_create(rows)
    for booking in made:  # as the verb would have
        facts = {"kind": booking.terminart.code, "channel": booking.channel}
        record("book_rueckruf", booking, by=system, at=booking.created_at, rule="SOCL 2.1/8", **facts)
    Attempt.objects.bulk_create(attempt for booking in made for attempt in _attempts(booking, worker))


def _days(land: str, today: date) -> Iterator[date]:
    """The working days of the weeks before."""
    days = (today - n * ONE_DAY for n in range(1, 7 * WEEKS + 1))
    return (day for day in days if is_workday(land, day))


def _times(day: date, lengths: list[int], chance: random.Random) -> Iterator[tuple[datetime, int]]:
    """Starts of one Serviceplatz, one after the other, some left free."""
    for begins, ends in HOURS:
        start, end = (berlin_moment(day, time(hour)) for hour in (begins, ends))
        while start + lengths[0] * MINUTE <= end:
            minutes = chance.choice([n for n in lengths if start + n * MINUTE <= end])
            if chance.random() < TAKEN:
                yield start, minutes
            start += minutes * MINUTE


def _ended(
    kalender: Kalender,
    place: Serviceplatz,
    kind: Terminart,
    start: datetime,
    chance: random.Random,
    system: Person,
    worker: Person,
) -> Booking:
    """One that was reached, or nobody was there, or it only rang."""
    state = chance.choices([State.DONE, State.NO_SHOW, State.NOT_REACHED], [88, 8, 4])[0]
    end = start + kind.minutes * MINUTE
    return Booking(
        kalender=kalender,
        serviceplatz=place,
        terminart=kind,
        state=state,
        starts_at=start,
        ends_at=end,
        channel=Channel.SC,
        reference=new_reference(),
        name="Muster",
        rueckruf_number=NUMBER,
        result="solved" if state == State.DONE else state,
        ending="" if state == State.DONE else Ending.LETTER,
        worked_by=worker,
        created_by=system,
        created_at=start - 3 * ONE_DAY,
        closed_at=end,
    )


def _attempts(booking: Booking, worker: Person) -> Iterator[Attempt]:
    """When it was called: reached soon after the agreed start, else as often as the policy says."""
    reached = booking.state == State.DONE
    minutes = (1,) if reached else (0, 5, 10) if booking.state == State.NO_SHOW else (2,)
    result = AttemptResult.REACHED if reached else AttemptResult.NO_ANSWER
    for minute in minutes:
        yield Attempt(
            booking=booking, result=result, rang=True, at=booking.starts_at + minute * MINUTE, by=worker
        )
