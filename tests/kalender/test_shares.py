"""Shares of the channels: a limit that falls a day before, and the same answer for listing and booking."""

from datetime import date, time, timedelta

import pytest

from atv.kalender.models import Channel, Kalender
from atv.kalender.queries import free
from atv.kalender.rules.shares import share_applies, share_left
from tests.factories.kalender import AT, berlin, booked, kalender, terminart
from tests.kalender.refusals import refusal

THURSDAY = date(2026, 11, 19)  # two days after AT


def day(calendar: Kalender, on: date = THURSDAY, channel: str = Channel.ONLINE, **given) -> free.Day:
    asked = {"first": on, "days": 1, "at": AT, **given}
    (found,) = free.free_days(calendar, terminart(), channel=channel, **asked)
    return found


@pytest.mark.rule("ATV-12")
def test_a_share_holds_until_the_day_before():
    rule = {"percent": 50, "relax_days": 1}
    assert [share_applies(THURSDAY, THURSDAY - timedelta(days=n), **rule) for n in (3, 2, 1, 0)] == [
        True,
        True,
        False,
        False,
    ]
    assert not share_applies(THURSDAY, date(2026, 1, 1), percent=100, relax_days=1)


@pytest.mark.rule("ATV-12")
def test_what_is_left_of_a_share_is_never_negative():
    assert [share_left(240, used, 25) for used in (0, 40, 60, 90)] == [60, 20, 0, 0]
    assert share_left(0, 0, 50) == 0


@pytest.mark.django_db
@pytest.mark.rule("ATV-12")
def test_a_channel_fills_its_share_and_the_others_the_rest():
    calendar = kalender(places=2, hours=[(time(8), time(9))], share_online=50)  # 60 of 120 minutes
    for clock in ("08:00", "08:20", "08:40"):
        booked(calendar, berlin(THURSDAY, clock), channel=Channel.ONLINE)
    assert (day(calendar).starts, day(calendar).reason) == ([], "share_used")
    no = refusal(booked, calendar, berlin(THURSDAY, "08:00"), channel=Channel.ONLINE)
    assert no == ("share_used", "ATV-12")
    assert len(day(calendar, channel=Channel.SC).starts) > 0
    booked(calendar, berlin(THURSDAY, "08:00"), channel=Channel.SC)


@pytest.mark.django_db
def test_a_day_before_the_share_falls_so_that_nothing_stays_empty():
    calendar = kalender(places=1, hours=[(time(8), time(9))], share_online=0)
    assert day(calendar).reason == "share_used"
    later = AT + timedelta(days=1)
    assert len(day(calendar, at=later).starts) == 3
    booked(calendar, berlin(THURSDAY, "08:00"), channel=Channel.ONLINE, at=later)


@pytest.mark.django_db
def test_a_booking_that_is_being_moved_does_not_use_up_its_own_share():
    calendar = kalender(places=1, hours=[(time(8), time(9))], share_online=34)  # 20 of 60 minutes
    one = booked(calendar, berlin(THURSDAY, "08:00"), channel=Channel.ONLINE)
    assert day(calendar).starts == []
    assert len(day(calendar, without=one).starts) > 0


@pytest.mark.django_db
def test_no_question_more_where_no_share_is_set(django_assert_num_queries):
    calendar, kind = kalender(), terminart()
    with django_assert_num_queries(1):
        free.free_days(calendar, kind, channel=Channel.SC, first=THURSDAY, days=14, at=AT)
