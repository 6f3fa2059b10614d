"""A worker that dies while closing an Anliegen leaves it open with nothing booked, or closed with all of it."""

import pytest

from atv.kalender.models import Booking
from eakte.models import WorkOrder
from routing.escalation.actions.anliegen import Opening, open_anliegen
from routing.escalation.actions.onward import Callback, Order, close_with_rueckruf, close_with_work_order
from routing.escalation.models import Anliegen, Outcome
from tests.api.clients import Time
from tests.api.worlds import World, rows, small_world
from tests.factories.eakte import postkorb
from tests.factories.escalation import AnliegenFactory
from tests.factories.kalender import berlin
from tests.factories.rufkreis import CallFactory
from tests.kills import for_every_statement

pytestmark = pytest.mark.django_db(transaction=True)
TOUCHED = ("Anliegen", "Outcome", "Booking", "WorkOrder", "Delivery", "Entry")


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
            callback=Callback(berlin("2026-11-18", "08:00"), "Mara", "+493023125900", "Abfindung."),
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


@pytest.mark.rule("SOCL 3/SC/2")
def test_an_order_closes_the_anliegen_whole_or_not_at_all(mortal_world: World) -> None:
    anliegen = AnliegenFactory.create(call__pbx=mortal_world.pbx)
    postkorb(mortal_world.nord.os)
    person, before = anliegen.opened_by, rows(*TOUCHED)

    def check() -> None:
        assert rows(*TOUCHED) == before

    def act() -> Outcome:
        order = Order(subject="Abmeldung", text="Zu tun: aufheben.")
        return close_with_work_order(anliegen=anliegen, order=order, by=person, at=mortal_world.time())

    assert for_every_statement(act, check) > 8
    assert Outcome.objects.get().work_order == WorkOrder.objects.get()


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
