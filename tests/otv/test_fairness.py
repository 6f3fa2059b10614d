"""The public channel: the newest day, cancelled times, one Termin for one person."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atv.otv.rules.fairness import claim, confirm_until, is_released, returns_at
from atv.otv.rules.shown import Page, page_of, side_by_side
from socl.lib.workdays import BERLIN
from tests.factories.kalender import berlin

AT = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: AT + timedelta(minutes=minutes))


@pytest.mark.rule("OTVT-3")
def test_the_newest_day_opens_minute_by_minute():
    newest = date(2027, 1, 16)  # 60 days after the 17th of November
    released = [
        clock
        for clock in ("08:00", "09:59", "10:00", "10:01", "17:00")
        if is_released(berlin(newest, clock), AT, horizon_days=60)
    ]
    assert released == ["08:00", "09:59", "10:00"]
    assert is_released(berlin(newest - timedelta(days=1), "17:00"), AT, horizon_days=60)


@pytest.mark.rule("OTVT-3")
@given(MOMENTS, st.integers(1, 90))
def test_what_is_released_stays_released_and_nothing_opens_at_midnight_of_winter_and_summer_time(at, days):
    same_clock = (at.astimezone(BERLIN).replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=BERLIN)
    later = same_clock + timedelta(minutes=1)
    assert is_released(same_clock, at, horizon_days=days)
    if later.astimezone(UTC).astimezone(BERLIN).replace(tzinfo=None) == later.replace(tzinfo=None):
        assert not is_released(later, at, horizon_days=days)
        assert is_released(later, at + timedelta(hours=3), horizon_days=days)


def test_a_page_shows_some_days_and_leads_to_those_beside():
    days = [(date(2026, 11, n), [berlin(date(2026, 11, n), "09:00")]) for n in (17, 18, 19, 20, 23, 24, 25)]

    def shown(begin: date) -> tuple[list[int], int | None, int | None]:
        page = page_of(days, begin, 3)
        beside = [day.day if day else None for day in (page.earlier, page.later)]
        return [day.day for day, _ in page.days], beside[0], beside[1]

    assert shown(date.min) == ([17, 18, 19], None, 20)
    assert shown(date(2026, 11, 18)) == ([18, 19, 20], 17, 23)
    assert shown(date(2026, 11, 20)) == ([20, 23, 24], 17, 25)
    assert shown(date(2026, 11, 21)) == ([23, 24, 25], 18, None)
    assert shown(date(2026, 11, 25)) == ([25], 20, None)
    assert shown(date(2027, 1, 1)) == ([23, 24, 25], 18, None)
    assert page_of([], date.min, 3) == Page([], None, None)


def test_the_times_shown_fit_one_after_another():
    every = [AT + timedelta(minutes=5 * n) for n in range(10)]
    assert side_by_side(every, 20) == [AT, AT + timedelta(minutes=20), AT + timedelta(minutes=40)]
    assert side_by_side([], 20) == []


@pytest.mark.rule("OTVT-4")
def test_a_cancelled_time_returns_after_the_sites_minutes_at_most_twice_as_many():
    assert [returns_at(AT, 15, drawn) - AT for drawn in (0.0, 0.5)] == [
        timedelta(minutes=15),
        timedelta(minutes=22.5),
    ]
    assert returns_at(AT, 15, 0.999) - AT < timedelta(minutes=30)
    assert returns_at(AT, 0, 0.5) == AT


@pytest.mark.rule("OTVT-5")
def test_the_mail_is_to_be_confirmed_within_the_configured_minutes():
    assert confirm_until(AT, 60) == datetime(2026, 11, 17, 10, 0, tzinfo=UTC)


@pytest.mark.rule("OTVT-6")
def test_a_claim_knows_an_address_in_every_spelling_and_tells_nothing():
    mine = claim(" Mara@Example.org", "OTV-01", confirmed=True, secret="s")
    assert mine == claim("mara@example.org ", "OTV-01", confirmed=True, secret="s")
    others = {
        claim("mara@example.org", "OTV-02", confirmed=True, secret="s"),
        claim("mara@example.org", "OTV-01", confirmed=False, secret="s"),
        claim("mara@example.org", "OTV-01", confirmed=True, secret="t"),
        claim("mira@example.org", "OTV-01", confirmed=True, secret="s"),
    }
    assert len(others) == 4 and mine not in others
    assert len(mine) == 64 and "mara" not in mine
