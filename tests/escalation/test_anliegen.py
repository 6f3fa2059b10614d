"""Opening, changing and closing an Anliegen, over HTTP."""

import pytest
from django.test import Client

from atv.kalender.models import Booking
from routing.escalation.models import Anliegen, Outcome
from routing.escalation.rules.catalogue import CATALOGUE
from socl.journal.models import Entry
from socl.lib.workdays import berlin_iso
from socl.orga.models import Person
from tests.api.clients import Rest, ok, problem, refusal
from tests.api.worlds import BERLIN, World, rows
from tests.escalation.steps import opened
from tests.factories.orga import tsb as tsb_of

CLOSED = (409, "wrong_state", "SOCL 2.1/4")
NOT_FOUND = (404, "not_found", "")
TEAM = {
    "agentur": {"key": "131", "name": "Agentur für Arbeit Kiel"},
    "os": {"key": "os-123", "name": "Operativer Service für Kiel"},
    "team": {"key": "alg-131", "name": "Alg Plus-Team Kiel"},
}


@pytest.mark.rule("SOCL 2.1/4")
def test_an_anliegen_knows_its_team_and_is_prefilled_by_the_catalogue(desk: Rest, call: int) -> None:
    answer = desk.post(
        f"/calls/{call}/anliegen/",
        {"code": "ALG-27", "plz": "24103", "name": "Mara Beispiel", "kundennummer": "131A123456"},
    )
    assert answer.status_code == 201
    assert answer.json() == {
        "id": Anliegen.objects.get().pk,
        "call": call,
        "title": "Abfindung / Entlassungsentschädigung",
        "state": "open",
        "code": "ALG-27",
        "kind": "leistungsberatung",
        "plz": "24103",
        "name": "Mara Beispiel",
        "kundennummer": "131A123456",
        "language": "",
        "communication_aid": "",
        "third_party": "",
        "restricted": False,
        "exception": None,
        "responsible": TEAM,
        "outcome": None,
    }
    assert ok(desk.get(f"/anliegen/{answer.json()['id']}/")) == answer.json()


@pytest.mark.rule("ORGA-1")
def test_responsibility_follows_the_plz_and_never_the_kundennummer(desk: Rest, call: int) -> None:
    """The Kundennummer's first digits name the Agentur of the first registration, here Hagen."""
    found = opened(desk, call, plz="24103", kundennummer="347A123456")
    assert found["responsible"] == TEAM
    without = opened(desk, call, plz="", kundennummer="347A123456")
    assert without["responsible"] is None


@pytest.mark.rule("ORGA-1")
def test_a_plz_of_three_agenturen_asks_which_one(desk: Rest, call: int) -> None:
    answer = desk.post(f"/calls/{call}/anliegen/", {"code": "ALG-27", "plz": "10115"})
    found = problem(answer)
    assert (found["status"], found["code"], found["rule"]) == (422, "agentur_ambiguous", "ORGA-1")
    assert found["candidates"] == [
        {"key": key, "name": f"Agentur für Arbeit {name}"} for key, name in BERLIN.items()
    ]
    assert not Anliegen.objects.exists()
    chosen = opened(desk, call, plz="10115", agentur="955")
    assert chosen["responsible"]["team"] == {"key": "alg-955", "name": "Alg Plus-Team Berlin Nord"}


@pytest.mark.rule("ORGA-1")
@pytest.mark.parametrize(
    "said",
    [{"plz": "99999"}, {"plz": "24103", "agentur": "347"}, {"plz": "", "agentur": "000"}],
    ids=["plz_unknown", "agentur_of_another_plz", "agentur_unknown"],
)
def test_a_place_that_does_not_exist_is_refused(desk: Rest, call: int, said: dict[str, str]) -> None:
    before = rows("Anliegen", "Entry")
    answer = desk.post(f"/calls/{call}/anliegen/", {"code": "ALG-27", **said})
    assert refusal(answer) == (422, "agentur_unknown", "ORGA-1")
    assert rows("Anliegen", "Entry") == before


