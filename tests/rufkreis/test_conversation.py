"""Hold, Ruecksprache, handing over: what the telephone system says about a conversation, in any order."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.rufkreis.actions import talk
from routing.rufkreis.actions.desk import set_presence
from routing.rufkreis.actions.setup import set_up_hotline
from routing.rufkreis.actions.transfer import permit_transfer, refuse_transfer, withdraw_permit
from routing.rufkreis.models import Call, CtiCommand, Presence, TransferPermit
from routing.rufkreis.queries.telephony import hotline_of
from routing.rufkreis.rules.conversation import Conversation, Said, conversation
from routing.rufkreis.rules.eligibility import Hotline
from routing.rufkreis.rules.lifecycle import Wish
from routing.rufkreis.rules.transfer import BOOK_ONLY, MESSAGES, Permit, refusal_code
from socl.lib.refusal import Refusal
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Switch, encoded
from tests.api.worlds import World
from tests.factories.kalender import AT
from tests.factories.rufkreis import rufkreise

SOON = AT + timedelta(minutes=5)


def desks() -> dict[str, tuple[str, str | None]]:
    found = Presence.objects.values_list("person__username", "activity", "call__call_id")
    return {name: (activity, call) for name, activity, call in found}


def in_conversation(world: World) -> tuple[Switch, Call, Person, Person]:
    """tsb1 talks to the caller of c1; fit1 of the same Service Center is at the hotline."""
    switch, desk = world.switch(), world.desk("tsb1")
    switch.connects(desk, seq=1)
    fit = world.person(Role.FIT, world.nord.sc, "fit1")
    set_presence(person=fit, wish=Wish.HOTLINE, at=world.time())
    return switch, Call.objects.get(), Person.objects.get(username="tsb1"), fit


EVERYTHING = [
    Said("hold", 2, AT, "", 1),
    Said("consultStart", 3, AT, "fit1", 2),
    Said("consultAnswer", 4, AT, "fit1", 3),
    Said("unhold", 5, None, "", 4),
    Said("hold", 6, AT, "", 5),
]


@given(st.permutations(EVERYTHING), st.lists(st.sampled_from(EVERYTHING), max_size=4), st.integers(0, 5))
@settings(max_examples=60)
@pytest.mark.rule("RUF-7")
def test_a_conversation_is_what_all_its_events_say_in_whatever_order_they_came(
    order: list[Said], doubled: list[Said], lost: int
) -> None:
    assert conversation([*order, *doubled]) == Conversation(held=True, consulted="fit1")
    told = [said for said in order if said.seq != lost + 1]
    assert conversation(told) == conversation(sorted(told, key=lambda said: said.seq or 0))


@pytest.mark.rule("RUF-7")
@pytest.mark.parametrize(
    ("ends_with", "expected"),
    [
        (Said("consultEnd", 7, AT, "", 9), Conversation(held=True)),
        (Said("transferred", 7, AT, "os1", 9), Conversation(taken_over_by="os1")),
        (Said("consultStart", 7, AT, "os1", 9), Conversation(held=True)),
    ],
    ids=lambda value: getattr(value, "event", ""),
)
def test_the_latest_event_decides(ends_with: Said, expected: Conversation) -> None:
    assert conversation([ends_with, *EVERYTHING]) == expected


def test_a_ruecksprache_is_shown_at_both_desks_and_leaves_the_caller_where_he_is(world: World) -> None:
    switch, call, _, _ = in_conversation(world)
    for seq, event in enumerate(["hold", "consultStart", "consultAnswer"], start=5):
        assert switch.say(event, seq=seq, legId="l1", target="fit1") == {}
    call.refresh_from_db()
    assert (call.held, call.state) == (True, "answered")
    assert desks() == {"tsb1": ("consulting", "c1"), "fit1": ("consulting", "c1")}
    switch.say("consultEnd", seq=8, legId="l1")
    switch.say("unhold", seq=9)
    call.refresh_from_db()
    assert call.held is False
    assert desks() == {"tsb1": ("talking", "c1"), "fit1": ("idle", None)}


def test_a_late_or_doubled_hold_changes_nothing(world: World) -> None:
    switch, call, _, _ = in_conversation(world)
    switch.say("unhold", seq=9)
    assert switch.say("hold", seq=8) == {}
    call.refresh_from_db()
    assert (call.held, call.last_seq) == (False, 9)


def test_a_hangup_during_a_ruecksprache_frees_who_was_asked_and_lets_the_desk_wrap_up(world: World) -> None:
    switch, _, _, _ = in_conversation(world)
    switch.say("consultStart", legId="l1", target="fit1")
    switch.say("consultAnswer", legId="l1", target="fit1")
    switch.say("hangup", cause="normalClearing")
    assert desks() == {"tsb1": ("wrap_up", "c1"), "fit1": ("idle", None)}


@pytest.mark.rule("SOCL 2.1/7")
def test_who_takes_the_call_over_has_it_and_the_desk_wraps_up(world: World) -> None:
    switch, call, tsb1, fit = in_conversation(world)
    permit_transfer(call=call, target=fit, until=SOON, rule="SOCL 2.1/7", by=tsb1, at=world.time())
    assert switch.say("transferRequest", target="fit1") == {"action": "allow"}
    switch.say("transferred", seq=7, target="fit1")
    assert desks() == {"tsb1": ("wrap_up", "c1"), "fit1": ("talking", "c1")}
    assert not TransferPermit.objects.filter(closed_at=None).exists(), "used once"
    switch.say("consultEnd", seq=6, legId="l1")
    assert desks() == {"tsb1": ("wrap_up", "c1"), "fit1": ("talking", "c1")}, "late, and so without effect"
    switch.say("hangup", cause="normalClearing")
    assert desks() == {"tsb1": ("wrap_up", "c1"), "fit1": ("wrap_up", "c1")}


PERMIT = Permit("os1", "", SOON)


@pytest.mark.rule("SOCL 2.1/7")
@pytest.mark.parametrize(
    ("permit", "target", "at", "code"),
    [
        (None, "os1", AT, "NO_PERMIT"),
        (PERMIT, "os1", AT, ""),
        (PERMIT, "os1", SOON, "PERMIT_EXPIRED"),
        (PERMIT, "os2", AT, "OTHER_TARGET"),
        (Permit("", BOOK_ONLY, None), "os1", AT, BOOK_ONLY),
    ],
)
def test_nothing_is_handed_over_without_a_permit_for_this_person_and_this_moment(
    permit: Permit | None, target: str, at: datetime, code: str
) -> None:
    assert refusal_code(permit, target, at) == code


@pytest.mark.rule("SOCL 2.1/8")
def test_the_telephone_system_hears_why_and_the_last_word_counts(world: World) -> None:
    switch, call, tsb1, fit = in_conversation(world)
    at, deny = world.time(), {"action": "deny"}

    def asked() -> Any:
        return switch.say("transferRequest", target="fit1")

    refuse_transfer(call=call, code=BOOK_ONLY, rule="SOCL 2.1/8", by=tsb1, at=at)
    assert asked() == {**deny, "code": BOOK_ONLY, "message": MESSAGES[BOOK_ONLY]}
    permit_transfer(call=call, target=fit, until=SOON, rule="SOCL 2.1/7", by=tsb1, at=at)
    assert asked() == {"action": "allow"}
    withdraw_permit(call=call, by=tsb1, at=at)
    assert asked()["code"] == "NO_PERMIT"
    assert TransferPermit.objects.count() == 2
    assert switch.say("transferRequest", "unheard-of", target="fit1")["code"] == "NO_PERMIT"


def test_what_the_desk_asks_for_is_sent_once_and_only_during_a_conversation(world: World) -> None:
    switch, call, tsb1, fit = in_conversation(world)
    CtiCommand.objects.all().delete()
    for _ in range(2):
        talk.hold_call(call=call, by=tsb1, at=world.time())
        talk.start_consult(call=call, target=fit, by=tsb1, at=world.time())
        talk.transfer_call(call=call, target=fit, by=tsb1, at=world.time())
        talk.end_consult(call=call, target=fit, by=tsb1, at=world.time())
        talk.resume_call(call=call, by=tsb1, at=world.time())
    sent = [(c["command"], c["callId"], c["offerId"], c["target"]) for c in switch.commands()]
    assert sent == [
        ("hold", "c1", None, None),
        ("consult", "c1", None, "fit1"),
        ("transfer", "c1", None, "fit1"),
        ("hangup", "c1", None, "fit1"),
        ("unhold", "c1", None, None),
    ]
    switch.say("hangup", cause="normalClearing")
    for verb in (talk.hold_call, talk.resume_call):
        with pytest.raises(Refusal, match="nicht im Gespräch"):
            verb(call=call, by=tsb1, at=world.time())


def test_hotlines_serve_colleagues_and_no_caller_waits_there(world: World) -> None:
    before = [r.pk for r in rufkreise().values()]
    by = Person.objects.get(username="pbx")
    fit = set_up_hotline(unit=world.nord.sc, hotline=Hotline.FIT, by=by, at=world.time())
    os = set_up_hotline(unit=world.nord.os, hotline=Hotline.OS, by=by, at=world.time())
    assert (hotline_of(world.nord.sc, Hotline.FIT), hotline_of(world.nord.os, Hotline.OS)) == (fit, os)
    assert hotline_of(world.west.sc, Hotline.FIT) is None
    world.switch().rings("c1", dtmf=["9"])
    assert Call.objects.get().rufkreis_id in before
    assert [e["rufkreis"] for e in world.desk("tsb1").ready()["eligible"]] == ["alg", "general"]


@pytest.mark.rule("RUF-11")
def test_a_telephone_that_is_not_registered_gets_no_calls_until_it_is(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")

    def device(state: str) -> None:
        world.time.goes_on(1)
        assert switch.say("agentDevice", target="tsb1", state=state) == {}

    device("unregistered")
    assert switch.rings()["action"] == "wait"
    assert desk.ready()["eligible"][0] == {"rufkreis": "alg", "ok": False, "reasons": ["device"]}
    late = switch.message("agentDevice", "x", target="tsb1", state="free")
    device("inUse")
    switch.send(encoded(late))
    assert switch.say("poll")["action"] == "wait", "the late word does not count"
    device("free")
    assert switch.say("poll")["target"] == "tsb1"


@pytest.mark.rule("RUF-11")
def test_a_telephone_in_use_before_the_desk_became_idle_says_nothing_about_now(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    offer = switch.rings()["offerId"]
    switch.say("agentDevice", target="tsb1", state="inUse")
    switch.say("answer", offerId=offer)
    world.time.goes_on(60)
    switch.say("hangup", cause="normalClearing")
    desk.post("/me/wrap-up/finish/")
    assert switch.rings("c2")["target"] == "tsb1", "its lost `free` does not lock the desk out"
