"""Which next steps an Anliegen has, with the reason in plain German (202302002, 2.1)."""

from dataclasses import dataclass
from enum import StrEnum

from routing.escalation.rules.catalogue import Kind


class Step(StrEnum):
    """What a TSB can do next. Consult and handover are not built yet and so not named."""

    RESOLVE = "resolve"
    REFER = "refer"
    RUECKRUF = "rueckruf"
    WORK_ORDER = "work_order"


STEP_LABELS = {
    Step.RESOLVE: "Im Erstkontakt geklärt",
    Step.REFER: "An andere Stelle verwiesen",
    Step.RUECKRUF: "Rückruf buchen",
    Step.WORK_ORDER: "Auftrag in die E-AKTE",
}


ELSEWHERE = ("ANDERE_STELLE", "EAKTE_AUFTRAG")  # ways of the catalogue that do not end in the call


@dataclass(frozen=True)
class Advice:
    """One step: may it be taken, is it the usual one, by which rule, and why."""

    step: Step
    allowed: bool
    recommended: bool
    rule: str
    reason: str


@dataclass(frozen=True)
class Situation:
    """All that the ladder depends on."""

    kind: Kind
    usual_way: str
    is_open: bool
    has_responsible_team: bool


def next_steps(situation: Situation) -> list[Advice]:
    """Every step with its advice, in the order of the desk. Rules SOCL 2.1/4, SOCL 2.1/8, SOCL 2.1/10, SOCL 3/SC/2."""
    if not situation.is_open:
        done = "Das Anliegen ist abgeschlossen."
        return [Advice(step, False, False, "SOCL 2.1/4", done) for step in Step]
    return [_resolve(situation), _refer(situation), _rueckruf(situation), _work_order(situation)]


def _resolve(situation: Situation) -> Advice:
    recommended = situation.kind is Kind.AUSKUNFT and situation.usual_way not in ELSEWHERE
    reason = "Anliegen werden in der Regel im Service Center abschließend beantwortet."
    return Advice(Step.RESOLVE, True, recommended, "SOCL 2.1/4", reason)


def _refer(situation: Situation) -> Advice:
    other = situation.usual_way == "ANDERE_STELLE"
    reason = (
        "Für dieses Anliegen ist eine andere Stelle zuständig."
        if other
        else "Ist eine andere Stelle zuständig?"
    )
    return Advice(Step.REFER, True, other, "SOCL 2.1/4", reason)


def _rueckruf(situation: Situation) -> Advice:
    if not situation.has_responsible_team:
        reason = "Erst mit Postleitzahl oder Agentur steht das zuständige Team fest."
        return Advice(Step.RUECKRUF, False, False, "ORGA-1", reason)
    if situation.kind is Kind.LEISTUNGSBERATUNG:
        reason = "Leistungsberatungen werden nicht übergeben, sondern mit 30 Minuten ab dem Folgetag gebucht."
        return Advice(Step.RUECKRUF, True, True, "SOCL 2.1/8", reason)
    recommended = situation.kind is Kind.SONSTIGES
    reason = "Was nicht geklärt werden kann, wird mit 20 Minuten ab dem Folgetag gebucht."
    return Advice(Step.RUECKRUF, True, recommended, "SOCL 2.1/10", reason)


def _work_order(situation: Situation) -> Advice:
    if not situation.has_responsible_team:
        reason = "Erst mit Postleitzahl oder Agentur steht der zuständige Operative Service fest."
        return Advice(Step.WORK_ORDER, False, False, "ORGA-1", reason)
    recommended = situation.kind is Kind.AUSKUNFT and situation.usual_way == "EAKTE_AUFTRAG"
    reason = "Was ohne Gespräch bearbeitet werden kann, geht als Auftrag in den Sonderpostkorb des OS."
    return Advice(Step.WORK_ORDER, True, recommended, "SOCL 3/SC/2", reason)


def terminart_of(kind: Kind) -> str:
    """The Terminart a Rückruf of this kind takes: 30 minutes Leistungsberatung, else 20. Rule SOCL 3/SC/2."""
    return "leistungsberatung" if kind is Kind.LEISTUNGSBERATUNG else "sonstiges"
