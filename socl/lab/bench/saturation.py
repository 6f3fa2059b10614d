"""How full a window gets when 30s and 20s ask at random until nothing fits: our rule and two others."""

from collections.abc import Callable
from random import Random

from atv.kalender.rules import slots
from socl.lab.bench.figures import PERCENT, Goal, Row

WINDOW = (0, 240)
DURATIONS = (20, 30)
RASTER = 10
FILLED = Goal(floor=94.0, aim=97.5, rising=True)

Taken = list[tuple[int, int]]
Rule = Callable[[Taken, int], list[int]]  # taken, duration -> starts that are offered


def ours(taken: Taken, duration: int) -> list[int]:
    """The waste rule."""
    fits = slots.fits([WINDOW], taken, duration=duration, raster=RASTER)
    return [f.start for f in slots.without_waste(fits, DURATIONS)]


def every_start(taken: Taken, duration: int) -> list[int]:
    """Every free start."""
    return [f.start for f in slots.fits([WINDOW], taken, duration=duration, raster=RASTER)]


def own_grid(taken: Taken, duration: int) -> list[int]:
    """One fixed grid for each duration."""
    return [start for start in every_start(taken, duration) if start % duration == 0]


def filled(rule: Rule, seed: int) -> float:
    """The share of one window that is booked when neither duration finds a start any more.

    The same seed brings the same customers: their durations, and how far down the list each one chooses.
    """
    random = Random(seed)
    taken: Taken = []
    while any(rule(taken, duration) for duration in DURATIONS):
        duration, taste = random.choice(DURATIONS), random.random()
        starts = rule(taken, duration)
        if starts:
            start = starts[int(taste * len(starts))]
            taken.append((start, start + duration))
    return sum(end - start for start, end in taken) / (WINDOW[1] - WINDOW[0])


def share(rule: Rule, runs: int) -> float:
    """Per cent, over ``runs`` windows."""
    return 100 * sum(filled(rule, seed) for seed in range(runs)) / runs


def measure(runs: int) -> list[Row]:
    """Our rule beside the two others, for the same arrivals."""
    rule, grid, every = (share(rule, runs) for rule in (ours, own_grid, every_start))
    what = "Füllung bei Andrang 30/20, unsere Regel"
    return [
        Row(f"{what} (roh: festes Raster je Dauer)", rule, PERCENT, grid, rule / grid, FILLED, absolute=True),
        Row("  dieselben Anfragen (roh: jede freie Zeit)", rule, PERCENT, every, rule / every, FILLED, True),
    ]
