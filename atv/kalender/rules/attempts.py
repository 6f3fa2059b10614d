"""How often and how far apart the team calls, when a Rückruf may be given up, and how it then ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from socl.lib.spans import Span


class Ending(StrEnum):
    """What the customer gets after the last attempt in vain: never silence."""

    LETTER = "letter"
    MESSAGE = "message"
    WORK_ORDER = "work_order"


ENDING_LABELS = {
    Ending.LETTER: "Brief",
    Ending.MESSAGE: "Nachricht (E-Mail oder SMS)",
    Ending.WORK_ORDER: "Bearbeitungsauftrag in der E-AKTE",
}


@dataclass(frozen=True)
class Policy:
    """How often it has to ring inside the agreed time, and how far apart, before a customer counts as absent."""

    number: int
    spacing: timedelta


@dataclass(frozen=True)
class Tried:
    """One attempt, as far as the policy asks about it."""

    at: datetime
    rang: bool
    wrong_number: bool


@dataclass(frozen=True)
class Standing:
    """How far the attempts of one Rückruf have come.

    ``counted`` of ``wanted`` rang inside the agreed time, far enough apart; ``next_at`` is the earliest moment of a
    further one that would count, None if none can. ``rang_once``: anywhere at all.
    """

    counted: int
    wanted: int
    next_at: datetime | None
    rang_once: bool
    wrong_number: bool

    @property
    def is_complete(self) -> bool:
        """The team has kept its part: whoever did not answer was not there."""
        return self.counted >= self.wanted

    @property
    def may_give_up(self) -> bool:
        """Somebody heard it ring, or nobody ever will at that number. Rule ATV-9."""
        return self.rang_once or self.wrong_number

    @property
    def is_early(self) -> bool:
        """Giving up now would be before the policy is fulfilled: it needs a reason. Rule ATV-30."""
        return not (self.is_complete or self.wrong_number)


def standing(tried: Iterable[Tried], agreed: Span[datetime], policy: Policy, at: datetime) -> Standing:
    """Where the attempts stand at ``at``. Rule ATV-30.

    agreed  |--------------------|
    rang   x   x x      x          x     outside: no, too close to the last: no
    counts     1        2
    """
    counted: list[datetime] = []
    rang_once = wrong_number = False
    for attempt in sorted(tried, key=lambda t: t.at):
        rang_once = rang_once or attempt.rang
        wrong_number = wrong_number or attempt.wrong_number
        inside = agreed.start <= attempt.at < agreed.end
        if attempt.rang and inside and (not counted or attempt.at - counted[-1] >= policy.spacing):
            counted.append(attempt.at)
    next_at = max(at, agreed.start, counted[-1] + policy.spacing if counted else agreed.start)
    open_still = len(counted) < policy.number and next_at < agreed.end and not wrong_number
    return Standing(len(counted), policy.number, next_at if open_still else None, rang_once, wrong_number)
