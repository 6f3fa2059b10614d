"""Which of many free times a page shows."""

from collections.abc import Sequence
from datetime import datetime, timedelta


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
