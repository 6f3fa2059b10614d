"""Directive 202302002, 2.1 and 2.3, read aloud over REST: a story for each group of sentences, with its words on top."""

from datetime import date, timedelta

import pytest

from atv.kalender.models import Booking
from routing.escalation.actions.guides import draft_guide, note_guides_in_force, release_guide
from routing.escalation.models import Outcome
from routing.escalation.rules.leitfaden import LEITFAEDEN
from routing.rufkreis.models import CtiCommand
from tests.api.clients import Rest, ok, refusal
from tests.api.worlds import World
from tests.escalation.steps import path_of
from tests.factories.kalender import AT, system

pytestmark = pytest.mark.usefixtures("hotlines")
MARA = {"name": "Mara Beispiel", "kundennummer": "131A123456"}
WHOM = {"name": "Mara Beispiel", "rueckruf_number": "030 23125 900", "briefing": "Frage: Abfindung."}


def may(desk: Rest, path: str) -> dict[str, tuple[bool, bool]]:
    """Step -> allowed, recommended."""
    return {s["step"]: (s["allowed"], s["recommended"]) for s in ok(desk.get(f"{path}/next-steps/"))}


@pytest.mark.rule("SOCL 2.1/4")
def test_anliegen_are_as_a_rule_answered_by_the_tsb_in_the_service_center(desk: Rest, call: int) -> None:
    """„Dabei werden die Anliegen in der Regel von den TSB im SC beantwortet.“"""
    path = path_of(desk, call, code="ALG-04", **MARA)
    steps = may(desk, path)
    assert steps["resolve"] == (True, True)
    assert [step for step, (_, recommended) in steps.items() if recommended] == ["resolve"]
    assert ok(desk.post(f"{path}/resolve/", {"note": "Zahltag genannt."}))["kind"] == "resolved"
    assert not Booking.objects.exists() and not CtiCommand.objects.filter(command="consult").exists()


@pytest.mark.rule("SOCL 2.1/5")
@pytest.mark.rule("SOCL 2.1/6")
@pytest.mark.parametrize("target", ["fit", "os"])
def test_what_cannot_be_clarified_is_asked_of_fit_or_os_over_a_hotline_as_the_tsb_decides(
    world: World, desk: Rest, call: int, fit: Rest, os: Rest, target: str
) -> None:
    """„Kann eine Frage nicht geklärt werden, so werden entweder eine Fachkraft im Telefonservice (FiT) im SC oder
    Mitarbeiterinnen und Mitarbeiter der OS über einen gesonderten Rufkreis (bzw. Hotline) eingebunden. Die bzw. der TSB
    entscheidet, ob die Einschaltung der FiT oder des OS im Einzelfall [...] zielführender ist.“
    """
    path = path_of(desk, call, code="ALG-06", kind="sonstiges", **MARA)
    steps = may(desk, path)
    assert steps["ask_fit"] == steps["ask_os"] == (True, True), "neither is preferred to the other"
    asked, other = (fit, os) if target == "fit" else (os, fit)
    question = ok(desk.post(f"{path}/consults/", {"target": target, "question": "Vorschuss möglich?"}))["id"]
    assert [c["id"] for c in ok(asked.get("/consults/?state=asked"))] == [question]
    assert ok(other.get("/consults/?state=asked")) == []
    ok(asked.post(f"/consults/{question}/join/"))
    ok(asked.post(f"/consults/{question}/answer/", {"answer": "Ja, nach § 42 SGB I."}))
    found = ok(desk.get(f"/calls/{call}/"))
    assert (found["state"], found["anliegen"][-1]["state"]) == ("answered", "open"), (
        "the call stays at the desk"
    )
    assert not CtiCommand.objects.filter(command="transfer").exists()
    assert ok(desk.post(f"{path}/resolve/"))["kind"] == "resolved", "and counts as solved at first contact"


