"""Offices: who may give which, where each stands, and how they begin, end and follow one another."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.actions import people as verbs
from socl.orga.actions.coordination import end_coordinator, name_coordinator
from socl.orga.models import Coordinator, CoordinatorKind, Dienstposten, Person, ProgrammeCode, Unit, UnitKind
from socl.orga.rules.offices import APPOINTS, WORKS_AT
from socl.orga.rules.roles import TABLE, Grant, Role
from tests.factories.kalender import AT
from tests.factories.orga import SINCE, PersonFactory, UnitFactory, home, nord, person, west

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 17)
LATER = TODAY + timedelta(days=14)


def refused(act: Callable[..., Any], **given: Any) -> str:
    with pytest.raises(Refusal) as no:
        act(**given, at=AT)
    return no.value.code


def test_every_role_stands_at_some_unit_and_is_given_by_some_role() -> None:
    assert set(WORKS_AT) == set(Role)
    assert {kind for kinds in WORKS_AT.values() for kind in kinds} <= set(UnitKind.values)
    assert frozenset().union(*APPOINTS.values()) == set(Role)
    assert set(APPOINTS) == {role for role in Role if Grant.APPOINT in TABLE[role]}
    assert all(home(role, nord()).kind in WORKS_AT[role] for role in Role)


@pytest.mark.rule("ORGA-3")
@pytest.mark.parametrize("giver", APPOINTS)
def test_each_gives_its_own_offices_where_it_reaches_and_none_elsewhere(giver: Role) -> None:
    here, there = nord(), west()
    who = person(giver, home(giver, here))
    for role in Role:
        at = giver if role is Role.KOORDINATOR else role  # every unit has one of its own
        given = role in gates.offices_to_give(who, home(at, here), TODAY)
        assert given == (role in APPOINTS[giver]), role
        far = role in gates.offices_to_give(who, home(at, there), TODAY)
        assert far == (given and giver is Role.BETRIEB), role


@pytest.mark.rule("OTV 3/AA/2")
def test_the_rights_for_the_otk_come_from_the_rd_or_from_the_agentur_itself() -> None:
    here = nord()
    for giver in (Role.RD, Role.AGENTUR_LEAD):
        gates.require_giving(person(giver, home(giver, here)), Role.OTK_ADMIN, here.agentur, TODAY)
    with pytest.raises(PermissionDenied):
        gates.require_giving(person(Role.OTK_ADMIN, here.agentur), Role.OTK_ADMIN, here.agentur, TODAY)
    with pytest.raises(Http404):
        gates.require_giving(person(Role.RD, west().rd), Role.OTK_ADMIN, here.agentur, TODAY)


def test_an_rd_reaches_its_own_district_and_not_the_other_rd_of_the_region() -> None:
    here = nord()
    other = UnitFactory.create(kind=UnitKind.RD, region=here.region, parent=here.region)
    theirs = UnitFactory.create(kind=UnitKind.AGENTUR, region=here.region, parent=other)
    found = gates.scope(person(Role.RD, here.rd), Grant.APPOINT, TODAY)
    reached = {here.rd, here.agentur, here.eingangszone, here.os, here.team}
    assert {u for u in Unit.objects.all() if found.covers(u)} == reached
    assert theirs not in reached


@pytest.fixture
def chief() -> Person:
    return person(Role.SC_LEAD, nord().sc, username="leitung")


@pytest.mark.rule("ORGA-3")
def test_nobody_gives_an_office_to_himself_nor_at_the_wrong_unit_nor_twice(chief: Person) -> None:
    here, mara = nord(), PersonFactory.create()
    tsb: dict[str, Any] = {"unit": here.sc, "role": Role.TSB, "valid_from": TODAY, "by": chief}
    assert refused(verbs.appoint, person=chief, **tsb) == "not_yourself"
    assert refused(verbs.appoint, person=mara, **{**tsb, "unit": here.team}) == "wrong_unit"
    assert refused(verbs.appoint, person=mara, valid_until=TODAY, **tsb) == "wrong_days"
    held = verbs.appoint(person=mara, at=AT, **tsb)
    assert refused(verbs.appoint, person=mara, **{**tsb, "valid_from": LATER}) == "already_held"
    assert refused(verbs.end_dienstposten, dienstposten=held, on=LATER, by=mara) == "not_yourself"
    assert Dienstposten.objects.filter(person=mara).count() == 1


def test_a_move_ends_one_office_where_the_next_begins(chief: Person) -> None:
    here, mara = nord(), PersonFactory.create()
    tsb = verbs.appoint(person=mara, unit=here.sc, role=Role.TSB, valid_from=SINCE, by=chief, at=AT)
    fit = verbs.transfer(dienstposten=tsb, unit=here.sc, role=Role.FIT, on=LATER, by=chief, at=AT)
    rows = mara.dienstposten.order_by("pk").values_list("role", "main", "valid_from", "valid_until")
    assert list(rows) == [("tsb", True, SINCE, LATER), ("fit", True, LATER, None)]
    assert refused(verbs.end_dienstposten, dienstposten=tsb, on=LATER, by=chief) == "already_ended"
    verbs.end_dienstposten(dienstposten=fit, on=TODAY, by=chief, at=AT)
    assert [d.pk for d in mara.dienstposten.all()] == [tsb.pk], "what has not begun is taken back"
    verbs_of = Entry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs_of) == ["appoint", "end_dienstposten", "appoint", "take_back_dienstposten"]


def test_a_refused_move_leaves_the_old_office_as_it_was(chief: Person) -> None:
    here, mara = nord(), PersonFactory.create()
    tsb = verbs.appoint(person=mara, unit=here.sc, role=Role.TSB, valid_from=SINCE, by=chief, at=AT)
    given = {"dienstposten": tsb, "unit": here.team, "role": Role.TSB, "on": LATER, "by": chief}
    assert refused(verbs.transfer, **given) == "wrong_unit"
    assert list(mara.dienstposten.values_list("valid_until", flat=True)) == [None]


def test_an_account_is_locked_by_somebody_else_and_its_first_password_is_new_each_time(chief: Person) -> None:
    mara = PersonFactory.create()
    assert refused(verbs.set_active, person=chief, active=False, by=chief) == "not_yourself"
    verbs.set_active(person=mara, active=False, by=chief, at=AT)
    mara.refresh_from_db()
    assert mara.is_active is False
    words = {verbs.give_first_password(person=mara, by=chief, at=AT) for _ in range(2)}
    assert len(words) == 2
    assert mara.must_change_password is True
    assert sum(mara.check_password(word) for word in words) == 1
    verbs.change_password(person=mara, password="ganz eigenes Kennwort", at=AT)
    mara = Person.objects.get(pk=mara.pk)
    assert not mara.must_change_password
    assert not any(word in str(e) for e in Entry.objects.values() for word in words), (
        "no secret in the journal"
    )


@pytest.mark.rule("SOCL 3/SC/3")
@pytest.mark.rule("SOCL 3/OS/1")
def test_a_unit_names_its_coordinators_and_each_once(chief: Person) -> None:
    here = nord()
    named: dict[str, Any] = {
        "kind": CoordinatorKind.KOORDINATOR,
        "programme": ProgrammeCode.SOC_L,
        "valid_from": SINCE,
        "by": chief,
    }
    for unit in (here.sc, here.os):
        name_coordinator(unit=unit, person=chief, at=AT, **named)
    assert refused(name_coordinator, unit=here.sc, person=chief, **named) == "already_named"
    at_sc, at_os = Coordinator.objects.order_by("pk")
    end_coordinator(coordinator=at_sc, on=TODAY, by=chief, at=AT)
    end_coordinator(coordinator=at_os, on=SINCE, by=chief, at=AT)
    assert list(Coordinator.objects.values_list("unit", "valid_until")) == [(here.sc.pk, TODAY)]
    assert refused(end_coordinator, coordinator=at_os, on=SINCE, by=chief) == "already_ended"
