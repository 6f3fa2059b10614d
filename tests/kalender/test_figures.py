"""Figures by team and region: what they count, and what they keep back."""

import csv
import io
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atv.kalender.models import Attempt, AttemptResult, Booking, Kalender
from atv.kalender.queries.figures import Figures, report
from atv.kalender.rules.figures import Count, hidden, may_show_sum, wasted
from atv.kalender.rules.lifecycle import State
from socl.lib.workdays import ONE_DAY
from socl.orga import gates
from socl.orga.rules.roles import Grant, Role
from tests.factories.kalender import AT, BookingFactory, berlin, kalender, system
from tests.factories.orga import UnitFactory, nord, person

MONDAY = date(2026, 11, 2)  # in the four whole weeks before AT


@pytest.mark.rule("ATV-17")
@pytest.mark.parametrize(
    ("counts", "closed", "sum_shown"),
    [
        ({1: 10, 2: 20}, set(), True),
        ({1: 4, 2: 20, 3: 30}, {1, 2}, True),  # 30 of 54: the rest is 24 of two teams
        ({1: 4, 2: 20}, {1, 2}, True),
        ({1: 3, 2: 4, 3: 30}, {1, 2}, True),
        ({1: 1, 2: 1, 3: 30}, {1, 2, 3}, True),
        ({1: 4}, {1}, False),
        ({1: 5, 2: 20}, set(), True),  # five are no few
        ({1: 5}, set(), True),
        ({1: 2, 2: 3, 3: 20}, {1, 2}, True),  # five of two
        ({1: 0, 2: 20}, set(), True),  # nothing was booked: that is about nobody
        ({1: 2, 2: 2}, {1, 2}, False),
        ({}, set(), False),
    ],
)
def test_what_is_about_fewer_than_five_is_hidden_also_from_subtraction(counts, closed, sum_shown):
    assert hidden(counts) == closed
    assert may_show_sum(counts, closed) == sum_shown


def test_a_sum_stands_only_beside_two_hidden_cells_that_are_together_about_five():
    """Whoever closed them: one alone, or two about fewer, could be calculated from it."""
    assert may_show_sum({1: 2, 2: 3, 3: 20}, {1, 2})
    assert not may_show_sum({1: 6, 2: 20}, {1})
    assert not may_show_sum({1: 1, 2: 2, 3: 20}, {1, 2})


def test_percent_and_waste_are_counted_whole():
    assert [Count(1, 3).percent, Count(0, 4).percent, Count(0, 0).percent] == [33, 0, None]
    assert wasted([(10, (20, 30)), (50, (20, 30)), (25, (20,)), (0, (20,))]) == 10 + 0 + 5


def callbacks(calendar: Kalender, count: int, *, kept: int, missed: int = 0) -> None:
    """``count`` callbacks from Monday on, one a day at 8; the first ``kept`` reached in time, the last missed."""
    day = MONDAY
    for n in range(count):
        state = State.NO_SHOW if n >= count - missed else State.DONE
        made = BookingFactory.create(kalender=calendar, starts_at=berlin(day, "08:00"), state=state)
        late = timedelta(minutes=5 if n < kept else 25)
        Attempt.objects.create(
            booking=made, result=AttemptResult.REACHED, rang=True, at=made.starts_at + late, by=system()
        )
        day += ONE_DAY * (3 if day.isoweekday() == 5 else 1)


@pytest.fixture
def calendar() -> Kalender:
    """One Serviceplatz from 8 to 8:50, Monday to Friday."""
    return kalender(places=1, hours=[(time(8), time(8, 50))])


def lines(at=AT) -> list[Figures]:
    lead = person(Role.RD, nord().rd)
    (region,) = report(gates.scope(lead, Grant.READ_FIGURES, at.date()), at).regions
    return [*region.teams, *([region.together] if region.together else [])]


@pytest.mark.django_db
@pytest.mark.rule("ATV-17")
def test_a_team_and_the_region_together(calendar):
    callbacks(calendar, 8, kept=6, missed=1)
    cancelled = {"state": State.CANCELLED, "starts_at": berlin(MONDAY, "08:20")}
    BookingFactory.create(kalender=calendar, **cancelled)
    team, together = lines()
    open_minutes = 20 * 50
    assert team == Figures(
        calendar.unit,
        8,
        Count(6, 8),
        Count(1, 8),
        Count(8 * 20, open_minutes),
        0,
        {20: 1, 30: 1},
    )
    assert (together.unit, together.booked, together.kept) == (nord().region, 8, Count(6, 8))


@pytest.mark.django_db
def test_a_gap_that_nothing_fits_into_is_wasted(calendar):
    for clock_time in ("08:00", "08:20"):
        BookingFactory.create(kalender=calendar, starts_at=berlin(MONDAY, clock_time), state=State.DONE)
    callbacks_elsewhere = [MONDAY + ONE_DAY * n for n in (1, 2, 3)]
    for day in callbacks_elsewhere:
        BookingFactory.create(kalender=calendar, starts_at=berlin(day, "08:00"), state=State.DONE)
    assert lines()[0].wasted == 10


@pytest.mark.django_db
def test_the_first_free_time_is_counted_in_days_and_may_be_none(calendar):
    Booking.objects.all().delete()
    for starts in ("08:00", "08:20"):
        BookingFactory.create(kalender=calendar, starts_at=berlin("2026-11-18", starts))
    assert lines()[0].first_free == {20: 2, 30: 2}
    Kalender.objects.update(horizon_days=1)
    assert lines()[0].first_free == {20: None, 30: None}


@pytest.mark.django_db
@pytest.mark.rule("ATV-17")
def test_page_and_csv_hide_a_small_team_and_name_the_formula(calendar, client: Client, clock_stands):
    callbacks(calendar, 9, kept=9)
    for n, count in ((1, 3), (2, 6)):
        unit = UnitFactory.create(
            key=f"alg-{n}", name=f"Alg Plus-Team {n}", region=nord().region, parent=nord().os
        )
        callbacks(kalender(unit, places=1, hours=[(time(8), time(9))]), count, kept=count)
    client.force_login(person(Role.RD, nord().rd, username="rd1"))
    page = client.get("/kalender/zahlen/").content.decode()
    assert "100 Prozent von 18 Rückrufen wurden in der vereinbarten Zeit erreicht." in page
    assert page.count("<rect") == 1
    sheet = client.get("/kalender/zahlen/csv/").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet), delimiter=";"))
    assert [(row[1], row[2], row[3], row[9]) for row in rows[1:]] == [
        ("Alg Plus-Team 1", "unter 5", "unter 5", "ATV-Zahlen, Fassung 1"),
        ("Alg Plus-Team 2", "unter 5", "unter 5", "ATV-Zahlen, Fassung 1"),
        ("Alg Plus-Team Kiel", "9", "100", "ATV-Zahlen, Fassung 1"),
        ("zusammen", "18", "100", "ATV-Zahlen, Fassung 1"),
    ]
    assert rows[1][10:] == ["2026-10-19", "2026-11-15"]


@pytest.mark.django_db
def test_the_report_asks_the_same_number_of_questions_for_one_team_and_three(calendar):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            report(gates.Scope(nation=True), AT)
        return len(seen)

    few = queries()
    for n in (1, 2):
        kalender(UnitFactory.create(key=f"alg-{n}", region=nord().region), places=2)
    assert queries() == few
