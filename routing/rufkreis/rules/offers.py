"""What an offer that came to nothing means for the desk."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from routing.rufkreis.rules.lifecycle import Activity

MOST_UNANSWERED = 3
NOT_RESPONDING_FOR = timedelta(seconds=60)
UNANSWERED = "drei Anrufe in Folge nicht angenommen"


class Cause(StrEnum):
    """How an offer ended without a conversation; the first four are words of the telephone contract."""

    DECLINED = "declined"
    NO_ANSWER = "noAnswer"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    DEADLINE = "deadline"
    NOT_CONNECTED = "notConnected"
    GONE = "gone"  # the caller hung up, or somebody else answered


@dataclass(frozen=True)
class Consequence:
    """The desk afterwards. ``keeps_place``: it stays where it was among the idle desks."""

    activity: Activity = Activity.IDLE
    unanswered: int = 0
    keeps_place: bool = False
    takes_break: bool = False


def consequence(cause: Cause, unanswered: int) -> Consequence:
    """What follows for the desk; ``unanswered``: offers in a row that had rung in vain before this one.

    Caller gone: nothing, the desk keeps its place. Declined: to the end of the line. Rang in vain: the same, and the
    third time in a row a break. Never reached: out for a minute, but not counted, for the desk did nothing wrong.
    Rule RUF-14.
    """
    if cause is Cause.GONE:
        return Consequence(unanswered=unanswered, keeps_place=True)
    if cause is Cause.DECLINED:
        return Consequence()
    if cause is Cause.UNREACHABLE:
        return Consequence(activity=Activity.NOT_RESPONDING, unanswered=unanswered)
    if cause in (Cause.NO_ANSWER, Cause.DEADLINE):
        third = unanswered + 1 >= MOST_UNANSWERED
        return Consequence(unanswered=0 if third else unanswered + 1, takes_break=third)
    return Consequence(unanswered=unanswered)
