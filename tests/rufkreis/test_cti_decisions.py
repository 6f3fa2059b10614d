"""What the telephone system is told to do with a call, over HTTP."""

from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any

import pytest

from routing.rufkreis.models import Call, CtiEvent, EntryNumber, Offer, Rufkreis
from routing.rufkreis.rules.conversation import EVENTS
from socl.lib.workdays import BERLIN, berlin_day, berlin_iso
from socl.orga.models import Unit
from tests.api.clients import Rest, encoded, ok, refusal
from tests.api.worlds import World
from tests.factories.orga import tsb
from tests.factories.rufkreis import pbx

DENIED = {
    "action": "deny",
    "code": "NO_PERMIT",
    "message": "Eine Übergabe ist nicht freigegeben. Leistungsberatungen werden als Rückruf gebucht.",
}
CLOSED = {"action": "reject", "reason": "closed"}


@pytest.mark.rule("RUF-8")
def test_with_an_idle_desk_a_new_call_is_dialled_there(world: World) -> None:
    world.desk("tsb1")
    decision = world.switch().rings()
    offer = Offer.objects.get()
    assert decision == {
        "decisionId": f"d-{offer.pk}",
        "action": "dial",
        "offerId": str(offer.pk),
        "target": "tsb1",
        "ringTimeout": 15,
        "expiresAt": berlin_iso(world.time() + timedelta(seconds=20)),
    }


@pytest.mark.rule("RUF-3")
def test_without_an_idle_desk_a_new_call_waits_and_hears_its_place(world: World) -> None:
    switch = world.switch()
    first, second = switch.rings("c1"), switch.rings("c2", **{"from": "anonymous"})
    ids = {call.call_id: call.pk for call in Call.objects.all()}
    waits = {"action": "wait", "retryAfter": 1, "announce": "queue.alg"}
    assert first == {"decisionId": f"w-{ids['c1']}", "position": 1, "estimatedWait": 360, **waits}
    assert second == {"decisionId": f"w-{ids['c2']}", "position": 2, "estimatedWait": 720, **waits}


@pytest.mark.rule("RUF-8")
def test_a_waiting_call_is_dialled_on_its_next_poll_once_a_desk_is_ready(world: World) -> None:
    switch = world.switch()
    assert switch.rings()["action"] == "wait"
    assert switch.say("poll")["action"] == "wait"
    world.desk("tsb1")
    decision = switch.say("poll")
    assert (decision["action"], decision["target"]) == ("dial", "tsb1")
    assert switch.say("poll") == decision, "one target per decision, however often it is asked for"


@pytest.mark.parametrize(("silence", "offered"), [(5, True), (5.1, False)])
def test_a_call_not_polled_for_five_seconds_is_not_offered(
    world: World, silence: float, offered: bool
) -> None:
    switch = world.switch()
    switch.rings()
    world.time.goes_on(silence)
    desk = world.desk("tsb1")
    assert (ok(desk.get("/me/"))["offer"] is not None) is offered
    assert switch.say("poll")["action"] == "dial", "its next poll brings it back"


@pytest.mark.rule("RUF-8")
@pytest.mark.parametrize("cause", ["declined", "noAnswer", "busy", "unreachable"])
def test_a_failed_offer_is_answered_with_the_next_desk(world: World, cause: str) -> None:
    world.desk("tsb1")
    world.time.goes_on(1)
    world.desk("tsb2")
    switch = world.switch()
    first = switch.rings()
    world.time.goes_on(4)
    second = switch.say("offerFailed", offerId=first["offerId"], cause=cause)
    assert [first["target"], second["target"]] == ["tsb1", "tsb2"]
    state = "declined" if cause == "declined" else "expired"
    assert list(Offer.objects.order_by("pk").values_list("state", flat=True)) == [state, "open"]


def test_a_desk_at_which_a_call_failed_gets_it_again_after_thirty_seconds_only(world: World) -> None:
    desk, switch = world.desk("tsb1"), world.switch()
    first = switch.rings()
    assert switch.say("offerFailed", offerId=first["offerId"], cause="noAnswer")["action"] == "wait"
    world.time.goes_on(29.9)
    desk.ready()
    assert switch.say("poll")["action"] == "wait"
    world.time.goes_on(0.1)
    assert switch.say("poll")["target"] == "tsb1"


def test_a_failed_offer_bars_its_own_call_only(world: World) -> None:
    world.desk("tsb1")
    switch = world.switch()
    first = switch.rings("c1")
    switch.rings("c2")
    assert switch.say("offerFailed", "c1", offerId=first["offerId"], cause="noAnswer")["action"] == "wait"
    assert switch.say("poll", "c2")["target"] == "tsb1"


@pytest.mark.rule("RUF-2")
def test_the_longest_waiting_caller_goes_first(world: World) -> None:
    switch = world.switch()
    switch.rings("c1", dtmf=["9"])
    world.time.goes_on(1)
    switch.rings("c2")
    world.time.goes_on(1)
    switch.rings("c3")
    world.desk("tsb1", "both")
    assert [switch.say("poll", call)["action"] for call in ("c3", "c2", "c1")] == ["wait", "wait", "dial"]


