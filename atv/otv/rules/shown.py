"""Which of many free times a page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

SHOWN_EVERY = 20  # minutes: a telephone shows no list of forty times a day


def side_by_side(starts: Sequence[datetime], minutes: int) -> list[datetime]:
    """Of the sorted ``starts`` of a day those that fit one after another: a short list, and no gaps between Termine.

    starts  8:00 8:05 8:10 8:15 8:20 ...      20 minutes
    shown   8:00                8:20 ...
    """
    shown: list[datetime] = []
    for start in starts:
        if not shown or start >= shown[-1] + timedelta(minutes=minutes):
            shown.append(start)
    return shown


Times = tuple[date, list[datetime]]


@dataclass(frozen=True)
class Page:
    """Some days with their times, and the days with which the pages beside begin; None: there is no such page."""

    days: Sequence[Times]
    earlier: date | None
    later: date | None


def page_of(days: Sequence[Times], begin: date, size: int) -> Page:
    """``size`` of the sorted ``days`` from ``begin`` on; the last ones if there are none from then on."""
    at = next((n for n, (day, _) in enumerate(days) if day >= begin), max(0, len(days) - size))
    later = days[at + size][0] if at + size < len(days) else None
    return Page(days[at : at + size], days[max(0, at - size)][0] if at else None, later)
