"""The ladder of 202302002, 2.1: which next steps an Anliegen has, by which rule, and why, in plain German.

One table. For each step the lines are read from above; the first whose condition holds decides. Asking
(*Rücksprache*, the call stays) is not handing over (*Übergabe*, the call leaves). Where a line is our reading and not
the text, docs/decisions/0042 says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from routing.escalation.rules.catalogue import Kind

VERSION = 1  # raised with every change of the table; kept with every question and every end


class Step(StrEnum):
    """What a TSB can do next, in the order of the desk."""

    RESOLVE = "resolve"
    REFER = "refer"
    ASK_FIT = "ask_fit"
    ASK_OS = "ask_os"
    WARM_HANDOVER = "warm_handover"
    RUECKRUF = "rueckruf"
    WORK_ORDER = "work_order"
    PROMISE_48H = "promise_48h"


STEP_LABELS = {
    Step.RESOLVE: "Im Erstkontakt geklärt",
    Step.REFER: "An andere Stelle verwiesen",
    Step.ASK_FIT: "FiT fragen",
    Step.ASK_OS: "Hotline des OS fragen",
    Step.WARM_HANDOVER: "Warme Übergabe an den OS",
    Step.RUECKRUF: "Rückruf buchen",
    Step.WORK_ORDER: "Auftrag in die E-AKTE",
    Step.PROMISE_48H: "Rückruf binnen 48 Stunden zusagen",
}


class Asking(StrEnum):
    """How far a Rücksprache about the Anliegen has come."""

    NONE = "none"  # nobody was asked yet, or the question was withdrawn
    WAITING = "waiting"
    FIT_JOINED = "fit_joined"
    OS_JOINED = "os_joined"
    OVER = "over"  # answered, or nobody came


LIVE = (Asking.WAITING, Asking.FIT_JOINED, Asking.OS_JOINED)


class Verdict(StrEnum):
    """What a line of the table says about its step."""

    USUAL = "usual"  # allowed and recommended
    ALLOWED = "allowed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Situation:
    """All that the ladder depends on."""

    kind: Kind
    usual_way: str  # of the catalogue
    is_open: bool = True
    has_responsible_team: bool = True
    is_talking: bool = True  # the caller is on the line
    is_live: bool = True  # SOC-L has been introduced where the call is answered
    asking: Asking = Asking.NONE
    has_exception: bool = False
    other_beratung_open: bool = False  # another Leistungsberatung of the same call


@dataclass(frozen=True)
class Advice:
    """One step: may it be taken, is it the usual one, by which rule, and why."""

    step: Step
    allowed: bool
    recommended: bool
    rule: str
    reason: str


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    when: Callable[[Situation], bool]
    verdict: Verdict
    rule: str
    reason: str


def _otherwise(_: Situation) -> bool:
    return True


def _closed(s: Situation) -> bool:
    return not s.is_open


def _beratung(s: Situation) -> bool:
    return s.kind is Kind.LEISTUNGSBERATUNG


def _unassigned(s: Situation) -> bool:
    return not s.has_responsible_team


CLOSED = Line(_closed, Verdict.REFUSED, "SOCL 2.1/4", "Das Anliegen ist abgeschlossen.")
ASKING_LINES = (
    Line(
        _beratung,
        Verdict.REFUSED,
        "SOCL 2.1/8",
        "Leistungsberatungen werden gebucht, nicht gefragt. Ist es keine, ändern Sie die Art.",
    ),
    Line(lambda s: not s.is_talking, Verdict.REFUSED, "ESK-1", "Gefragt wird, solange das Gespräch läuft."),
    Line(
        lambda s: s.asking in LIVE,
        Verdict.REFUSED,
        "ESK-1",
        "Zu diesem Anliegen läuft bereits eine Rücksprache.",
    ),
)
FIRST = Line(
    lambda s: s.kind is Kind.SONSTIGES and s.asking is Asking.NONE,
    Verdict.USUAL,
    "SOCL 2.1/5",
    "Kann die Frage nicht geklärt werden, wird zuerst gefragt; ob FiT oder OS, entscheiden Sie.",
)
MAY_ASK = Line(
    _otherwise,
    Verdict.ALLOWED,
    "SOCL 2.1/6",
    "Ob FiT oder OS zielführender ist, entscheiden Sie im Einzelfall.",
)

TABLE: dict[Step, tuple[Line, ...]] = {
    Step.RESOLVE: (
        CLOSED,
        Line(
            lambda s: s.kind is Kind.AUSKUNFT and s.usual_way not in ("ANDERE_STELLE", "EAKTE_AUFTRAG"),
            Verdict.USUAL,
            "SOCL 2.1/4",
            "Anliegen werden in der Regel im Service Center abschließend beantwortet.",
        ),
        Line(
            _otherwise,
            Verdict.ALLOWED,
            "SOCL 2.1/4",
            "Anliegen werden in der Regel im Service Center abschließend beantwortet.",
        ),
    ),
    Step.REFER: (
        CLOSED,
        Line(
            lambda s: s.usual_way == "ANDERE_STELLE",
            Verdict.USUAL,
            "SOCL 2.1/4",
            "Für dieses Anliegen ist eine andere Stelle zuständig.",
        ),
        Line(_otherwise, Verdict.ALLOWED, "SOCL 2.1/4", "Ist eine andere Stelle zuständig?"),
    ),
    Step.ASK_FIT: (CLOSED, *ASKING_LINES, FIRST, MAY_ASK),
    Step.ASK_OS: (
        CLOSED,
        *ASKING_LINES,
        Line(
            _unassigned,
            Verdict.REFUSED,
            "ORGA-1",
            "Erst mit Postleitzahl oder Agentur steht der zuständige Operative Service fest.",
        ),
        FIRST,
        MAY_ASK,
    ),
    Step.WARM_HANDOVER: (
        CLOSED,
        Line(
            lambda s: _beratung(s) or s.other_beratung_open,
            Verdict.REFUSED,
            "SOCL 2.1/8",
            "Ein Gespräch mit einer offenen Leistungsberatung wird nicht übergeben: erst buchen.",
        ),
        Line(
            lambda s: s.asking is not Asking.OS_JOINED,
            Verdict.REFUSED,
            "SOCL 2.1/7",
            "Übergeben wird nur aus einer laufenden Rücksprache mit dem OS.",
        ),
        Line(lambda s: not s.is_talking, Verdict.REFUSED, "SOCL 2.1/7", "Das Gespräch ist beendet."),
        Line(
            lambda s: not s.has_exception,
            Verdict.REFUSED,
            "SOCL 2.1/7",
            "Nur in sehr wenigen Ausnahmefällen: Tragen Sie die Ausnahme mit Begründung ein.",
        ),
        Line(
            _otherwise,
            Verdict.ALLOWED,
            "SOCL 2.1/7",
            "Ausnahmefall eingetragen: Der OS kann das Gespräch übernehmen.",
        ),
    ),
    Step.RUECKRUF: (
        CLOSED,
        Line(
            _unassigned,
            Verdict.REFUSED,
            "ORGA-1",
            "Erst mit Postleitzahl oder Agentur steht das zuständige Team fest.",
        ),
        Line(
            _beratung,
            Verdict.USUAL,
            "SOCL 2.1/8",
            "Leistungsberatungen werden nicht übergeben, sondern mit 30 Minuten ab dem Folgetag gebucht.",
        ),
        Line(
            lambda s: s.kind is Kind.SONSTIGES and (s.asking is Asking.OVER or not s.is_talking),
            Verdict.USUAL,
            "SOCL 2.1/10",
            "Was auch nach Rücksprache nicht geklärt ist, wird mit 20 Minuten ab dem Folgetag gebucht.",
        ),
        Line(
            _otherwise,
            Verdict.ALLOWED,
            "SOCL 2.1/10",
            "Was nicht geklärt werden kann, wird mit 20 Minuten ab dem Folgetag gebucht.",
        ),
    ),
    Step.WORK_ORDER: (
        CLOSED,
        Line(
            _unassigned,
            Verdict.REFUSED,
            "ORGA-1",
            "Erst mit Postleitzahl oder Agentur steht der zuständige Operative Service fest.",
        ),
        Line(
            lambda s: s.kind is Kind.AUSKUNFT and s.usual_way == "EAKTE_AUFTRAG",
            Verdict.USUAL,
            "SOCL 3/SC/2",
            "Was ohne Gespräch bearbeitet werden kann, geht als Auftrag in den Sonderpostkorb des OS.",
        ),
        Line(
            _otherwise,
            Verdict.ALLOWED,
            "SOCL 3/SC/2",
            "Was ohne Gespräch bearbeitet werden kann, geht als Auftrag in den Sonderpostkorb des OS.",
        ),
    ),
    Step.PROMISE_48H: (
        CLOSED,
        Line(
            lambda s: s.is_live,
            Verdict.REFUSED,
            "SOCL 2/2",
            "SOC-L ist hier eingeführt: Statt einer Zusage ohne Termin wird ein Rückruf gebucht.",
        ),
        Line(
            _otherwise,
            Verdict.ALLOWED,
            "SOCL 2/2",
            "SOC-L ist hier noch nicht eingeführt: Der Rückruf wird binnen 48 Stunden zugesagt.",
        ),
    ),
}


def advice(situation: Situation, step: Step) -> Advice:
    """What the table says about one step.

    Rules SOCL 2.1/4 to SOCL 2.1/8, SOCL 2.1/10, SOCL 3/SC/2, SOCL 2/2, ESK-1, ORGA-1.
    """
    line = next(line for line in TABLE[step] if line.when(situation))
    return Advice(
        step, line.verdict is not Verdict.REFUSED, line.verdict is Verdict.USUAL, line.rule, line.reason
    )


def next_steps(situation: Situation) -> list[Advice]:
    """Every step with its advice, in the order of the desk."""
    return [advice(situation, step) for step in Step]


def terminart_of(kind: Kind) -> str:
    """The Terminart a Rückruf of this kind takes: 30 minutes Leistungsberatung, else 20. Rule SOCL 3/SC/2."""
    return "leistungsberatung" if kind is Kind.LEISTUNGSBERATUNG else "sonstiges"
