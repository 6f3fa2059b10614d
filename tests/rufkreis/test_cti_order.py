"""Events late, doubled, out of order: what the telephone says last and what was true first."""

import itertools
from datetime import timedelta
from typing import Any

import pytest

from routing.rufkreis.models import Call, Offer, Presence
from routing.rufkreis.queries.lagebild import lagebild
from routing.rufkreis.rules.lifecycle import OfferState
from socl.orga.models import Person
from tests.api.clients import encoded, ok, refusal
from tests.api.worlds import World, counts, rows


def desks() -> dict[str, tuple[str, str | None]]:
    """Who does what with which call."""
    found = Presence.objects.values_list("person__username", "activity", "call__call_id")
    return {name: (activity, call) for name, activity, call in found}


def call(call_id: str = "c1") -> Call:
    return Call.objects.get(call_id=call_id)


@pytest.mark.rule("RUF-7")
@pytest.mark.parametrize("event", ["newCall", "offerFailed", "answer", "hangup", "transferRequest", "hold"])
def test_the_same_event_again_gets_the_very_same_bytes_and_has_no_second_effect(
    world: World, event: str
) -> None:
    world.desk("tsb1")
    switch = world.switch()
    more = {"from": "0431 12345", "to": "08004555500", "dtmf": ["2"]}
    if event != "newCall":
        offer = switch.rings()["offerId"]
        more = {"offerId": offer, "cause": "busy"} if event != "hangup" else {"cause": "cancel"}
    body = encoded(switch.message(event, "c1", **more))
    first = switch.send(body)
    before = rows()
    world.time.goes_on(7)
    again = switch.send(body)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert rows() == before


@pytest.mark.rule("RUF-7")
def test_the_same_event_id_with_another_body_is_refused(world: World) -> None:
    switch = world.switch()
    message = switch.message("newCall", "c1", **{"from": "anonymous", "to": "08004555500"})
    ok(switch.send(encoded(message)))
    before = rows()
    answer = switch.send(encoded({**message, "to": "4984001"}))
    assert refusal(answer) == (409, "idempotency_conflict", "")
    assert rows() == before


