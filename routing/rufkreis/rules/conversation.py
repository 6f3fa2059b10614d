"""What a conversation is like after all its events, in whatever order they came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

HOLDING = {"hold": True, "unhold": False}
CONSULTING = {"consultStart": False, "consultAnswer": True, "consultEnd": False}
EVENTS = (*HOLDING, *CONSULTING, "transferred")


@dataclass(frozen=True)
class Said:
    """One event of a conversation, as it was stored; ``number`` is the order in which we heard it."""

    event: str
    seq: int | None
    occurred_at: datetime | None
    target: str
    number: int


@dataclass(frozen=True)
class Conversation:
    """Whether the caller is on hold, who is consulted (``None``: nobody), who took the call over."""

    held: bool = False
    consulted: str | None = None
    taken_over_by: str | None = None


def conversation(said: Iterable[Said]) -> Conversation:
    """The state after ``said``: per question the latest event decides, by ``seq``, then ``occurredAt``, then arrival.

    Derived from all events each time, never patched: so a late or doubled event cannot change the end. Rule RUF-7.
    """
    held, consulted, target, taken_over_by = False, None, "", None
    for one in sorted(said, key=_order):
        if one.event in HOLDING:
            held = HOLDING[one.event]
        elif one.event in CONSULTING:
            target = one.target or target  # consultAnswer and consultEnd may leave it out
            consulted = target if CONSULTING[one.event] else None
        elif one.event == "transferred":
            held, consulted, taken_over_by = False, None, one.target
    return Conversation(held, consulted, taken_over_by)


def _order(one: Said) -> tuple[int, float, int]:
    return (one.seq or 0, one.occurred_at.timestamp() if one.occurred_at else 0.0, one.number)
