"""The Rücksprache over REST and at the switch: asked, joined, answered, taken over; and what ends it otherwise."""

import itertools
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from routing.escalation.actions.consult import settle_consults
from routing.escalation.models import Anliegen, Consult, Outcome
from routing.escalation.rules import lifecycle
from routing.escalation.rules.lifecycle import ConsultState
from routing.rufkreis.models import CtiCommand, TransferPermit
from socl.core.db import broken_constraint
from socl.journal.models import AccessEntry
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok, refusal
from tests.api.worlds import World
from tests.escalation.steps import opened, path_of
from tests.factories.kalender import AT

pytestmark = pytest.mark.usefixtures("hotlines")
EXCEPTION = {"code": "dringlichkeit", "reason": "mittellos, Miete morgen fällig"}


def commands() -> list[tuple[str, str]]:
    return list(CtiCommand.objects.filter(offer=None).order_by("pk").values_list("command", "target"))


def asked(desk: Rest, path: str, target: str = "fit") -> Any:
    return ok(desk.post(f"{path}/consults/", {"target": target, "question": "Vorschuss möglich?"}))


@pytest.mark.rule("SOCL 2.1/5")
@pytest.mark.rule("ESK-1")
def test_the_fit_is_asked_joins_and_answers_and_the_call_stays(
    world: World, desk: Rest, call: int, fit: Rest, os: Rest
) -> None:
    path = path_of(desk, call, code="ALG-06", name="Mara Beispiel")
    consult = asked(desk, path)
    expected = {
        "state": "asked",
        "target": "fit",
        "question": "Vorschuss möglich?",
        "answer": "",
        "ended_at": None,
    }
    assert {name: consult[name] for name in expected} == expected
    assert (consult["unit"]["key"], consult["anliegen"]["state"], consult["asked_by"]["key"]) == (
        "sc-nord",
        "consulting",
        "tsb1",
    )
    steps = {s["step"]: s for s in ok(desk.get(f"{path}/next-steps/"))}
    assert (steps["ask_os"]["allowed"], steps["ask_os"]["rule"]) == (False, "ESK-1")
    world.time.goes_on(40)
    assert [c["id"] for c in ok(fit.get("/consults/?state=asked"))] == [consult["id"]]
    assert ok(os.get("/consults/")) == []
    assert refusal(os.post(f"/consults/{consult['id']}/join/"))[0] == 404
    joined = ok(fit.post(f"/consults/{consult['id']}/join/"))
    assert (joined["state"], joined["joined_by"]["key"], joined["waited_seconds"]) == ("joined", "greta", 40)
    assert ok(fit.post(f"/consults/{consult['id']}/join/")) == joined, "a repeat is harmless"
    colleague = world.staff(Role.FIT, world.nord.sc, "hilde")
    assert refusal(colleague.post(f"/consults/{consult['id']}/join/")) == (409, "wrong_state", "ESK-1")
    assert refusal(colleague.post(f"/consults/{consult['id']}/answer/", {"answer": "x"}))[1] == "not_yours"
    assert refusal(fit.post(f"/consults/{consult['id']}/take-over/", {"reason": "x"})) == (
        409,
        "not_allowed",
        "SOCL 2.1/7",
    )
    answered = ok(fit.post(f"/consults/{consult['id']}/answer/", {"answer": "Ja, nach § 42 SGB I."}))
    assert (answered["state"], answered["answer"], answered["anliegen"]["state"]) == (
        "answered",
        "Ja, nach § 42 SGB I.",
        "open",
    )
    assert commands() == [("consult", "greta"), ("hangup", "greta")]
    steps = {s["step"]: s for s in ok(desk.get(f"{path}/next-steps/"))}
    assert [n for n, s in steps.items() if s["recommended"]] == ["rueckruf"]
    assert ok(desk.post(f"{path}/resolve/", {"note": "nach Rücksprache"}))["kind"] == "resolved"
    assert AccessEntry.objects.filter(purpose="ruecksprache", object_type="anliegen").count() >= 5


