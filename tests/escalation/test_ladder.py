"""The ladder: every situation and step, whole answers, read from sentences and not from the table."""

import itertools

import pytest

from routing.escalation.rules.catalogue import WAYS, Kind
from routing.escalation.rules.ladder import (
    LIVE,
    TABLE,
    Asking,
    Situation,
    Step,
    advice,
    next_steps,
    terminart_of,
)

BOTH = (True, False)
SITUATIONS = [
    Situation(kind, way, True, team, talking, live, asking, exception, beratung)
    for kind, way, team, talking, live, asking, exception, beratung in itertools.product(
        Kind, WAYS, BOTH, BOTH, BOTH, Asking, BOTH, BOTH
    )
]


def expected(s: Situation, step: Step) -> tuple[bool, bool, str]:
    """(allowed, recommended, rule), as the directive says it."""
    beratung, sonstiges = s.kind is Kind.LEISTUNGSBERATUNG, s.kind is Kind.SONSTIGES
    auskunft = s.kind is Kind.AUSKUNFT
    match step:
        case Step.RESOLVE:
            return True, auskunft and s.usual_way not in ("ANDERE_STELLE", "EAKTE_AUFTRAG"), "SOCL 2.1/4"
        case Step.REFER:
            return True, s.usual_way == "ANDERE_STELLE", "SOCL 2.1/4"
        case Step.ASK_FIT | Step.ASK_OS:
            if beratung:
                return False, False, "SOCL 2.1/8"
            if not s.is_talking or s.asking in LIVE:
                return False, False, "ESK-1"
            if step is Step.ASK_OS and not s.has_responsible_team:
                return False, False, "ORGA-1"
            first = sonstiges and s.asking is Asking.NONE
            return True, first, "SOCL 2.1/5" if first else "SOCL 2.1/6"
        case Step.WARM_HANDOVER:
            if beratung or s.other_beratung_open:
                return False, False, "SOCL 2.1/8"
            exceptional = s.asking is Asking.OS_JOINED and s.is_talking and s.has_exception
            return exceptional, False, "SOCL 2.1/7"
        case Step.RUECKRUF:
            if not s.has_responsible_team:
                return False, False, "ORGA-1"
            if beratung:
                return True, True, "SOCL 2.1/8"
            return True, sonstiges and (s.asking is Asking.OVER or not s.is_talking), "SOCL 2.1/10"
        case Step.WORK_ORDER:
            if not s.has_responsible_team:
                return False, False, "ORGA-1"
            return True, auskunft and s.usual_way == "EAKTE_AUFTRAG", "SOCL 3/SC/2"
        case Step.PROMISE_48H:
            return not s.is_live, False, "SOCL 2/2"


@pytest.mark.rule("SOCL 2.1/4")
@pytest.mark.rule("SOCL 2.1/5")
@pytest.mark.rule("SOCL 2.1/6")
@pytest.mark.rule("SOCL 2.1/7")
@pytest.mark.rule("SOCL 2.1/8")
@pytest.mark.rule("SOCL 2.1/10")
@pytest.mark.rule("SOCL 3/SC/2")
@pytest.mark.rule("SOCL 2/2")
@pytest.mark.rule("ESK-1")
@pytest.mark.rule("ORGA-1")
@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("asking", Asking)
def test_every_situation_and_step_is_as_the_directive_says(kind: Kind, asking: Asking, step: Step) -> None:
    here = [s for s in SITUATIONS if s.kind is kind and s.asking is asking]
    assert len(here) == 5 * 2**5
    said = {s: advice(s, step) for s in here}
    assert {s: (a.allowed, a.recommended, a.rule) for s, a in said.items()} == {
        s: expected(s, step) for s in here
    }
    assert all(a.step is step and len(a.reason) > 20 and a.reason.endswith((".", "?")) for a in said.values())


@pytest.mark.rule("SOCL 2.1/4")
@pytest.mark.parametrize("step", Step)
def test_a_closed_anliegen_has_no_next_step(step: Step) -> None:
    for kind, asking in itertools.product(Kind, Asking):
        said = advice(Situation(kind, "ERSTKONTAKT", is_open=False, asking=asking, has_exception=True), step)
        assert (said.allowed, said.recommended, said.rule) == (False, False, "SOCL 2.1/4")


@pytest.mark.rule("SOCL 2.1/8")
def test_a_leistungsberatung_is_handed_over_and_asked_about_in_no_situation_whatever() -> None:
    forbidden = {Step.ASK_FIT, Step.ASK_OS, Step.WARM_HANDOVER}
    beratungen = [s for s in SITUATIONS if s.kind is Kind.LEISTUNGSBERATUNG]
    assert {a.allowed for s in beratungen for a in next_steps(s) if a.step in forbidden} == {False}


def test_every_anliegen_always_has_a_way_to_end_and_every_line_of_the_table_is_reached() -> None:
    assert all(any(a.allowed for a in next_steps(s)) for s in SITUATIONS)
    closed = Situation(Kind.AUSKUNFT, "ERSTKONTAKT", is_open=False)
    said = {(a.step, a.rule, a.reason) for s in [*SITUATIONS, closed] for a in next_steps(s)}
    assert {(step, line.rule, line.reason) for step, lines in TABLE.items() for line in lines} == said


@pytest.mark.rule("SOCL 3/SC/2")
def test_leistungsberatung_takes_its_own_terminart_and_everything_else_the_other() -> None:
    assert {kind: terminart_of(kind) for kind in Kind} == {
        Kind.LEISTUNGSBERATUNG: "leistungsberatung",
        Kind.SONSTIGES: "sonstiges",
        Kind.AUSKUNFT: "sonstiges",
    }
