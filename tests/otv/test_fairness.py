"""The public channel: the newest day, cancelled times, one Termin for one person."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atv.otv.rules.fairness import claim, confirm_until, is_released, returns_at
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