@pytest.mark.rule("SOCL 2.1/7")
def test_the_os_takes_the_call_over_in_an_exceptional_case_only(
    world: World, desk: Rest, call: int, os: Rest
) -> None:
    switch, path = world.switch(), path_of(desk, call, code="ALG-06")
    consult = asked(desk, path, "os")
    over = f"/consults/{consult['id']}/take-over/"
    assert refusal(os.post(over, {"reason": "x"})) == (409, "not_allowed", "SOCL 2.1/7")
    ok(os.post(f"/consults/{consult['id']}/join/"))
    assert refusal(os.post(over, {"reason": "x"})) == (409, "not_allowed", "SOCL 2.1/7")
    assert switch.say("transferRequest", "c1", target="imke")["action"] == "deny"
    assert refusal(desk.patch(f"{path}/", {"exception": {"code": "dringlichkeit"}}))[0] == 422
    assert ok(desk.patch(f"{path}/", {"exception": EXCEPTION}))["exception"] == EXCEPTION
    outcome = ok(os.post(over, {"reason": "übernehme sofort"}))
    assert (outcome["kind"], outcome["note"]) == ("handed_over", "übernehme sofort")
    assert switch.say("transferRequest", "c1", target="imke") == {"action": "allow"}
    assert switch.say("transferRequest", "c1", target="greta")["code"] == "OTHER_TARGET"
    assert commands() == [("consult", "imke"), ("transfer", "imke")]
    stored = Consult.objects.select_related("outcome").get()
    assert stored.outcome is not None
    assert (stored.state, stored.outcome.exception_code) == ("handed_over", "dringlichkeit")
    assert refusal(desk.post(f"{path}/resolve/"))[1] == "wrong_state"


@pytest.mark.rule("SOCL 2.1/8")
def test_a_leistungsberatung_is_neither_asked_about_nor_handed_over_not_even_with_another_anliegen(
    world: World, desk: Rest, call: int, os: Rest
) -> None:
    switch, beratung = world.switch(), path_of(desk, call, code="ALG-27")
    for target in ("fit", "os"):
        answer = desk.post(f"{beratung}/consults/", {"target": target, "question": "x"})
        assert refusal(answer) == (409, "not_allowed", "SOCL 2.1/8")
    assert switch.say("transferRequest", "c1", target="imke")["code"] == "LEISTUNGSBERATUNG_BOOK_ONLY"
    other = path_of(desk, call, code="ALG-06", exception=EXCEPTION)
    consult = asked(desk, other, "os")
    ok(os.post(f"/consults/{consult['id']}/join/"))
    take_over = f"/consults/{consult['id']}/take-over/"
    assert refusal(os.post(take_over, {"reason": "x"})) == (409, "not_allowed", "SOCL 2.1/8")
    ok(desk.patch(f"{beratung}/", {"kind": "auskunft"}))
    assert switch.say("transferRequest", "c1", target="imke")["code"] == "NO_PERMIT"
    ok(desk.patch(f"{other}/", {"kind": "leistungsberatung"}))
    assert refusal(os.post(take_over, {"reason": "x"}))[2] == "SOCL 2.1/8"
    ok(desk.patch(f"{other}/", {"kind": "sonstiges"}))
    assert ok(os.post(take_over, {"reason": "dringend"}))["kind"] == "handed_over"


@pytest.mark.rule("SOCL 2.1/8")
@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        (
            "UPDATE escalation_outcome SET kind = 'handed_over', exception_code = 'andere', note = 'x'",
            "outcome_leistungsberatung_never_handed_over",
        ),
        ("UPDATE escalation_outcome SET anliegen_kind = 'auskunft'", "anliegen_outcome_of_its_kind"),
        ("UPDATE escalation_anliegen SET kind = 'auskunft'", "anliegen_outcome_of_its_kind"),
        ("UPDATE escalation_anliegen SET state = 'open'", "anliegen_closed_has_outcome"),
        ("UPDATE escalation_anliegen SET exception_code = 'andere'", "anliegen_exception_has_reason"),
        (
            "UPDATE escalation_outcome SET exception_code = 'andere'",
            "outcome_handed_over_is_an_exception",
        ),
        ("UPDATE escalation_outcome SET promised_until = now()", "outcome_promise_has_deadline"),
    ],
)
def test_the_database_refuses_the_forbidden_even_by_raw_sql(
    desk: Rest, call: int, sql: str, constraint: str
) -> None:
    """The Leistungsberatung that was closed cannot become one that was handed over, on no way round."""
    ok(desk.post(f"{path_of(desk, call, code='ALG-27')}/resolve/"))
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert broken_constraint(error.value) == constraint


@pytest.mark.rule("SOCL 2.1/7")
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "handed_over"}, "consult_handed_over_by_the_os"),
        ({"state": "answered"}, "consult_answered_has_answer"),
        ({"state": "asked"}, "consult_joined_has_person"),
        ({"joined_by": None}, "consult_joined_has_person"),
        ({"ended_at": AT}, "consult_live_has_no_end"),
    ],
)
def test_the_database_ties_a_consult_to_its_columns(
    desk: Rest, call: int, fit: Rest, change: dict[str, Any], constraint: str
) -> None:
    consult = asked(desk, path_of(desk, call, code="ALG-06"))
    ok(fit.post(f"/consults/{consult['id']}/join/"))
    over = {"ended_at": AT} if change.get("state") in ("handed_over", "answered") else {}
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Consult.objects.update(**over, **change)
    assert broken_constraint(error.value) == constraint


