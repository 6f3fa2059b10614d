"""When a unit is open: its week, single days, holidays of its Land."""

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from socl.lib.refusal import Refusal
from socl.orga.actions.opening import clear_day, set_day, set_week
from socl.orga.models import OpeningHours, Unit
from socl.orga.queries.opening import hours_on, is_open_on, next_open_day
from tests.factories.kalender import AT, system
from tests.factories.orga import nord

pytestmark = pytest.mark.django_db
FRIDAY, SATURDAY, MONDAY = date(2026, 12, 18), date(2026, 12, 19), date(2026, 12, 21)
MORNING, AFTERNOON = (time(8), time(12)), (time(14), time(18))


def zone() -> Unit:
    """Kiel's Eingangszone, open Monday to Friday in the morning, on Thursday in the afternoon too."""
    unit = nord().eingangszone
    week = {n: [MORNING] for n in range(1, 6)} | {4: [AFTERNOON, MORNING]}
    set_week(unit=unit, week=week, by=system(), at=AT)
    return unit


@pytest.mark.rule("ORGA-5")
def test_a_day_follows_the_week_unless_it_is_a_holiday_or_something_is_entered_for_it():
    unit, christmas = zone(), date(2026, 12, 25)
    set_day(unit=unit, day=MONDAY, stretches=[], by=system(), at=AT)
    set_day(unit=unit, day=SATURDAY, stretches=[AFTERNOON], by=system(), at=AT)
    assert hours_on(unit, date(2026, 12, 17)) == [MORNING, AFTERNOON]
    assert [is_open_on(unit, d) for d in (FRIDAY, SATURDAY, MONDAY, christmas)] == [True, True, False, False]
    set_day(unit=unit, day=christmas, stretches=[MORNING], by=system(), at=AT)
    clear_day(unit=unit, day=SATURDAY, by=system(), at=AT)
    assert [is_open_on(unit, d) for d in (christmas, SATURDAY)] == [True, False]


@pytest.mark.rule("ORGA-5")
def test_a_closed_day_leads_to_the_next_open_one():
    unit = zone()
    assert next_open_day(unit, FRIDAY) == FRIDAY
    assert next_open_day(unit, SATURDAY) == MONDAY
    assert next_open_day(unit, date(2026, 12, 24)) == date(2026, 12, 24)
    assert next_open_day(unit, date(2026, 12, 25)) == date(2026, 12, 28)
    set_week(unit=unit, week={3: []}, by=system(), at=AT)
    assert next_open_day(unit, SATURDAY) == MONDAY  # no week is entered: Monday to Friday
    assert next_open_day(nord().team, SATURDAY) == MONDAY


@pytest.mark.rule("ORGA-5")
def test_crooked_hours_are_refused_by_the_verb_and_by_the_database():
    unit = zone()
    for stretches in ([(time(9), time(9))], [MORNING, (time(11), time(13))]):
        with pytest.raises(Refusal) as no:
            set_day(unit=unit, day=MONDAY, stretches=stretches, by=system(), at=AT)
        assert (no.value.code, no.value.status) == ("invalid", 422)
    for row, name in (
        ({"weekday": 1, "day": MONDAY, "starts": time(8), "ends": time(9)}, "opening_hours_weekday_or_day"),
        ({"starts": time(8), "ends": time(9)}, "opening_hours_weekday_or_day"),
        ({"weekday": 1}, "opening_hours_times"),
        ({"weekday": 6, "starts": time(9), "ends": time(8)}, "opening_hours_times"),
        ({"weekday": 6, "ends": time(8)}, "opening_hours_times"),
        ({"weekday": 1, "starts": time(8), "ends": time(9)}, "opening_hours_once"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            OpeningHours.objects.create(unit=unit, **row)
