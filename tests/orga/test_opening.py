"""When a unit is open: its week, single days, holidays of its Land."""

from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.lib.workdays import ONE_DAY, berlin_day
from socl.orga.actions.opening import clear_day, set_day, set_week, take_back_week
from socl.orga.models import OpeningHours, Unit
from socl.orga.queries.opening import hours_on, is_open_on, next_open_day, weeks_of
from socl.orga.rules.opening import DayAhead, days_that_differ
from tests.factories.kalender import AT, system
from tests.factories.orga import nord

pytestmark = pytest.mark.django_db
TODAY = berlin_day(AT)
FRIDAY, SATURDAY, MONDAY = date(2026, 12, 18), date(2026, 12, 19), date(2026, 12, 21)
MORNING, AFTERNOON = (time(8), time(12)), (time(14), time(18))


def zone() -> Unit:
    """Kiel's Eingangszone, open Monday to Friday in the morning, on Thursday in the afternoon too."""
    unit = nord().eingangszone
    week = {n: [MORNING] for n in range(1, 6)} | {4: [AFTERNOON, MORNING]}
    set_week(unit=unit, week=week, valid_from=TODAY, by=system(), at=AT)
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
    assert next_open_day(nord().team, SATURDAY) == MONDAY  # no week is entered: Monday to Friday


@pytest.mark.rule("ORGA-5")
def test_a_week_begins_on_its_day_and_what_was_before_stays_on_record():
    unit = zone()
    late = {n: [AFTERNOON] for n in range(1, 7)}
    set_week(unit=unit, week=late, valid_from=SATURDAY, by=system(), at=AT)
    assert [hours_on(unit, d) for d in (FRIDAY, SATURDAY, MONDAY)] == [[MORNING], [AFTERNOON], [AFTERNOON]]
    set_week(
        unit=unit, week={1: [MORNING]}, valid_from=SATURDAY, by=system(), at=AT
    )  # another for the same day
    assert [(w.valid_from, w.valid_until) for w in weeks_of(unit)] == [(TODAY, SATURDAY), (SATURDAY, None)]
    assert [hours_on(unit, d) for d in (SATURDAY, MONDAY)] == [[], [MORNING]]
    take_back_week(unit=unit, valid_from=SATURDAY, by=system(), at=AT)
    assert hours_on(unit, date(2026, 12, 22)) == [MORNING]
    assert Entry.objects.filter(verb="take_back_opening_week").count() == 1


@pytest.mark.rule("ORGA-5")
def test_what_has_passed_cannot_be_changed_and_no_week_is_closed_altogether():
    unit, yesterday = zone(), TODAY - ONE_DAY
    who: dict[str, Any] = {"unit": unit, "by": system(), "at": AT}
    for verb, said in (
        (set_week, {"week": {1: [MORNING]}, "valid_from": yesterday}),
        (set_week, {"week": {1: []}, "valid_from": MONDAY}),
        (take_back_week, {"valid_from": TODAY}),
        (set_day, {"day": yesterday, "stretches": []}),
        (clear_day, {"day": yesterday}),
    ):
        with pytest.raises(Refusal) as no:
            verb(**who, **said)
        assert (no.value.code, no.value.status) == ("invalid", 422)


@pytest.mark.rule("ORGA-5")
def test_crooked_hours_are_refused_by_the_verb_and_by_the_database():
    unit, since = zone(), {"valid_from": TODAY}
    for stretches in ([(time(9), time(9))], [MORNING, (time(11), time(13))]):
        with pytest.raises(Refusal) as no:
            set_day(unit=unit, day=MONDAY, stretches=stretches, by=system(), at=AT)
        assert (no.value.code, no.value.status) == ("invalid", 422)
    for row, name in (
        ({"weekday": 1, "day": MONDAY, "starts": time(8), "ends": time(9)}, "opening_hours_weekday_or_day"),
        ({"weekday": 1, "starts": time(8), "ends": time(9)}, "opening_hours_weekday_or_day"),
        ({"starts": time(8), "ends": time(9)}, "opening_hours_weekday_or_day"),
        ({**since, "weekday": 1}, "opening_hours_times"),
        ({**since, "weekday": 6, "starts": time(9), "ends": time(8)}, "opening_hours_times"),
        ({**since, "weekday": 6, "ends": time(8)}, "opening_hours_times"),
        ({**since, "weekday": 1, "starts": time(8), "ends": time(9)}, "opening_hours_once"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            OpeningHours.objects.create(unit=unit, **row)


def test_shown_are_the_holidays_of_half_a_year_and_every_single_day_in_order():
    summer, christmas, newyear = date(2027, 8, 2), date(2026, 12, 25), date(2027, 1, 1)
    holidays = {christmas: "Weihnachten", newyear: "Neujahr", date(2027, 10, 3): "later than half a year"}
    entered = {summer: "08:00–12:00 Uhr", christmas: "09:00–10:00 Uhr"}
    assert days_that_differ(TODAY, entered, holidays.get) == [
        DayAhead(christmas, "09:00–10:00 Uhr", "Weihnachten", True),
        DayAhead(newyear, "geschlossen", "Neujahr", False),
        DayAhead(summer, "08:00–12:00 Uhr", "", True),
    ]
