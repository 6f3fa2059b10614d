"""Which next steps an Anliegen has: every situation, whole answers."""

import itertools

import pytest

from routing.escalation.rules.catalogue import WAYS, Kind
from routing.escalation.rules.ladder import Advice, Situation, Step, next_steps, terminart_of

KINDS = list(Kind)
CLOSED = "Das Anliegen ist abgeschlossen."
AT_FIRST_CONTACT = "Anliegen werden in der Regel im Service Center abschließend beantwortet."
NOT_OURS = "Für dieses Anliegen ist eine andere Stelle zuständig."
OURS = "Ist eine andere Stelle zuständig?"
NO_TEAM = "Erst mit Postleitzahl oder Agentur steht das zuständige Team fest."
THIRTY = "Leistungsberatungen werden nicht übergeben, sondern mit 30 Minuten ab dem Folgetag gebucht."
NO_OS = "Erst mit Postleitzahl oder Agentur steht der zuständige Operative Service fest."
FILED = "Was ohne Gespräch bearbeitet werden kann, geht als Auftrag in den Sonderpostkorb des OS."
TWENTY = "Was nicht geklärt werden kann, wird mit 20 Minuten ab dem Folgetag gebucht."


def expected_rueckruf(kind: Kind, has_team: bool) -> Advice:
    if not has_team:
        return Advice(Step.RUECKRUF, False, False, "ORGA-1", NO_TEAM)
    if kind is Kind.LEISTUNGSBERATUNG:
        return Advice(Step.RUECKRUF, True, True, "SOCL 2.1/8", THIRTY)
    return Advice(Step.RUECKRUF, True, kind is Kind.SONSTIGES, "SOCL 2.1/10", TWENTY)


def expected_work_order(kind: Kind, way: str, has_team: bool) -> Advice:
    if not has_team:
        return Advice(Step.WORK_ORDER, False, False, "ORGA-1", NO_OS)
    usual = kind is Kind.AUSKUNFT and way == "EAKTE_AUFTRAG"
    return Advice(Step.WORK_ORDER, True, usual, "SOCL 3/SC/2", FILED)


@pytest.mark.rule("SOCL 2.1/4")
@pytest.mark.rule("SOCL 2.1/8")
@pytest.mark.rule("SOCL 2.1/10")
@pytest.mark.parametrize(
    ("kind", "way", "has_team"), list(itertools.product(KINDS, WAYS, [True, False])), ids=str
)
def test_an_open_anliegen_may_be_solved_referred_booked_or_filed(
    kind: Kind, way: str, has_team: bool
) -> None:
    elsewhere = way == "ANDERE_STELLE"
    usual = kind is Kind.AUSKUNFT and way not in ("ANDERE_STELLE", "EAKTE_AUFTRAG")
    assert next_steps(Situation(kind, way, True, has_team)) == [
        Advice(Step.RESOLVE, True, usual, "SOCL 2.1/4", AT_FIRST_CONTACT),
        Advice(Step.REFER, True, elsewhere, "SOCL 2.1/4", NOT_OURS if elsewhere else OURS),
        expected_rueckruf(kind, has_team),
        expected_work_order(kind, way, has_team),
    ]


@pytest.mark.rule("SOCL 2.1/4")
@pytest.mark.parametrize(
    ("kind", "way", "has_team"), list(itertools.product(KINDS, WAYS, [True, False])), ids=str
)
def test_a_closed_anliegen_has_no_next_step(kind: Kind, way: str, has_team: bool) -> None:
    assert next_steps(Situation(kind, way, False, has_team)) == [
        Advice(step, False, False, "SOCL 2.1/4", CLOSED) for step in Step
    ]


@pytest.mark.rule("SOCL 2.1/8")
@pytest.mark.parametrize("way", WAYS)
def test_a_leistungsberatung_with_a_team_is_always_recommended_to_be_booked(way: str) -> None:
    advice = next_steps(Situation(Kind.LEISTUNGSBERATUNG, way, True, True))
    assert [a.step for a in advice if a.recommended and a.step is not Step.REFER] == [Step.RUECKRUF]


@pytest.mark.rule("SOCL 3/SC/2")
def test_leistungsberatung_takes_its_own_terminart_and_everything_else_the_other() -> None:
    assert {kind: terminart_of(kind) for kind in Kind} == {
        Kind.LEISTUNGSBERATUNG: "leistungsberatung",
        Kind.SONSTIGES: "sonstiges",
        Kind.AUSKUNFT: "sonstiges",
    }