@pytest.mark.rule("SOCL 2.1/7")
def test_in_very_few_exceptions_the_os_takes_the_conversation_over_and_the_switch_is_told(
    world: World, desk: Rest, call: int, os: Rest
) -> None:
    """„In sehr wenigen Ausnahmefällen (z. B. bei einer besonderen Dringlichkeit) kann das Gespräch von den
    Mitarbeiterinnen und Mitarbeitern des OS übernommen werden („warme Übergabe“).“
    """
    switch, path = world.switch(), path_of(desk, call, code="ALG-06", kind="sonstiges", **MARA)
    assert may(desk, path)["warm_handover"] == (False, False)
    asked = ok(desk.post(f"{path}/consults/", {"target": "os", "question": "Miete morgen fällig."}))["id"]
    ok(os.post(f"/consults/{asked}/join/"))
    over = f"/consults/{asked}/take-over/"
    assert refusal(os.post(over, {"reason": "x"})) == (409, "not_allowed", "SOCL 2.1/7")
    assert switch.say("transferRequest", "c1", target="imke")["action"] == "deny"
    ok(desk.patch(f"{path}/", {"exception": {"code": "dringlichkeit", "reason": "mittellos"}}))
    assert may(desk, path)["warm_handover"] == (True, False), "allowed, and never recommended"
    assert ok(os.post(over, {"reason": "Barzahlung heute."}))["kind"] == "handed_over"
    assert switch.say("transferRequest", "c1", target="imke") == {"action": "allow"}
    assert Outcome.objects.get().exception_code == "dringlichkeit"


@pytest.mark.rule("SOCL 2.1/8")
@pytest.mark.rule("SOCL 2.1/9")
@pytest.mark.rule("SOCL 2.1/10")
@pytest.mark.parametrize(("kind", "minutes"), [("leistungsberatung", 30), ("sonstiges", 20)])
def test_beyond_that_and_for_a_leistungsberatung_a_rueckruf_is_booked_from_the_next_day_on(
    world: World, desk: Rest, call: int, os: Rest, kind: str, minutes: int
) -> None:
    """„Darüber hinausgehende Anliegen sowie Leistungsberatungen werden nicht an die FIT oder den OS direkt übergeben,
    sondern für einen Rückruf durch den OS in entsprechenden ATV-Serviceplätzen der Alg Plus-Teams ab dem Folgetag
    gebucht.“
    """
    switch, path = world.switch(), path_of(desk, call, kind=kind, **MARA)
    assert switch.say("transferRequest", "c1", target="imke")["action"] == "deny"
    if kind == "leistungsberatung":
        for target in ("fit", "os"):
            no = desk.post(f"{path}/consults/", {"target": target, "question": "x"})
            assert refusal(no) == (409, "not_allowed", "SOCL 2.1/8")
        assert may(desk, path)["rueckruf"] == (True, True)
    today, tomorrow = "2026-11-17T14:00:00+01:00", "2026-11-18T08:00:00+01:00"
    assert refusal(desk.post(f"{path}/rueckruf/", {**WHOM, "starts_at": today})) == (
        409,
        "too_soon",
        "SOCL 2.1/9",
    )
    ok(desk.post(f"{path}/rueckruf/", {**WHOM, "starts_at": tomorrow}))
    booked = Booking.objects.select_related("kalender__unit", "terminart").get()
    facts = (booked.kalender.unit.key, booked.terminart.code, booked.ends_at - booked.starts_at)
    assert facts == ("alg-131", kind, timedelta(minutes=minutes))
    day = ok(os.get("/teams/alg-131/days/2026-11-18/"))
    assert [b["name"] for place in day["serviceplaetze"] for b in place["bookings"]] == ["Mara Beispiel"]


@pytest.mark.rule("SOCL 2.3/1")
@pytest.mark.rule("SOCL 3/SC/1")
def test_for_every_anliegen_an_up_to_date_gespraechsleitfaden_is_at_hand(
    world: World, desk: Rest, call: int
) -> None:
    """„Bei telefonisch eingehenden Anliegen zum Arbeitslosengeld stehen den Service Centern aktualisierte
    Gesprächsleitfäden zur Verfügung.“
    """
    shown = {g["code"]: g for g in ok(desk.get("/guides/"))}
    assert sorted(code for code in shown if code.startswith("ALG")) == [f"ALG-{n:02}" for n in range(1, 41)]
    said = LEITFAEDEN["ALG-04"].content
    draft_guide(code="ALG-04", content=said, edit=0, by=system(), at=AT)
    release_guide(code="ALG-04", edit=1, on=date(2026, 11, 18), by=system(), at=AT)
    versions = []
    for _ in range(2):
        ok(desk.post(f"{path_of(desk, call, code='ALG-04')}/resolve/"))
        versions.append(Outcome.objects.latest("pk").guide_version)
        world.time.goes_on(days=1)
        note_guides_in_force(at=world.time.at)
    assert versions == [1, 2], "the one in force is kept with the end, whatever comes after"
