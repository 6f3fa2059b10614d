"""The Lagebild at its edges: nobody there, nothing set up, a night with two hours of two, small counts."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from routing.rufkreis.models import Presence, Rufkreis
from routing.rufkreis.queries import signed_in
from routing.rufkreis.queries.lagebild import half_hours_of, lagebild
from routing.rufkreis.rules import roster
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.level import Day
from routing.rufkreis.rules.waiting import expected_wait
from routing.rufkreis.web.chart import chart
from socl.lib.workdays import BERLIN, berlin_day
from socl.orga.models import Dienstposten, UnitKind
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, browserless
from tests.api.worlds import World
from tests.factories.orga import UnitFactory, tsb
from tests.factories.rufkreis import CallFactory, rufkreise


@pytest.mark.rule("RUF-3")
@pytest.mark.parametrize(
    ("waiting", "free", "desks", "seconds"),
    [(0, 0, 0, None), (3, 0, 0, None), (0, 1, 6, 0), (1, 1, 6, 120), (0, 0, 6, 60), (2, 3, 6, 0)],
)
def test_whoever_calls_now_waits_only_if_no_desk_is_left_for_them(
    waiting: int, free: int, desks: int, seconds: int | None
) -> None:
    assert expected_wait(waiting, free, desks) == seconds


@pytest.mark.rule("RUF-3")
def test_a_wait_is_shared_by_desks_that_are_there_and_may_take_the_call(world: World) -> None:
    world.desk("tsb1")
    world.desk("gone", "alg")
    world.desk("paused", "break")
    Rest(tsb(world.nord, username="untrained", qualified=False)).ready("both")
    Presence.objects.filter(person__username="gone").update(last_seen_at=world.time() - timedelta(minutes=1))
    found = {topic: signed_in(world.nord.sc.pk, topic, world.time()) for topic in Topic}
    assert found == {Topic.ALG: 1, Topic.GENERAL: 2}


@pytest.mark.rule("RUF-16")
def test_who_calls_a_closed_number_was_in_no_queue_and_both_shares_are_of_the_same_calls(
    world: World,
) -> None:
    began = world.time() - timedelta(hours=1)
    for n, (cause, waited, answered) in enumerate(
        [("closed", 0, False), ("cancel", 3, False), ("cancel", 60, False), ("normalClearing", 9, True)]
    ):
        over = began + timedelta(seconds=waited)
        CallFactory.create(
            call_id=f"c{n}", state="ended", first_queued_at=began, ended_at=over, end_cause=cause,
            answered_at=over if answered else None,
        )  # fmt: skip
    alg = lagebild(world.nord.sc, world.time()).queues[0].today
    assert (alg, alg.counted, alg.abandon_rate) == (Day(3, 1, 1, 1), 2, 0.5)
    client = browserless()
    client.force_login(world.person(Role.SC_LEAD, world.nord.sc))
    page = client.get("/lagebild/sc-nord/").content.decode()
    assert "<small>1 von 2</small>" in page
    assert "niemand da" in page


def test_who_signs_off_in_a_conversation_is_counted_until_it_is_over(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    switch.connects(desk)
    desk.ready("off")
    assert dict(lagebild(world.nord.sc, world.time()).desks) == {"Im Gespräch": 1}
    switch.say("hangup", cause="normalClearing")
    assert dict(lagebild(world.nord.sc, world.time()).desks) == {"Nachbearbeitung": 1}


def test_a_service_center_with_nobody_and_nothing_in_it_has_all_its_pages(world: World) -> None:
    empty = UnitFactory.create(
        key="sc-leer", kind=UnitKind.SC, name="SC Leer", parent=world.nord.region, region=world.nord.region
    )
    client = browserless()
    client.force_login(world.person(Role.SC_LEAD, empty))
    for path in (
        "/lagebild/",
        "/lagebild/sc-leer/",
        "/plan/sc-leer/2026-11-17/",
        "/plan/sc-leer/2026-11-17/bedarf/",
    ):
        assert client.get(path).status_code == 200
    assert "Niemand ist angemeldet." in client.get("/lagebild/sc-leer/stand/").content.decode()
    for topic in Topic:
        Rufkreis.objects.create(unit=empty, topic=topic)
    page = client.get("/lagebild/sc-leer/").content.decode()
    assert page.count("Heute noch kein Anruf.") == 2 and page.count("niemand da") == 2


def test_the_overview_costs_the_same_for_one_and_for_three_service_centers(world: World) -> None:
    client = browserless()
    client.force_login(world.person(Role.SC_REGION, world.nord.region))
    switch = world.switch()
    switch.rings("c1")
    world.time.goes_on(10)
    client.get("/lagebild/")

    def cost() -> tuple[int, list[tuple[str, str, bool, int, int, int]]]:
        with CaptureQueriesContext(connection) as asked:
            rows = client.get("/lagebild/").context["rows"]
        told = [
            (r.rufkreis.unit.key, r.rufkreis.topic, r.is_live, r.waiting, r.longest, r.today.offered)
            for r in rows
        ]
        return len(asked), told

    one, told = cost()
    assert told == [("sc-nord", "alg", True, 1, 10, 1), ("sc-nord", "general", True, 0, 0, 0)]
    for n in (2, 3):
        more = UnitFactory.create(
            key=f"sc-nord-{n}",
            kind=UnitKind.SC,
            name="SC",
            parent=world.nord.region,
            region=world.nord.region,
        )
        for topic in Topic:
            Rufkreis.objects.create(unit=more, topic=topic)
    three, told = cost()
    assert (three, told[2:4]) == (
        one,
        [("sc-nord-2", "alg", False, 0, 0, 0), ("sc-nord-2", "general", True, 0, 0, 0)],
    )


@pytest.mark.parametrize(
    ("day", "last", "labels"),
    [
        (date(2026, 10, 25), 49, ["02:00", "02:30", "2B:00", "2B:30", "03:00"]),
        (date(2026, 3, 29), 45, ["01:30", "03:00", "03:30"]),
    ],
)
def test_the_day_on_which_the_clocks_change_has_fifty_or_forty_six_half_hours(
    world: World, day: date, last: int, labels: list[str]
) -> None:
    began = datetime(day.year, day.month, day.day, tzinfo=BERLIN).astimezone(world.time().tzinfo)
    for n in range(last + 1):
        CallFactory.create(call_id=f"n{n}", first_queued_at=began + timedelta(minutes=30 * n + 29))
    CallFactory.create(call_id="next", first_queued_at=began + timedelta(minutes=30 * (last + 1)))
    halves = half_hours_of(rufkreise()[Topic.ALG], day)
    drawn = chart(halves)
    assert drawn is not None
    assert [bar.day.offered for bar in drawn.bars] == [1] * (last + 1)
    found = [bar.label for bar in drawn.bars]
    at = found.index(labels[0])
    assert found[at : at + len(labels)] == labels
    assert found[-1] == "23:30"
    planned = [roster.half_hour(begin) for begin, _ in halves]
    assert set(planned) == set(range(48)) - ({4, 5} if last == 45 else set()), (
        "the plan goes by the clock on the wall"
    )


@pytest.mark.rule("RUF-21")
def test_how_many_are_planned_is_told_to_the_lead_alone_if_they_are_few(world: World) -> None:
    one, day = tsb(world.nord), berlin_day(world.time())
    assert Dienstposten.objects.filter(person=one).exists()
    one.plans.create(day=day, half_hours=roster.ALG * roster.HALF_HOURS)
    told = {}
    for role, unit in ((Role.SC_LEAD, world.nord.sc), (Role.SC_REGION, world.nord.region)):
        client = browserless()
        client.force_login(world.person(role, unit))
        told[role] = client.get(f"/plan/sc-nord/{day}/bedarf/?calls=5").content.decode()
    assert told[Role.SC_LEAD].count("✗ 1 fehlen") == 20
    assert told[Role.SC_REGION].count("unter 5") == told[Role.SC_REGION].count("✗ es fehlen Plätze") == 20
    assert " fehlen</strong>" not in told[Role.SC_REGION]
