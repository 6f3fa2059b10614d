"""Opening hours as people write and read them, and the days ahead that differ from the week."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from socl.lib import german
from socl.lib.spans import Span
from socl.lib.workdays import each_day

Stretches = Sequence[tuple[time, time]]
WEEKDAYS = dict(enumerate(german.WEEKDAYS, 1))  # ISO: 1 is Monday
MOST = 4  # stretches of one day
CLOSED = "geschlossen"
AHEAD = timedelta(days=183)  # public holidays shown
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*Uhr)?"
_STRETCH = re.compile(rf"{_CLOCK}\s*(?:-|–|bis)\s*{_CLOCK}", re.IGNORECASE)


def read_hours(text: str) -> list[tuple[time, time]]:
    """``8-12:30, 14.00 bis 18 Uhr`` as stretches; nothing or ``geschlossen``: none.

    ValueError for what cannot be read, or more than four stretches. Whether they make sense the verb decides.
    """
    said = text.strip()
    if said.lower() in ("", CLOSED, "-"):
        return []
    parts = [part.strip() for part in re.split(r"[,;]| und ", said)]
    found = [_STRETCH.fullmatch(part) for part in parts]
    if len(parts) > MOST or not all(found):
        raise ValueError(text)
    return [(_clock(m[1], m[2]), _clock(m[3], m[4])) for m in found if m]


def _clock(hour: str, minute: str | None) -> time:
    return time(int(hour), int(minute or 0))


def hours_words(stretches: Stretches) -> str:
    """``08:00–12:30, 14:00–18:00 Uhr``; ``geschlossen``; ``ganztägig``."""
    if not stretches:
        return CLOSED
    if list(stretches) == [(time(0), time.max)]:
        return "ganztägig"
    return ", ".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in stretches) + " Uhr"


@dataclass(frozen=True)
class DayAhead:
    """A day that differs from its week: entered for itself, or a public holiday (``name``)."""

    day: date
    hours: str
    name: str
    is_entered: bool


def days_that_differ(
    today: date, entered: Mapping[date, str], holiday_on: Callable[[date], str | None]
) -> list[DayAhead]:
    """The public holidays of half a year, and every day ``entered`` with its hours in words, in order."""
    half_year = Span(today, today + AHEAD)
    days = sorted({*entered, *filter(holiday_on, each_day(half_year))})
    return [DayAhead(day, entered.get(day, CLOSED), holiday_on(day) or "", day in entered) for day in days]
