"""The fast listing of free times against the pure rules, on rows that no verb would write."""

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest

from atv.kalender.models import Booking, Channel, Kalender
from atv.kalender.queries import free
from atv.kalender.rules.lifecycle import LIVE, State
from atv.kalender.rules.slots import Fit, fits, is_wasteful
from socl.core.db import insert_unless_taken
from tests.factories.kalender import AFTERNOON, AT, MORNING, BookingFactory, berlin, kalender, terminart

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 11, 18)  # the day after AT


def scatter(calendar: Kalender, dice: random.Random, count: int) -> None:
    """Rows that no verb would write: odd minutes, across edges, in every state, some holds expired."""
    lanes = list(calendar.serviceplaetze.order_by("number"))
    for _ in range(count):
        start = berlin(WEDNESDAY, "07:30") + timedelta(minutes=dice.randrange(3 * 24 * 60))
        state = dice.choice(list(State))
        row = BookingFactory.build(
            kalender=calendar,
            serviceplatz=dice.choice(lanes),
            starts_at=start,
            ends_at=start + timedelta(minutes=dice.randint(1, 90)),
            state=state,
            expires_at=AT + timedelta(minutes=dice.choice([-1, 0, 1])) if state is State.HELD else None,
        )
        insert_unless_taken(row)


@pytest.mark.parametrize("seed", range(4))
def test_every_listed_time_is_the_one_the_pure_rules_name(seed):
    calendar, minute = kalender(places=2), timedelta(minutes=1)
    scatter(calendar, random.Random(seed), 60)
    assert Booking.objects.count() > 30
    for day in free.free_days(calendar, terminart(), channel=Channel.SC, first=WEDNESDAY, days=3, at=AT):
        windows = [(berlin(day.day, a), berlin(day.day, b)) for a, b in (MORNING, AFTERNOON)]
        every: list[tuple[int, Fit]] = []
        for place in calendar.serviceplaetze.all():
            rows = Booking.objects.filter(serviceplatz=place, state__in=LIVE)
            spans = [(b.starts_at, b.ends_at) for b in rows if b.expires_at is None or b.expires_at > AT]
            every += [
                (place.pk, fit) for fit in fits(windows, spans, duration=20 * minute, raster=10 * minute)
            ]
        good = [(lane, fit) for lane, fit in every if not is_wasteful(fit, (20 * minute, 30 * minute))]
        assert lanes_and_starts(day.options) == sorted((lane, fit.start) for lane, fit in every)
        offered = [o for o in day.options if day.offers(o)]
        assert lanes_and_starts(offered) == sorted((lane, fit.start) for lane, fit in good or every)
        assert day.starts == sorted({o.fit.start for o in offered})
        assert [o for start in day.starts for o in day.at(start) if day.offers(o)] == sorted(
            offered, key=lambda o: o.fit.start
        )


def lanes_and_starts(options: Iterable[free.Option]) -> list[tuple[int, datetime]]:
    return sorted((o.lane, free.moment(o.fit.start)) for o in options)
