"""Roster, staffing and Lagebild."""

from datetime import timedelta
from typing import Any

import pytest

from routing.rufkreis.actions.retention import DUTIES
from routing.rufkreis.actions.roster import Hours, copy_week, plan_hours, switch_now
from routing.rufkreis.models import Plan, Presence
from routing.rufkreis.queries.lagebild import half_hours_of, lagebild
from routing.rufkreis.queries.planning import Wanted, needs
from routing.rufkreis.rules import roster
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.level import Day, shown
from routing.rufkreis.rules.retention import PLANS
from routing.rufkreis.web.chart import chart
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, browserless, ok, refusal
from tests.api.worlds import World, counts
from tests.factories.orga import tsb
from tests.factories.rufkreis import CallFactory, rufkreise

MORNING = Hours(16, 24, roster.ALG)


def lead(world: World) -> Person:
    return world.person(Role.SC_LEAD, world.nord.sc, "sclead1")


@pytest.mark.rule("SOCL 2.1/1")
def test_hours_are_planned_for_several_people_and_the_rest_of_their_day_stays(world: World) -> None:
    one, two, by = tsb(world.nord), tsb(world.nord), lead(world)
    day, at = berlin_day(world.time()), world.time()
    common: dict[str, Any] = {"unit": world.nord.sc, "day": day, "by": by, "at": at}
    plan_hours(people=[one.pk, two.pk], hours=MORNING, **common)
    plan_hours(people=[one.pk], hours=Hours(20, 30, roster.GENERAL), **common)
    plan_hours(people=[two.pk], hours=Hours(0, 48, ""), **common)
    assert dict(Plan.objects.values_list("person", "half_hours")) == {
        one.pk: "-" * 16 + "a" * 4 + "g" * 10 + "-" * 18
    }


@pytest.mark.parametrize(
    ("first", "until", "letter"), [(-1, 3, "a"), (4, 4, "a"), (5, 4, "a"), (0, 49, "a"), (0, 1, "x")]
)
def test_a_plan_has_no_hours_that_are_none(first: int, until: int, letter: str) -> None:
    with pytest.raises(ValueError):
        roster.between(roster.EMPTY, first, until, letter)
    assert roster.between(roster.EMPTY, 0, 48, "a") == "a" * 48


def test_somebody_of_another_service_center_is_not_planned_and_nothing_is_written(world: World) -> None:
    mine, stranger, by = tsb(world.nord), tsb(world.west), lead(world)
    day, at = berlin_day(world.time()), world.time()
    before = counts()
    with pytest.raises(Refusal, match="nicht TSB"):
        plan_hours(unit=world.nord.sc, day=day, people=[mine.pk, stranger.pk], hours=MORNING, by=by, at=at)
    with pytest.raises(Refusal, match="nicht TSB"):
        switch_now(unit=world.nord.sc, person=stranger, letter=roster.ALG, by=by, at=at)
    assert counts() == before


def test_a_week_is_copied_and_what_was_planned_stays(world: World) -> None:
    who, by, monday = tsb(world.nord), lead(world), berlin_day(world.time()) - timedelta(days=1)
    assert monday.isoweekday() == 1
    for days in (-7, -3, -1, 4):
        half_hours = ("a" if days < 0 else "g") * 48
        Plan.objects.create(person=who, day=monday + timedelta(days=days), half_hours=half_hours)
    copied = [copy_week(unit=world.nord.sc, monday=monday, by=by, at=world.time()) for _ in range(2)]
    assert copied == [2, 0]
    week = Plan.objects.filter(day__gte=monday).order_by("day").values_list("day", "half_hours")
    assert [(day - monday, plan[0]) for day, plan in week] == [
        (timedelta(0), "a"),
        (timedelta(4), "g"),
        (timedelta(6), "a"),
    ]


