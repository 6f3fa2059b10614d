"""Rivals at the same desk and the same call: real threads over the real face."""

from datetime import date, timedelta

import pytest

from routing.rufkreis.actions.desk import accept_offer, set_presence
from routing.rufkreis.actions.roster import Hours, copy_week, plan_hours
from routing.rufkreis.actions.sweep import sweep
from routing.rufkreis.models import Call, CtiEvent, Offer, Plan, Presence
from routing.rufkreis.rules.lifecycle import OfferState, Wish
from socl.lib.refusal import Refusal
from socl.orga.rules.roles import Role
from tests.api.clients import Switch, Time, browserless, encoded
from tests.api.worlds import World, small_world
from tests.factories.orga import tsb
from tests.races import crowd, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def busy_world(time: Time) -> World:
    """The small world in tables of its own, for rivals with connections of their own."""
    found = small_world(time)
    Switch(found.pbx, time).rings("warm")  # the first request of a process is no race
    Call.objects.all().delete()
    return found


def said_at_once(world: World, bodies: list[bytes]) -> list[tuple[int, bytes]]:
    """Every body as an event of the one telephone system, all at once; (status, answer) of each."""
    switch = world.switch()

    def say(lane: int) -> tuple[int, bytes]:
        rival = Switch(world.pbx, world.time, client=browserless(), authorization=switch.authorization)
        answer = rival.send(bodies[lane])
        return answer.status_code, answer.content

    finish = crowd(len(bodies), say)
    assert finish.errors == []
    return finish.results


def rings(switch: Switch, call_id: str) -> bytes:
    return encoded(
        switch.message("newCall", call_id, **{"from": "anonymous", "to": "08004555500", "dtmf": ["2"]})
    )


@pytest.mark.rule("RUF-8")
def test_of_calls_that_ring_at_once_one_gets_the_one_desk_and_the_others_wait(busy_world: World) -> None:
    busy_world.desk("tsb1")
    switch = busy_world.switch()
    answers = said_at_once(busy_world, [rings(switch, f"c{n}") for n in range(4)])
    assert [status for status, _ in answers] == [200] * 4
    assert sorted(b'"dial"' in text for _, text in answers) == [False, False, False, True]
    assert Offer.objects.count() == 1
    assert sorted(Call.objects.values_list("state", flat=True)) == ["offered", "queued", "queued", "queued"]


@pytest.mark.rule("RUF-8")
def test_of_desks_that_get_ready_at_once_one_gets_the_one_call(busy_world: World) -> None:
    people = [tsb(busy_world.nord, username=f"tsb{n}") for n in range(4)]
    busy_world.switch().rings()
    finish = crowd(4, lambda n: set_presence(person=people[n], wish=Wish.ALG, at=busy_world.time()))
    assert finish.errors == []
    assert Offer.objects.count() == 1
    assert sorted(Presence.objects.values_list("activity", flat=True)) == ["idle", "idle", "idle", "offered"]


def test_desks_and_calls_that_come_at_once_leave_no_idle_desk_beside_a_waiting_call(
    busy_world: World,
) -> None:
    people = [tsb(busy_world.nord, username=f"tsb{n}") for n in range(3)]
    switch = busy_world.switch()
    bodies = [rings(switch, f"c{n}") for n in range(3)]

    def call(n: int) -> None:
        rival = Switch(
            busy_world.pbx, busy_world.time, client=browserless(), authorization=switch.authorization
        )
        rival.send(bodies[n])

    def desk(n: int) -> None:
        set_presence(person=people[n], wish=Wish.ALG, at=busy_world.time())

    assert (
        race([lambda n=n: call(n) for n in range(3)] + [lambda n=n: desk(n) for n in range(3)]).errors == []
    )
    assert set(Presence.objects.values_list("activity", flat=True)) == {"offered"}
    assert set(Call.objects.values_list("state", flat=True)) == {"offered"}
    assert Offer.objects.values("call").distinct().count() == Offer.objects.count() == 3


