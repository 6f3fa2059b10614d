"""The benchmark's figures, and that what it compares answers one question: no time is asserted here."""

from collections import Counter
from datetime import timedelta
from itertools import count, pairwise
from random import Random
from typing import Any

import pytest
from django.db import connection

from atv.kalender.models import Booking, Channel
from atv.kalender.queries import free
from atv.kalender.rules.lifecycle import State
from routing.rufkreis.models import Offer, Presence
from routing.rufkreis.rules.eligibility import Topic
from socl.core import clock
from socl.lab.bench import crowd, desks, offers, old_bookings, raw, saturation
from socl.lab.bench.calendars import cut, half_hours, open_days
from socl.lab.bench.figures import (
    MS,
    PERCENT,
    TIMES,
    Duel,
    Goal,
    Row,
    Unit,
    as_json,
    interleaved,
    percentile,
    report,
)
from socl.lab.bench.free_times import free_starts, raw_starts
from tests.factories.kalender import AT, BookingFactory, berlin, booked, kalender, system, terminart
from tests.factories.orga import nord, west
from tests.factories.rufkreis import pbx, rufkreise


def test_the_rounds_alternate_and_the_first_one_only_warms_up():
    seen: list[str] = []
    numbers = count()

    def side(name: str) -> float:
        seen.append(name)
        return next(numbers)

    figures = interleaved(2, lambda: side("A"), lambda: side("B"))
    assert seen == ["A", "B"] * 3
    assert figures == [[2, 4], [3, 5]]


def test_the_ratio_is_the_median_of_the_rounds_so_that_a_slow_round_counts_once():
    duel = Duel(ours=[2.0, 40.0, 3.0], raw=[1.0, 20.0, 1.0])
    assert duel.ratio == 2.0
    assert duel.row("x", MS, Goal()) == Row("x", 3.0, MS, 1.0, 2.0, Goal())


@pytest.mark.parametrize(("share", "value"), [(0.5, 10), (0.95, 19), (0.96, 20), (1.0, 20), (0.0, 1)])
def test_a_percentile_is_one_of_the_values(share, value):
    assert percentile(list(range(20, 0, -1)), share) == value


def test_a_percentile_of_one_value_is_that_value():
    assert percentile([7.0], 0.95) == 7.0


@pytest.mark.parametrize(
    ("goal", "value", "verdict"),
    [
        (Goal(2.0, 0.7), 0.7, "Ziel erreicht"),
        (Goal(2.0, 0.7), 2.0, "erfüllt"),
        (Goal(2.0, 0.7), 2.1, "verfehlt"),
        (Goal(0.09, 0.22, rising=True), 0.3, "Ziel erreicht"),
        (Goal(0.09, 0.22, rising=True), 0.1, "erfüllt"),
        (Goal(0.09, 0.22, rising=True), 0.08, "verfehlt"),
        (Goal(1.1), 1.0, "erfüllt"),
        (Goal(aim=150.0), 151.0, "Ziel verfehlt"),
        (Goal(), 1.0, ""),
    ],
)
def test_a_goal_says_whether_it_is_met(goal, value, verdict):
    assert goal.verdict(value) == verdict


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        (MS, 2.94, "2,9 ms"),
        (TIMES, 0.7, "0,70 x"),
        (PERCENT, 97.5, "97,5 %"),
        (Unit("/s", 0), 12_345.6, "12.346 /s"),
        (MS, None, ""),
    ],
)
def test_figures_are_written_in_german(unit, value, text):
    assert unit(value) == text


def test_the_table_judges_the_ratio_or_our_own_figure():
    rows = [
        Row("Buchen", 300.0, Unit("/s", 0), 3000.0, 0.1, Goal(0.09, 0.22, rising=True)),
        Row("allein", 15.0, MS, goal=Goal(14.0, 7.0), absolute=True),
    ]
    assert report(rows).splitlines() == [
        "was    |   unser |      roh | Verhältnis | Mindestmaß |   Ziel | Urteil",
        "-------+---------+----------+------------+------------+--------+---------",
        "Buchen |  300 /s | 3.000 /s |     0,10 x |     0,09 x | 0,22 x | erfüllt",
        "allein | 15,0 ms |          |            |    14,0 ms | 7,0 ms | verfehlt",
    ]
    assert as_json(rows[1]) == {
        "what": "allein",
        "unit": "ms",
        "ours": 15.0,
        "raw": None,
        "ratio": None,
        "floor": 14.0,
        "aim": 7.0,
        "judged": "ours",
        "verdict": "verfehlt",
    }


def test_the_waste_rule_fills_a_window_better_than_a_grid_and_a_grid_better_than_no_rule():
    ours, grid, every = (
        saturation.share(rule, 300) for rule in (saturation.ours, saturation.own_grid, saturation.every_start)
    )
    assert 97 < ours <= 100
    assert ours > grid > every


