"""Half-open spans [start, end): the arithmetic that windows, bookings and validities share.

A span holds its start and not its end, so neighbours touch without overlapping.  The bounds may be anything
that is ordered and can be subtracted: aware datetimes (in UTC, where arithmetic is honest over daylight
saving), dates, or whole minutes.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Generic, NamedTuple, TypeVar

Bound = TypeVar("Bound", datetime, date, int)


class Span(NamedTuple, Generic[Bound]):
    """Half-open span: ``start`` belongs to it, ``end`` does not. A plain tuple of two bounds is as good."""

    start: Bound
    end: Bound


def overlaps(a: tuple[Bound, Bound], b: tuple[Bound, Bound]) -> bool:
    """True if the two spans share a moment; touching ends do not."""
    return a[0] < b[1] and b[0] < a[1]


def cut(span: tuple[Bound, Bound], within: tuple[Bound, Bound]) -> Span[Bound] | None:
    """The part of ``span`` that lies inside ``within``; None if nothing does."""
    start, end = max(span[0], within[0]), min(span[1], within[1])
    return Span(start, end) if start < end else None


def merge(spans: Iterable[tuple[Bound, Bound]]) -> list[Span[Bound]]:
    """Sorted, disjoint spans that cover the same moments; touching spans become one, empty ones vanish."""
    merged: list[Span[Bound]] = []
    for start, end in sorted(s for s in spans if s[0] < s[1]):
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, end))
        else:
            merged.append(Span(start, end))
    return merged


def subtract(spans: Iterable[tuple[Bound, Bound]], taken: Iterable[tuple[Bound, Bound]]) -> list[Span[Bound]]:
    """What is left of ``spans`` after ``taken`` is cut out, sorted and disjoint.

    spans  |-----------|      |------|
    taken     |--|   |----------|
    left   |--|  |---|          |----|
    """
    blocks = merge(taken)
    left: list[Span[Bound]] = []
    first = 0  # blocks before this one end before the present span begins
    for start, end in merge(spans):
        while first < len(blocks) and blocks[first].end <= start:
            first += 1
        at, index = start, first
        while index < len(blocks) and blocks[index].start < end:
            if at < blocks[index].start:
                left.append(Span(at, blocks[index].start))
            at = max(at, blocks[index].end)
            index += 1
        if at < end:
            left.append(Span(at, end))
    return left
