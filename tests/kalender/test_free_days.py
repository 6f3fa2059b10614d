"""The one function that lists free times, on a real calendar: days, holidays, summer time, what is taken."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from atv.kalender.models import Channel, Kalender, Serviceplatz, Zeitfenster
from atv.kalender.queries import free
from atv.kalender.rules.lead import bookable_days
from atv.kalender.rules.lifecycle import LIVE, State
from socl.lib.spans import Span
from socl.lib.workdays import BERLIN, ONE_DAY
from tests.factories.kalender import (
    AT,
    MORNING,
    BookingFactory,
    berlin,
    booked,
    kalender,
    terminart,
)
from tests.factories.orga import UnitFactory, nord

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 11, 18)  # the day after AT
SATURDAY, SUNDAY = date(2026, 11, 21), date(2026, 11, 22)


def starts(
    calendar: Kalender,
    first: date = WEDNESDAY,
    days: int = 1,
    code: str = "sonstiges",
    channel: str = Channel.SC,
    at: datetime = AT,
) -> dict[str, list[str]]:
    """Day -> offered starts as Berlin clocks show them, for the days that have some."""
    found = free.free_days(calendar, terminart(code), channel=channel, first=first, days=days, at=at)
    return {d.day.isoformat(): [f"{free.moment(s):%H:%M}" for s in d.starts] for d in found if d.gaps}


def reasons(calendar: Kalender, first: date, days: int = 1, at: datetime = AT) -> dict[str, str]:
    """Day -> why it has no start, for the days that have none."""
    found = free.free_days(calendar, terminart(), channel=Channel.SC, first=first, days=days, at=at)
    return {d.day.isoformat(): d.reason for d in found if d.reason}


@pytest.mark.rule("SOCL 2.1/8")
def test_times_come_from_the_zeitfenster_and_waste_nothing():
    calendar = kalender(places=1, hours=[(time(8), time(9)), (time(13), time(13, 50))])
    assert starts(calendar) == {"2026-11-18": ["08:00", "08:20", "08:40", "13:00", "13:30"]}
    assert starts(calendar, code="leistungsberatung") == {"2026-11-18": ["08:00", "08:30", "13:00", "13:20"]}


@pytest.mark.rule("SOCL 2.1/9")
@pytest.mark.parametrize(
    ("at", "earliest"),
    [
        (datetime(2026, 1, 14, 22, 59, tzinfo=UTC), date(2026, 1, 15)),  # 23:59 in winter
        (datetime(2026, 1, 14, 23, 1, tzinfo=UTC), date(2026, 1, 16)),  # 00:01
        (datetime(2026, 7, 14, 21, 59, tzinfo=UTC), date(2026, 7, 15)),  # 23:59 in summer
        (datetime(2026, 7, 14, 22, 1, tzinfo=UTC), date(2026, 7, 16)),
    ],
)
def test_ab_dem_folgetag_is_the_next_berlin_day_and_not_24_hours(at, earliest):
    calendar = kalender(places=1)
    days = bookable_days(at, lead_days=1, horizon_days=60)
    assert days == Span(earliest, earliest + 60 * ONE_DAY)
    assert free.bookable_days(calendar, at) == days
    found = starts(calendar, earliest - 3 * ONE_DAY, 7, at=at)
    assert min(found) == earliest.isoformat()
    assert found[earliest.isoformat()][0] == "08:00"


@pytest.mark.rule("ATV-5")
def test_what_lies_beyond_the_horizon_is_not_offered():
    calendar = kalender(places=1, horizon_days=7)
    assert list(starts(calendar, WEDNESDAY, 60)) == [
        "2026-11-18",
        "2026-11-19",
        "2026-11-20",
        "2026-11-23",
        "2026-11-24",
    ]
    assert starts(calendar, WEDNESDAY + 30 * ONE_DAY, 14) == {}
    assert starts(calendar, date.max, 14) == {}
    assert starts(calendar, date.min, 14) == {}


@pytest.mark.rule("ATV-8")
@pytest.mark.parametrize(
    ("land", "day", "reason"),
    [
        ("SH", date(2025, 10, 31), "closed_holiday"),  # Reformationstag, a Friday
        ("BE", date(2025, 10, 31), ""),
        ("BE", date(2027, 3, 8), "closed_holiday"),  # Frauentag, a Monday
        ("SH", date(2027, 3, 8), ""),
        ("SN", date(2026, 11, 18), "closed_holiday"),  # Buß- und Bettag
        ("SH", date(2026, 11, 18), ""),
    ],
)
def test_a_team_is_closed_on_the_holidays_of_its_own_land_only(land, day, reason):
    calendar = kalender(UnitFactory.create(land=land))
    at = berlin(day - ONE_DAY, "09:00")
    assert reasons(calendar, day, at=at) == ({day.isoformat(): reason} if reason else {})


def test_a_day_without_starts_says_why():
    calendar = kalender(places=1, hours=[(time(8), time(8, 20))])
    booked(calendar, berlin(WEDNESDAY, "08:00"))
    assert reasons(calendar, WEDNESDAY, 4) == {
        "2026-11-18": "taken",
        "2026-11-21": "no_window",
    }
    assert reasons(calendar, date(2026, 12, 25), at=berlin("2026-12-01", "09:00")) == {
        "2026-12-25": "closed_holiday"
    }


def test_a_window_over_the_hour_that_spring_skips_is_an_hour_shorter():
    calendar = kalender(places=1, hours=[(time(1), time(4))], weekdays=[7])
    at = berlin("2026-03-20", "09:00")
    assert starts(calendar, date(2026, 3, 29), at=at) == {
        "2026-03-29": ["01:00", "01:20", "01:30", "01:40", "01:50", "03:00", "03:10", "03:20", "03:40"]
    }


@pytest.mark.parametrize(
    ("opens", "ends", "expected"),
    [
        (time(2), time(3), []),  # not there at all
        (time(2), time(2, 30), []),
        (time(1, 30), time(2, 30), ["01:30"]),  # half an hour is left: ten minutes are lost either way
        (time(2, 30), time(3, 20), ["03:00"]),
    ],
)
def test_what_spring_skips_is_neither_offered_nor_moved_to_another_time(opens, ends, expected):
    calendar = kalender(places=1, hours=[(opens, ends)], weekdays=[7])
    found = free.free_days(
        calendar,
        terminart("leistungsberatung" if opens == time(1, 30) else "sonstiges"),
        channel=Channel.SC,
        first=date(2026, 3, 29),
        days=1,
        at=berlin("2026-03-20", "09:00"),
    )
    assert [f"{free.moment(s):%H:%M}" for d in found for s in d.starts] == expected


def test_the_hour_that_autumn_repeats_is_offered_twice_and_each_start_once():
    calendar = kalender(places=2, hours=[(time(2), time(3))], weekdays=[7])
    found = free.free_days(
        calendar,
        terminart("leistungsberatung"),
        channel=Channel.SC,
        first=date(2026, 10, 25),
        days=1,
        at=berlin("2026-10-20", "09:00"),
    )
    assert [free.moment(s).isoformat() for s in found[0].starts] == [
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:20:00+02:00",
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:40:00+02:00",
        "2026-10-25T02:50:00+02:00",
        "2026-10-25T02:00:00+01:00",
        "2026-10-25T02:10:00+01:00",
        "2026-10-25T02:30:00+01:00",
    ]


def test_what_is_taken_on_every_serviceplatz_is_not_offered():
    calendar = kalender(places=2, hours=[(time(8), time(9))])
    booked(calendar, berlin(WEDNESDAY, "08:00"))
    assert starts(calendar)["2026-11-18"] == ["08:00", "08:20", "08:40"]
    booked(calendar, berlin(WEDNESDAY, "08:00"))
    assert starts(calendar)["2026-11-18"] == ["08:20", "08:40"]


@pytest.mark.parametrize("state", [s for s in State if s is not State.HELD])
def test_only_live_bookings_take_their_time(state):
    calendar = kalender(places=1, hours=[(time(8), time(8, 20))])
    BookingFactory.create(kalender=calendar, starts_at=berlin(WEDNESDAY, "08:00"), state=state)
    free_again = state not in LIVE
    assert starts(calendar) == ({"2026-11-18": ["08:00"]} if free_again else {})


@pytest.mark.rule("ATV-3")
def test_the_waste_rule_looks_at_the_whole_day_over_all_lanes():
    calendar = kalender(places=1, hours=[(time(8), time(8, 40)), (time(13), time(14))])
    assert starts(calendar, code="leistungsberatung")["2026-11-18"] == ["13:00", "13:30"]
    booked(calendar, berlin(WEDNESDAY, "13:00"), "leistungsberatung")
    booked(calendar, berlin(WEDNESDAY, "13:30"), "leistungsberatung")
    assert starts(calendar, code="leistungsberatung")["2026-11-18"] == ["08:00", "08:10"]


def test_a_channel_and_a_kind_see_only_the_windows_meant_for_them():
    calendar = kalender(places=1, hours=[MORNING])
    window = Zeitfenster.objects.get()
    Zeitfenster.objects.filter(pk=window.pk).update(channels=[Channel.SC], terminarten=["sonstiges"])
    assert starts(calendar) != {}
    assert starts(calendar, channel=Channel.ONLINE) == {}
    assert starts(calendar, code="leistungsberatung") == {}


def test_where_only_one_kind_is_booked_the_other_length_fills_no_rest():
    calendar = kalender(places=1, hours=[(time(8), time(9, 10))])
    Zeitfenster.objects.update(terminarten=["leistungsberatung"])
    assert starts(calendar, code="leistungsberatung") == {
        "2026-11-18": ["08:00", "08:10", "08:20", "08:30", "08:40"]  # ten minutes are lost anyhow
    }
    Zeitfenster.objects.update(terminarten=["leistungsberatung", "sonstiges"])
    assert starts(calendar, code="leistungsberatung") == {"2026-11-18": ["08:00", "08:20", "08:40"]}


def test_windows_and_places_count_on_the_days_of_their_validity_only():
    calendar = kalender(places=2, hours=[MORNING], valid_from=date(2026, 11, 19))
    assert list(starts(calendar, WEDNESDAY, 5)) == ["2026-11-19", "2026-11-20"]
    Zeitfenster.objects.update(valid_until=date(2026, 11, 20))
    assert list(starts(calendar, WEDNESDAY, 5)) == ["2026-11-19"]
    Serviceplatz.objects.update(valid_until=date(2026, 11, 19))
    assert starts(calendar, WEDNESDAY, 5) == {}


def test_bookings_of_another_team_take_nothing_here():
    calendar, other = kalender(nord().team, places=1), kalender(UnitFactory.create(), places=1)
    before = starts(calendar)
    booked(other, berlin(WEDNESDAY, "08:00"))
    assert starts(calendar) == before


def test_the_nearest_starts_are_the_three_closest_in_order_of_time():
    calendar = kalender(places=1, hours=[(time(8), time(9))])
    wanted = berlin(WEDNESDAY, "08:40")
    found = free.nearest_starts(calendar, terminart(), channel=Channel.SC, wanted=wanted, at=AT)
    assert [m.isoformat() for m in found] == [
        "2026-11-18T08:00:00+01:00",
        "2026-11-18T08:20:00+01:00",
        "2026-11-18T08:40:00+01:00",
    ]


def test_the_nearest_starts_come_from_further_away_where_the_week_has_none():
    calendar = kalender(places=1, hours=[(time(8), time(8, 20))], weekdays=[1])
    found = free.nearest_starts(
        calendar, terminart(), channel=Channel.SC, wanted=berlin("2026-12-01", "08:00"), at=AT
    )
    assert [m.date().isoformat() for m in found] == ["2026-11-23", "2026-11-30", "2026-12-07"]


def test_minutes_and_moments_are_two_spellings_of_one_time():
    at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert free.moment(free.minutes(at)).astimezone(UTC) == at
    assert free.moment(free.minutes(at)).tzinfo is BERLIN
    assert free.minutes(at + timedelta(seconds=59)) == free.minutes(at)


@pytest.mark.parametrize("days", [1, 14, 60])
@pytest.mark.parametrize("bookings", [1, 3])
def test_a_list_of_free_times_takes_one_query_however_long(days, bookings, django_assert_num_queries):
    calendar, kind = kalender(), terminart()
    for n in range(bookings):
        booked(calendar, berlin(WEDNESDAY, time(8 + n)))
    with django_assert_num_queries(1):
        free.free_days(calendar, kind, channel=Channel.SC, first=WEDNESDAY, days=days, at=AT)
