"""What the desk decides, the telephone system fetches and repeats until it has said what came of it."""

import pytest

from routing.rufkreis.actions.sweep import sweep
from routing.rufkreis.actions.talk import dial_back
from routing.rufkreis.models import Call, CtiCommand
from socl.core import clock
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.orga.models import Person
from tests.api.clients import Rest, Switch, browserless, ok
from tests.api.worlds import World
from tests.factories.rufkreis import pbx


def accepted(world: World) -> tuple[Switch, Rest, str]:
    """A call accepted at a desk, not answered yet; the offer's id."""
    switch, desk = world.switch(), world.desk("tsb1")
    offer = switch.rings()["offerId"]
    ok(desk.post(f"/offers/{offer}/accept/"))
    return switch, desk, offer


@pytest.mark.rule("RUF-5")
def test_accepting_at_the_desk_tells_the_telephone_system_to_connect(world: World) -> None:
    switch, _, offer = accepted(world)
    command = CtiCommand.objects.get()
    assert switch.commands() == [
        {
            "commandId": str(command.pk),
            "command": "answer",
            "callId": "c1",
            "offerId": offer,
            "target": "tsb1",
            "number": None,
        }
    ]


def test_a_decline_stops_the_ringing(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    offer = switch.rings()["offerId"]
    ok(desk.post(f"/offers/{offer}/decline/"))
    [command] = switch.commands()
    assert {name: command[name] for name in ("command", "callId", "offerId", "target")} == {
        "command": "hangup",
        "callId": "c1",
        "offerId": offer,
        "target": "tsb1",
    }


def test_a_hangup_at_the_desk_is_a_command_and_the_call_goes_on_until_the_switch_says_so(
    world: World,
) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    pk = switch.connects(desk)
    [connect] = switch.commands()
    switch.say("commandResult", commandId=connect["commandId"], ok=True)
    assert ok(desk.post(f"/calls/{pk}/hangup/"))["state"] == "answered"
    assert ok(desk.post(f"/calls/{pk}/hangup/"))["state"] == "answered", "asked twice, told once"
    [command] = switch.commands()
    assert (command["command"], command["offerId"], command["target"]) == ("hangup", None, None)


def test_a_command_is_repeated_every_two_seconds_until_its_result(world: World) -> None:
    switch, _, _ = accepted(world)
    [command] = switch.commands()
    world.time.goes_on(2)
    assert switch.commands() == []
    world.time.goes_on(0.1)
    assert switch.commands() == [command]
    assert switch.say("commandResult", commandId=command["commandId"], ok=True) == {}
    world.time.goes_on(60)
    assert switch.commands() == []
    assert CtiCommand.objects.get().state == "done"


@pytest.mark.rule("RUF-5")
def test_a_desk_that_accepted_in_vain_is_not_connected_any_more(world: World) -> None:
    switch, _, _ = accepted(world)
    world.desk("tsb2")
    world.time.goes_on(10)
    assert switch.say("poll")["target"] == "tsb2", "the accept has expired, the call rings elsewhere"
    assert switch.commands() == []
    found = CtiCommand.objects.get()
    assert (found.state, found.cause, found.finished_at) == ("failed", "offerGone", world.time())


def test_a_command_that_failed_is_not_repeated_and_says_why(world: World) -> None:
    switch, _, _ = accepted(world)
    [command] = switch.commands()
    switch.say("commandResult", commandId=command["commandId"], ok=False, cause="unreachable")
    said_at = world.time()
    world.time.goes_on(60)
    assert switch.commands() == []
    found = CtiCommand.objects.get()
    assert (found.state, found.cause, found.finished_at) == ("failed", "unreachable", said_at)


def test_the_desk_is_told_what_the_telephone_system_could_not_do_until_it_is_asked_again(
    world: World,
) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    call = switch.connects(desk)
    client = browserless()
    client.force_login(Person.objects.get(username="tsb1"))
    words = "Halten: Die Telefonanlage konnte das nicht ausführen."

    def is_told() -> bool:
        return words in client.get("/platz/leitung/").content.decode()

    ok(desk.post(f"/calls/{call}/hold/"))
    told = [is_told()]
    [command] = [c for c in switch.commands() if c["command"] == "hold"]
    switch.say("commandResult", commandId=command["commandId"], ok=False, cause="busy")
    told.append(is_told())
    world.time.goes_on(31)
    told.append(is_told())
    world.time.goes_on(-31)
    ok(desk.post(f"/calls/{call}/hold/"))
    told.append(is_told())
    assert told == [False, True, False, False]


def test_a_late_or_doubled_result_changes_nothing(world: World) -> None:
    switch, _, _ = accepted(world)
    [command] = switch.commands()
    switch.say("commandResult", commandId=command["commandId"], ok=True)
    switch.say("commandResult", commandId=command["commandId"], ok=False, cause="busy")
    switch.say("commandResult", commandId="424242", ok=True)
    assert CtiCommand.objects.values_list("state", "cause").get() == ("done", "")


@pytest.mark.rule("RUF-23")
def test_who_was_promised_a_rueckruf_is_dialled_once_within_half_a_minute_and_by_a_free_desk(
    world: World,
) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    pk = switch.connects(desk)
    call, person = Call.objects.get(pk=pk), Person.objects.get(username="tsb1")

    def wish() -> str:
        try:
            dial_back(call=call, by=person, at=world.time())
        except Refusal as no:
            return no.code
        return ""

    assert wish() == "wrong_state", "the conversation goes on"
    switch.say("hangup", cause="normalClearing")
    assert [wish(), wish()] == ["", ""]
    [command] = switch.commands()
    assert command == {
        "commandId": command["commandId"],
        "command": "dial",
        "callId": "c1",
        "offerId": None,
        "target": "tsb1",
        "number": call.from_e164,
    }
    assert Entry.objects.filter(verb="ask_dial", object_id=pk).count() == 1
    world.time.goes_on(30)
    assert switch.commands() == []
    assert CtiCommand.objects.filter(command="dial").values_list("state", "cause").get() == (
        "failed",
        "tooLate",
    )
    assert wish() == ""
    world.time.goes_on(60)
    sweep(at=world.time())  # the wrap-up is over
    desk.ready("both")
    assert switch.rings("c2")["target"] == "tsb1"
    assert wish() == "wrong_state", "the desk rings"
    switch.say("hangup", call_id="c2", cause="cancel")
    Call.objects.filter(pk=pk).update(from_e164="")
    assert wish() == "no_number"


def test_commands_come_in_the_order_of_the_decisions(world: World) -> None:
    switch, first = world.switch(), world.desk("tsb1", "alg")
    one = switch.rings("c1")["offerId"]
    ok(first.post(f"/offers/{one}/accept/"))
    second = world.desk("tsb2", "alg")
    two = switch.rings("c2")["offerId"]
    ok(second.post(f"/offers/{two}/decline/"))
    assert [(c["callId"], c["command"]) for c in switch.commands()] == [("c1", "answer"), ("c2", "hangup")]


def test_the_end_of_the_call_ends_its_commands(world: World) -> None:
    switch, _, _ = accepted(world)
    switch.say("hangup", cause="cancel")
    assert switch.commands() == []
    assert CtiCommand.objects.values_list("state", "cause").get() == ("done", "callEnded")


def test_a_telephone_system_gets_its_own_commands_only(world: World) -> None:
    switch, _, _ = accepted(world)
    other = Switch(pbx(world.nord, username="pbx2"), world.time)
    assert other.commands() == []
    [command] = switch.commands()
    other.say("commandResult", commandId=command["commandId"], ok=True)
    assert CtiCommand.objects.get().state == "sent"


def test_the_long_poll_comes_back_at_once_if_there_is_something_to_do(world: World) -> None:
    switch, _, _ = accepted(world)
    assert [c["command"] for c in switch.commands(wait=25)] == ["answer"]


def test_the_long_poll_waits_for_a_decision(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk accepts while the telephone system is waiting."""
    switch, desk = world.switch(), world.desk("tsb1")
    offer = switch.rings()["offerId"]
    looked: list[int] = []

    def look(seconds: float) -> None:
        looked.append(len(looked))
        if len(looked) == 2:
            ok(desk.post(f"/offers/{offer}/accept/"))

    monkeypatch.setattr("routing.rufkreis.web.cti.time.sleep", look)
    assert [c["command"] for c in switch.commands(wait=20)] == ["answer"]
    assert looked == [0, 1]


def test_the_long_poll_ends_empty_handed_when_its_time_is_over(world: World) -> None:
    world.time.at = clock.now()
    assert world.switch().commands(wait=1) == []