@pytest.mark.rule("RUF-2")
def test_a_desk_takes_the_oldest_call_of_its_own_topic_and_none_blocks_it(world: World) -> None:
    switch = world.switch()
    switch.rings("c1", dtmf=["9"])
    world.time.goes_on(1)
    switch.rings("c2")
    world.desk("tsb1", "alg")
    assert [switch.say("poll", call)["action"] for call in ("c1", "c2")] == ["wait", "dial"]


@pytest.mark.rule("RUF-2")
def test_waiting_counts_from_the_first_entry_through_every_failed_offer(world: World) -> None:
    world.desk("tsb1")
    switch = world.switch()
    first = switch.rings("c1")
    world.time.goes_on(1)
    switch.rings("c2")
    decision = switch.say("offerFailed", "c1", offerId=first["offerId"], cause="noAnswer")
    assert (decision["action"], decision["position"]) == ("wait", 1)
    world.desk("tsb2")
    assert switch.say("poll", "c1")["target"] == "tsb2"


def test_the_longest_idle_desk_is_asked_first(world: World) -> None:
    world.desk("tsb1")
    world.time.goes_on(1)
    world.desk("tsb2")
    assert world.switch().rings()["target"] == "tsb1"


def test_a_desk_at_which_a_call_failed_goes_to_the_end_of_the_line(world: World) -> None:
    world.desk("tsb1", "both")
    world.time.goes_on(1)
    world.desk("tsb2", "general")
    switch = world.switch()
    first = switch.rings("c1")
    world.time.goes_on(1)
    switch.say("offerFailed", "c1", offerId=first["offerId"], cause="noAnswer")
    assert switch.rings("c2", dtmf=["9"])["target"] == "tsb2"


@pytest.mark.rule("SOCL 2.1/2")
@pytest.mark.parametrize("number", ["08004555500", "+493023125131", "+493023125347"])
def test_a_call_about_alg_is_offered_whichever_number_was_dialled(world: World, number: str) -> None:
    world.desk("tsb1", "alg")
    assert world.switch().rings(to=number, ext={"plz": "24103"})["target"] == "tsb1"


@pytest.mark.rule("SOCL 2.1/1")
@pytest.mark.parametrize(
    ("more", "announced"),
    [
        ({"dtmf": ["2"]}, "queue.alg"),
        ({"dtmf": ["9"]}, "queue.general"),
        ({"dtmf": []}, "queue.general"),
        ({"to": "4984001", "dtmf": ["2"]}, "queue.general"),
        ({"to": "nobody", "dtmf": ["2"]}, "queue.general"),
        ({"to": "", "dtmf": ["2"]}, "queue.general"),
    ],
    ids=["alg", "other", "nothing", "unknown_number", "no_number", "empty_number"],
)
def test_the_menu_decides_the_queue_and_an_unknown_number_means_the_general_one(
    world: World, more: dict[str, Any], announced: str
) -> None:
    assert world.switch().rings(**more)["announce"] == announced


@pytest.mark.parametrize("spelling", ["08004555500", "+498004555500", "498004555500", "00498004555500"])
def test_an_entry_number_is_known_in_every_spelling(world: World, spelling: str) -> None:
    world.switch().rings(to=spelling)
    call = Call.objects.select_related("entry_number").get()
    assert call.entry_number is not None
    assert (call.entry_number.number, call.to_raw) == ("+498004555500", spelling)


@pytest.mark.rule("SOCL 2.2/1")
def test_where_soc_l_is_not_live_a_question_about_alg_goes_to_the_general_queue(world: World) -> None:
    world.switch().rings(ext={"plz": "58095"})
    call = Call.objects.select_related("rufkreis__unit").get()
    assert (call.rufkreis.unit.key, call.rufkreis.topic) == ("sc-west", "general")


@pytest.mark.rule("RUF-1")
@pytest.mark.parametrize(
    ("more", "region", "agentur"),
    [
        ({"ext": {"plz": "58095"}, "to": "+493023125131"}, "west", "347"),
        ({"to": "+493023125347", "from": "0431 12345"}, "west", "347"),
        ({"from": "+49 2332 12345"}, "west", None),
        ({"from": "0431 12345"}, "nord", None),
        ({"from": "+49 170 1111111"}, "nord", None),
        ({"from": "anonymous"}, "nord", None),
        ({"ext": {"plz": "99999"}, "from": "+49 2332 12345"}, "west", None),
        ({"ext": {"plz": "10115"}, "to": "+493023125347"}, "west", None),
    ],
    ids=[
        "plz_before_sammelrufnummer",
        "sammelrufnummer_before_area_code",
        "area_code",
        "area_code_of_the_own_region",
        "a_mobile_says_nothing",
        "anonymous_says_nothing",
        "an_unknown_plz_says_nothing",
        "an_ambiguous_plz_leaves_region_but_no_agentur",
    ],
)
def test_the_region_of_a_call(world: World, more: dict[str, Any], region: str, agentur: str | None) -> None:
    world.switch().rings(**more)
    call = Call.objects.select_related("region", "agentur", "rufkreis__unit").get()
    assert (call.region.key, call.agentur and call.agentur.key) == (f"sc-region-{region}", agentur)
    assert call.rufkreis.unit.key == f"sc-{region}"


