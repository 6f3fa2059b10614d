"""A caller in the wrong Rufkreis goes on to the other one, with the waiting time kept."""

from datetime import timedelta
from typing import Any

import pytest

from routing.rufkreis.actions.desk import identify
from routing.rufkreis.actions.transfer import refuse_transfer
from routing.rufkreis.models import Call, Presence, Rufkreis, TransferPermit
from routing.rufkreis.queries.lagebild import lagebild
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.requeue import refusal_code, target_of, topic_of_target
from routing.rufkreis.rules.transfer import BOOK_ONLY
from socl.orga.models import Person
from tests.api.clients import Rest, Switch, ok, refusal
from tests.api.worlds import World
from tests.factories.kalender import AT

pytestmark = pytest.mark.rule("RUF-20")
ALG, GENERAL = Topic.ALG, Topic.GENERAL


@pytest.mark.parametrize(
    ("here", "topic", "reached", "is_barred", "code"),
    [
        (GENERAL, ALG, ALG, False, ""),
        (ALG, GENERAL, GENERAL, False, ""),
        (ALG, ALG, ALG, False, "same_rufkreis"),
        (GENERAL, ALG, GENERAL, False, "not_live"),
        (GENERAL, ALG, ALG, True, "beratung_open"),
    ],
)
def test_a_call_goes_on_unless_it_is_there_or_cannot_arrive_or_is_barred(
    here, topic, reached, is_barred, code
):
    assert refusal_code(here, topic, reached, is_barred=is_barred) == code


def test_the_name_of_a_queue_is_no_account():
    assert [topic_of_target(target_of(topic)) for topic in Topic] == list(Topic)
    assert [topic_of_target(name) for name in ("fit1", "queue.fit", "alg", "queue.")] == [None] * 4


def answered(world: World) -> tuple[Switch, Rest, int]:
    """A caller who chose nothing in the menu, 40 s of waiting, then a TSB of both topics."""
    switch = world.switch()
    switch.rings(dtmf=[], ext={"plz": "24103"})
    world.time.goes_on(40)
    desk = world.desk("tsb1")
    decision = switch.say("poll")
    call = ok(desk.post(f"/offers/{decision['offerId']}/accept/"))
    switch.say("answer", offerId=decision["offerId"])
    return switch, desk, call["id"]


def goes_on(switch: Switch, **more: Any) -> Any:
    return switch.say("newCall", "c2", **{"from": "anonymous", "to": "", "ext": {"continues": "c1"}, **more})


@pytest.mark.parametrize("ended", ["before", "after", "never"])
def test_the_caller_waits_in_the_other_rufkreis_since_the_first_entry_and_the_old_call_is_over(
    world: World, ended: str
) -> None:
    switch, desk, call = answered(world)
    ok(desk.post(f"/calls/{call}/requeue/", {"topic": "alg"}))
    ok(desk.post(f"/calls/{call}/requeue/", {"topic": "alg"}))
    [command] = [c for c in switch.commands() if c["command"] == "transfer"]
    assert command["target"] == "queue.alg"
    assert switch.say("transferRequest", target="queue.general")["action"] == "deny"
    assert switch.say("transferRequest", target="queue.alg") == {"action": "allow"}
    switch.say("transferred", target="queue.alg")
    if ended == "before":
        switch.say("hangup", cause="forwarded")
    world.time.goes_on(5)
    assert goes_on(switch, dtmf=["9"])["announce"] == "queue.alg", "the desk's word counts, not the message's"
    if ended == "after":
        switch.say("hangup", cause="forwarded")
    old, new = Call.objects.order_by("pk")
    assert (old.state, old.end_cause, new.state) == ("ended", "requeued", "queued")
    assert (new.continues_id, new.rufkreis.topic, new.first_queued_at) == (old.pk, "alg", AT)
    for kept in ("from_e164", "from_raw", "plz", "agentur_id", "entry_number_id", "region_id"):
        assert getattr(new, kept) == getattr(old, kept) is not None
    assert Presence.objects.get().activity == "wrap_up"
    counts = {q.rufkreis.topic: q.today.offered for q in lagebild(world.nord.sc, world.time()).queues}
    assert counts == {"alg": 1, "general": 0}, "the caller counts once"
    assert not TransferPermit.objects.filter(closed_at=None).exists()