@pytest.mark.rule("SOCL 2.1/1")
def test_the_leads_switch_moves_a_desk_at_once_and_keeps_what_was_planned_before(world: World) -> None:
    desk, by = world.desk("tsb1"), lead(world)
    who = Person.objects.get(username="tsb1")
    switch, now = world.switch(), roster.half_hour(world.time())
    switch_now(unit=world.nord.sc, person=who, letter=roster.GENERAL, by=by, at=world.time())
    assert switch.rings("c1")["action"] == "wait"
    assert Plan.objects.get().half_hours == "-" * now + "g" * (48 - now)
    switch_now(unit=world.nord.sc, person=who, letter=roster.ALG, by=by, at=world.time())
    assert ok(desk.get("/me/"))["offer"]["call"], "the waiting call rings at once"


def called(world: World, minutes: int, wait: float, *, answered: bool = True) -> None:
    """A call of today that waited so long, then was answered or gave up."""
    began = world.time() - timedelta(minutes=minutes)
    later = began + timedelta(seconds=wait)
    CallFactory.create(
        pbx=world.pbx,
        state="ended",
        first_queued_at=began,
        answered_at=later if answered else None,
        ended_at=later,
    )


@pytest.mark.rule("RUF-16")
def test_service_level_and_abandon_rate_follow_their_printed_formula(world: World) -> None:
    for minutes, wait, answered in [
        (5, 10, True),
        (6, 30, True),
        (7, 31, True),
        (8, 4.9, False),
        (95, 60, False),
    ]:
        called(world, minutes, wait, answered=answered)
    [alg] = [q for q in lagebild(world.nord.sc, world.time()).queues if q.rufkreis.topic == "alg"]
    assert alg.today == Day(offered=5, answered=3, in_time=2, abandoned=1)
    assert (alg.today.service_level, alg.today.abandon_rate) == (0.5, 0.25)
    halves = half_hours_of(rufkreise()[Topic.ALG], berlin_day(world.time()))
    assert [day.offered for _, day in halves] == [1, 4]
    assert halves[0][0] == world.time() - timedelta(minutes=120)
    assert Day(3, 0, 0, 0).service_level is None
    drawn = chart(halves)
    assert drawn is not None
    assert [(b.day.offered, b.height, b.in_time_height) for b in drawn.bars] == [
        (1, 30, 0),
        (0, 0, 0),
        (0, 0, 0),
        (4, 120, 60),
    ], "no half-hour is left out between the first and the last"


def test_the_lagebild_counts_what_happens_now(world: World) -> None:
    switch = world.switch()
    for n in range(5):
        world.desk(f"tsb{n}", "alg" if n else "break")
    switch.connects(Rest(Person.objects.get(username="tsb1")))
    for call in ("c8", "c9"):
        switch.rings(call, dtmf=["9"])
        world.time.goes_on(10)
    found = lagebild(world.nord.sc, world.time())
    assert dict(found.desks) == {"Bereit": 3, "Im Gespräch": 1, "Pause": 1}
    assert [(q.waiting, q.longest, q.free) for q in found.queues] == [(0, 0, 3), (2, 20, 0)]
    assert (found.tsb, found.qualified, found.share) == (5, 5, 1.0)


@pytest.mark.rule("RUF-21")
def test_a_count_of_desks_under_five_is_for_the_lead_alone() -> None:
    assert [shown(n, to_lead=False) for n in (0, 1, 4, 5)] == ["0", "unter 5", "unter 5", "5"]
    assert [shown(n, to_lead=True) for n in (0, 1, 4, 5)] == ["0", "1", "4", "5"]


def test_only_the_lead_sees_who_is_free_and_small_counts(world: World) -> None:
    world.desk("tsb1")
    Presence.objects.update(last_seen_at=world.time())
    name = Person.objects.get(username="tsb1").name
    pages = {}
    for role, unit in ((Role.SC_LEAD, world.nord.sc), (Role.SC_REGION, world.nord.region)):
        client = browserless()
        client.force_login(world.person(role, unit))
        pages[role] = client.get("/lagebild/sc-nord/").content.decode()
    assert name in pages[Role.SC_LEAD]
    assert name not in pages[Role.SC_REGION]
    assert "unter 5" in pages[Role.SC_REGION]
    assert "unter 5" not in pages[Role.SC_LEAD]


