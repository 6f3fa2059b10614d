"""Priority of a Rufkreis: who goes first, for how long, and that nobody is held up or starved by it."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.rufkreis.actions.setup import set_routing
from routing.rufkreis.models import Call, Offer, Presence, Rufkreis
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.priority import FAIR_AFTER, Priority, turn
from socl.journal.models import Entry
from socl.orga.rules.roles import Role
from tests.api.clients import browserless
from tests.api.worlds import World
from tests.factories.kalender import AT, system
from tests.factories.rufkreis import rufkreise
from tests.rufkreis.paper import PAPER, PaperHistory, PaperStep

pytestmark = pytest.mark.rule("RUF-19")
FIRST, NORMAL = Priority.FIRST, Priority.NORMAL


@given(st.lists(st.tuples(st.sampled_from(Priority), st.integers(0, 900)), max_size=12))
@settings(max_examples=100)
def test_the_longest_waiting_goes_first_within_its_priority_and_nobody_starves(queue):
    waited = sorted(queue, key=lambda call: turn(call[0], AT - timedelta(seconds=call[1]), AT))
    first = [s for priority, s in waited if priority is FIRST or timedelta(seconds=s) >= FAIR_AFTER]
    others = [s for priority, s in waited if priority is NORMAL and timedelta(seconds=s) < FAIR_AFTER]
    assert [seconds for _, seconds in waited] == first + others
    assert (first, others) == (sorted(first, reverse=True), sorted(others, reverse=True))


@given(steps=PAPER)
@settings(max_examples=100)
@pytest.mark.rule("RUF-2")
def test_in_every_history_on_paper_nobody_is_passed_over(steps: list[PaperStep]) -> None:
    PaperHistory().play(steps)


def alg_first(priority: Priority = FIRST) -> None:
    set_routing(
        rufkreis=rufkreise()[Topic.ALG],
        region_after=60,
        nation_after=None,
        priority=priority,
        by=system(),
        at=AT,
    )


def offered() -> str:
    return str(Offer.objects.order_by("-pk")[0].call.call_id)


@pytest.mark.parametrize(
    ("priority", "seconds", "winner"),
    [(NORMAL, 30, "general"), (FIRST, 30, "alg"), (FIRST, 599, "alg"), (FIRST, 600, "general")],
)
def test_a_desk_of_both_takes_the_rufkreis_with_priority_first_for_ten_minutes(
    world: World, priority: Priority, seconds: int, winner: str
) -> None:
    alg_first(priority)
    switch = world.switch()
    switch.rings("general", dtmf=["9"])
    world.time.goes_on(seconds)
    assert switch.rings("alg")["position"] == 1, "each Rufkreis counts its own places"
    Call.objects.update(last_polled_at=world.time())
    world.desk("tsb1")
    assert offered() == winner


def test_a_call_with_priority_that_no_desk_may_take_holds_nobody_up(world: World) -> None:
    alg_first()
    switch = world.switch()
    switch.rings("alg")
    switch.rings("general", dtmf=["9"])
    world.desk("tsb1", wish="general")
    assert offered() == "general"


def test_what_is_configured_later_changes_neither_turn_nor_place_of_who_waits(world: World) -> None:
    switch = world.switch()
    switch.rings("early")
    alg_first()
    world.time.goes_on(1)
    assert switch.rings("late")["position"] == 1
    assert switch.say("poll", "early")["position"] == 2
    assert list(Call.objects.order_by("pk").values_list("priority", flat=True)) == [0, 1]
    world.time.goes_on(600)
    Presence.objects.update(last_seen_at=world.time())
    assert switch.say("poll", "early")["position"] == 1, "after ten minutes only the time counts"


def test_operations_set_steps_and_priority_and_wrong_ones_are_refused(world: World) -> None:
    client = browserless()
    client.force_login(world.person(Role.BETRIEB, world.nord.rd))
    page = "/telefonie/rufkreise/sc-nord/alg/"
    for wrong in ({"region_after": "-1"}, {"region_after": "60", "nation_after": "30"}, {"priority": "2"}):
        assert client.post(page, {"priority": "0", **wrong}).status_code == 422
    assert not Entry.objects.filter(verb="set_routing").exists()
    assert client.post(page, {"region_after": "", "nation_after": "120", "priority": "1"}).status_code == 302
    found = Rufkreis.objects.get(unit=world.nord.sc, topic=Topic.ALG)
    assert (found.region_after, found.nation_after, found.priority) == (None, 120, 1)
    assert Entry.objects.filter(verb="set_routing", rule="RUF-19").count() == 1
    shown = client.get("/telefonie/rufkreise/").content.decode()
    assert (shown.count("Vorrang</td>"), "120 s" in shown) == (1, True)
    assert client.get("/telefonie/rufkreise/sc-nord/fit/").status_code == 404