def test_a_day_is_cut_without_a_rest():
    (day,) = open_days("SH", AT.date(), 1)
    for spans in (list(cut(day, Random(3))), list(half_hours(day))):
        assert sum((end - start for start, end in spans), timedelta()) == timedelta(hours=6)
        assert {(end - start) // free.MINUTE for start, end in spans} <= {20, 30}


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["leistungsberatung", "sonstiges"])
@pytest.mark.parametrize("at", [AT, berlin("2026-12-18", "09:00")], ids=["november", "over christmas"])
def test_the_raw_statement_and_our_function_name_the_same_free_times(code, at):
    calendar, kind = kalender(places=2), terminart(code)
    for n, day in enumerate(open_days("SH", free.bookable_days(calendar, at).start, 14)):
        booked(calendar, berlin(day, "08:20"), "sonstiges", at=at)
        booked(calendar, berlin(day, "13:30"), "leistungsberatung", at=at)
        state = [State.CANCELLED, State.HELD, State.IN_CALL][n % 3]
        gone = at - free.MINUTE if state == State.HELD else None
        BookingFactory.create(kalender=calendar, starts_at=berlin(day, "10:10"), state=state, expires_at=gone)
    values = raw.free_times(calendar, kind, channel=Channel.SC, days=14, at=at)
    first = free.bookable_days(calendar, at).start
    found = free.free_days(calendar, kind, channel=Channel.SC, first=first, days=14, at=at)
    assert free_starts(found) == raw_starts(values) != []


@pytest.mark.django_db
def test_old_rueckrufe_lie_in_the_past_one_after_the_other_and_in_nobodys_way():
    one, two = kalender(places=2), kalender(west().team, places=1)
    at = free.bookable_days(one, AT).start
    before = free.free_days(one, terminart(), channel=Channel.SC, first=at, days=5, at=AT)
    assert old_bookings.load([one, two], 100, by=system(), at=AT) == 102
    rows = list(Booking.objects.order_by("serviceplatz", "starts_at"))
    assert Counter(row.kalender_id for row in rows) == {one.pk: 68, two.pk: 34}
    assert max(row.ends_at for row in rows) <= AT
    assert all(a.ends_at <= b.starts_at for a, b in pairwise(rows) if a.serviceplatz_id == b.serviceplatz_id)
    assert {len(str(row.reference)) for row in rows} == {9}
    assert free.free_days(one, terminart(), channel=Channel.SC, first=at, days=5, at=AT) == before


@pytest.mark.django_db
def test_the_raw_guard_takes_a_time_once():
    calendar, kind = kalender(places=1), terminart("leistungsberatung")
    values: dict[str, Any] = {
        "kalender": calendar.pk,
        "lane": calendar.serviceplaetze.get().pk,
        "kind": kind.pk,
        "start": berlin("2026-11-18", "08:00"),
        "end": berlin("2026-11-18", "08:30"),
        "by": system().pk,
        "at": AT,
    }
    with connection.cursor() as cursor:
        for reference, rows in (("000000001", 1), ("000000002", 0)):
            cursor.execute(raw.BOOKING, {**values, "reference": reference})
            assert len(cursor.fetchall()) == rows
    assert list(Booking.objects.values_list("reference", "terminart")) == [("000000001", kind.pk)]


@pytest.mark.django_db
def test_the_raw_match_makes_the_offer_that_the_verb_makes():
    pbx()
    queue, persons = rufkreise()[Topic.ALG], desks.people("bench", 2, nord().sc)
    desks.sit_down(persons, queue.unit, AT)
    desks.queue(queue, 2, AT)
    with connection.cursor() as cursor:
        cursor.execute(raw.MATCH)
        cursor.execute("SELECT bench_match(%s, %s, %s)", [queue.pk, queue.unit_id, AT])
    assert offers.verb(queue, 1, AT) == 1
    bare, ours = Offer.objects.order_by("pk")
    longest_waiting = [call.pk for call in queue.calls.order_by("first_queued_at")]
    assert [bare.call_id, ours.call_id] == longest_waiting
    assert [bare.person_id, ours.person_id] == [person.pk for person in reversed(persons)]
    assert bare.expires_at == ours.expires_at


@pytest.mark.django_db
def test_every_decision_among_many_desks_meets_the_same_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    pbx()
    queue, persons = rufkreise()[Topic.ALG], desks.people("menge", 6, nord().sc)
    monkeypatch.setattr(clock, "now", lambda: AT)
    desks.sit_down(persons[:2], queue.unit, AT)
    crowd.write_up(persons[2:], queue.unit, AT)
    for _ in range(3):
        assert crowd._one(queue, offers.verb) > 0
    assert list(Offer.objects.values_list("state", flat=True)) == ["withdrawn"] * 3
    seen = Presence.objects.order_by("person").values_list("activity", flat=True)
    assert list(seen) == ["idle"] * 2 + ["wrap_up"] * 4
    assert set(queue.calls.values_list("state", flat=True)) == {"ended"}
