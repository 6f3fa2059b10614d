"""The life of a message, from being asked for to being sent or laid aside."""

from enum import StrEnum

from socl.lib.states import Move


class State(StrEnum):
    """States of a message. ``failed`` waits for its next try, ``dead`` for a person."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"
    WITHDRAWN = "withdrawn"


LABELS = {
    State.DUE: "wartet",
    State.SENDING: "wird gesendet",
    State.SENT: "gesendet",
    State.FAILED: "wird wiederholt",
    State.DEAD: "unzustellbar",
    State.WITHDRAWN: "zurückgezogen",
}
WAITING = (State.DUE, State.FAILED)
ENDED = (State.SENT, State.DEAD, State.WITHDRAWN)

# SENDING -> SENDING: the lease of a sender that died has run out, and another one takes over.
CLAIM = Move({State.DUE, State.FAILED, State.SENDING}, State.SENDING)
NOTE_SENT = Move({State.SENDING}, State.SENT)
NOTE_FAILED = Move({State.SENDING}, State.FAILED)
GIVE_UP = Move({State.DUE, State.FAILED, State.SENDING}, State.DEAD)
WITHDRAW = Move({State.DUE, State.FAILED}, State.WITHDRAWN)
# Asked for while it was under way: it ends here unless it has been sent after all.
STOP = Move({State.SENDING}, State.WITHDRAWN)
RESEND = Move({State.DEAD}, State.DUE)
