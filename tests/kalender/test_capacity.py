"""Early warning: how far away the next free time is, how long it lasts, and whether it is enough."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from atv.kalender.actions.notices import set_notices
from atv.kalender.actions.retention import DUTIES
from atv.kalender.actions.watch import watch
from atv.kalender.models import Kalender, Reading
from atv.kalender.queries import capacity as queries
from atv.kalender.rules import capacity
from atv.kalender.rules.retention import READINGS
from atv.kalender.tasks import watch_capacity
from socl.core.purging import fulfil
from socl.orga.gates import Scope
from socl.orga.rules.roles import Role
from socl.post.models import Outbox
from socl.post.rules.content import Subject
from tests.factories.kalender import AT, BookingFactory, berlin, booked, kalender, system, terminart
from tests.factories.orga import home, nord, person, west

SEVEN = berlin("2026-11-17", "07:00")


@pytest.mark.rule("ATV-63")
@pytest.mark.parametrize(
    ("fitting", "lately", "days"), [(100, 20, 100), (100, 40, 50), (10, 200, 1), (0, 5, 0), (7, 0, None)]
)
def test_sold_out_in_as_many_days_as_the_free_times_last(fitting, lately, days):
    assert capacity.days_until_sold_out(fitting, lately) == days


@pytest.mark.rule("ATV-64")
@pytest.mark.parametrize(("offered", "enough"), [(99, False), (100, True), (101, True)])
def test_what_is_needed_and_no_more_is_enough(offered, enough):
    assert capacity.Sufficiency(offered, 100).is_enough == enough


@pytest.mark.rule("ATV-64")
@pytest.mark.parametrize(
    ("agenturen", "lately", "known", "expected"),
    [(1, 0, 0, 7.0), (3, 40, 19, 21.0), (3, 40, 20, 2.0), (2, 0, 20, 14.0), (0, 0, 0, 0.0)],
)
def test_expected_are_seven_for_each_agentur_until_twenty_days_are_measured(
    agenturen, lately, known, expected
):
    assert capacity.expected_per_day(agenturen, lately, known) == expected


@pytest.mark.rule("ATV-62")
@pytest.mark.parametrize(("days", "alarming"), [(1, False), (3, False), (4, True), (None, True)])
def test_more_than_three_working_days_or_none_at_all_is_alarming(days, alarming):
    assert capacity.is_alarming(days, 3) is alarming


@given(st.lists(st.integers(0, 40), max_size=12), st.sampled_from([20, 30]))
def test_as_many_fit_as_can_stand_one_after_the_other(steps, minutes):
    """Against a count of its own: the most starts of which no two are closer than ``minutes``."""
    starts = [10 * step for step in steps]
    best = {0: 0}
    for start in sorted(set(starts)):
        best[start + minutes] = max(n for end, n in best.items() if end <= start) + 1
    assert capacity.how_many_fit([starts], minutes) == max(best.values())


def measured(calendar: Kalender, at: Any = SEVEN) -> dict[str, Reading]:
    return {reading.terminart.code: reading for reading in watch(kalender=calendar, at=at)}


@pytest.mark.django_db
@pytest.mark.rule("ATV-62")
def test_a_quiet_team_has_a_free_time_on_the_next_day():
    found = measured(kalender(places=1, horizon_days=7))
    short = found["sonstiges"]
    assert (short.next_free_at, short.days_to_free) == (berlin("2026-11-18", "08:00"), 1)
    # Wednesday to Tuesday, five open days of 4 and 2 hours
    assert (short.fitting, found["leistungsberatung"].fitting) == (5 * (12 + 6), 5 * (8 + 4))
    assert (short.booked, short.days_until_sold_out) == (0, None)
    assert (short.open_minutes, short.needed_minutes, short.is_measured) == (360, 7 * 25, False)


@pytest.mark.django_db
@pytest.mark.rule("ATV-62", "ATV-65")
def test_a_full_team_is_warned_of_once_a_week_and_reads_a_digest_each_morning():
    calendar = kalender(places=1, hours=[(time(8), time(9))], horizon_days=8)
    for day in ("18", "19", "20", "23"):
        for clock in ("08:00", "08:30"):
            booked(
                calendar, berlin(f"2026-11-{day}", clock), "leistungsberatung", at=SEVEN - timedelta(hours=1)
            )
    set_notices(
        kalender=calendar,
        team_mailbox="",
        lead_mailbox="lead@beispiel.invalid",
        coordinator_mailbox="koord@beispiel.invalid",
        staff_minutes=10,
        warn_days=3,
        by=system(),
        at=AT,
    )
    assert measured(calendar, SEVEN - timedelta(minutes=1))["sonstiges"].days_to_free == 5
    assert Outbox.objects.count() == 0  # before seven nobody is told anything
    for at in (SEVEN, SEVEN + timedelta(minutes=15), SEVEN + timedelta(days=1)):
        watch(kalender=calendar, at=at)
    digests = Outbox.objects.filter(subject=Subject.DIGEST)
    assert [d.purpose.split(":")[-1] for d in digests.order_by("pk")] == ["2026-11-17", "2026-11-18"]
    first = digests.earliest("pk").body
    assert "Rückrufe heute: 0\nÜberfällig: 0\n" in first
    assert (
        "Sonstiges Anliegen: nächste freie Zeit Dienstag, 24. November 2026, 8:00 Uhr, in 5 Arbeitstagen."
        in first
    )
    warned = Outbox.objects.filter(subject=Subject.CAPACITY).order_by("pk")
    assert [(w.recipient, w.purpose.split(":")[3:]) for w in warned] == [
        (f"{who}@beispiel.invalid", [kind, "2026-W47", name])
        for kind in queries.KINDS
        for who, name in (("lead", "lead"), ("koord", "coordinator"))
    ]
    assert Reading.objects.count() == 4  # one per Terminart and day, read anew
    (kept,) = (duty for duty in DUTIES if duty.rule == READINGS)
    assert fulfil(kept, before=SEVEN + timedelta(days=1), at=SEVEN + timedelta(days=366)) == 2
    assert {reading.day for reading in Reading.objects.all()} == {date(2026, 11, 18)}


@pytest.mark.django_db
def test_on_a_sunday_nobody_is_told_anything():
    calendar = kalender(places=0)
    set_notices(
        kalender=calendar,
        team_mailbox="",
        lead_mailbox="lead@beispiel.invalid",
        coordinator_mailbox="",
        staff_minutes=10,
        warn_days=3,
        by=system(),
        at=AT,
    )
    found = measured(calendar, berlin("2026-11-22", "12:00"))["sonstiges"]
    assert (found.next_free_at, found.days_to_free, found.fitting) == (None, None, 0)
    assert Outbox.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.rule("ATV-63", "ATV-64")
def test_demand_is_what_was_booked_in_the_last_twenty_working_days():
    calendar = kalender()
    kinds = [terminart(code) for code in queries.KINDS]
    made = [
        berlin("2026-10-19", "10:00"),
        *[berlin("2026-10-20", "10:00")] * 3,
        *[berlin("2026-11-16", "23:59")] * 17,
    ]
    made += [berlin("2026-11-17", "06:00")]  # today is not over
    for n, at in enumerate(made):
        starts = berlin("2026-11-30", "08:00") + timedelta(days=n)
        BookingFactory.create(kalender=calendar, starts_at=starts, terminart=kinds[1], created_at=at)
    found = queries.demand(calendar, kinds, SEVEN)
    assert (found.booked, found.is_measured) == ({kinds[0].pk: 0, kinds[1].pk: 20}, True)
    assert found.needed_minutes == 20  # one a day, of twenty minutes
    assert measured(calendar)["sonstiges"].days_until_sold_out is not None


@pytest.mark.django_db
def test_the_page_shows_each_its_own_teams_in_three_questions(django_assert_num_queries):
    for region in (nord(), west()):
        watch(kalender=kalender(region.team), at=SEVEN)
    watch_capacity()  # the task reads the present day for all
    with django_assert_num_queries(3):
        both = queries.lines(Scope(nation=True))
    assert len(both) == 4
    for role, region, here, there in (
        (Role.KOORDINATOR, nord(), "Kiel", "Hagen"),
        (Role.OS_LEAD, west(), "Hagen", "Kiel"),
    ):
        client = Client()
        client.force_login(person(role, home(role, region)))
        page = client.get("/kapazitaet/").content.decode()
        assert f"Alg Plus-Team {here}" in page and f"Alg Plus-Team {there}" not in page
        assert "(Vorschlag)" in page
        assert ("einstellen" in page) == (role is Role.OS_LEAD)


@pytest.mark.django_db
def test_without_a_reading_the_page_says_so():
    client = Client()
    client.force_login(person(Role.RD, nord().rd))
    assert "Noch ist nichts gemessen" in client.get("/kapazitaet/").content.decode()
