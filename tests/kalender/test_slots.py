"""Free times and the waste rule, against oracles that try every minute."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atv.kalender.rules import supply
from atv.kalender.rules.slots import Fit, best_fit, fillable, fits, free_starts, is_wasteful, without_waste
from socl.lib.spans import overlaps

KINDS = (20, 30)
EVERY_MINUTE = st.integers(0, 240)
SPANS = st.tuples(EVERY_MINUTE, EVERY_MINUTE).map(lambda s: (min(s), max(s)))
DAY = st.fixed_dictionaries(
    {
        "windows": st.lists(SPANS, max_size=3),
        "taken": st.lists(SPANS, max_size=5),
        "duration": st.integers(1, 60),
        "raster": st.sampled_from([1, 5, 7, 10, 15, 30]),
        "earliest": EVERY_MINUTE,
        "latest": EVERY_MINUTE,
    }
)
MIDNIGHT = datetime(2026, 3, 28, 23, tzinfo=UTC)  # Berlin's 29 March, on which the clocks change


def moment(minute: int) -> datetime:
    return MIDNIGHT + timedelta(minutes=minute)


@pytest.mark.rule("SOCL 2.1/8")
@given(DAY)
def test_a_free_start_lies_on_the_raster_of_its_window_and_touches_nothing_taken(day):
    def is_free(start: int, window: tuple[int, int]) -> bool:
        end = start + day["duration"]
        return (
            end <= window[1]
            and day["earliest"] <= start < day["latest"]
            and not any(overlaps((start, end), t) for t in day["taken"] if t[0] < t[1])
        )

    expected = {s for w in day["windows"] for s in range(w[0], w[1], day["raster"]) if is_free(s, w)}
    assert free_starts(**day) == sorted(expected)


@given(DAY)
def test_moments_and_minutes_give_the_same_free_starts(day):
    lengths: dict[str, Any] = {name: timedelta(minutes=day[name]) for name in ("duration", "raster")}
    bounds: dict[str, Any] = {name: moment(day[name]) for name in ("earliest", "latest")}
    spans: dict[str, Any] = {
        name: [(moment(a), moment(b)) for a, b in day[name]] for name in ("windows", "taken")
    }
    assert free_starts(**spans, **lengths, **bounds) == [moment(s) for s in free_starts(**day)]


@pytest.mark.rule("ATV-1")
def test_starts_count_from_their_windows_start_also_after_an_odd_end():
    found = free_starts([(485, 545)], [(485, 503)], duration=20, raster=10, earliest=0, latest=1440)
    assert found == [505, 515, 525]  # 08:05 opens; taken until 08:23


def test_a_fit_tells_what_stays_free_on_both_sides():
    assert fits([(480, 600)], [(500, 530)], duration=30, raster=10) == [
        Fit(530, 0, 40),
        Fit(540, 10, 30),
        Fit(550, 20, 20),
        Fit(560, 30, 10),
        Fit(570, 40, 0),
    ]


def most_filled(rest: int, durations: tuple[int, ...]) -> int:
    """The most minutes of ``rest`` that whole appointments can fill, found by trying every number of each."""
    counts = product(*(range(rest // d + 1) for d in durations))
    sums = (sum(n * d for n, d in zip(count, durations, strict=True)) for count in counts)
    return max(s for s in sums if s <= rest)


@pytest.mark.rule("ATV-3")
@given(
    st.integers(0, 120),
    st.integers(0, 120),
    st.lists(st.integers(5, 60), min_size=1, max_size=3, unique=True),
)
def test_a_start_wastes_if_and_only_if_a_rest_can_never_be_filled_whole(left, right, durations):
    kinds = tuple(sorted(durations))
    lost = (left - most_filled(left, kinds)) + (right - most_filled(right, kinds))
    assert is_wasteful(Fit(0, left, right), kinds) == (lost > 0)


@pytest.mark.rule("ATV-3")
def test_with_30_and_20_minutes_only_a_rest_of_ten_is_lost():
    assert [rest for rest in range(0, 250, 10) if not fillable(rest, KINDS)] == [10]


def test_a_rest_is_fillable_in_minutes_and_in_moments_alike():
    lengths = tuple(timedelta(minutes=m) for m in KINDS)
    for rest in range(0, 130, 5):
        assert fillable(timedelta(minutes=rest), lengths) == fillable(rest, KINDS)


@pytest.mark.rule("ATV-3")
def test_wasteful_starts_are_offered_only_where_nothing_else_is_free():
    good, bad = Fit(480, 0, 20), Fit(490, 10, 10)
    assert without_waste([bad, good], KINDS) == [good]
    assert without_waste([bad], KINDS) == [bad]
    assert without_waste([], KINDS) == []


@pytest.mark.rule("ATV-4")
def test_the_tightest_lane_is_taken_and_among_equals_the_first():
    whole, tight, wasteful = Fit(480, 0, 210), Fit(480, 0, 0), Fit(480, 0, 10)
    assert best_fit([(whole, 1), (tight, 2)], KINDS) == 2
    assert best_fit([(wasteful, 1), (whole, 2)], KINDS) == 2
    assert best_fit([(whole, 3), (whole, 1), (whole, 2)], KINDS) == 1


Choice = tuple[list[Fit], int]
FOUR_HOURS = (0, 240)


def by_the_rule(found: list[Fit], duration: int) -> list[Fit]:
    return without_waste(found, KINDS)


def every_free_start(found: list[Fit], duration: int) -> list[Fit]:
    return found


def one_grid_per_duration(found: list[Fit], duration: int) -> list[Fit]:
    return [fit for fit in found if fit.start % duration == 0]


def filled_share(offer: Callable[[list[Fit], int], list[Fit]], runs: int) -> float:
    """The filled share of a four-hour window when no kind finds a start any more; customers choose at random."""
    filled = 0
    for run in range(runs):
        arrivals, chooser = random.Random(run), random.Random(-run)
        taken: list[tuple[int, int]] = []
        offers = True
        while offers:
            wanted = arrivals.choice(KINDS)
            for duration in (wanted, *(d for d in KINDS if d != wanted)):
                offered = offer(fits([FOUR_HOURS], taken, duration=duration, raster=10), duration)
                offers = bool(offered)
                if offers:
                    start = chooser.choice(offered).start
                    taken.append((start, start + duration))
                    break
        filled += sum(end - start for start, end in taken)
    return filled / (runs * 240)


@pytest.mark.rule("ATV-3")
def test_the_waste_rule_fills_97_percent_of_a_calendar_and_beats_its_rivals():
    runs = 250
    ours = filled_share(by_the_rule, runs)
    grid = filled_share(one_grid_per_duration, runs)
    everything = filled_share(every_free_start, runs)
    assert ours >= 0.97
    assert ours > grid + 0.02
    assert ours > everything + 0.05


@pytest.mark.parametrize(
    ("length", "duration", "fits_in"), [(30, 30, 1), (29, 30, 0), (60, 30, 2), (50, 20, 2), (100, 25, 3)]
)
def test_appointments_fit_one_after_another_each_on_a_line_of_the_raster(length, duration, fits_in):
    assert supply.count(length, duration, 10) == fits_in


def test_a_supply_yields_what_fits_from_the_first_line_of_its_raster_on():
    """Five minutes before the first line, and five after the last 50, are lost."""
    open_late = supply.Stretch(5, 65, 0, (20, 30))
    assert supply.yield_of([open_late], (30, 20), 10) == supply.Yield(60, {20: 2, 30: 1}, 10)
    only_short = supply.Stretch(0, 60, 0, (20,))
    assert supply.yield_of([only_short], (30, 20), 10) == supply.Yield(60, {20: 3, 30: 0}, 0)


@pytest.mark.rule("ATV-13")
@pytest.mark.parametrize(
    ("spans", "whole"),
    [
        ([(0, 20)], True),
        ([(0, 10), (10, 20)], True),
        ([(0, 10), (11, 20)], False),
        ([(1, 20)], False),
        ([(0, 19)], False),
        ([(0, 20), (40, 60)], True),
        ([], False),
    ],
)
def test_a_time_is_open_only_as_a_whole_and_neighbours_count_as_one(spans, whole):
    assert supply.is_open(spans, 0, 20) == whole