@pytest.mark.rule("ORGA-1")
def test_an_agentur_may_be_named_without_a_plz(desk: Rest, call: int) -> None:
    assert opened(desk, call, plz="", agentur="131")["responsible"] == TEAM


@pytest.mark.rule("SOCL 2.1/4")
@pytest.mark.parametrize("code", ["ALG-01", "ALG-06", "ALG-26", "ALG-31", "ALG-40"])
def test_the_kind_is_prefilled_and_the_tsb_may_decide_otherwise(desk: Rest, call: int, code: str) -> None:
    prefilled = opened(desk, call, code=code)
    assert prefilled["kind"] == CATALOGUE[code].kind
    for kind in ("auskunft", "sonstiges", "leistungsberatung"):
        assert opened(desk, call, code=code, kind=kind)["kind"] == kind
        assert ok(desk.patch(f"/anliegen/{prefilled['id']}/", {"kind": kind}))["kind"] == kind


def test_another_code_prefills_the_kind_again_unless_it_is_given(desk: Rest, call: int) -> None:
    found = opened(desk, call, code="ALG-27")
    path = f"/anliegen/{found['id']}/"
    assert ok(desk.patch(path, {"code": "ALG-01"}))["kind"] == "auskunft"
    changed = ok(desk.patch(path, {"code": "ALG-27", "kind": "sonstiges"}))
    assert (changed["code"], changed["kind"]) == ("ALG-27", "sonstiges")


def test_each_change_is_journaled_without_its_personal_values(desk: Rest, call: int) -> None:
    found = opened(desk, call)
    ok(desk.patch(f"/anliegen/{found['id']}/", {"name": "Jan Muster", "kind": "sonstiges"}))
    assert Entry.objects.filter(verb="change_anliegen").values_list("facts", flat=True).get() == {
        "fields": ["kind", "name"],
        "kind": "sonstiges",
    }


@pytest.mark.rule("ORGA-1")
def test_another_plz_moves_the_responsibility(desk: Rest, call: int) -> None:
    found = opened(desk, call)
    moved = ok(desk.patch(f"/anliegen/{found['id']}/", {"plz": "58095"}))
    assert (moved["plz"], moved["responsible"]["team"]["key"]) == ("58095", "alg-347")
    refused = desk.patch(f"/anliegen/{found['id']}/", {"plz": "10115"})
    assert refusal(refused) == (422, "agentur_ambiguous", "ORGA-1")
    assert ok(desk.get(f"/anliegen/{found['id']}/")) == moved


@pytest.mark.rule("ORGA-1")
def test_an_agentur_named_later_must_fit_the_plz_that_is_there(desk: Rest, call: int) -> None:
    found = opened(desk, call)
    refused = desk.patch(f"/anliegen/{found['id']}/", {"agentur": "347"})
    assert refusal(refused) == (422, "agentur_unknown", "ORGA-1")
    assert ok(desk.get(f"/anliegen/{found['id']}/")) == found


def test_one_call_may_carry_several_anliegen(desk: Rest, call: int) -> None:
    codes = ["ALG-27", "ALG-04", "ALG-27"]
    for code in codes:
        opened(desk, call, code=code)
    assert [a["code"] for a in ok(desk.get(f"/calls/{call}/"))["anliegen"]] == codes


@pytest.mark.rule("RUF-5")
def test_an_anliegen_needs_an_answered_call(world: World) -> None:
    other = world.desk("tsb2")
    offer = world.switch().rings("c2")["offerId"]
    pk = ok(other.post(f"/offers/{offer}/accept/"))["id"]
    answer = other.post(f"/calls/{pk}/anliegen/", {"code": "ALG-27"})
    assert refusal(answer) == NOT_FOUND, "accepted at the desk, not connected yet: nobody's call"


