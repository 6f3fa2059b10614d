"""Ausfallzeiten, windows to midnight, and what the database keeps about both."""

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from atv.kalender.models import Channel, Kalender, Zeitfenster
from atv.kalender.queries import free
from atv.kalender.queries.opening import openings
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY
from tests.factories.kalender import AT, AusfallzeitFactory, berlin, booked, kalender, terminart
from tests.kalender.refusals import refusal

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 11, 18)  # the day after AT


def starts(calendar: Kalender, code: str = "sonstiges", day: date = WEDNESDAY) -> list[str]:
    (found,) = free.free_days(calendar, terminart(code), channel=Channel.SC, first=day, days=1, at=AT)
    return [f"{free.moment(s):%H:%M}" for s in found.starts]


def reason(calendar: Kalender, day: date = WEDNESDAY) -> str:
    (found,) = free.free_days(calendar, terminart(), channel=Channel.SC, first=day, days=1, at=AT)
    return found.reason


@pytest.mark.rule("ATV-11")
def test_during_an_ausfallzeit_a_serviceplatz_takes_no_booking():
    calendar = kalender(places=2, hours=[(time(8), time(10))])
    first, second = calendar.serviceplaetze.order_by("number")
    AusfallzeitFactory.create(kalender=calendar, serviceplatz=first)
    assert "09:00" in starts(calendar), "the other Serviceplatz is open"
    assert booked(calendar, berlin(WEDNESDAY, "09:00")).serviceplatz == second
    AusfallzeitFactory.create(kalender=calendar, serviceplatz=second, ends_at=berlin(WEDNESDAY, "09:40"))
    assert starts(calendar) == ["08:00", "08:20", "08:40", "09:40"]
    no = refusal(booked, calendar, berlin(WEDNESDAY, "08:50"))
    assert no == ("outside_window", "ATV-11")


def test_an_ausfallzeit_of_the_team_closes_every_serviceplatz_and_the_day_says_why():
    calendar = kalender(places=3, hours=[(time(9), time(10))])
    AusfallzeitFactory.create(kalender=calendar)
    assert (starts(calendar), reason(calendar)) == ([], "ausfall")
    assert reason(calendar, WEDNESDAY + ONE_DAY) == ""


def test_an_ausfallzeit_does_not_move_the_raster_and_may_lie_over_bookings():
    calendar = kalender(places=1, hours=[(time(8), time(10))])
    booked(calendar, berlin(WEDNESDAY, "08:20"))
    AusfallzeitFactory.create(
        kalender=calendar, starts_at=berlin(WEDNESDAY, "08:30"), ends_at=berlin(WEDNESDAY, "08:45")
    )
    assert starts(calendar, "leistungsberatung") == ["08:50", "09:00", "09:10", "09:20", "09:30"]
    assert starts(calendar) == ["08:00"], "the only one that leaves nothing behind"


def test_a_window_may_end_at_midnight_and_the_next_day_go_on():
    calendar = kalender(places=1, hours=[(time(23), time(0)), (time(0), time(0, 30))], weekdays=[3, 4])
    assert starts(calendar) == ["23:00", "23:20", "23:40"]
    found = openings(calendar, Span(WEDNESDAY, WEDNESDAY + 2 * ONE_DAY))
    assert [(o.start, o.end) for o in found] == [
        (free.minutes(berlin(day, a)), free.minutes(berlin(until, b)))
        for day, a, until, b in (
            (WEDNESDAY, "00:00", WEDNESDAY, "00:30"),
            (WEDNESDAY, "23:00", WEDNESDAY + ONE_DAY, "00:00"),
            (WEDNESDAY + ONE_DAY, "00:00", WEDNESDAY + ONE_DAY, "00:30"),
            (WEDNESDAY + ONE_DAY, "23:00", WEDNESDAY + 2 * ONE_DAY, "00:00"),
        )
    ]
    assert booked(calendar, berlin(WEDNESDAY, "23:40")).ends_at == berlin(WEDNESDAY + ONE_DAY, "00:00")


SINCE, LATER = date(2026, 11, 16), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("given", "stands"),
    [
        ({}, False),
        ({"weekdays": [5, 6]}, False),
        ({"weekdays": [6, 7]}, True),
        ({"starts": time(12), "ends": time(13)}, True),  # neighbours touch
        ({"starts": time(11), "ends": time(0)}, False),
        ({"starts": time(0), "ends": time(8)}, True),
        ({"valid_from": LATER}, True),
        ({"valid_from": date(2026, 11, 20), "valid_until": date(2026, 11, 21)}, False),
        ({"valid_from": date(2026, 11, 20), "valid_until": date(2026, 11, 20)}, True),  # never in force
    ],
)
def test_two_zeitfenster_of_one_serviceplatz_never_overlap(given, stands):
    calendar = kalender(places=1, hours=[(time(8), time(12))], valid_from=SINCE)
    there = Zeitfenster.objects.get()
    Zeitfenster.objects.update(valid_until=LATER)
    values = {"weekdays": [1, 5], "starts": time(8), "ends": time(12), "valid_from": SINCE, **given}
    again = Zeitfenster(serviceplatz=there.serviceplatz, terminarten=[], channels=[], **values)
    try:
        with transaction.atomic():
            again.save()
    except IntegrityError as no:
        assert "zeitfenster_once_at_a_time" in str(no)
    assert (calendar.serviceplaetze.get().zeitfenster.count() == 2) == stands