@pytest.mark.rule("RUF-9")
def test_after_the_call_the_desk_wraps_up_for_a_minute(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    switch.connects(desk)
    assert desks() == {"tsb1": ("talking", "c1")}
    world.time.goes_on(30)
    assert switch.say("hangup", cause="normalClearing") == {}
    assert desks() == {"tsb1": ("wrap_up", "c1")}
    assert Presence.objects.get().wrap_up_until == world.time() + timedelta(seconds=60)
    ended = call()
    assert (ended.state, ended.end_cause, ended.ended_at) == ("ended", "normalClearing", world.time())


@pytest.mark.rule("RUF-9")
def test_the_wrap_up_counts_for_every_queue_of_the_desk(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1", "both")
    switch.connects(desk)
    switch.say("hangup", cause="normalClearing")
    assert switch.rings("c2")["action"] == "wait"
    assert switch.rings("c3", dtmf=["9"])["action"] == "wait"


@pytest.mark.rule("RUF-8")
def test_an_answer_connects_the_desk_of_the_offer(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    pk = switch.connects(desk)
    connected = call()
    assert (connected.pk, connected.state, connected.answered_at) == (pk, "answered", world.time())
    assert connected.person == Person.objects.get(username="tsb1")
    assert Offer.objects.get().state == OfferState.ACCEPTED


def test_the_highest_seq_is_remembered_whatever_came_last(world: World) -> None:
    switch = world.switch()
    switch.rings(seq=3)
    assert ok(switch.fetch("/calls/c1"))["lastSeq"] == 3
    switch.say("answer", offerId="1", seq=9)
    switch.say("hangup", cause="normalClearing", seq=5)
    assert ok(switch.fetch("/calls/c1"))["lastSeq"] == 9


def test_a_caller_who_hangs_up_while_it_rings_frees_the_desk(world: World) -> None:
    switch = world.switch()
    world.desk("tsb1")
    switch.rings()
    assert desks() == {"tsb1": ("offered", "c1")}
    switch.say("hangup", cause="cancel")
    assert desks() == {"tsb1": ("idle", None)}
    assert Offer.objects.get().state == OfferState.WITHDRAWN


def test_a_caller_who_hangs_up_lets_the_next_one_through(world: World) -> None:
    switch = world.switch()
    world.desk("tsb1")
    switch.rings("c1")
    switch.rings("c2")
    switch.say("hangup", "c1", cause="cancel")
    assert desks() == {"tsb1": ("offered", "c2")}, "at once, not at the next poll"


def test_a_hangup_before_its_new_call_ends_the_call_for_good(world: World) -> None:
    switch = world.switch()
    world.desk("tsb1")
    switch.say("hangup", cause="cancel")
    assert (call().state, call().reconstructed) == ("ended", True)
    assert switch.rings(**{"from": "0431 12345"}) == {"action": "reject", "reason": "closed"}
    late = call()
    assert (late.state, late.reconstructed, late.from_e164) == ("ended", False, "+4943112345")
    assert desks() == {"tsb1": ("idle", None)}


def test_an_answer_before_its_new_call_is_a_reconstructed_conversation(world: World) -> None:
    switch = world.switch()
    assert switch.say("answer", offerId="1") == {}
    assert (call().state, call().reconstructed) == ("answered", True)
    switch.rings(**{"from": "0431 12345"})
    assert (call().state, call().reconstructed, call().from_e164) == ("answered", False, "+4943112345")


def test_an_answer_after_the_hangup_changes_a_time_and_no_state(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    offer = switch.rings()["offerId"]
    ok(desk.post(f"/offers/{offer}/accept/"))
    switch.say("hangup", cause="cancel")
    world.time.goes_on(1)
    assert switch.say("answer", offerId=offer) == {}
    assert (call().state, call().answered_at) == ("ended", world.time())
    assert desks() == {"tsb1": ("idle", None)}


def test_an_answer_told_twice_keeps_its_first_time_even_after_the_hangup(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    switch.connects(desk)
    answered_at = world.time()
    world.time.goes_on(30)
    switch.say("hangup", cause="normalClearing")
    switch.say("answer", offerId=str(Offer.objects.get().pk))
    assert (call().state, call().answered_at) == ("ended", answered_at)


def test_the_first_answer_wins(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    switch.connects(desk)
    before = rows("Call", "Offer", "Presence")
    world.time.goes_on(1)
    assert switch.say("answer", offerId="424242") == {}
    assert rows("Call", "Offer", "Presence") == before


def test_an_answer_to_an_offer_that_has_just_expired_connects_all_the_same(world: World) -> None:
    """The two are talking: the telephone is right."""
    switch = world.switch()
    world.desk("tsb1")
    offer = switch.rings()["offerId"]
    world.time.goes_on(21)
    assert switch.say("poll")["action"] == "wait"
    switch.say("answer", offerId=offer)
    assert desks() == {"tsb1": ("talking", "c1")}
    assert (call().state, call().person_id) == ("answered", Offer.objects.get().person_id)


@pytest.mark.parametrize("accepted", [False, True], ids=["still_ringing", "accepted_there"])
def test_an_answer_elsewhere_frees_the_desk_that_the_call_had_moved_on_to(
    world: World, accepted: bool
) -> None:
    switch = world.switch()
    world.desk("tsb1")
    first = switch.rings()["offerId"]
    world.time.goes_on(21)
    second_desk = world.desk("tsb2")
    second = switch.say("poll")
    assert second["target"] == "tsb2"
    if accepted:
        ok(second_desk.post(f"/offers/{second['offerId']}/accept/"))
    switch.say("answer", offerId=first)
    assert desks() == {"tsb1": ("talking", "c1"), "tsb2": ("idle", None)}
    assert list(Offer.objects.order_by("pk").values_list("state", flat=True)) == ["accepted", "withdrawn"]
    switch.say("hangup", cause="normalClearing")
    assert desks() == {"tsb1": ("wrap_up", "c1"), "tsb2": ("idle", None)}


@pytest.mark.parametrize("accepted", [False, True], ids=["still_ringing", "accepted_there"])
def test_an_answer_without_a_known_offer_leaves_no_desk_reserved(world: World, accepted: bool) -> None:
    """The switch used its own fallback: nobody here has the call, and nobody waits for it."""
    switch, desk = world.switch(), world.desk("tsb1")
    offer = switch.rings()["offerId"]
    if accepted:
        ok(desk.post(f"/offers/{offer}/accept/"))
    switch.say("answer", offerId="424242")
    assert (call().state, call().person_id) == ("answered", None)
    assert desks() == {"tsb1": ("idle", None)}


def test_a_telephone_that_refuses_after_the_desk_has_accepted_passes_the_call_on(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    offer = switch.rings()["offerId"]
    ok(desk.post(f"/offers/{offer}/accept/"))
    world.desk("tsb2")
    decision = switch.say("offerFailed", offerId=offer, cause="declined")
    assert (decision["action"], decision["target"]) == ("dial", "tsb2")
    assert desks() == {"tsb1": ("idle", None), "tsb2": ("offered", "c1")}


def test_a_failure_of_an_old_offer_does_not_end_the_present_one(world: World) -> None:
    switch = world.switch()
    world.desk("tsb1")
    world.time.goes_on(1)
    world.desk("tsb2")
    first = switch.rings()["offerId"]
    second = switch.say("offerFailed", offerId=first, cause="noAnswer")
    assert switch.say("offerFailed", offerId=first, cause="noAnswer") == second


def test_an_offer_of_another_call_says_nothing_about_this_one(world: World) -> None:
    switch = world.switch()
    world.desk("tsb1")
    offer = switch.rings("c1")["offerId"]
    switch.rings("c2")
    assert switch.say("offerFailed", "c2", offerId=offer, cause="busy")["action"] == "wait"
    switch.say("answer", "c2", offerId=offer)
    assert desks() == {"tsb1": ("offered", "c1")}


@pytest.mark.rule("RUF-7")
@pytest.mark.parametrize("order", list(itertools.permutations(("newCall", "answer", "hangup"))), ids="-".join)
def test_a_call_that_somebody_of_the_house_makes_is_offered_to_nobody_and_counts_nowhere(
    world: World, order: tuple[str, ...]
) -> None:
    switch = world.switch()
    world.desk("tsb1")
    told: dict[str, dict[str, Any]] = {
        "newCall": {"from": "4984001", "to": "0431 12345", "direction": "out"},
        "answer": {"offerId": "0"},
        "hangup": {"cause": "normalClearing"},
    }
    for event in order:
        assert switch.say(event, **{"direction": "in", **told[event]}) == {}
    assert not Offer.objects.exists()
    assert not Call.objects.exclude(state="ended", end_cause="outgoing").exists()
    assert [queue.today.offered for queue in lagebild(world.nord.sc, world.time()).queues] == [0, 0]
    assert Presence.objects.get().activity == "idle"


def test_an_unreadable_event_leaves_nothing_behind(world: World) -> None:
    switch = world.switch()
    before = counts()
    assert switch.send(b'{"event": "newCall"').status_code == 400
    assert counts() == before
