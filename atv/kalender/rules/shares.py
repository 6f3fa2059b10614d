"""How much of a day one channel may fill, and until when."""

from datetime import date, timedelta


def share_applies(day: date, today: date, *, percent: int, relax_days: int) -> bool:
    """True if the share still holds: from ``relax_days`` before ``day`` on, what is unused is open to everybody.

    Rule ATV-12.
    """
    return percent < 100 and today < day - timedelta(days=relax_days)


def share_left(open_minutes: int, used_minutes: int, percent: int) -> int:
    """The minutes of a day that a channel may still book; never negative. Rule ATV-12."""
    return max(0, open_minutes * percent // 100 - used_minutes)
