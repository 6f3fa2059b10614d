"""Whose turn it is: those with priority before the others, and among equals whoever has waited longest."""

from datetime import datetime, timedelta
from enum import IntEnum

FAIR_AFTER = timedelta(minutes=10)


class Priority(IntEnum):
    """Belongs to a Rufkreis, never to a person and never to the number that was dialled (SOCL 2.1/2)."""

    NORMAL = 0
    FIRST = 1


PRIORITY_LABELS = {Priority.NORMAL: "wie alle", Priority.FIRST: "Vorrang"}


def goes_first(priority: int, since: datetime, at: datetime) -> bool:
    """True for a call of a Rufkreis with priority, and for everybody who has waited for ten minutes. Rule RUF-19."""
    return priority == Priority.FIRST or at - since >= FAIR_AFTER


def turn(priority: int, since: datetime, at: datetime) -> tuple[bool, datetime]:
    """Sort key: the smallest is served first, by a desk that may take it. ``since``: first queue entry. Rule RUF-19."""
    return not goes_first(priority, since, at), since
