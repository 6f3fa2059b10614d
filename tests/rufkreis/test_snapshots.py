"""Reconciliation with the telephone system, its health, and the change of its signing secret."""

from datetime import timedelta

import pytest
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from routing.rufkreis.actions.desk import request_hangup
from routing.rufkreis.actions.setup import rotate_secret
from routing.rufkreis.models import Call, Pbx, Presence
from routing.rufkreis.queries.telephony import health
from routing.rufkreis.rules.reconciling import is_over, missing_seqs
from socl.journal.models import Entry
from socl.lib.workdays import BERLIN
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Switch, browserless, encoded, ok, refusal
from tests.api.worlds import World
from tests.factories.kalender import AT
from tests.factories.rufkreis import pbx

NOTHING: dict[str, list[object]] = {"reconciled": [], "ended": [], "resend": []}


@pytest.mark.rule("RUF-15")
@given(st.sets(st.integers(1, 40)), st.integers(0, 40))
def test_the_numbers_asked_for_are_those_never_heard(seen: set[int], last: int) -> None:
    asked = missing_seqs(seen, last)
    assert set(asked) == set(range(1, max([last, *seen], default=0) + 1)) - seen
    assert asked == sorted(asked)
    assert missing_seqs(seen | set(asked), last) == []


@pytest.mark.rule("RUF-15")
@pytest.mark.parametrize(("seconds", "over"), [(14.9, False), (15, True), (30, True)])
def test_a_list_sent_twice_is_not_two_lists(seconds: float, over: bool) -> None:
    assert is_over(AT, AT + timedelta(seconds=seconds)) is over
    assert not is_over(None, AT)


