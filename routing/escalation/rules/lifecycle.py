"""States of an Anliegen and the ways it can end."""

from enum import StrEnum

from socl.lib.states import Move


class AnliegenState(StrEnum):
    """Closed if and only if it has an Outcome."""

    OPEN = "open"
    CLOSED = "closed"


CLOSE = Move({AnliegenState.OPEN}, AnliegenState.CLOSED)


class OutcomeKind(StrEnum):
    """How an Anliegen ended."""

    RESOLVED = "resolved"
    RUECKRUF = "rueckruf"
    WORK_ORDER = "work_order"
    REFERRED = "referred"
    WRONG_NUMBER = "wrong_number"
    CALLER_GONE = "caller_gone"


OUTCOME_LABELS = {
    OutcomeKind.RESOLVED: "im Erstkontakt geklärt",
    OutcomeKind.RUECKRUF: "Rückruf gebucht",
    OutcomeKind.WORK_ORDER: "Auftrag in die E-AKTE gegeben",
    OutcomeKind.REFERRED: "an andere Stelle verwiesen",
    OutcomeKind.WRONG_NUMBER: "falsch verbunden",
    OutcomeKind.CALLER_GONE: "Anrufer/in hat aufgelegt",
}
WITHOUT_BOOKING = (OutcomeKind.REFERRED, OutcomeKind.WRONG_NUMBER, OutcomeKind.CALLER_GONE)
