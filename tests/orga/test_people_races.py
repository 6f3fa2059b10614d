"""Rivals and kills: an office is given once, moved wholly or not at all, and granted by one hand."""

from datetime import date

import pytest

from socl.lib.refusal import Refusal
from socl.orga.actions.people import appoint, transfer
from socl.orga.actions.qualification import grant_clearance, request_clearance
from socl.orga.models import Clearance, Dienstposten, Person
from socl.orga.rules.roles import Role
from tests.factories.kalender import AT
from tests.factories.orga import SINCE, PersonFactory, nord, person, tsb
from tests.kills import for_every_statement
from tests.races import race

pytestmark = pytest.mark.django_db(transaction=True)
DEC = date(2026, 12, 1)


def test_of_two_who_give_the_same_office_one_does_and_of_two_offices_one_is_the_main_one() -> None:
    here, mara = nord(), PersonFactory.create()
    chief = person(Role.SC_LEAD, here.sc)

    def give(role: Role) -> Dienstposten:
        return appoint(person=mara, unit=here.sc, role=role, valid_from=DEC, by=chief, at=AT)

    finish = race([lambda: give(Role.TSB), lambda: give(Role.TSB), lambda: give(Role.FIT)])
    assert [no.code for no in finish.refused(Refusal)] == ["already_held"]
    held = mara.dienstposten.order_by("role").values_list("role", "main")
    assert sorted(role for role, _ in held) == ["fit", "tsb"]
    assert sorted(main for _, main in held) == [False, True]


def test_of_two_who_grant_one_does() -> None:
    here, mara = nord(), tsb(qualified=False)
    lead, first, second = (person(Role.SC_REGION, here.region) for _ in range(3))
    asked = request_clearance(person=mara, valid_from=DEC, by=lead, at=AT)

    def grant(by: Person) -> None:
        grant_clearance(clearance=Clearance.objects.get(pk=asked.pk), by=by, at=AT)

    finish = race([lambda: grant(first), lambda: grant(second)])
    assert [no.code for no in finish.refused(Refusal)] in (["wrong_state"], ["already_granted"])
    assert Clearance.objects.get().granted_by in (first, second)


def test_a_move_that_is_killed_leaves_the_old_office_as_it_was() -> None:
    here, mara = nord(), PersonFactory.create()
    chief = person(Role.SC_LEAD, here.sc)
    held = appoint(person=mara, unit=here.sc, role=Role.TSB, valid_from=SINCE, by=chief, at=AT)

    def move() -> None:
        transfer(dienstposten=held, unit=here.sc, role=Role.FIT, on=DEC, by=chief, at=AT)

    def check() -> None:
        assert list(mara.dienstposten.values_list("role", "valid_until")) == [("tsb", None)]

    assert for_every_statement(move, check) >= 5
    assert list(mara.dienstposten.order_by("pk").values_list("role", "valid_until")) == [
        ("tsb", DEC),
        ("fit", None),
    ]
