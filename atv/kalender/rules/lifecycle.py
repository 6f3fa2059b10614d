"""The life of a booking, from the hold while talking to the end of the Rückruf."""

from enum import StrEnum

from socl.lib.states import Move


class State(StrEnum):
    """States of a booking. Live ones occupy their Serviceplatz."""

    HELD = "held"
    BOOKED = "booked"
    IN_CALL = "in_call"
    DONE = "done"
    NOT_REACHED = "not_reached"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


LABELS = {
    State.HELD: "vorgemerkt",
    State.BOOKED: "gebucht",
    State.IN_CALL: "im Gespräch",
    State.DONE: "erledigt",
    State.NOT_REACHED: "nicht erreicht",
    State.NO_SHOW: "nicht wahrgenommen",
    State.CANCELLED: "abgesagt",
}
IN_VAIN = (State.NOT_REACHED, State.NO_SHOW)  # the customer hears of it: letter, message or order
LIVE = (State.HELD, State.BOOKED, State.IN_CALL)

CONFIRM = Move({State.HELD}, State.BOOKED)
RESCHEDULE = Move({State.BOOKED}, State.BOOKED)
REACH = Move({State.BOOKED, State.IN_CALL}, State.IN_CALL)
COMPLETE = Move({State.BOOKED, State.IN_CALL}, State.DONE)
GIVE_UP = Move({State.BOOKED, State.IN_CALL}, State.NOT_REACHED)
MISS = Move({State.BOOKED}, State.NO_SHOW)
CANCEL = Move({State.BOOKED}, State.CANCELLED)
TAKE_BACK = Move(
    {State.IN_CALL, State.DONE, State.NO_SHOW}, State.BOOKED
)  # a wrong key at the counter: visits only
