"""What Zeitfenster yield: how many appointments of each length, and what no appointment can use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from atv.kalender.rules.slots import fillable
from socl.lib.spans import merge


class Stretch(NamedTuple):
    """Open minutes [start, end) whose raster is counted from ``origin``."""

    start: int
    end: int
    origin: int
    durations: tuple[int, ...]


@dataclass(frozen=True)
class Yield:
    """What a supply yields if nothing is booked: open minutes, appointments per length, and wasted minutes.

    ``counts`` answers "how many, if all were of this length"; ``wasted`` is what even the best mix leaves empty.
    """

    minutes: int
    counts: dict[int, int]
    wasted: int


def count(length: int, duration: int, raster: int) -> int:
    """How many appointments of ``duration`` minutes fit one after another, each on a line of the raster."""
    step = -(-duration // raster) * raster
    return 1 + (length - duration) // step if length >= duration else 0


def best_fill(length: int, durations: tuple[int, ...]) -> int:
    """The most minutes of ``length`` that a sum of durations fills. Rule ATV-3 keeps bookings on this way."""
    return next(n for n in range(length, -1, -1) if fillable(n, durations))


def yield_of(stretches: Iterable[Stretch], durations: Sequence[int], raster: int) -> Yield:
    """What ``stretches`` yield for each of ``durations`` (minutes)."""
    minutes = wasted = 0
    counts = dict.fromkeys(sorted(durations), 0)
    for start, end, origin, allowed in stretches:
        first = min(end, start + (origin - start) % raster)
        minutes += end - start
        wasted += end - start - best_fill(end - first, allowed)
        for duration in counts:
            if duration in allowed:
                counts[duration] += count(end - first, duration, raster)
    return Yield(minutes, counts, wasted)


def is_open(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """True if [start, end) lies within what ``spans`` cover; neighbours count as one. Rule ATV-13."""
    return any(a <= start and end <= b for a, b in merge(spans))