@pytest.mark.rule("SOCL 2.1/3")
@pytest.mark.rule("RUF-17")
def test_the_need_of_a_day_stands_beside_its_plan(world: World) -> None:
    by, day = lead(world), berlin_day(world.time())
    people = [tsb(world.nord).pk for _ in range(4)]
    untrained = tsb(world.nord, qualified=False)
    plan_hours(
        unit=world.nord.sc, day=day, people=[*people, untrained.pk], hours=MORNING, by=by, at=world.time()
    )
    wanted = Wanted(aht=180, patience=None, target=20, level=0.79, calls=100)
    found = needs(world.nord.sc, day, wanted)
    assert len(found) == 20
    assert (found[0].desks, found[0].share, found[0].planned, found[0].missing) == (13, 13 / 5, 4, 9)
    assert found[8].planned == 0
    for _ in range(3):
        called(world, 7 * 24 * 60 + 10, 5)
    week_ago = needs(world.nord.sc, day, Wanted(aht=360, patience=120, target=30, level=0.75, percent=200))
    assert [n.calls for n in week_ago if n.calls] == [6.0]


STAFFING = {"calls": 100, "interval_minutes": 30, "aht_seconds": 180, "target_seconds": 20}


@pytest.mark.rule("RUF-17")
def test_staffing_over_rest_is_erlang(world: World) -> None:
    client = Rest(lead(world))
    c = ok(client.post("/staffing/", {**STAFFING, "patience_seconds": None, "desks": 13}))
    assert c.pop("probability_of_wait") == pytest.approx(0.285270453036, abs=1e-9)
    assert c.pop("asa_seconds") == pytest.approx(17.1162271822, abs=1e-9)
    assert c.pop("service_level") == pytest.approx(0.795594788418, abs=1e-9)
    assert c == {"model": "erlang_c", "desks": 13, "occupancy": pytest.approx(10 / 13), "abandonment": 0.0}
    a = ok(client.post("/staffing/", {**STAFFING, "patience_seconds": 300, "desks": 13}))
    assert a["asa_seconds"] == pytest.approx(6.91396830607, abs=1e-9)
    assert a["service_level"] == pytest.approx(0.858177700031, abs=1e-9)
    assert ok(client.post("/staffing/", {**STAFFING, "target_level": 0.79}))["desks"] == 13


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"desks": 10}, "unstable"),
        ({}, "invalid"),
        ({"desks": 0}, "invalid"),
        ({"desks": 13, "calls": -1}, "invalid"),
        ({"desks": 13, "calls": "nan"}, "invalid"),
        ({"desks": 13, "interval_minutes": 0}, "invalid"),
        ({"target_level": 1}, "invalid"),
        ({"desks": 10, "patience_seconds": 1_000_000, "calls": 1_000_000}, "too_large"),
    ],
)
def test_staffing_refuses_what_nobody_can_answer(world: World, change: dict[str, Any], code: str) -> None:
    assert refusal(Rest(lead(world)).post("/staffing/", {**STAFFING, **change})) == (422, code, "")


@pytest.mark.rule("DS-3")
def test_rosters_of_days_long_gone_are_purged(world: World) -> None:
    who, day = tsb(world.nord), berlin_day(world.time())
    for days in (91, 90, 0):
        Plan.objects.create(person=who, day=day - timedelta(days=days), half_hours=roster.EMPTY)
    [duty] = [d for d in DUTIES if d.rule is PLANS]
    due = duty.due(PLANS.before(world.time(), {}))
    assert duty.purge([plan.pk for plan in due], at=world.time()) == 1
    assert [day - plan.day for plan in Plan.objects.order_by("day")] == [timedelta(days=90), timedelta(0)]


@pytest.mark.rule("RUF-17")
def test_what_if_keeps_what_was_not_asked_and_refuses_what_nobody_can_compute(world: World) -> None:
    client = browserless()
    client.force_login(lead(world))
    page = "/plan/sc-nord/2026-11-18/bedarf/"
    assert "<strong>✗" in client.get(f"{page}?calls=40").content.decode(), "nobody is planned"
    assert "Erlang C" in client.get(f"{page}?patience=").content.decode()
    assert client.get(f"{page}?aht=0").status_code == 422
