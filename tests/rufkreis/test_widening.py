"""Waiting calls reach further desks without losing their place; every decision keeps its counts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.rufkreis.actions.desk import set_presence
from routing.rufkreis.actions.live import take_back_live
from routing.rufkreis.models import Call, Decision, Offer, Plan, Presence, Rufkreis
from routing.rufkreis.queries.decisions import decisions_of
from routing.rufkreis.rules import roster, why
from routing.rufkreis.rules.eligibility import Reason, Topic
from routing.rufkreis.rules.lifecycle import Activity, Wish
from routing.rufkreis.rules.matching import Idle
from routing.rufkreis.rules.offers import Cause, Consequence, consequence
from routing.rufkreis.rules.widening import Step, frozen, reach, steps
from socl.orga.models import Person, Unit, UnitKind
from socl.orga.rules.roles import Role
from tests.api.clients import browserless
from tests.api.worlds import World
from tests.factories.kalender import AT
from tests.factories.orga import UnitFactory, person
from tests.factories.rufkreis import desk, rufkreise

LIVE = AT - timedelta(days=1)


@pytest.mark.rule("RUF-12")
@given(
    st.lists(st.tuples(st.none() | st.integers(0, 300), st.lists(st.integers(1, 9), max_size=5)), max_size=3),
    st.floats(0, 400),
)
def test_every_step_brings_somebody_new_and_nobody_is_lost_on_the_way(
    further: list[tuple[int | None, list[int]]], waited: float
) -> None:
    found = steps(5, further)
    assert found[0] == Step(0, (5,))
    assert all(step.units for step in found), "empty steps are skipped"
    named = [unit for step in found for unit in step.units]
    assert sorted(named) == sorted(set(named))
    open_steps = {unit for after, units in further if after is not None for unit in units}
    assert set(named) == open_steps | {5}
    kept = [(step.after, step.units) for step in found]
    assert set(reach(kept, waited)) == {u for after, units in kept if after <= waited for u in units}


def second_service_center(world: World, live: bool = True) -> Unit:
    """Another Service Center of SC-Region Nord, with a TSB who is idle."""
    sc: Unit = UnitFactory.create(
        key="sc-nord-2",
        kind=UnitKind.SC,
        name="SC Nord 2",
        parent=world.nord.region,
        region=world.nord.region,
    )
    for topic in Topic:
        alg = topic is Topic.ALG
        Rufkreis.objects.create(unit=sc, topic=topic, live_from=LIVE if live and alg else None)
    far = person(Role.TSB, sc, qualified=True, username="far")
    set_presence(person=far, wish=Wish.BOTH, at=world.time())
    return sc


def wait(world: World, seconds: float) -> str:
    """Poll c1 after so many seconds more, every desk awake; what is to be done."""
    world.time.goes_on(seconds)
    Presence.objects.update(last_seen_at=world.time())
    decision = world.switch().say("poll")
    found: str = decision.get("target", decision["action"])
    return found


@pytest.mark.rule("RUF-12")
def test_a_waiting_call_widens_to_the_region_after_its_seconds_and_keeps_its_place(world: World) -> None:
    second_service_center(world)
    switch = world.switch()
    assert switch.rings()["action"] == "wait", "the other Service Center does not help at once"
    assert wait(world, 30) == "wait"
    assert switch.rings("c2")["action"] == "wait"
    assert wait(world, 30) == "far"
    assert Offer.objects.get().call.call_id == "c1"
    call = Call.objects.get(call_id="c1")
    assert [d.offered for d in call.decisions.order_by("pk")] == [False, True]
    assert [text for _, text in decisions_of(call)] == [
        "wartet, nach 0 s: 0 frei",
        "angeboten nach 60 s, Stufe 2: 1 frei",
    ]


@pytest.mark.rule("RUF-12")
def test_what_is_configured_later_does_not_change_the_way_of_a_call(world: World) -> None:
    sc = second_service_center(world)
    world.switch().rings()
    Rufkreis.objects.update(region_after=None)
    assert Call.objects.get().widening == [[0, [world.nord.sc.pk]], [60, [sc.pk]]]
    assert wait(world, 61) == "far"
    world.switch().rings("c2")
    assert Call.objects.get(call_id="c2").widening == [[0, [world.nord.sc.pk]]]


@pytest.mark.rule("RUF-12")
@pytest.mark.parametrize("own_is_live", [True, False])
def test_desks_of_a_service_center_that_is_not_live_are_never_borrowed(
    world: World, own_is_live: bool
) -> None:
    second_service_center(world, live=not own_is_live)
    if not own_is_live:
        rufkreise()
        Rufkreis.objects.filter(unit=world.nord.sc).update(live_from=None)
    world.switch().rings(dtmf=["9"])
    assert wait(world, 600) == "wait"


@pytest.mark.rule("RUF-12")
def test_beyond_the_region_a_call_goes_only_where_that_is_switched_on(world: World) -> None:
    rufkreise(world.west)
    Rufkreis.objects.filter(unit=world.west.sc, topic=Topic.ALG).update(live_from=LIVE)
    desk(person(Role.TSB, world.west.sc, qualified=True, username="west"), unit=world.west.sc)
    world.switch().rings("c0")
    Rufkreis.objects.filter(unit=world.nord.sc).update(nation_after=120)
    world.switch().rings("c1")
    assert wait(world, 119) == "wait"
    assert wait(world, 1) == "west"
    assert Offer.objects.get().call.call_id == "c1", "c0 came before it was switched on"


@pytest.mark.rule("SOCL 2.2/1")
@pytest.mark.rule("EINF-5")
def test_desks_of_a_region_that_is_taken_back_are_not_lent_to_those_who_wait_already(world: World) -> None:
    rufkreise(world.west)
    Rufkreis.objects.filter(unit=world.west.sc, topic=Topic.ALG).update(live_from=LIVE)
    sister = second_service_center(world)
    desk(person(Role.TSB, world.west.sc, qualified=True, username="west"), unit=world.west.sc)
    Rufkreis.objects.filter(unit=world.nord.sc).update(nation_after=120)
    world.switch().rings(dtmf=["9"])
    by = Person.objects.get(username="pbx")
    take_back_live(region=world.west.region, by=by, at=world.time())
    assert Call.objects.get().widening == [[0, [world.nord.sc.pk]], [60, [sister.pk]]]
    Presence.objects.filter(person__username="far").delete()
    assert wait(world, 200) == "wait"


@pytest.mark.rule("RUF-13")
def test_a_decision_keeps_counts_by_the_first_reason_and_no_person() -> None:
    idle = [
        Idle(1, frozenset(Topic), 7),
        Idle(2, frozenset({Topic.GENERAL}), 7, {Topic.ALG: Reason.NOT_LIVE}),
        Idle(3, frozenset(), 8, {Topic.ALG: Reason.ROSTER}),
    ]
    busy = {
        (7, Wish.ALG, Activity.WRAP_UP): 3,
        (7, Wish.GENERAL, Activity.TALKING): 2,
        (8, Wish.ALG, Activity.TALKING): 9,
    }
    found = why.counts(Topic.ALG, {7: 1}, idle, busy, {7: True})
    assert found == {"free": 1, "not_live": 1, "wish": 2, "wrap_up": 3}
    assert why.sentence(found) == "1 frei, 3 Nachbearbeitung, 2 anderer Wunsch, 1 nicht live"
    kept = {"not_live": 2, "wrap_up": 3, "free": 9, "device": 0}  # in the order in which JSON comes back
    assert why.sentence(kept) == "9 frei, 3 Nachbearbeitung, 2 nicht live"
    assert why.sentence({"free": 0}) == "0 frei"


@pytest.mark.rule("RUF-13")
@pytest.mark.parametrize("digit", ["2", "9"])
def test_a_decision_says_who_could_have_helped_if_soc_l_were_live_there(world: World, digit: str) -> None:
    second_service_center(world, live=False)
    switch = world.switch()
    switch.rings("c1", dtmf=[digit])
    world.desk("tsb1")
    switch.say("poll", "c1")
    said = [text for _, text in decisions_of(Call.objects.get())]
    assert said == ["wartet, nach 0 s: 0 frei, 1 nicht live", "angeboten nach 0 s: 1 frei, 1 nicht live"]


@pytest.mark.rule("RUF-13")
def test_the_counts_of_an_offer_add_up_to_the_signed_in_desks(world: World) -> None:
    wishes = [Wish.ALG, Wish.BOTH, Wish.GENERAL, Wish.BREAK, Wish.OFF]
    for n, wish in enumerate(wishes):
        activity = "not_responding" if wish is Wish.BOTH else "idle"
        desk(person(Role.TSB, world.nord.sc, qualified=n > 0, username=f"t{n}"), wish=wish, activity=activity)
    world.desk("tsb1", "alg")
    world.switch().rings()
    decision = Decision.objects.get()
    assert decision.counts == {"free": 1, "not_responding": 1, "not_trained": 1, "wish": 2}
    assert (decision.offered, decision.step, decision.rule_version) == (True, 1, why.VERSION)


@pytest.mark.rule("RUF-14")
@pytest.mark.parametrize(
    ("cause", "before", "after"),
    [
        (Cause.GONE, 2, Consequence(unanswered=2, keeps_place=True)),
        (Cause.DECLINED, 2, Consequence()),
        (Cause.UNREACHABLE, 2, Consequence(activity=Activity.NOT_RESPONDING, unanswered=2)),
        (Cause.BUSY, 1, Consequence(unanswered=1)),
        (Cause.NOT_CONNECTED, 1, Consequence(unanswered=1)),
        (Cause.NO_ANSWER, 0, Consequence(unanswered=1)),
        (Cause.DEADLINE, 1, Consequence(unanswered=2)),
        (Cause.DEADLINE, 2, Consequence(takes_break=True)),
        (Cause.NO_ANSWER, 2, Consequence(takes_break=True)),
    ],
)
def test_each_end_of_an_offer_has_its_own_consequence(cause: Cause, before: int, after: Consequence) -> None:
    assert consequence(cause, before) == after


@pytest.mark.rule("RUF-14")
def test_three_unanswered_offers_in_a_row_are_a_break_and_a_ring_in_vain_is_not_an_attempt(
    world: World,
) -> None:
    switch, me = world.switch(), world.desk("tsb1")
    for n, cause in enumerate(["noAnswer", "unreachable", "noAnswer", "noAnswer"]):
        offer = switch.rings(f"c{n}")["offerId"]
        switch.say("offerFailed", f"c{n}", offerId=offer, cause=cause)
        found = Presence.objects.get()
        if cause == "unreachable":
            assert (found.activity, found.unanswered) == ("not_responding", 1)
            switch.say("agentDevice", target="tsb1", state="registered")
    found = Presence.objects.get()
    assert (found.wish, found.activity, found.unanswered) == ("break", "idle", 0)
    assert found.reason == "drei Anrufe in Folge nicht angenommen"
    notice = f"{found.person.name} ist in Pause: drei Anrufe in Folge nicht angenommen."
    for role, unit in ((Role.SC_LEAD, world.nord.sc), (Role.SC_REGION, world.nord.region)):
        client = browserless()
        client.force_login(world.person(role, unit))
        page = client.get("/lagebild/sc-nord/stand/").content.decode()
        assert (notice in page) == (role is Role.SC_LEAD), "told to the lead of the shift alone"
    assert switch.rings("c9")["action"] == "wait"
    me.ready()
    assert switch.say("poll", "c9")["target"] == "tsb1"


@pytest.mark.rule("RUF-14")
def test_a_desk_whose_caller_hung_up_keeps_its_place_among_the_idle(world: World) -> None:
    switch = world.switch()
    for name in ("tsb1", "tsb2"):
        world.desk(name)
        world.time.goes_on(1)
    assert switch.rings("c1")["target"] == "tsb1"
    switch.say("hangup", "c1", cause="cancel")
    assert switch.rings("c2")["target"] == "tsb1"


@pytest.mark.rule("SOCL 2.1/1")
@pytest.mark.parametrize(
    ("planned", "topics"),
    [(None, {"alg", "general"}), ("a", {"alg"}), ("g", {"general"}), ("b", {"alg", "general"}), ("-", set())],
)
def test_the_plan_of_the_half_hour_decides_which_calls_a_person_gets(
    world: World, planned: str | None, topics: set[str]
) -> None:
    me = world.desk("tsb1")
    if planned is not None:
        now = roster.half_hour(world.time())
        half_hours = roster.between(roster.BOTH * 48, now, now + 1, planned)
        Plan.objects.create(
            person=Person.objects.get(username="tsb1"), day=world.time().date(), half_hours=half_hours
        )
    told = me.ready()["eligible"]
    assert {e["rufkreis"] for e in told if e["ok"]} == topics
    assert all(e["reasons"] == ["roster"] for e in told if not e["ok"])
    offered = world.switch().rings(dtmf=["2"])["action"] == "dial"
    assert offered is ("alg" in topics)


def test_frozen_steps_are_what_the_call_keeps() -> None:
    assert frozen([Step(0, (1,)), Step(60, (2, 3))]) == [[0, [1]], [60, [2, 3]]]
