"""The way of a training and of a Berechtigung, as tables."""

from enum import StrEnum

from socl.lib.states import Move


class TrainingState(StrEnum):
    """The way through the one-day online training (202302002, 2.1)."""

    VORGESEHEN = "vorgesehen"
    ANGEMELDET = "angemeldet"
    ABGESCHLOSSEN = "abgeschlossen"


class ClearanceState(StrEnum):
    """The way of a Berechtigung (202302002, 3 SC)."""

    BEANTRAGT = "beantragt"
    ERTEILT = "erteilt"
    ENTZOGEN = "entzogen"


REGISTER = Move(
    {TrainingState.VORGESEHEN, TrainingState.ANGEMELDET}, TrainingState.ANGEMELDET
)  # again: another day
UNREGISTER = Move({TrainingState.ANGEMELDET}, TrainingState.VORGESEHEN)
COMPLETE = Move({TrainingState.ANGEMELDET}, TrainingState.ABGESCHLOSSEN)

GRANT = Move({ClearanceState.BEANTRAGT}, ClearanceState.ERTEILT)
WITHDRAW = Move({ClearanceState.BEANTRAGT, ClearanceState.ERTEILT}, ClearanceState.ENTZOGEN)
