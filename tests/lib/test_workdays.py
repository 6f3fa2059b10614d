"""Berlin days, summer time, and the holidays of each Land."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socl.lib.spans import Span
from socl.lib.workdays import (
    BERLIN,
    berlin_day,
    berlin_iso,
    berlin_midnight,
    berlin_moment,
    berlin_span,
    holiday_name,
)

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 1, 14, 22, 59, tzinfo=UTC), date(2026, 1, 14)),  # 23:59 in winter
        (datetime(2026, 1, 14, 23, 1, tzinfo=UTC), date(2026, 1, 15)),  # 00:01
        (datetime(2026, 7, 14, 21, 59, tzinfo=UTC), date(2026, 7, 14)),  # 23:59 in summer
        (datetime(2026, 7, 14, 22, 1, tzinfo=UTC), date(2026, 7, 15)),
    ],
)
def test_a_day_is_a_berlin_day(at, day):
    assert berlin_day(at) == day


def test_a_moment_is_written_with_its_berlin_offset():
    assert berlin_iso(datetime(2026, 11, 24, 8, 20, tzinfo=UTC)) == "2026-11-24T09:20:00+01:00"
    assert berlin_iso(datetime(2026, 7, 24, 7, 20, tzinfo=UTC)) == "2026-07-24T09:20:00+02:00"


def test_a_time_that_the_clocks_skip_is_the_moment_they_jump():
    jump = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert berlin_moment(SPRING, time(1, 59)) == jump - timedelta(minutes=1)
    for skipped in (time(2), time(2, 1), time(2, 30), time(2, 59)):
        assert berlin_moment(SPRING, skipped) == jump
    assert berlin_moment(SPRING, time(3)) == jump


def test_a_time_that_exists_twice_is_the_first_one():
    assert berlin_moment(AUTUMN, time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert berlin_moment(AUTUMN, time(3)) == datetime(2026, 10, 25, 2, tzinfo=UTC)


def test_days_of_23_and_25_hours_are_whole_days():
    assert berlin_span(SPRING, 1) == Span(
        datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)
    )
    lengths = [
        s.end - s.start for s in (berlin_span(SPRING, 1), berlin_span(AUTUMN, 1), berlin_span(AUTUMN, 7))
    ]
    assert lengths == [timedelta(hours=23), timedelta(hours=25), timedelta(hours=169)]


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.times())
def test_time_never_runs_backwards_within_a_day(day, clock):
    moment = berlin_moment(day, clock)
    assert berlin_midnight(day) <= moment < berlin_midnight(day + timedelta(days=1))
    shown = moment.astimezone(BERLIN)
    assert shown.date() == day
    assert shown.time() == clock or (day.month == 3 and clock.hour == 2 and shown.time() == time(3))


@pytest.mark.parametrize(
    ("land", "day", "name"),
    [
        ("SH", date(2026, 10, 31), "Reformationstag"),
        ("BE", date(2026, 10, 31), None),
        ("NW", date(2026, 10, 31), None),
        ("NW", date(2026, 11, 1), "Allerheiligen"),
        ("SH", date(2026, 11, 1), None),
        ("BE", date(2026, 3, 8), "Frauentag"),
        ("SH", date(2026, 3, 8), None),
        ("SN", date(2026, 11, 18), "Buß- und Bettag"),
        ("SH", date(2026, 11, 18), None),
        ("BY", date(2026, 12, 25), "Erster Weihnachtstag"),
        ("SH", date(2026, 12, 24), None),
        ("HH", date(2026, 4, 3), "Karfreitag"),
    ],
)
def test_a_holiday_counts_in_its_land_only(land, day, name):
    assert holiday_name(land, day) == name
