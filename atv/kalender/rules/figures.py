"""Figures of the calendar: what is counted, and what is not shown because it would be about too few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from atv.kalender.rules.slots import fillable

FORMULA = "ATV-Zahlen, Fassung 1"
LEAST = 5


@dataclass(frozen=True)
class Count:
    """``part`` of ``whole``: kept of booked callbacks, booked of open minutes."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Rounded to whole percent; None where there is nothing to count."""
        return round(100 * self.part / self.whole) if self.whole else None


def hidden(counts: Mapping[int, int]) -> set[int]:
    """The keys whose figures are not shown next to a sum over all of them. Rule ATV-17.

    A count under 5 (but not 0) is hidden; so are the next smaller ones, until what is hidden together is at least
    two cells and 5: otherwise the sum minus what is shown would tell it. If that cannot be had, every one is hidden.
    """
    order = sorted((n, key) for key, n in counts.items() if n)
    closed = [key for n, key in order if n < LEAST]
    if not closed:
        return set()
    while len(closed) < 2 or sum(counts[key] for key in closed) < LEAST:
        rest = [key for _, key in order if key not in closed]
        if not rest:
            return set(counts)
        closed.append(rest[0])
    return set(closed)


def may_show_sum(counts: Mapping[int, int], closed: set[int]) -> bool:
    """True if the sum over all may stand beside the cells that are shown. Rule ATV-17."""
    total = sum(counts.values())
    apart = sum(counts[key] for key in closed)
    return total >= LEAST and (not closed or (apart >= LEAST and len(closed) > 1))


def wasted(gaps: Sequence[tuple[int, tuple[int, ...]]]) -> int:
    """Minutes in gaps (length, durations that may be booked) that no sum of durations fills."""
    lost = 0
    for length, durations in gaps:
        best = next(n for n in range(length, -1, -1) if fillable(n, durations))
        lost += length - best
    return lost
