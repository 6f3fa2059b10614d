"""Opening hours as people write and read them."""

import re
from collections.abc import Sequence
from datetime import time

from socl.lib import german

Stretches = Sequence[tuple[time, time]]
WEEKDAYS = dict(enumerate(german.WEEKDAYS, 1))  # ISO: 1 is Monday
MOST = 4  # stretches of one day
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*Uhr)?"
_STRETCH = re.compile(rf"{_CLOCK}\s*(?:-|–|bis)\s*{_CLOCK}", re.IGNORECASE)


def read_hours(text: str) -> list[tuple[time, time]]:
    """``8-12:30, 14.00 bis 18 Uhr`` as stretches; nothing or ``geschlossen``: none.

    ValueError for what cannot be read, or more than four stretches. Whether they make sense the verb decides.
    """
    said = text.strip()
    if said.lower() in ("", "geschlossen", "-"):
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
        return "geschlossen"
    if list(stretches) == [(time(0), time.max)]:
        return "ganztägig"
    return ", ".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in stretches) + " Uhr"