MOVES = {
    "JOIN": {ConsultState.ASKED},
    "ANSWER": {ConsultState.JOINED},
    "HAND_OVER": {ConsultState.JOINED},
    "CANCEL": {ConsultState.ASKED, ConsultState.JOINED},
    "GIVE_UP": {ConsultState.ASKED},
}


@pytest.mark.rule("ESK-1")
@pytest.mark.parametrize(("state", "move"), list(itertools.product(ConsultState, MOVES)), ids=str)
def test_a_consult_makes_the_moves_of_its_state_and_no_other(state: ConsultState, move: str) -> None:
    assert getattr(lifecycle, move).allows(state) is (state in MOVES[move])


@pytest.mark.rule("ESK-1")
def test_closing_or_withdrawing_ends_the_consult_and_frees_the_hotline(
    desk: Rest, call: int, fit: Rest
) -> None:
    first = asked(desk, path_of(desk, call, code="ALG-06"))
    ok(desk.post(f"/consults/{first['id']}/cancel/"))
    assert refusal(fit.post(f"/consults/{first['id']}/join/")) == (409, "wrong_state", "ESK-1")
    path = path_of(desk, call, code="ALG-16")
    second = asked(desk, path)
    ok(fit.post(f"/consults/{second['id']}/join/"))
    third = asked(desk, path_of(desk, call, code="ALG-28"))
    assert refusal(fit.post(f"/consults/{third['id']}/join/")) == (409, "busy", "ESK-1")
    ok(desk.post(f"{path}/resolve/"))
    assert list(Consult.objects.order_by("pk").values_list("state", "end_cause")) == [
        ("cancelled", "withdrawn"),
        ("cancelled", "anliegen_closed"),
        ("asked", ""),
    ]
    assert ok(fit.post(f"/consults/{third['id']}/join/"))["state"] == "joined"


@pytest.mark.rule("ESK-2")
def test_what_nobody_ends_is_ended_by_what_is_stored(world: World, desk: Rest, call: int, fit: Rest) -> None:
    alone = path_of(desk, call, code="ALG-06")
    asked(desk, alone)
    world.time.goes_on(179)
    assert settle_consults(at=world.time()) == 0
    world.time.goes_on(1)
    assert settle_consults(at=world.time()) == 1
    steps = {s["step"]: s for s in ok(desk.get(f"{alone}/next-steps/"))}
    assert [n for n, s in steps.items() if s["recommended"]] == ["rueckruf"], "nobody came: back to booking"

    waiting, joined = asked(desk, alone), asked(desk, path_of(desk, call, code="ALG-16"))
    ok(fit.post(f"/consults/{joined['id']}/join/"))
    world.switch().say("hangup", cause="normalClearing")
    assert settle_consults(at=world.time()) == 1, "the question that still waited"
    late = desk.post(f"{alone}/consults/", {"target": "fit", "question": "x"})
    assert refusal(late) == (409, "not_allowed", "ESK-1")
    world.time.goes_on(599)
    assert settle_consults(at=world.time()) == 0
    world.time.goes_on(1)
    assert settle_consults(at=world.time()) == 1
    told = Consult.objects.order_by("pk").values_list("state", "end_cause")
    assert list(told) == [
        ("nobody_came", "nobody_came"),
        ("cancelled", "caller_gone"),
        ("cancelled", "caller_gone"),
    ]
    assert waiting["id"] and set(Anliegen.objects.values_list("state", flat=True)) == {"open"}


@pytest.mark.rule("SOCL 3/OS/2")
def test_where_no_hotline_is_set_up_nobody_can_be_asked(world: World, desk: Rest, call: int) -> None:
    path = path_of(desk, call, code="ALG-06", plz="58095")
    answer = desk.post(f"{path}/consults/", {"target": "os", "question": "x"})
    assert refusal(answer) == (409, "no_hotline", "SOCL 3/OS/2")
    assert ok(desk.get(f"{path}/"))["state"] == "open"


def test_what_is_missing_or_wrong_is_named(desk: Rest, call: int, fit: Rest) -> None:
    path = path_of(desk, call, code="ALG-06")
    for body, field in (({"target": "fit"}, "question"), ({"target": "rd", "question": "x"}, "target")):
        answer = desk.post(f"{path}/consults/", body)
        assert (refusal(answer)[0], list(answer.json()["errors"])) == (422, [field])
    consult = asked(desk, path)
    ok(fit.post(f"/consults/{consult['id']}/join/"))
    assert refusal(fit.post(f"/consults/{consult['id']}/answer/", {"answer": ""}))[0] == 422
    assert refusal(fit.get("/consults/?state=lost"))[0] == 422
    assert opened(desk, call, third_party="Bruder, Vollmacht")["third_party"] == "Bruder, Vollmacht"
    assert not Outcome.objects.exists() and not TransferPermit.objects.filter(code="").exists()
