"""The minute after the call: finished, ended by itself, or extended."""

from datetime import timedelta

import pytest

from routing.rufkreis.actions.sweep import sweep
from routing.rufkreis.models import Presence
from tests.api.clients import Rest, ok, refusal
from tests.api.worlds import World, rows
from tests.factories.orga import tsb


def activity(desk: Rest) -> str:
    found: str = ok(desk.get("/me/"))["presence"]["activity"]
    return found


@pytest.mark.rule("RUF-9")
def test_the_wrap_up_ends_when_the_desk_says_so(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    switch.connects(desk)
    switch.say("hangup", cause="normalClearing")
    switch.rings("c2")
    finished = ok(desk.post("/me/wrap-up/finish/"))
    assert finished["activity"] == "offered", "the next caller is waiting"
    before = rows("Presence", "Offer")
    ok(desk.post("/me/wrap-up/finish/"))
    assert rows("Presence", "Offer") == before, "there is none to finish"


@pytest.mark.rule("RUF-9")
def test_the_wrap_up_ends_by_itself_after_a_minute(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    switch.connects(desk)
    switch.say("hangup", cause="normalClearing")
    world.time.goes_on(59)
    sweep(at=world.time())
    assert activity(desk) == "wrap_up"
    world.time.goes_on(1)
    sweep(at=world.time())
    assert activity(desk) == "idle"


@pytest.mark.rule("RUF-9")
def test_the_wrap_up_may_be_extended_by_a_minute_from_now(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    switch.connects(desk)
    switch.say("hangup", cause="normalClearing")
    world.time.goes_on(50)
    assert ok(desk.post("/me/wrap-up/extend/"))["activity"] == "wrap_up"
    assert Presence.objects.get().wrap_up_until == world.time() + timedelta(seconds=60)


def test_outside_of_a_wrap_up_there_is_nothing_to_extend(world: World) -> None:
    desk = world.desk("tsb1")
    assert refusal(desk.post("/me/wrap-up/extend/")) == (409, "wrong_state", "")
    stranger = Rest(tsb(username="tsb2"))
    for verb in ("finish", "extend"):
        assert refusal(stranger.post(f"/me/wrap-up/{verb}/")) == (409, "wrong_state", "")
