"""The life of a work order: from the Service Center's hand to the Operative Service's result."""

from enum import StrEnum

from socl.lib.states import Move


class State(StrEnum):
    """``returned`` and ``forwarded`` wait in an inbox like ``new``, and say how they came there."""

    NEW = "new"
    CLAIMED = "claimed"
    RETURNED = "returned"
    FORWARDED = "forwarded"
    DONE = "done"


LABELS = {
    State.NEW: "neu",
    State.CLAIMED: "in Bearbeitung",
    State.RETURNED: "zurückgegeben",
    State.FORWARDED: "weitergeleitet",
    State.DONE: "erledigt",
}
WAITING = (State.NEW, State.RETURNED, State.FORWARDED)
OPEN = (*WAITING, State.CLAIMED)

CLAIM = Move({*WAITING}, State.CLAIMED)
RETURN = Move({State.CLAIMED}, State.RETURNED)
FORWARD = Move({State.CLAIMED}, State.FORWARDED)
FINISH = Move({State.CLAIMED}, State.DONE)
REOPEN = Move({State.DONE}, State.NEW)


class Priority(StrEnum):
    """How soon; decides when an order is due unless a day is named."""

    NORMAL = "normal"
    URGENT = "urgent"


PRIORITY_LABELS = {Priority.NORMAL: "normal", Priority.URGENT: "dringend"}


class Result(StrEnum):
    """How an order ended."""

    SOLVED = "solved"
    FOLLOW_UP = "follow_up"
    OBSOLETE = "obsolete"
    NOT_POSSIBLE = "not_possible"


RESULT_LABELS = {
    Result.SOLVED: "erledigt",
    Result.FOLLOW_UP: "weitere Bearbeitung in der E-AKTE",
    Result.OBSOLETE: "hat sich erledigt",
    Result.NOT_POSSIBLE: "nicht möglich",
}
