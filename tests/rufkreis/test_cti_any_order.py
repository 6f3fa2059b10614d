"""One call's events shuffled, doubled and late, as hypothesis thinks them up: the end is always the same."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from routing.rufkreis.actions.desk import accept_offer
from routing.rufkreis.actions.sweep import sweep
from routing.rufkreis.models import Call, CtiEvent, Offer, Presence
from routing.rufkreis.rules.lifecycle import Activity, CallState, OfferState
from tests.api.clients import Switch, encoded, ok
from tests.api.worlds import World
from tests.factories.orga import tsb
from tests.factories.rufkreis import PresenceFactory

IN_ANY_ORDER = {
    "state": CallState.ENDED,
    "end_cause": "normalClearing",
    "from_raw": "0431 12345",
    "from_e164": "+4943112345",
    "to_raw": "08004555500",
    "reconstructed": False,
    "last_seq": 5,
}


def stream(switch: Switch) -> list[bytes]:
    """One call from ring to end, as the telephone system tells it."""
    told: list[tuple[str, dict[str, Any]]] = [
        ("newCall", {"from": "0431 12345", "to": "08004555500", "dtmf": ["2"]}),
        ("answer", {"offerId": "1"}),
        ("hold", {}),
        ("transferRequest", {"target": "os1"}),
        ("hangup", {"cause": "normalClearing"}),
    ]
    return [
        encoded(switch.message(event, "c1", seq=n, **more)) for n, (event, more) in enumerate(told, start=1)
    ]


def end_state() -> dict[str, object]:
    ended = Call.objects.get(call_id="c1")
    return {name: getattr(ended, name) for name in IN_ANY_ORDER}


@pytest.mark.rule("RUF-7")
@given(order=st.permutations(range(5)), doubled=st.lists(st.integers(0, 4), max_size=3))
@example(order=[0, 1, 2, 3, 4], doubled=[])
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_shuffled_doubled_and_late_events_end_in_the_same_state_as_the_ordered_stream(
    world: World, order: list[int], doubled: list[int]
) -> None:
    switch = world.switch()
    with transaction.atomic():
        PresenceFactory.create()
        told = stream(switch)
        for n in [*order, *doubled]:
            assert switch.send(told[n]).status_code in (200, 202)
        assert end_state() == IN_ANY_ORDER
        assert CtiEvent.objects.count() == 5
        assert not Offer.objects.filter(state=OfferState.OPEN).exists()
        assert Presence.objects.get().activity == Activity.IDLE
        transaction.set_rollback(True)


@pytest.mark.rule("RUF-7")
@given(order=st.permutations(range(4)), doubled=st.integers(0, 3))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_follows_a_real_offer_in_whatever_order_no_desk_stays_reserved(
    world: World, order: list[int], doubled: int
) -> None:
    switch = world.switch()
    with transaction.atomic():
        desk = PresenceFactory.create(person=tsb(username="tsb1"))
        offer = switch.rings()["offerId"]
        accept_offer(offer_id=int(offer), person=desk.person, at=world.time())
        told = [
            encoded(switch.message("offerFailed", "c1", offerId=offer, cause="noAnswer")),
            encoded(switch.message("answer", "c1", offerId=offer)),
            encoded(switch.message("hangup", "c1", cause="normalClearing")),
            encoded(switch.message("poll", "c1")),
        ]
        for n in [*order, order[doubled]]:
            ok(switch.send(told[n]))
        assert Call.objects.get(call_id="c1").state == CallState.ENDED
        assert Presence.objects.get().activity in (Activity.WRAP_UP, Activity.IDLE)
        assert not Offer.objects.filter(state=OfferState.OPEN).exists()
        transaction.set_rollback(True)


@pytest.mark.rule("RUF-15")
@given(order=st.permutations(range(6)), lost=st.sets(st.integers(0, 5)), doubled=st.integers(0, 5))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_lost_two_snapshots_later_nothing_hangs(
    world: World, order: list[int], lost: set[int], doubled: int
) -> None:
    """Also the hangup, also everything: the telephone system's own list has the last word."""
    switch, time = world.switch(), world.time
    with transaction.atomic():
        desk = PresenceFactory.create(person=tsb(username="tsb1"), since=time())
        offer = switch.rings(seq=1)["offerId"]
        accept_offer(offer_id=int(offer), person=desk.person, at=time())
        told = [
            encoded(switch.message(event, "c1", seq=n, offerId=offer, target="fit1", cause="noAnswer"))
            for n, event in enumerate(
                ["answer", "hold", "consultAnswer", "transferred", "consultEnd", "hangup"], start=2
            )
        ]
        for n in [*(n for n in order if n not in lost), doubled]:
            assert switch.send(told[n]).status_code == 200
        for _ in range(3):
            time.goes_on(30)
            switch.snapshot({})
        sweep(at=time())
        time.goes_on(60)
        sweep(at=time())
        assert Call.objects.get().state == CallState.ENDED
        assert not Offer.objects.filter(state=OfferState.OPEN).exists()
        found = Presence.objects.get()
        assert (found.activity, found.call) == (Activity.IDLE, None)
        transaction.set_rollback(True)