def test_who_goes_on_stands_before_those_who_came_later(world: World) -> None:
    switch, desk, call = answered(world)
    switch.rings("later")
    ok(desk.post(f"/calls/{call}/requeue/", {"topic": "alg"}))
    assert goes_on(switch)["position"] == 1
    assert switch.say("poll", "later")["position"] == 2


def test_nothing_is_continued_without_the_desk_and_nothing_twice(world: World) -> None:
    switch, desk, call = answered(world)
    assert goes_on(switch)["announce"] == "queue.general", "nobody sent this caller on"
    ok(desk.post(f"/calls/{call}/requeue/", {"topic": "alg"}))
    for call_id in ("c3", "c4"):
        switch.say("newCall", call_id, **{"from": "anonymous", "to": "", "ext": {"continues": "c1"}})
    found = Call.objects.order_by("pk").values_list("call_id", "continues")
    assert list(found) == [("c1", None), ("c2", None), ("c3", call), ("c4", None)]


@pytest.mark.parametrize("late", [False, True])
def test_wait_and_identification_go_on_even_if_the_beginning_is_heard_late(world: World, late: bool) -> None:
    switch, desk, call = answered(world)
    known = {
        "result": "confirmed",
        "features": ["name"],
        "name": "Erika Muster",
        "kundennummer": "123A456789",
    }
    assert desk.post(f"/calls/{call}/identification/", known).status_code == 201
    ok(desk.post(f"/calls/{call}/requeue/", {"topic": "alg"}))
    if late:  # lost at first, asked for again by the next snapshot
        world.time.goes_on(7)
        switch.say("hold", "c2")
        switch.say("answer", "c2", offerId="0")
        assert Call.objects.get(call_id="c2").reconstructed
    goes_on(switch)
    goes_on(switch)
    old, new = Call.objects.order_by("pk")
    assert (new.continues_id, new.first_queued_at, new.rufkreis.topic) == (old.pk, AT, "alg")
    assert (new.state, new.reconstructed) == ("answered" if late else "queued", False)
    assert (old.state, old.end_cause) == ("ended", "requeued")
    [carried] = new.identifications.all()
    assert {name: getattr(carried, name) for name in known} == known
    assert (carried.by.username, carried.at) == ("tsb1", AT + timedelta(seconds=40))
    assert old.identifications.count() == 1


def test_what_the_new_desk_noted_itself_is_kept(world: World) -> None:
    switch, desk, call = answered(world)
    names: dict[str, Any] = {"result": "partly", "features": [], "kundennummer": ""}
    assert desk.post(f"/calls/{call}/identification/", {**names, "name": "Erika Muster"}).status_code == 201
    ok(desk.post(f"/calls/{call}/requeue/", {"topic": "alg"}))
    switch.say("answer", "c2", offerId="0")
    new, person = Call.objects.get(call_id="c2"), Person.objects.get(username="tsb1")
    identify(call=new, **names, name="Erika Beispiel", by=person, at=world.time())
    goes_on(switch)
    assert [found.name for found in new.identifications.all()] == ["Erika Beispiel"]


def test_refusals_leave_no_permit(world: World) -> None:
    switch, desk, call = answered(world)
    path = f"/calls/{call}/requeue/"
    assert refusal(desk.post(path, {"topic": "general"})) == (409, "same_rufkreis", "RUF-20")
    assert refusal(desk.post(path, {"topic": "fit"}))[0] == 422
    Rufkreis.objects.filter(topic=ALG).update(live_from=None)
    assert refusal(desk.post(path, {"topic": "alg"})) == (409, "not_live", "RUF-20")
    Rufkreis.objects.filter(topic=ALG, unit=world.nord.sc).update(live_from=AT)
    person = Person.objects.get(username="tsb1")
    refuse_transfer(call=Call.objects.get(), code=BOOK_ONLY, rule="SOCL 2.1/8", by=person, at=AT)
    assert refusal(desk.post(path, {"topic": "alg"})) == (409, "beratung_open", "SOCL 2.1/8")
    switch.say("hangup", cause="normalClearing")
    assert refusal(desk.post(path, {"topic": "alg"})) == (409, "wrong_state", "")
    assert [p.code for p in TransferPermit.objects.all()] == [BOOK_ONLY]
