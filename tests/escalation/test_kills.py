"""A worker that dies while closing an Anliegen leaves it open with nothing booked, or closed with all of it."""

import pytest

from atv.kalender.models import Booking
from routing.escalation.actions.anliegen import Opening, close_with_rueckruf, open_anliegen
from routing.escalation.models import Anliegen, Outcome
from tests.api.clients import Time
from tests.api.worlds import World, rows, small_world
from tests.factories.escalation import AnliegenFactory
from tests.factories.kalender import berlin, contact
from tests.factories.rufkreis import CallFactory
from tests.kills import for_every_statement

pytestmark = pytest.mark.django_db(transaction=True)
TOUCHED = ("Anliegen", "Outcome", "Booking", "Entry")


@pytest.fixture
def mortal_world(time: Time) -> World:
    return small_world(time)


@pytest.mark.rule("SOCL 2.1/10")
def test_a_rueckruf_closes_the_anliegen_whole_or_not_at_all(mortal_world: World) -> None:
    anliegen = AnliegenFactory.create(call__pbx=mortal_world.pbx)
    person = anliegen.opened_by
    before = rows(*TOUCHED)

    def check() -> None:
        assert rows(*TOUCHED) == before

    def act() -> Outcome:
        return close_with_rueckruf(
            anliegen=anliegen,
            starts_at=berlin("2026-11-18", "08:00"),
            contact=contact(),
            by=person,
            at=mortal_world.time(),
        )

    assert for_every_statement(act, check) > 10
    closed = Anliegen.objects.select_related("outcome").get()
    assert closed.outcome is not None
    assert (closed.state, closed.outcome.kind, closed.outcome.booking) == (
        "closed",
        "rueckruf",
        Booking.objects.get(),
    )


def test_an_anliegen_is_opened_whole_or_not_at_all(mortal_world: World) -> None:
    call = CallFactory.create(answered=True, pbx=mortal_world.pbx)
    person = call.person
    assert person is not None
    before = rows(*TOUCHED)

    def check() -> None:
        assert rows(*TOUCHED) == before

    def act() -> Anliegen:
        opening = Opening(code="ALG-27", plz="24103")
        return open_anliegen(call=call, opening=opening, by=person, at=mortal_world.time())

    assert for_every_statement(act, check) > 4
    assert Anliegen.objects.get().team == mortal_world.nord.team
