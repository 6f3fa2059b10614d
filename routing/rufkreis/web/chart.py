"""Bars of a day by half-hours, as numbers that a template draws; the same numbers stand in the table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from routing.rufkreis.queries.lagebild import HALF_HOUR
from routing.rufkreis.rules.level import NO_CALLS, Day
from socl.lib.workdays import BERLIN

WIDTH, HEIGHT, STEP, BAR = 640, 120, 32, 24


@dataclass(frozen=True)
class Bar:
    """One half-hour: where it stands, how high all calls and those answered in time are drawn, in pixels."""

    label: str
    day: Day
    x: int
    y: int
    height: int
    in_time_y: int
    in_time_height: int


@dataclass(frozen=True)
class Chart:
    """The bars of a day and the sentence that says the finding."""

    bars: list[Bar]
    width: int
    sentence: str


def chart(half_hours: Sequence[tuple[datetime, Day]]) -> Chart | None:
    """The chart from the first to the last half-hour with calls; None while there was none."""
    if not half_hours:
        return None
    most = max(day.offered for _, day in half_hours)
    counted, first = dict(half_hours), half_hours[0][0]
    bars = []
    for n in range((half_hours[-1][0] - first) // HALF_HOUR + 1):
        begin = first + n * HALF_HOUR
        day = counted.get(begin, NO_CALLS)
        height = round(HEIGHT * day.offered / most)
        in_time = round(HEIGHT * day.in_time / most)
        bars.append(Bar(_label(begin), day, STEP * n, HEIGHT - height, height, HEIGHT - in_time, in_time))
    busiest = max(bars, key=lambda bar: bar.day.offered)
    sentence = f"Am meisten Anrufe kamen in der halben Stunde ab {busiest.label} Uhr: {busiest.day.offered}."
    return Chart(bars, max(WIDTH, STEP * len(bars)), sentence)


def _label(begin: datetime) -> str:
    """``02:00``; in the night with two of them the second is ``2B:00``, as the ordinance on summer time calls it."""
    local = begin.astimezone(BERLIN)
    return f"2B:{local:%M}" if local.fold else f"{local:%H:%M}"
