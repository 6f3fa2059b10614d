"""Free times: which starts a Serviceplatz can still take, and which of them waste minutes.

Pure functions over half-open spans.  Bounds are aware datetimes (UTC) with timedelta durations, or whole minutes
with integer durations: both give the same answer, the second is what the queries use because it is faster.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from socl.lib.spans import subtract


def free_starts(
    windows: Iterable[tuple[Any, Any]],
    taken: Iterable[tuple[Any, Any]],
    *,
    duration: Any,
    raster: Any,
    earliest: Any,
    latest: Any,
) -> list[Any]:
    """Sorted starts at which ``duration`` fits into one window beside what is taken.

    Starts lie on the raster counted from their window's start, in ``[earliest, latest)``. The end may not pass
    the window's end. Rule SOCL 2.1/8 (times come from the Zeitfenster that the OS provides).
    """
    return sorted({f.start for f in fits(windows, taken, duration=duration, raster=raster)
                   if earliest <= f.start < latest})  # fmt: skip


class Fit(NamedTuple):
    """One possible start and what it leaves free to the left and to the right of it."""

    start: Any
    left: Any
    right: Any


def fits(
    windows: Iterable[tuple[Any, Any]], taken: Iterable[tuple[Any, Any]], *, duration: Any, raster: Any
) -> list[Fit]:
    """Every start with the rests it leaves.

    window |--------------------------|
    taken      |----|         |----|
    fit             | left |dur|right|      (right is 0 here)
    """
    blocks = list(taken)
    found: list[Fit] = []
    for window in windows:
        for gap in subtract([window], blocks):
            start = gap.start + (window[0] - gap.start) % raster  # the next line of the window's raster
            while start + duration <= gap.end:
                found.append(Fit(start, start - gap.start, gap.end - (start + duration)))
                start += raster
    return found


@lru_cache(maxsize=4096)
def fillable(rest: Any, durations: tuple[Any, ...]) -> bool:
    """True if ``rest`` is a sum of durations: nothing of it needs to stay empty.

    With 30 and 20 minutes on a raster of 10, only a rest of exactly 10 is lost.
    """
    nothing = rest - rest
    if rest == nothing:
        return True
    return any(fillable(rest - d, durations) for d in durations if nothing < d <= rest)


def is_wasteful(fit: Fit, durations: tuple[Any, ...]) -> bool:
    """True if the start leaves a rest that no sum of durations fills. Rule ATV-3 (the waste rule)."""
    return not (fillable(fit.left, durations) and fillable(fit.right, durations))


def without_waste(candidates: Sequence[Fit], durations: tuple[Any, ...]) -> list[Fit]:
    """The candidates of one day that waste nothing; all of them if every one wastes. Rule ATV-3."""
    good = [f for f in candidates if not is_wasteful(f, durations)]
    return good or list(candidates)


def best_fit(candidates: Sequence[tuple[Fit, int]], durations: tuple[Any, ...]) -> int:
    """The lane to take among (fit, lane) of one start: no waste first, then the smallest rest, then the lowest lane.

    Rule ATV-4. A tight lane keeps long gaps whole for the next 30 minutes.
    """
    return min(candidates, key=lambda c: (is_wasteful(c[0], durations), c[0].left + c[0].right, c[1]))[1]
