"""Hypothesis: whatever a lead sets up and whoever books, the promises of the calendar hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from atv.kalender.actions.ausfallzeiten import enter_ausfallzeit
from atv.kalender.actions.booking import book_rueckruf
from atv.kalender.actions.changing import Order
from atv.kalender.actions.zeitfenster import NewWindow, open_zeitfenster
from atv.kalender.models import Booking, Channel, Kalender, Serviceplatz, Terminart, Zeitfenster
from atv.kalender.queries import free
from atv.kalender.queries.supply import displaced, supply_yield
from atv.kalender.rules.figures import hidden, may_show_sum
from atv.kalender.rules.lifecycle import State
from atv.kalender.rules.supply import Stretch, yield_of
from socl.lib.refusal import Refusal
from socl.lib.workdays import ONE_DAY, berlin_moment
from tests.factories.kalender import contact, kalender, system
from tests.factories.orga import UnitFactory
from tests.kalender.crowds import nobody_shares_a_serviceplatz

# Summer time begins and ends, years end, and one ordinary Wednesday.
DAYS = [
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 11, 18),
    date(2026, 12, 31),
    date(2027, 3, 28),
    date(2027, 10, 31),
    date(2027, 12, 31),
]
MINUTES = st.integers(0, 23 * 6 + 5).map(lambda n: 10 * n)
FEW = settings(max_examples=6)


def clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


@contextmanager
def undone() -> Iterator[None]:
    """One example: everything it writes is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    """A day, windows of ten minutes to hours (some end at midnight), lengths of appointments, Ausfallzeiten."""
    windows = []
    for _ in range(draw(st.integers(1, 3))):
        start = draw(MINUTES)
        end = min(24 * 60, start + 10 * draw(st.integers(1, 24)))
        windows.append((draw(st.integers(1, 2)), start, end))
    away = st.tuples(st.sampled_from([None, 1, 2]), st.integers(0, 1400), st.integers(5, 200))
    return {
        "day": draw(st.sampled_from(DAYS)),
        "windows": windows,
        "durations": draw(st.sets(st.sampled_from([10, 15, 20, 25, 30, 45, 60]), min_size=1, max_size=3)),
        "away": draw(st.lists(away, max_size=2)),
        "picks": draw(st.lists(st.integers(0, 999), min_size=3, max_size=6)),
    }


class Example:
    """One calendar of an example, and somebody who books in it."""

    def __init__(self, world: dict[str, Any]) -> None:
        self.day: date = world["day"]
        self.at = berlin_moment(self.day - ONE_DAY, time(9))
        self.kinds = [
            Terminart.objects.create(code=f"probe-{n}", label=str(n), minutes=n)
            for n in sorted(world["durations"])
        ]
        self.kalender: Kalender = kalender(UnitFactory.create(), places=2, hours=[])
        self.places = dict(self.kalender.serviceplaetze.values_list("number", "pk"))
        for place, start, end in world["windows"]:
            self.open(place, start, end)

    def order(self) -> Order:
        return Order(self.kalender.pk, system(), self.at, displace=True)

    def open(self, place: int, start: int, end: int) -> None:
        """A Zeitfenster; one that overlaps another is refused."""
        codes = [kind.code for kind in self.kinds]
        new = NewWindow([self.day.isoweekday()], clock(start), clock(end), codes, [Channel.SC])
        values: dict[str, Any] = {"new": new, "valid_from": self.day, "valid_until": self.day + ONE_DAY}
        try:
            open_zeitfenster(order=self.order(), place_ids=[self.places[place]], **values)
        except Refusal as no:
            assert no.code == "overlaps"

    def close(self, place: int | None, start: int, length: int) -> None:
        begins = berlin_moment(self.day, clock(start))
        enter_ausfallzeit(
            order=self.order(),
            place_id=self.places[place] if place else None,
            starts_at=begins,
            ends_at=begins + timedelta(minutes=length),
            reason="Probe",
        )

    def offered(self, kind: Terminart) -> list[datetime]:
        asked: dict[str, Any] = {"channel": Channel.SC, "first": self.day, "days": 1, "at": self.at}
        return [free.moment(s) for d in free.free_days(self.kalender, kind, **asked) for s in d.starts]

    def book(self, kind: Terminart, start: datetime) -> Booking:
        who: dict[str, Any] = {"contact": contact(), "channel": Channel.SC, "by": system(), "at": self.at}
        return book_rueckruf(kalender_id=self.kalender.pk, kind=kind, starts_at=start, **who)

    def can_be_booked(self, kind: Terminart, start: datetime) -> bool:
        """Tried and undone."""
        with transaction.atomic():
            try:
                self.book(kind, start)
                return True
            except Refusal:
                return False
            finally:
                transaction.set_rollback(True)


