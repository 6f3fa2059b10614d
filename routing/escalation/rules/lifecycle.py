"""States of an Anliegen and of a Rücksprache, and the ways an Anliegen can end."""

from datetime import timedelta
from enum import StrEnum

from socl.lib.states import Move


class AnliegenState(StrEnum):
    """``consulting`` while a Rücksprache is asked or joined; closed if and only if it has an Outcome."""

    OPEN = "open"
    CONSULTING = "consulting"
    CLOSED = "closed"


UNFINISHED = (AnliegenState.OPEN, AnliegenState.CONSULTING)
CONSULT = Move({AnliegenState.OPEN}, AnliegenState.CONSULTING)
GO_ON = Move({AnliegenState.CONSULTING}, AnliegenState.OPEN)
CLOSE = Move({*UNFINISHED}, AnliegenState.CLOSED)


class Target(StrEnum):
    """Who is asked."""

    FIT = "fit"
    OS = "os"


TARGET_LABELS = {Target.FIT: "FiT", Target.OS: "Hotline des OS"}


class ConsultState(StrEnum):
    """The way of a Rücksprache; the call stays with the TSB in all of them but ``handed_over``."""

    ASKED = "asked"
    JOINED = "joined"
    ANSWERED = "answered"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"
    NOBODY_CAME = "nobody_came"


CONSULT_LABELS = {
    ConsultState.ASKED: "wartet",
    ConsultState.JOINED: "im Gespräch",
    ConsultState.ANSWERED: "beantwortet",
    ConsultState.HANDED_OVER: "Gespräch übernommen",
    ConsultState.CANCELLED: "zurückgezogen",
    ConsultState.NOBODY_CAME: "niemand erreichbar",
}
LIVE_CONSULT = (ConsultState.ASKED, ConsultState.JOINED)
JOIN = Move({ConsultState.ASKED}, ConsultState.JOINED)
ANSWER = Move({ConsultState.JOINED}, ConsultState.ANSWERED)
HAND_OVER = Move({ConsultState.JOINED}, ConsultState.HANDED_OVER)
CANCEL = Move({*LIVE_CONSULT}, ConsultState.CANCELLED)
GIVE_UP = Move({ConsultState.ASKED}, ConsultState.NOBODY_CAME)

NOBODY_AFTER = timedelta(seconds=180)  # of waiting at a hotline: a proposal
NOTE_WITHIN = timedelta(minutes=10)  # after the call, for the answer of who had joined: a proposal
KINDER_AFTER = 120  # seconds of expected waiting from which a Rückruf is kinder: a proposal


class ExceptionCode(StrEnum):
    """Why a call may be handed over at all."""

    DRINGLICHKEIT = "dringlichkeit"
    ANDERE = "andere"


EXCEPTION_LABELS = {
    ExceptionCode.DRINGLICHKEIT: "besondere Dringlichkeit",
    ExceptionCode.ANDERE: "anderer Ausnahmefall",
}


class OutcomeKind(StrEnum):
    """How an Anliegen ended."""

    RESOLVED = "resolved"
    RUECKRUF = "rueckruf"
    WORK_ORDER = "work_order"
    HANDED_OVER = "handed_over"
    REFERRED = "referred"
    WRONG_NUMBER = "wrong_number"
    CALLER_GONE = "caller_gone"
    PROMISE_48H = "promise_48h"


OUTCOME_LABELS = {
    OutcomeKind.RESOLVED: "im Erstkontakt geklärt",
    OutcomeKind.RUECKRUF: "Rückruf gebucht",
    OutcomeKind.WORK_ORDER: "Auftrag in die E-AKTE gegeben",
    OutcomeKind.HANDED_OVER: "an den OS übergeben",
    OutcomeKind.REFERRED: "an andere Stelle verwiesen",
    OutcomeKind.WRONG_NUMBER: "falsch verbunden",
    OutcomeKind.CALLER_GONE: "Anrufer/in hat aufgelegt",
    OutcomeKind.PROMISE_48H: "Rückruf binnen 48 Stunden zugesagt",
}
WITHOUT_POINTER = (
    OutcomeKind.REFERRED,
    OutcomeKind.WRONG_NUMBER,
    OutcomeKind.CALLER_GONE,
    OutcomeKind.PROMISE_48H,
)
PROMISED_WITHIN = timedelta(hours=48)  # 202302002, 1: "binnen 48 Stunden"
