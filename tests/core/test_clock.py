"""The one clock."""

from datetime import timedelta

from socl.core import clock
from socl.lib.workdays import berlin_day


def test_the_clock_is_aware_and_its_day_is_berlins():
    at = clock.now()
    assert at.utcoffset() == timedelta()
    assert clock.today() in (berlin_day(at), berlin_day(at + timedelta(seconds=5)))