@pytest.mark.rule("RUF-7")
def test_the_same_event_at_once_has_one_effect_and_one_answer(busy_world: World) -> None:
    busy_world.desk("tsb1")
    body = rings(busy_world.switch(), "c1")
    answers = said_at_once(busy_world, [body] * 4)
    assert set(answers) == {answers[0]}
    assert answers[0][0] == 200
    assert (CtiEvent.objects.filter(call_id="c1").count(), Call.objects.count(), Offer.objects.count()) == (
        1,
        1,
        1,
    )


def test_two_events_that_announce_the_same_call_at_once_make_one_call(busy_world: World) -> None:
    switch = busy_world.switch()
    told = [rings(switch, "c1"), rings(switch, "c1")]
    told.append(encoded(switch.message("hangup", "c1", cause="cancel")))
    told.append(encoded(switch.message("answer", "c1", offerId="1")))
    answers = said_at_once(busy_world, told)
    assert [status for status, _ in answers] == [200] * 4
    call = Call.objects.get()
    assert (call.state, call.end_cause, call.reconstructed) == ("ended", "cancel", False)


@pytest.mark.rule("RUF-5")
def test_an_accept_and_the_deadline_at_once_leave_the_offer_accepted_or_expired_and_never_both(
    busy_world: World,
) -> None:
    who = tsb(busy_world.nord, username="tsb1")
    set_presence(person=who, wish=Wish.ALG, at=busy_world.time())
    offer = int(busy_world.switch().rings()["offerId"])
    busy_world.time.goes_on(19.9)
    accepted_at = busy_world.time()
    busy_world.time.goes_on(0.1)
    finish = race(
        [
            lambda: accept_offer(offer_id=offer, person=who, at=accepted_at),
            lambda: sweep(at=busy_world.time()),
        ]
    )
    refused = finish.refused(Refusal)
    state, desk = Offer.objects.get().state, Presence.objects.get().activity
    if refused:
        assert (state, desk) == (OfferState.EXPIRED, "idle")
    else:  # the deadline found the accepted offer's later one
        assert (state, desk) == (OfferState.ACCEPTED, "offered")


@pytest.mark.parametrize("last", ["answer", "hangup"])
def test_an_accept_at_the_moment_of_the_hangup_leaves_no_desk_reserved(busy_world: World, last: str) -> None:
    who = tsb(busy_world.nord, username="tsb1")
    set_presence(person=who, wish=Wish.ALG, at=busy_world.time())
    switch = busy_world.switch()
    offer = switch.rings()["offerId"]
    more = {"cause": "cancel"} if last == "hangup" else {"offerId": offer}
    body = encoded(switch.message(last, "c1", **more))
    finish = race(
        [
            lambda: accept_offer(offer_id=int(offer), person=who, at=busy_world.time()),
            lambda: switch.send(body),
        ]
    )
    finish.refused(Refusal)
    expected = {"hangup": ("ended", "idle"), "answer": ("answered", "talking")}
    assert (Call.objects.get().state, Presence.objects.get().activity) == expected[last]


def test_a_week_copied_twice_while_its_hours_are_planned_is_copied_once_and_nobody_waits_for_ever(
    busy_world: World,
) -> None:
    people = [tsb(busy_world.nord, username=f"tsb{n}") for n in range(6)]
    monday, at = date(2026, 11, 16), busy_world.time()
    by = busy_world.person(Role.SC_LEAD, busy_world.nord.sc)
    week_ago = [monday + timedelta(days=n - 7) for n in range(5)]
    Plan.objects.bulk_create(Plan(person=p, day=d, half_hours="a" * 48) for d in week_ago for p in people)

    def act(lane: int) -> int:
        if lane < 2:
            return copy_week(unit=busy_world.nord.sc, monday=monday, by=by, at=at)
        who, hours = [p.pk for p in people], Hours(16, 36, "g")
        plan_hours(unit=busy_world.nord.sc, day=monday, people=who, hours=hours, by=by, at=at)
        return 0

    finish = crowd(3, act)
    assert finish.errors == []
    assert Plan.objects.filter(day__gte=monday).count() == 30
    assert sum(finish.results) in (24, 30), "planned before or after the first copy"
    planned = Plan.objects.filter(day=monday).values_list("half_hours", flat=True)
    assert {plan[16:36] for plan in planned} == {"g" * 20}