def test_an_anliegen_may_be_noted_after_the_caller_has_hung_up(world: World, desk: Rest, call: int) -> None:
    world.switch().say("hangup", cause="normalClearing")
    assert opened(desk, call)["state"] == "open"


@pytest.mark.rule("SOCL 2.1/4")
def test_a_question_answered_at_first_contact_is_resolved(world: World, desk: Rest, call: int) -> None:
    found = opened(desk, call, code="ALG-04")
    answer = desk.post(f"/anliegen/{found['id']}/resolve/", {"note": "Zahlung am 30."})
    assert answer.status_code == 201
    assert answer.json() == {
        "id": Outcome.objects.get().pk,
        "kind": "resolved",
        "anliegen": found["id"],
        "note": "Zahlung am 30.",
        "at": berlin_iso(world.time()),
        "promised_until": None,
        "booking": None,
        "work_order": None,
    }
    closed = ok(desk.get(f"/anliegen/{found['id']}/"))
    assert (closed["state"], closed["outcome"]) == ("closed", "resolved")


@pytest.mark.parametrize("outcome", ["referred", "wrong_number", "caller_gone"])
def test_the_other_ends(desk: Rest, call: int, outcome: str) -> None:
    found = opened(desk, call, code="ALG-40")
    said = ok(desk.post(f"/anliegen/{found['id']}/close/", {"outcome": outcome, "note": ""}))
    assert (said["kind"], said["anliegen"], said["booking"]) == (outcome, found["id"], None)


@pytest.mark.parametrize("outcome", ["resolved", "rueckruf", "work_order", "handed_over", "", None])
def test_what_is_no_such_end_is_refused(desk: Rest, call: int, outcome: str | None) -> None:
    found = opened(desk, call)
    answer = desk.post(f"/anliegen/{found['id']}/close/", {"outcome": outcome})
    assert refusal(answer) == (422, "invalid", "")
    assert list(problem(answer)["errors"]) == ["outcome"]


@pytest.mark.rule("SOCL 2.1/4")
def test_what_is_closed_is_closed_once(desk: Rest, call: int) -> None:
    found = opened(desk, call)
    path = f"/anliegen/{found['id']}"
    ok(desk.post(f"{path}/resolve/"))
    before = rows("Anliegen", "Outcome", "Booking", "Entry")
    rueckruf = {"starts_at": "2026-11-18T08:00:00+01:00", "name": "x", "briefing": "y"}
    attempts = [
        desk.post(f"{path}/resolve/"),
        desk.post(f"{path}/close/", {"outcome": "referred"}),
        desk.post(f"{path}/rueckruf/", {**rueckruf, "rueckruf_number": "+493023125900"}),
        desk.patch(f"{path}/", {"kind": "auskunft"}),
    ]
    assert [refusal(a) for a in attempts] == [CLOSED] * 4
    assert rows("Anliegen", "Outcome", "Booking", "Entry") == before


@pytest.mark.rule("SOCL 2.1/4")
def test_the_next_steps_of_an_anliegen_over_http(desk: Rest, call: int) -> None:
    found = opened(desk, call)
    steps = ok(desk.get(f"/anliegen/{found['id']}/next-steps/"))
    assert [(s["step"], s["allowed"], s["recommended"], s["rule"]) for s in steps] == [
        ("resolve", True, False, "SOCL 2.1/4"),
        ("refer", True, False, "SOCL 2.1/4"),
        ("ask_fit", False, False, "SOCL 2.1/8"),
        ("ask_os", False, False, "SOCL 2.1/8"),
        ("warm_handover", False, False, "SOCL 2.1/8"),
        ("rueckruf", True, True, "SOCL 2.1/8"),
        ("work_order", True, False, "SOCL 3/SC/2"),
        ("promise_48h", False, False, "SOCL 2/2"),
    ]
    assert all(
        s["reason"] and set(s) == {"step", "allowed", "recommended", "rule", "reason", "reach"} for s in steps
    )


