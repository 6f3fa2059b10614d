"""Half-open spans, against the same arithmetic minute by minute."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from socl.lib.spans import Span, cut, merge, overlaps, subtract

BOUNDS = st.integers(0, 30)
SPANS = st.tuples(BOUNDS, BOUNDS)
LISTS = st.lists(SPANS, max_size=6)


def moments(spans: list[Span[int]] | list[tuple[int, int]]) -> set[int]:
    """Every minute that the spans hold."""
    return {m for start, end in spans for m in range(start, end)}


def is_tidy(spans: list[Span[int]]) -> bool:
    """Sorted, none empty, none touching the next."""
    return all(s.start < s.end for s in spans) and all(
        a.end < b.start for a, b in zip(spans, spans[1:], strict=False)
    )


def test_neighbours_touch_without_overlapping():
    assert not overlaps((8, 9), (9, 10))
    assert overlaps((8, 10), (9, 11))
    assert overlaps((8, 12), (9, 10))


def test_the_part_inside_is_cut_out_and_nothing_is_none():
    assert cut((8, 12), (9, 20)) == Span(9, 12)
    assert cut((8, 12), (8, 12)) == Span(8, 12)
    assert cut((8, 12), (12, 20)) is None


def test_touching_spans_become_one_and_empty_ones_vanish():
    assert merge([(10, 12), (8, 10), (15, 15), (13, 14), (11, 12)]) == [Span(8, 12), Span(13, 14)]


def test_what_is_taken_is_cut_out_of_what_is_there():
    left = subtract([(8, 12), (13, 15)], [(9, 10), (11, 14)])
    assert left == [Span(8, 9), Span(10, 11), Span(14, 15)]


def test_the_same_holds_for_moments_and_days():
    day = datetime(2026, 3, 29, tzinfo=UTC)
    hours = [day + timedelta(hours=n) for n in range(5)]
    assert subtract([(hours[0], hours[4])], [(hours[1], hours[2])]) == [
        Span(hours[0], hours[1]),
        Span(hours[2], hours[4]),
    ]
    assert subtract([(date(2026, 1, 1), date(2026, 2, 1))], [(date(2026, 1, 10), date(2026, 3, 1))]) == [
        Span(date(2026, 1, 1), date(2026, 1, 10))
    ]


@given(SPANS, SPANS)
def test_two_spans_overlap_if_and_only_if_they_share_a_minute(a, b):
    a, b = (min(a), max(a)), (min(b), max(b))
    if a[0] < a[1] and b[0] < b[1]:
        assert overlaps(a, b) == bool(moments([a]) & moments([b]))


@given(SPANS, SPANS)
def test_a_cut_holds_the_minutes_that_both_hold(a, b):
    found = cut(a, b)
    assert moments([found] if found else []) == moments([a]) & moments([b])


@given(LISTS)
def test_merging_changes_no_minute(spans):
    assert moments(merge(spans)) == moments(spans)
    assert is_tidy(merge(spans))


@given(LISTS, LISTS)
def test_subtracting_leaves_every_minute_that_is_not_taken(spans, taken):
    left = subtract(spans, taken)
    assert moments(left) == moments(spans) - moments(taken)
    assert is_tidy(left)
