"""The right to configure: the Agentur asks, a second person grants, it has days and ends (OTV 3/AA/2)."""

from enum import StrEnum

from socl.lib.states import Move


class RequestState(StrEnum):
    """How far a request is. What is granted lives on as a Dienstposten, with its own days."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


REQUEST_LABELS = {
    RequestState.OPEN: "beantragt",
    RequestState.GRANTED: "erteilt",
    RequestState.REFUSED: "abgelehnt",
    RequestState.TAKEN_BACK: "zurückgenommen",
}
GRANT = Move({RequestState.OPEN}, RequestState.GRANTED)
REFUSE = Move({RequestState.OPEN}, RequestState.REFUSED)
TAKE_BACK = Move({RequestState.OPEN}, RequestState.TAKEN_BACK)