def test_the_anliegen_of_another_desk_is_not_found(world: World, desk: Rest, call: int) -> None:
    found = opened(desk, call)
    other = world.desk("tsb2")
    path = f"/anliegen/{found['id']}"
    before = rows("Anliegen", "Outcome", "Entry")
    attempts = [
        other.get(f"{path}/"),
        other.patch(f"{path}/", {"kind": "auskunft"}),
        other.get(f"{path}/next-steps/"),
        other.post(f"{path}/resolve/"),
        other.post(f"{path}/close/", {"outcome": "referred"}),
        other.post(f"{path}/rueckruf/"),
        other.get(f"/calls/{call}/"),
        other.post(f"/calls/{call}/anliegen/", {"code": "ALG-01"}),
        other.post(f"/calls/{call}/identification/", {"result": "not_asked"}),
        other.post(f"/calls/{call}/hangup/"),
    ]
    assert [refusal(a) for a in attempts] == [NOT_FOUND] * len(attempts)
    assert rows("Anliegen", "Outcome", "Entry") == before


def test_the_whole_call_with_its_timeline(world: World, desk: Rest, call: int) -> None:
    found = opened(desk, call, name="Mara Beispiel")
    world.time.goes_on(60)
    ok(desk.post(f"/anliegen/{found['id']}/resolve/", {"note": "geklärt"}))
    seen = ok(desk.get(f"/calls/{call}/"))
    assert (seen["callId"], seen["state"], seen["rufkreis"], seen["waited_seconds"]) == (
        "c1",
        "answered",
        "alg",
        0,
    )
    assert [(line["verb"], line["rule"]) for line in seen["timeline"]] == [
        ("new_call", "RUF-1"),
        ("decision", "RUF-13"),
        ("answer", ""),
        ("open_anliegen", "SOCL 2.1/4"),
        ("close_anliegen", "SOCL 2.1/4"),
    ]
    assert seen["timeline"][4] == {
        "verb": "close_anliegen",
        "at": berlin_iso(world.time()),
        "rule": "SOCL 2.1/4",
        "facts": {"outcome": "resolved", "ladder": 1, "guide": 1},
    }
    assert "Beispiel" not in str(seen["timeline"])


@pytest.mark.rule("SOCL 2.1/4")
def test_the_desk_notes_language_aid_and_who_speaks_and_the_team_reads_it(
    world: World, desk: Rest, call: int
) -> None:
    pk = opened(desk, call, name="Mara Beispiel")["id"]
    tsb, other = Client(), Client()
    tsb.force_login(Person.objects.get(username="tsb1"))
    other.force_login(tsb_of(world.nord))
    page = f"/platz/anliegen/{pk}/besonderes/"
    said = {"language": "Türkisch", "communication_aid": "Gebärdensprache", "third_party": "Jan, Vollmacht"}
    assert other.post(page, said).status_code == 404
    too_long = tsb.post(page, {**said, "language": "x" * 41}, follow=True)
    assert "Bitte kürzer fassen" in too_long.content.decode()
    assert "Türkisch Gebärdensprache Jan, Vollmacht" in tsb.post(page, said, follow=True).content.decode()
    found = ok(desk.get(f"/anliegen/{pk}/"))
    assert {name: found[name] for name in said} == said
    assert "Anruf durch: Jan, Vollmacht" in tsb.get(f"/platz/anliegen/{pk}/rueckruf/").content.decode()
    callback = {"name": "Mara", "rueckruf_number": "030 23125 900", "briefing": "x"}
    ok(desk.post(f"/anliegen/{pk}/rueckruf/", {"starts_at": "2026-11-18T11:00:00+01:00", **callback}))
    booked = Booking.objects.get()
    assert (booked.language, booked.communication_aid) == ("Türkisch", "Gebärdensprache")
    assert "bereits abgeschlossen" in tsb.post(page, said, follow=True).content.decode()