@pytest.mark.rule("RUF-1")
def test_a_region_that_this_telephone_system_is_not_bound_to_decides_nothing(world: World) -> None:
    switch = world.switch()
    switch.pbx.regions.remove(world.west.region)
    switch.rings(ext={"plz": "58095"})
    assert Call.objects.select_related("region").get().region.key == "sc-region-nord"


@pytest.mark.rule("SOCL 2.1/3")
def test_a_tsb_without_training_is_offered_general_calls_only(world: World) -> None:
    Rest(tsb(world.nord, username="tsb9", qualified=False)).ready("both")
    switch = world.switch()
    assert switch.rings("c1")["action"] == "wait"
    assert switch.rings("c2", dtmf=["9"])["target"] == "tsb9"


@pytest.mark.rule("SOCL 2.1/7")
def test_a_transfer_is_denied_whatever_the_target(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    switch.connects(desk)
    assert switch.say("transferRequest", target="os1") == DENIED
    assert switch.say("transferRequest", "unknown", target="os1") == DENIED


def test_calls_of_another_telephone_system_with_the_same_id_are_calls_of_their_own(world: World) -> None:
    switch = world.switch()
    other = type(switch)(pbx(world.nord, username="pbx2"), world.time)
    switch.rings("c1")
    assert other.say("poll", "c1") == CLOSED
    other.rings("c1")
    assert list(Call.objects.order_by("pk").values_list("pbx__person__username", "call_id")) == [
        ("pbx", "c1"),
        ("pbx2", "c1"),
    ]


def test_a_poll_for_an_unknown_or_an_ended_call_is_rejected(world: World) -> None:
    switch = world.switch()
    assert switch.say("poll") == CLOSED
    switch.rings()
    switch.say("hangup", cause="cancel")
    assert switch.say("poll") == CLOSED
    assert switch.say("offerFailed", "unknown", offerId="1", cause="busy") == CLOSED


@pytest.mark.rule("RUF-8")
def test_an_answered_call_is_neither_rung_again_nor_sent_back_to_the_queue(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    switch.connects(desk)
    switch.say("answer", "c2", offerId="0")  # connected by the telephone system itself
    for call_id in ("c1", "c2"):
        assert switch.say("poll", call_id) == {}, "a late poll"
        told = ok(switch.fetch(f"/calls/{call_id}"))
        assert (told["state"], told["decision"]) == ("answered", {})


@pytest.mark.rule("SOCL 2.2/1")
def test_nobody_is_sent_away_where_no_rufkreis_is_set_up_or_the_service_center_is_closed(
    world: World,
) -> None:
    switch = world.switch()
    Rufkreis.objects.filter(unit=world.west.sc).delete()
    switch.rings("c1", ext={"plz": "58095"})
    Unit.objects.filter(pk=world.nord.sc.pk).update(valid_until=berlin_day(world.time()))
    refused = switch.send(encoded(switch.message("newCall", "c2", **{"from": "anonymous", "to": ""})))
    assert refusal(refused) == (409, "no_rufkreis", "")
    call = Call.objects.select_related("rufkreis__unit", "region").get()
    assert (call.rufkreis.unit.key, call.rufkreis.topic, call.region.key) == (
        "sc-nord",
        "general",
        "sc-region-west",
    )


@pytest.mark.rule("RUF-18")
def test_a_holiday_of_one_land_closes_the_numbers_of_its_agenturen_alone(world: World) -> None:
    EntryNumber.objects.update(opens=clock(8), closes=clock(18), weekdays=[])
    world.time.at = datetime(2027, 5, 27, 10, tzinfo=BERLIN)  # Corpus Christi: in NW, not in SH
    switch = world.switch()
    numbers = {"sh": "+493023125131", "nw": "+493023125347", "all": "08004555500"}
    assert {name: switch.rings(name, to=to)["action"] for name, to in numbers.items()} == {
        "sh": "wait",
        "nw": "reject",
        "all": "wait",
    }


@pytest.mark.rule("RUF-7")
def test_polls_are_not_kept(world: World) -> None:
    switch = world.switch()
    switch.rings()
    switch.say("poll")
    assert list(CtiEvent.objects.values_list("event", flat=True)) == ["newCall"]


@pytest.mark.parametrize(
    ("event", "status"), [*((event, 200) for event in EVENTS), ("agentDevice", 200), ("weather", 202)]
)
def test_an_event_that_needs_no_decision_is_stored_and_answered_with_nothing(
    world: World, event: str, status: int
) -> None:
    switch = world.switch()
    switch.rings()
    message = {"event": event, "eventId": "x", "callId": "c1", "target": "t", "state": "free"}
    answer = switch.send(encoded(message))
    assert (answer.status_code, answer.content) == (status, b"{}")
    assert list(CtiEvent.objects.order_by("pk").values_list("event", flat=True)) == ["newCall", event]
