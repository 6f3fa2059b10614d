"""Appointing people, and what the database keeps true about units and offices."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from socl.core.db import broken_constraint
from socl.journal.models import Entry
from socl.orga.actions.people import appoint, create_person
from socl.orga.actions.qualification import qualify
from socl.orga.models import ClearanceState, Person, PersonKind, TrainingState
from socl.orga.rules.roles import Role
from tests.factories.kalender import AT
from tests.factories.orga import (
    SINCE,
    ClearanceFactory,
    DienstpostenFactory,
    PersonFactory,
    PlzAreaFactory,
    ResponsibilityFactory,
    TrainingFactory,
    UnitFactory,
    nord,
)

pytestmark = pytest.mark.django_db

LATER, LATEST = date(2026, 1, 1), date(2027, 1, 1)


def new(username: str = "mara", password: str | None = "ein langes Kennwort") -> Person:
    return create_person(
        username=username,
        name="Mara Beispiel",
        kind=PersonKind.STAFF,
        password=password,
        demo=False,
        by=None,
        at=AT,
    )


def test_a_person_logs_in_with_the_password_and_a_machine_never():
    assert authenticate(HttpRequest(), username="mara", password="ein langes Kennwort") is None
    made = new()
    assert authenticate(HttpRequest(), username="mara", password="ein langes Kennwort") == made
    machine = new("anlage", None)
    assert not machine.has_usable_password()
    assert Entry.objects.filter(verb="create_person").count() == 2


@pytest.mark.rule("SOCL 2.1/3")
def test_training_and_berechtigung_are_both_recorded():
    made, chief = new(), new("chefin")
    qualify(person=made, completed_on=LATER, by=chief, at=AT)
    assert made.training.state == TrainingState.ABGESCHLOSSEN
    assert made.training.completed_on == LATER
    cleared = made.clearances.get()
    assert (cleared.state, cleared.valid_from, cleared.valid_until) == (ClearanceState.ERTEILT, LATER, None)
    verbs = Entry.objects.filter(by_id=chief.pk).order_by("pk").values_list("verb", "facts")
    assert list(verbs) == [
        ("complete_training", {"person": made.pk}),
        ("grant_clearance", {"person": made.pk}),
    ]


def test_the_first_dienstposten_is_the_main_one():
    made, chief, here = new(), new("chefin"), nord()
    posts = [
        appoint(person=made, unit=unit, role=role, valid_from=SINCE, by=chief, at=AT)
        for unit, role in ((here.sc, Role.TSB), (here.team, Role.OS_STAFF))
    ]
    assert [p.main for p in posts] == [True, False]


def refused(act: Any, *args: Any, **kwargs: Any) -> str:
    """The name of the constraint that refuses."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act(*args, **kwargs)
    return broken_constraint(error.value)


def test_a_unit_has_one_row_in_force_at_a_time():
    UnitFactory.build(key="300", valid_until=LATER).save()
    UnitFactory.build(key="300", valid_from=LATER).save()
    again = UnitFactory.build(key="300", valid_from=LATEST)
    assert refused(again.save) == "unit_key_once_at_a_time"
    assert refused(UnitFactory.create, key="301", valid_until=SINCE) == "unit_validity"


@pytest.mark.rule("ORGA-2")
def test_an_agentur_has_one_team_at_a_time():
    here = nord()
    other = UnitFactory.create()
    made = ResponsibilityFactory.build(agentur=here.agentur, team=other, valid_from=LATER)
    assert refused(made.save) == "responsibility_one_team_at_a_time"


def test_a_postcode_belongs_to_an_agentur_once_at_a_time():
    here = nord()
    again = PlzAreaFactory.build(plz="24103", agentur=here.agentur, valid_from=LATER)
    assert refused(again.save) == "plz_area_once_at_a_time"


def test_a_person_has_one_main_dienstposten_at_a_time():
    who, unit = PersonFactory.create(), nord().sc
    DienstpostenFactory.create(person=who, unit=unit, valid_until=LATER)
    DienstpostenFactory.create(person=who, unit=unit, valid_from=LATER)
    DienstpostenFactory.create(person=who, unit=unit, main=False, role=Role.FIT)
    again = {"person": who, "unit": unit, "valid_from": LATEST, "role": Role.TSB}
    assert refused(DienstpostenFactory.create, **again) == "dienstposten_one_main_at_a_time"
    assert refused(DienstpostenFactory.create, unit=unit, role="chef") == "dienstposten_role"
    once = {"person": who, "unit": unit, "main": False}
    assert refused(DienstpostenFactory.create, **once) == "dienstposten_once_at_a_time"
    assert refused(DienstpostenFactory.create, **once, valid_until=SINCE) == "dienstposten_validity"


def test_a_berechtigung_is_granted_once_at_a_time():
    who = PersonFactory.create()
    ClearanceFactory.create(person=who)
    ClearanceFactory.create(person=who, state=ClearanceState.BEANTRAGT)
    assert refused(ClearanceFactory.create, person=who, valid_from=LATER) == "clearance_once_at_a_time"


@pytest.mark.parametrize(("state", "day"), [("abgeschlossen", None), ("angemeldet", SINCE)])
def test_a_training_has_its_day_if_and_only_if_it_is_completed(state, day):
    made = {"state": state, "planned_on": SINCE, "completed_on": day}
    assert refused(TrainingFactory.create, **made) == "training_completed_has_day"


@pytest.mark.parametrize(("state", "day"), [("angemeldet", None), ("vorgesehen", SINCE)])
def test_a_training_is_planned_for_a_day_if_and_only_if_somebody_is_registered(state, day):
    made = {"state": state, "planned_on": day, "completed_on": None}
    assert refused(TrainingFactory.create, **made) == "training_planned_has_day"