@pytest.mark.rule("RUF-15")
def test_a_lost_hangup_frees_the_desk_with_the_second_snapshot(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    switch.connects(desk, seq=1)
    world.time.goes_on(30)
    assert switch.snapshot({}) == NOTHING
    assert switch.snapshot({}) == NOTHING, "sent twice is not two snapshots"
    world.time.goes_on(30)
    assert switch.snapshot({}) == {**NOTHING, "reconciled": ["c1"]}
    call = Call.objects.get()
    assert (call.state, call.end_cause, call.ended_at) == ("ended", "reconciled", world.time())
    assert Presence.objects.get().activity == "wrap_up"
    assert switch.say("hangup", cause="normalClearing", seq=9) == {}, "the late hangup changes nothing"
    call.refresh_from_db()
    assert call.end_cause == "reconciled"


@pytest.mark.rule("RUF-15")
def test_a_call_that_is_back_in_the_list_goes_on(world: World) -> None:
    switch = world.switch()
    switch.rings("c1")
    world.time.goes_on(10)
    switch.snapshot({})
    world.time.goes_on(30)
    assert switch.snapshot({"c1": 0}) == NOTHING
    world.time.goes_on(30)
    switch.snapshot({})
    world.time.goes_on(10)
    assert switch.snapshot({}) == NOTHING
    assert Call.objects.get().state == "queued"


@pytest.mark.rule("RUF-15")
def test_a_call_that_came_after_the_list_was_made_is_not_missing(world: World) -> None:
    switch = world.switch()
    switch.rings("c1")
    world.time.goes_on(4)
    switch.snapshot({})
    assert Call.objects.get().missing_since is None


@pytest.mark.rule("RUF-15")
def test_another_telephone_systems_calls_are_none_of_its_business(world: World) -> None:
    world.switch().rings("c1")
    stranger = Switch(pbx(world.nord, username="pbx2"), world.time)
    for _ in range(3):
        world.time.goes_on(30)
        assert stranger.snapshot({}) == NOTHING
    assert Call.objects.get().state == "queued"


@pytest.mark.rule("RUF-15")
def test_what_was_never_heard_is_asked_for_and_what_is_over_is_named(world: World) -> None:
    switch = world.switch()
    switch.rings("c1", seq=1)
    switch.say("hold", "c1", seq=4)
    switch.rings("c2", seq=1)
    switch.say("hangup", "c2", seq=2, cause="cancel")
    assert switch.snapshot({"c1": 6, "c2": 2, "c3": 2}) == {
        "reconciled": [],
        "ended": ["c2"],
        "resend": [{"callId": "c1", "seqs": [2, 3, 5, 6]}, {"callId": "c3", "seqs": [1, 2]}],
    }


@pytest.mark.rule("RUF-11")
def test_the_list_of_telephones_heals_what_was_lost(world: World) -> None:
    switch = world.switch()
    world.desk("tsb1")
    switch.say("agentDevice", target="tsb1", state="unregistered")
    assert switch.rings()["action"] == "wait"
    world.time.goes_on(1)
    switch.snapshot({"c1": 0}, tsb1="free")
    assert switch.say("poll")["target"] == "tsb1"


@pytest.mark.parametrize(
    "wrong", [{}, {"calls": "c1"}, {"calls": [{"callId": ""}]}, {"calls": [], "devices": {"tsb1": "asleep"}}]
)
def test_a_list_that_is_none_is_refused_and_changes_nothing(world: World, wrong: object) -> None:
    switch, body = world.switch(), encoded(wrong)
    headers = {"Authorization": switch.authorization, "X-SOCL-Signature": switch.signature(body)}
    answer = switch.client.post("/api/cti/v1/snapshots", body, "application/json", headers=headers)
    assert refusal(answer) == (422, "invalid", "")
    assert Pbx.objects.get().last_snapshot_at is None


def test_a_silent_telephone_system_is_seen_and_a_desk_can_end_its_call_without_it(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    assert [(h.pbx.last_heard_at, h.silent_since) for h in health(world.time())] == [(None, None)]
    switch.connects(desk)
    heard, call = world.time(), Call.objects.get()
    tsb1 = Person.objects.get(username="tsb1")
    world.time.goes_on(59)
    assert health(world.time())[0].silent_since is None
    world.time.goes_on(1)
    [found] = health(world.time())
    assert (found.silent_since, found.live_calls, found.commands) == (heard, 1, 1)
    words = f"still seit {date_format(heard.astimezone(BERLIN), 'G:i')} Uhr"
    client = browserless()
    client.force_login(world.person(Role.SC_REGION, world.nord.region))
    assert words in client.get("/lagebild/sc-nord/").content.decode()
    client.force_login(world.person(Role.BETRIEB, world.nord.rd))
    assert (
        f"✗ still seit {date_format(heard.astimezone(BERLIN), 'j. F, G:i')}"
        in client.get("/telefonie/").content.decode()
    )
    assert request_hangup(call=call, person=tsb1, at=world.time()).state == "ended"
    assert (Call.objects.get().end_cause, Presence.objects.get().activity) == ("pbxSilent", "wrap_up")


@pytest.mark.rule("RUF-4")
def test_both_secrets_are_valid_for_a_day_and_then_the_new_one_alone(world: World) -> None:
    switch = world.switch()
    by = Person.objects.get(username="pbx")
    rotate_secret(pbx=world.pbx, secret="neu", by=by, at=world.time())
    ok(switch.fetch("/commands?wait=0"))
    fresh = Switch(Pbx.objects.get(), world.time, secret="neu", authorization=switch.authorization)
    world.time.goes_on(timedelta(days=1).total_seconds())
    ok(fresh.fetch("/commands?wait=0"))
    assert refusal(switch.fetch("/commands?wait=0"))[0] == 401
    assert Entry.objects.filter(verb="rotate_secret").values_list("by_id", "facts").get() == (by.pk, {})


@pytest.mark.rule("RUF-4")
def test_a_secret_asked_for_twice_does_not_cut_off_a_telephone_system_that_has_neither(world: World) -> None:
    switch, by = world.switch(), Person.objects.get(username="pbx")
    for secret in ("einmal", "zweimal"):  # a double click
        rotate_secret(pbx=world.pbx, secret=secret, by=by, at=world.time())
        ok(switch.fetch("/commands?wait=0"))
    fresh = Switch(Pbx.objects.get(), world.time, secret="zweimal", authorization=switch.authorization)
    ok(fresh.fetch("/commands?wait=0"))
    assert Pbx.objects.get().secret_seen_at == world.time()
    rotate_secret(pbx=world.pbx, secret="neu", by=by, at=world.time())
    ok(fresh.fetch("/commands?wait=0"))
    assert refusal(switch.fetch("/commands?wait=0"))[0] == 401, "it has moved on: the first one is over"