@pytest.mark.django_db
@FEW
@given(worlds())
def test_listing_and_booking_agree_and_no_two_overlap(world):
    with undone():
        example = Example(world)
        for away in world["away"]:
            example.close(*away)
        for n, pick in enumerate(world["picks"]):
            kind = example.kinds[n % len(example.kinds)]
            offered = example.offered(kind)
            near = [m + timedelta(minutes=10) for m in offered[-1:]] + [
                m - timedelta(minutes=10) for m in offered[:1]
            ]
            for start in {offered[pick % len(offered)], *near} if offered else set():
                assert example.can_be_booked(kind, start) == (start in offered)
            if offered:
                example.book(kind, offered[pick % len(offered)])
        assert nobody_shares_a_serviceplatz()


@pytest.mark.django_db
@pytest.mark.rule("ATV-13")
@FEW
@given(worlds())
def test_changing_the_supply_orphans_nothing_silently(world):
    with undone():
        example = Example(world)
        for n, pick in enumerate(world["picks"]):
            kind = example.kinds[n % len(example.kinds)]
            if offered := example.offered(kind):
                example.book(kind, offered[pick % len(offered)])
        agreed = dict(Booking.objects.values_list("pk", "starts_at"))
        for away in [*world["away"], (None, world["windows"][0][1], 60)]:
            example.close(*away)
        rows = Booking.objects.filter(state=State.BOOKED)
        assert {b.pk: b.starts_at for b in rows} == agreed, "the agreed time never changes"
        assert nobody_shares_a_serviceplatz()
        waiting = {b.pk for b in displaced(example.kalender, example.at)}
        assert waiting == {b.pk for b in rows if not stands_open(b)}


def stands_open(booking: Booking) -> bool:
    """Minute by minute, straight from the tables."""
    minute, closed = booking.starts_at, booking.kalender.ausfallzeiten.all()
    windows = list(Zeitfenster.objects.filter(serviceplatz=booking.serviceplatz))
    while minute < booking.ends_at:
        away = any(
            a.starts_at < minute + timedelta(minutes=1)
            and minute < a.ends_at
            and a.serviceplatz_id in (None, booking.serviceplatz_id)
            for a in closed
        )
        if away or not any(
            berlin_moment(z.valid_from, z.starts) <= minute < berlin_moment(*ends(z)) for z in windows
        ):
            return False
        minute += timedelta(minutes=1)
    return True


def ends(window: Zeitfenster) -> tuple[date, time]:
    midnight = window.ends == time(0)
    return (window.valid_from + ONE_DAY if midnight else window.valid_from), window.ends


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 500])
def test_none_and_five_hundred_serviceplaetze(count, django_assert_max_num_queries):
    calendar, day = kalender(places=count, hours=[(time(8), time(8, 50))]), date(2026, 11, 18)
    at, kind = berlin_moment(day - ONE_DAY, time(9)), free.terminart("sonstiges")
    with django_assert_max_num_queries(4):
        (found,) = free.free_days(calendar, kind, channel=Channel.SC, first=day, days=1, at=at)
    assert (len(found.starts), found.reason) == ((2, "") if count else (0, "no_window"))
    with django_assert_max_num_queries(5):
        four_weeks = supply_yield(calendar, day)
    assert vars(four_weeks) == {
        "minutes": count * 20 * 50,
        "counts": {20: count * 20 * 2, 30: count * 20},
        "wasted": 0,
    }
    assert Serviceplatz.objects.count() == count


@given(st.dictionaries(st.integers(0, 30), st.integers(0, 40), max_size=8))
@pytest.mark.rule("ATV-17")
def test_no_figure_under_five_can_be_read_or_worked_out(counts):
    closed = hidden(counts)
    shown = {key: n for key, n in counts.items() if key not in closed}
    assert not any(0 < n < 5 for n in shown.values())
    if may_show_sum(counts, closed):
        difference = sum(counts.values()) - sum(shown.values())
        assert difference == 0 or (difference >= 5 and len(closed) > 1)


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 300), st.integers(0, 9)), max_size=4),
    st.sets(st.sampled_from([10, 15, 20, 25, 30, 45, 60]), min_size=1, max_size=3),
)
def test_what_is_wasted_is_never_more_than_what_is_open(spans, durations):
    allowed = tuple(sorted(durations))
    found = yield_of([Stretch(a, a + n, a - late, allowed) for a, n, late in spans], allowed, 10)
    assert 0 <= found.wasted <= found.minutes == sum(n for _, n, _ in spans)
    assert all(count * n <= found.minutes for n, count in found.counts.items())
