"""Rights: one table, asked in one place, and the same answer for one unit and for a whole list."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from socl.orga import gates
from socl.orga.models import Dienstposten, Person, Unit
from socl.orga.rules.roles import LABELS, TABLE, Grant, Reach, Role
from tests.factories.orga import DienstpostenFactory, PersonFactory, UnitFactory, home, nord, person, west

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 17)


def reach_of(found: gates.Scope) -> set[str]:
    """The keys of the units in the scope; asked one by one and as a list, both must agree."""
    listed = {d.unit for d in Dienstposten.objects.filter(found.q("unit")).select_related("unit")}
    asked = {d.unit for d in Dienstposten.objects.select_related("unit") if found.covers(d.unit)}
    assert listed == asked
    return {unit.key for unit in asked}


@pytest.fixture
def everywhere() -> None:
    """Somebody works at every unit of both regions, so that lists have something to narrow."""
    nord(), west()
    for unit in Unit.objects.all():
        DienstpostenFactory.create(unit=unit)


NORD_UNITS = {"sc-region-nord", "sc-nord", "rd-nord", "131", "ez-131", "os-123", "alg-131"}
REACHES = {
    Reach.UNIT: lambda role: {home(role, nord()).key},
    Reach.BELOW: lambda role: {"131", "ez-131"},
    Reach.OS: lambda role: {"os-123", "alg-131"},
    Reach.DISTRICT: lambda role: {"rd-nord", "131", "ez-131", "os-123", "alg-131"},
    Reach.REGION: lambda role: NORD_UNITS,
    Reach.NATION: lambda role: set(Unit.objects.values_list("key", flat=True)),
}


@pytest.mark.usefixtures("everywhere")
@pytest.mark.parametrize("role", Role)
def test_each_role_reaches_as_far_as_the_table_says_and_no_further(role):
    who = person(role, home(role, nord()))
    for grant in Grant:
        reach = TABLE[role].get(grant)
        found = gates.scope(who, grant, TODAY)
        assert bool(found) == (reach is not None)
        assert reach_of(found) == (REACHES[reach](role) if reach else set())
    assert gates.grants(who, TODAY) == [g for g in Grant if g in TABLE[role]]
    assert gates.roles(who, TODAY) == [role]


def test_every_role_has_a_name_and_a_row_in_the_table():
    assert set(LABELS) == set(TABLE) == set(Role)


def verdict(who: Person, grant: Grant, unit: Unit | None) -> Any:
    """What the gate says: a scope, 403, or 404."""
    try:
        return gates.require(who, grant, TODAY, unit)
    except PermissionDenied:
        return 403
    except Http404:
        return 404


def test_out_of_scope_is_not_there_and_in_scope_without_the_grant_is_forbidden():
    here, there = nord(), west()
    colleague, lead = person(Role.OS_STAFF, here.team), person(Role.SC_LEAD, here.sc)
    stranger, nobody = person(Role.OS_STAFF, there.team), PersonFactory.create()
    asked = {
        name: verdict(who, Grant.READ_DAY_SHEET, here.team)
        for name, who in (
            ("colleague", colleague),
            ("lead", lead),
            ("stranger", stranger),
            ("nobody", nobody),
        )
    }
    assert asked == {
        "colleague": gates.scope(colleague, Grant.READ_DAY_SHEET, TODAY),
        "lead": 403,  # works in the region, so the team is no secret
        "stranger": 404,  # holds the grant, elsewhere
        "nobody": 404,
    }
    assert verdict(nobody, Grant.READ_DAY_SHEET, None) == 403
    assert verdict(person(Role.TSB, there.sc), Grant.READ_DAY_SHEET, here.team) == 404


def test_a_neighbouring_team_of_the_same_os_is_reached_by_its_lead_only():
    here = nord()
    neighbour = UnitFactory.create(parent=here.os, region=here.region)
    lead, staff = person(Role.OS_LEAD, here.team), person(Role.OS_STAFF, here.team)
    assert gates.scope(lead, Grant.WORK_BOOKING, TODAY).covers(neighbour)
    assert not gates.scope(staff, Grant.WORK_BOOKING, TODAY).covers(neighbour)


def test_rights_come_from_the_dienstposten_in_force_on_the_day():
    here = nord()
    who = PersonFactory.create()
    DienstpostenFactory.create(person=who, unit=here.sc, role=Role.TSB, valid_until=TODAY)
    DienstpostenFactory.create(person=who, unit=here.team, role=Role.OS_STAFF, valid_from=TODAY)
    assert gates.roles(who, date(2026, 11, 16)) == [Role.TSB]
    assert gates.roles(who, TODAY) == [Role.OS_STAFF]
    assert gates.unit_as(who, Role.TSB, date(2026, 11, 16)) == here.sc
    assert gates.unit_as(who, Role.TSB, TODAY) is None


def test_several_dienstposten_add_up_and_the_main_one_comes_first():
    here, there = nord(), west()
    who = PersonFactory.create()
    DienstpostenFactory.create(person=who, unit=there.team, role=Role.OS_STAFF, main=False)
    DienstpostenFactory.create(person=who, unit=here.sc, role=Role.TSB)
    assert gates.roles(who, TODAY) == [Role.TSB, Role.OS_STAFF]
    found = gates.scope(who, Grant.READ_SLOTS, TODAY)
    assert found == gates.Scope(regions=frozenset({here.region.pk}), units=frozenset({there.team.pk}))


def test_a_persons_dienstposten_are_read_once_per_request(django_assert_num_queries):
    who = person(Role.TSB, nord().sc)
    with django_assert_num_queries(1):
        gates.grants(who, TODAY)
        gates.scope(who, Grant.BOOK, TODAY)
        gates.unit_as(who, Role.TSB, TODAY)
