"""The sweeper: what nobody else ends is ended by it."""

import pytest

from routing.rufkreis.actions.sweep import sign_off_absent, sweep
from routing.rufkreis.models import Call, Offer, Presence
from routing.rufkreis.tasks import sign_off_absent as sign_off_task
from routing.rufkreis.tasks import sweep as sweep_task
from socl.journal.models import Entry
from tests.api.worlds import World, rows


def desks() -> dict[str, str]:
    return dict(Presence.objects.values_list("person__username", "activity"))


@pytest.mark.rule("RUF-5")
def test_it_expires_offers_and_offers_their_calls_to_the_next_desk(world: World) -> None:
    switch = world.switch()
    world.desk("tsb1")
    switch.rings()
    world.time.goes_on(18)
    world.desk("tsb2")
    switch.say("poll")
    world.time.goes_on(1.9)
    sweep(at=world.time())
    assert desks() == {"tsb1": "offered", "tsb2": "idle"}
    world.time.goes_on(0.1)
    sweep(at=world.time())
    assert desks() == {"tsb1": "idle", "tsb2": "offered"}
    assert list(Offer.objects.order_by("pk").values_list("state", flat=True)) == ["expired", "open"]


def test_a_call_not_asked_about_for_ten_minutes_is_lost(world: World) -> None:
    switch = world.switch()
    switch.rings("c1")
    switch.rings("c2")
    world.time.goes_on(600)
    sweep(at=world.time())
    assert set(Call.objects.values_list("state", flat=True)) == {"queued"}
    switch.say("poll", "c2")
    world.time.goes_on(1)
    sweep(at=world.time())
    assert dict(Call.objects.values_list("call_id", "state")) == {"c1": "ended", "c2": "queued"}
    lost = Call.objects.get(call_id="c1")
    assert (lost.end_cause, lost.ended_at) == ("lost", world.time())
    assert Entry.objects.filter(verb="end_lost_call").values_list("object_id", "by_id").get() == (
        lost.pk,
        None,
    )


def test_a_conversation_is_never_lost(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    switch.connects(desk)
    world.time.goes_on(hours=3)
    sweep(at=world.time())
    assert Call.objects.get().state == "answered"
    assert desks() == {"tsb1": "talking"}


def test_with_nothing_to_do_it_changes_nothing(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    switch.connects(desk)
    switch.rings("c2")
    before = rows()
    sweep(at=world.time())
    sweep_task()
    assert rows() == before


def test_each_service_center_is_swept(world: World) -> None:
    switch = world.switch()
    switch.rings("c1")
    switch.rings("c2", ext={"plz": "58095"})
    world.time.goes_on(601)
    sweep(at=world.time())
    assert set(Call.objects.values_list("state", flat=True)) == {"ended"}


@pytest.mark.rule("RUF-22")
def test_a_desk_left_without_a_word_is_signed_off_in_the_night_and_a_conversation_is_not(
    world: World,
) -> None:
    switch = world.switch()
    switch.connects(world.desk("talks"))
    for name in ("left", "back"):
        world.desk(name)
    world.time.goes_on(hours=4)
    assert sign_off_absent(at=world.time()) == 0, "not before four hours are over"
    Presence.objects.filter(person__username="back").update(last_seen_at=world.time())
    world.time.goes_on(1)
    sign_off_task()
    wishes = dict(Presence.objects.values_list("person__username", "wish"))
    assert wishes == {"talks": "both", "left": "off", "back": "both"}
    assert Presence.objects.get(wish="off").since == world.time()
    assert sign_off_absent(at=world.time()) == 0
    assert not Entry.objects.filter(verb__contains="absent").exists()
